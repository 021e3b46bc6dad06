//! A sold order brought back.

use axum::Json;
use axum::extract::State;
use countersign_app::App;
use countersign_app::orders::take_back::take_back;
use countersign_kernel::id::OrderId;
use serde::Deserialize;
use utoipa::ToSchema;

use super::deed::{self, OrderState};
use crate::caller::{By, may};
use crate::given::{Given, Named};
use crate::problem::Problem;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Return {
    /// The order's `version` as it was seen.
    #[serde(default)]
    pub version: Option<i64>,
    /// Why it came back, for the record.
    #[schema(min_length = 1, max_length = 500)]
    pub words: String,
}

/// Takes a completed order back. Its receipt in the state system is voided; once it is void, the sale counts against
/// the customer's limit no more. The money goes back at the register.
#[utoipa::path(
    post, path = "/orders/{id}/return", tag = "orders", security(("token" = ["order.return"])),
    params(("id" = String, Path, description = "The order"), crate::v1::orders::IdempotencyKey),
    request_body = Return,
    responses((status = OK, body = OrderState))
)]
pub async fn returning(
    State(app): State<App>,
    By(actor, _): By<may::OrderReturn>,
    Named(id): Named<OrderId>,
    Given(back): Given<Return>,
) -> Result<Json<OrderState>, Problem> {
    take_back(&app, &actor, &id, back.version, &back.words).await?;
    deed::state(&app, &actor, &id).await
}
