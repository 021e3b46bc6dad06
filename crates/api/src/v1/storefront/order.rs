//! Where an order of the website stands.

use axum::Json;
use axum::extract::State;
use countersign_app::App;
use countersign_app::storefront::standing::{self, Standing};
use countersign_domain::orders::Fulfilment;
use countersign_domain::storefront::ShopperStatus;
use countersign_kernel::id::OrderId;
use countersign_kernel::{Money, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

use crate::caller::{By, may};
use crate::given::Named;
use crate::problem::Problem;

/// An order as its shopper may see it. No answer here names a person.
#[derive(Serialize, ToSchema)]
#[schema(as = StorefrontOrder)]
pub struct OrderShown {
    #[schema(value_type = String)]
    id: OrderId,
    /// The number on the bag.
    number: i64,
    /// The quote that it was ordered by.
    quote: String,
    /// `received`, `accepted`, `preparing`, `ready`, `completed`, `returned`, `declined`, `cancelled`, `missed` or `lapsed`.
    #[schema(value_type = String, example = "accepted")]
    status: ShopperStatus,
    /// A sentence that may be shown as it is.
    says: &'static str,
    /// What the shopper needs at the counter or the door.
    bring: Vec<&'static str>,
    /// Whether the shopper may still call it off here.
    may_cancel: bool,
    #[schema(value_type = String, example = "pickup")]
    fulfilment: Fulfilment,
    window: Option<WindowShown>,
    #[schema(value_type = String, format = DateTime)]
    placed_at: Timestamp,
    /// Until when it is kept, once it is accepted.
    #[schema(value_type = Option<String>, format = DateTime)]
    kept_until: Option<Timestamp>,
    /// As it is now: the store may have changed it with the shopper.
    lines: Vec<LineShown>,
    #[schema(value_type = String, example = "52.00")]
    subtotal: Money,
    #[schema(value_type = String, example = "5.20")]
    discount: Money,
    /// Before tax.
    #[schema(value_type = String, example = "46.80")]
    total: Money,
    /// Only ever grows: of two answers the one with the greater is newer.
    version: i64,
}

#[derive(Serialize, ToSchema)]
#[schema(as = StorefrontWindow)]
struct WindowShown {
    #[schema(value_type = String, format = DateTime)]
    start: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    end: Timestamp,
}

#[derive(Serialize, ToSchema)]
#[schema(as = StorefrontOrderLine)]
struct LineShown {
    sku: String,
    name: String,
    quantity: i64,
    #[schema(value_type = String, example = "26.00")]
    unit_price: Money,
    #[schema(value_type = String, example = "52.00")]
    line_total: Money,
}

/// Where an order stands, in words for its shopper.
#[utoipa::path(
    get, path = "/storefront/orders/{id}", tag = "storefront", security(("token" = ["storefront.order"])),
    params(("id" = String, Path, description = "The order")),
    responses((status = OK, body = OrderShown))
)]
pub async fn get(
    State(app): State<App>,
    By(actor, _): By<may::StorefrontOrder>,
    Named(id): Named<OrderId>,
) -> Result<Json<OrderShown>, Problem> {
    Ok(Json(standing::standing(&app, &actor, &id).await?.into()))
}

impl From<Standing> for OrderShown {
    fn from(standing: Standing) -> Self {
        let line = |line: countersign_app::storefront::standing::Line| LineShown {
            sku: line.sku,
            name: line.name,
            quantity: line.quantity,
            unit_price: line.unit_price,
            line_total: line.line_total,
        };
        Self {
            id: standing.id,
            number: standing.number,
            quote: standing.quote,
            status: standing.status,
            says: standing.says,
            bring: standing.bring,
            may_cancel: standing.may_cancel,
            fulfilment: standing.fulfilment,
            window: standing.window.map(|(start, end)| WindowShown { start, end }),
            placed_at: standing.placed_at,
            kept_until: standing.kept_until,
            lines: standing.lines.into_iter().map(line).collect(),
            subtotal: standing.subtotal,
            discount: standing.discount,
            total: standing.total,
            version: standing.version,
        }
    }
}
