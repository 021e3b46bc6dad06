//! An order refused before it was approved.

use axum::Json;
use axum::extract::State;
use countersign_app::App;
use countersign_app::orders::refuse::refuse;
use countersign_kernel::id::OrderId;

use super::deed::{self, Ending, OrderState};
use crate::caller::{By, may};
use crate::given::{Given, Named};
use crate::problem::Problem;

/// Refuses an order that is not approved yet. The marketplace is told, the sentence stays on the record.
#[utoipa::path(
    post, path = "/orders/{id}/refusal", tag = "orders", security(("token" = ["order.refuse"])),
    params(("id" = String, Path, description = "The order"), crate::v1::orders::IdempotencyKey),
    request_body = Ending,
    responses((status = OK, body = OrderState))
)]
pub async fn refusal(
    State(app): State<App>,
    By(actor, _): By<may::OrderRefuse>,
    Named(id): Named<OrderId>,
    Given(ending): Given<Ending>,
) -> Result<Json<OrderState>, Problem> {
    refuse(&app, &actor, &id, ending.version, ending.reason, &ending.words).await?;
    deed::state(&app, &actor, &id).await
}
