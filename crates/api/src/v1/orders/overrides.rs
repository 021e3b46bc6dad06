//! Asking that an *unknown* be let through. Signing it takes a person, so there is no path for that.

use axum::Json;
use axum::extract::{Path, State};
use countersign_app::App;
use countersign_app::orders::countersign;
use countersign_domain::orders::CheckName;
use countersign_kernel::id::OrderId;
use serde::Deserialize;
use utoipa::ToSchema;

use super::deed::{self, OrderState};
use crate::caller::{By, may};
use crate::given::Given;
use crate::problem::{Kind, Problem};

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OverrideRequest {
    /// On what ground, in one sentence for the record.
    #[schema(min_length = 1, max_length = 500)]
    pub ground: String,
}

/// Asks for an override of one check of the newest verification. A second, permitted person signs it in the console.
#[utoipa::path(
    post, path = "/orders/{id}/overrides/{check}", tag = "orders", security(("token" = ["override.request"])),
    params(
        ("id" = String, Path, description = "The order"),
        ("check" = String, Path, description = "The check, as in the verification", example = "identity"),
        crate::v1::orders::IdempotencyKey
    ),
    request_body = OverrideRequest,
    responses((status = OK, body = OrderState))
)]
pub async fn request(
    State(app): State<App>,
    By(actor, _): By<may::OverrideRequest>,
    Path((id, check)): Path<(String, String)>,
    Given(given): Given<OverrideRequest>,
) -> Result<Json<OrderState>, Problem> {
    let unknown = || Problem::new(Kind::NotFound).detail("there is nothing under this path");
    let id: OrderId = id.parse().map_err(|_| unknown())?;
    let check = CheckName::from_word(&check).ok_or_else(unknown)?;
    countersign::request(&app, &actor, &id, check, &given.ground).await?;
    deed::state(&app, &actor, &id).await
}
