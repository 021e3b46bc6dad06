//! Ready at the counter.

use axum::Json;
use axum::extract::State;
use countersign_app::App;
use countersign_app::orders::pick;
use countersign_kernel::id::OrderId;

use super::deed::{self, OrderState, Step};
use crate::caller::{By, may};
use crate::given::{Given, Named};
use crate::problem::Problem;

/// Everything is in the bag; the marketplace tells the customer.
#[utoipa::path(
    post, path = "/orders/{id}/readiness", tag = "orders", security(("token" = ["order.pick"])),
    params(("id" = String, Path, description = "The order"), crate::v1::orders::IdempotencyKey),
    request_body(content = Step, description = "May be left out"),
    responses((status = OK, body = OrderState))
)]
pub async fn readiness(
    State(app): State<App>,
    By(actor, _): By<may::OrderPick>,
    Named(id): Named<OrderId>,
    Given(step): Given<Step>,
) -> Result<Json<OrderState>, Problem> {
    pick::make_ready(&app, &actor, &id, step.version).await?;
    deed::state(&app, &actor, &id).await
}
