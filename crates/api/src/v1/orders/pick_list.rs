//! The pick list, taken.

use axum::Json;
use axum::extract::State;
use countersign_app::App;
use countersign_app::orders::pick;
use countersign_kernel::id::OrderId;

use super::deed::{self, OrderState, Step};
use crate::caller::{By, may};
use crate::given::{Given, Named};
use crate::problem::Problem;

/// Somebody takes the pick list. What to pick is in the order's `held`.
#[utoipa::path(
    post, path = "/orders/{id}/pick-list", tag = "orders", security(("token" = ["order.pick"])),
    params(("id" = String, Path, description = "The order"), crate::v1::orders::IdempotencyKey),
    request_body(content = Step, description = "May be left out"),
    responses((status = OK, body = OrderState))
)]
pub async fn pick_list(
    State(app): State<App>,
    By(actor, _): By<may::OrderPick>,
    Named(id): Named<OrderId>,
    Given(step): Given<Step>,
) -> Result<Json<OrderState>, Problem> {
    pick::pick(&app, &actor, &id, step.version).await?;
    deed::state(&app, &actor, &id).await
}
