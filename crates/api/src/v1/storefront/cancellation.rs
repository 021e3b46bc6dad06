//! The shopper calls an order off.

use axum::Json;
use axum::extract::State;
use countersign_app::App;
use countersign_app::storefront::standing;
use countersign_kernel::id::OrderId;
use serde::Deserialize;
use utoipa::ToSchema;

use super::order::OrderShown;
use crate::caller::{By, may};
use crate::given::{Given, Named};
use crate::problem::Problem;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = StorefrontCancellation)]
pub struct NothingMore {}

/// Calls an order off for its shopper. That goes until somebody packs it; then the shopper calls the store. Twice is as good as
/// once.
#[utoipa::path(
    post, path = "/storefront/orders/{id}/cancellation", tag = "storefront",
    security(("token" = ["storefront.order"])),
    params(("id" = String, Path, description = "The order"), crate::v1::orders::IdempotencyKey),
    request_body = NothingMore,
    responses((status = OK, body = OrderShown))
)]
pub async fn cancellation(
    State(app): State<App>,
    By(actor, _): By<may::StorefrontOrder>,
    Named(id): Named<OrderId>,
    Given(NothingMore {}): Given<NothingMore>,
) -> Result<Json<OrderShown>, Problem> {
    Ok(Json(standing::call_off(&app, &actor, &id).await?.into()))
}
