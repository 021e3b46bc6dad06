//! The sale.

use axum::Json;
use axum::extract::State;
use countersign_app::App;
use countersign_app::orders::complete::complete;
use countersign_kernel::id::OrderId;

use super::deed::{self, OrderState, Step};
use crate::caller::{By, may};
use crate::given::{Given, Named};
use crate::problem::Problem;

/// Sells: the limit is decided once more for this moment, then state system, POS and marketplace are owed the news. A good scan of less than 30 minutes ago is needed.
#[utoipa::path(
    post, path = "/orders/{id}/completion", tag = "orders", security(("token" = ["order.hand_over"])),
    params(("id" = String, Path, description = "The order"), crate::v1::orders::IdempotencyKey),
    request_body(content = Step, description = "May be left out"),
    responses((status = OK, body = OrderState))
)]
pub async fn completion(
    State(app): State<App>,
    By(actor, _): By<may::OrderHandOver>,
    Named(id): Named<OrderId>,
    Given(step): Given<Step>,
) -> Result<Json<OrderState>, Problem> {
    complete(&app, &actor, &id, step.version).await?;
    deed::state(&app, &actor, &id).await
}
