//! An order ended after it was approved, or before.

use axum::Json;
use axum::extract::State;
use countersign_app::App;
use countersign_app::orders::cancel::cancel;
use countersign_kernel::id::OrderId;

use super::deed::{self, Ending, OrderState};
use crate::caller::{By, may};
use crate::given::{Given, Named};
use crate::problem::Problem;

/// Ends an order, approved or not. What was held is freed. With the reason `no_show` it must be ready.
#[utoipa::path(
    post, path = "/orders/{id}/cancellation", tag = "orders", security(("token" = ["order.cancel"])),
    params(("id" = String, Path, description = "The order"), crate::v1::orders::IdempotencyKey),
    request_body = Ending,
    responses((status = OK, body = OrderState))
)]
pub async fn cancellation(
    State(app): State<App>,
    By(actor, _): By<may::OrderCancel>,
    Named(id): Named<OrderId>,
    Given(ending): Given<Ending>,
) -> Result<Json<OrderState>, Problem> {
    cancel(&app, &actor, &id, ending.version, ending.reason, &ending.words).await?;
    deed::state(&app, &actor, &id).await
}
