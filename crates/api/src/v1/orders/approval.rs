//! The countersignature.

use axum::Json;
use axum::extract::State;
use countersign_app::App;
use countersign_app::orders::approve::approve;
use countersign_kernel::id::OrderId;

use super::deed::{self, OrderState, Step};
use crate::caller::{By, may};
use crate::given::{Given, Named};
use crate::problem::Problem;

/// Countersigns: everything outside is asked again, stock and allowance are held. When a check stands in the way nothing is held, and the problem names the checks.
#[utoipa::path(
    post, path = "/orders/{id}/approval", tag = "orders", security(("token" = ["order.approve"])),
    params(("id" = String, Path, description = "The order"), crate::v1::orders::IdempotencyKey),
    request_body(content = Step, description = "May be left out"),
    responses((status = OK, body = OrderState))
)]
pub async fn approval(
    State(app): State<App>,
    By(actor, _): By<may::OrderApprove>,
    Named(id): Named<OrderId>,
    Given(step): Given<Step>,
) -> Result<Json<OrderState>, Problem> {
    approve(&app, &actor, &id, step.version).await?;
    deed::state(&app, &actor, &id).await
}
