//! What a customer may still buy now.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use countersign_app::{App, limits};
use countersign_kernel::id::CustomerId;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::caller::{By, may};
use crate::given::{Asked, Named};
use crate::problem::Problem;
use crate::v1::limit_questions::shown::LimitAnswer;

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct LimitQuery {
    /// `adult` (the usual) or `medical`.
    program: Option<String>,
}

/// The limit question with an empty cart, from our own ledger: `remaining` is what is left.
#[utoipa::path(
    get, path = "/customers/{id}/limit", tag = "customers", security(("token" = ["limit.ask"])),
    params(("id" = String, Path, description = "The customer"), LimitQuery),
    responses((status = OK, body = LimitAnswer))
)]
pub async fn limit(
    State(app): State<App>,
    By(actor, _): By<may::LimitAsk>,
    Named(id): Named<CustomerId>,
    Asked(query): Asked<LimitQuery>,
) -> Result<Response, Problem> {
    let word = query.program.unwrap_or_else(|| "adult".to_owned());
    let program = serde_json::from_value(word.into());
    let program = program.map_err(|_| Problem::invalid("program", "is neither `adult` nor `medical`"))?;
    let answer = limits::left_for(&app, &actor, &id, program).await?;
    Ok(Json(answer).into_response())
}
