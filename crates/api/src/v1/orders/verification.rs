//! The ten checks, run now.

use axum::Json;
use axum::extract::State;
use countersign_app::App;
use countersign_app::orders::check::check;
use countersign_kernel::id::OrderId;
use serde::Deserialize;
use utoipa::ToSchema;

use super::shown::VerificationShown;
use crate::caller::{By, may};
use crate::given::{Given, Named};
use crate::problem::Problem;

/// Nothing needs to be said.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// Runs the checks of an order that has not been decided, and puts what they say on the record.
#[utoipa::path(
    post, path = "/orders/{id}/verification", tag = "orders", security(("token" = ["order.verify"])),
    params(("id" = String, Path, description = "The order"), crate::v1::orders::IdempotencyKey),
    request_body(content = Nothing, description = "May be left out"),
    responses((status = OK, body = VerificationShown))
)]
pub async fn verification(
    State(app): State<App>,
    By(actor, _): By<may::OrderVerify>,
    Named(id): Named<OrderId>,
    Given(Nothing {}): Given<Nothing>,
) -> Result<Json<VerificationShown>, Problem> {
    let verification = check(&app, &actor, &id).await?;
    Ok(Json(VerificationShown::from(&verification)))
}
