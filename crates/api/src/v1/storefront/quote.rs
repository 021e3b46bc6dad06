//! What a cart costs, and what the law says of so much.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use countersign_app::App;
use countersign_app::storefront::quote::{self, Line, Quote};
use countersign_kernel::id::QuoteId;
use countersign_kernel::{BusinessDate, Money, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::menu::Program;
use crate::caller::{By, may};
use crate::given::Given;
use crate::problem::Problem;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = StorefrontCart)]
pub struct CartGiven {
    /// `adult` (the usual) or `medical`.
    #[serde(default)]
    program: Program,
    /// Each product once.
    #[schema(min_items = 1, max_items = 200)]
    lines: Vec<LineGiven>,
    /// The shopper's, where it is known: limits of some states go by age. Nothing is kept of it.
    #[schema(value_type = Option<String>, format = Date)]
    birth_date: Option<BusinessDate>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = StorefrontCartLine)]
struct LineGiven {
    sku: String,
    #[schema(minimum = 1, maximum = 10000)]
    quantity: i64,
}

#[derive(Serialize, ToSchema)]
#[schema(as = StorefrontQuote)]
pub struct QuoteShown {
    /// To order by; null where the cart cannot be ordered as it is.
    #[schema(value_type = Option<String>)]
    id: Option<QuoteId>,
    #[schema(value_type = String, format = DateTime)]
    valid_until: Timestamp,
    /// A sentence for shoppers, while the store takes no orders.
    closed_because: Option<&'static str>,
    /// In the order they were asked for.
    lines: Vec<QuotedLineShown>,
    #[schema(value_type = String, example = "52.00")]
    subtotal: Money,
    discounts: Vec<DiscountShown>,
    #[schema(value_type = String, example = "5.20")]
    discount: Money,
    /// Null: the till works it out at hand-over, as for every channel.
    #[schema(value_type = Option<String>)]
    tax: Option<Money>,
    /// Before tax.
    #[schema(value_type = String, example = "46.80")]
    total: Money,
    limit: LimitShown,
    /// What an order will want beside the shopper's name: `birth_date`, `patient_number`.
    missing: Vec<&'static str>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = StorefrontQuotedLine)]
struct QuotedLineShown {
    sku: String,
    /// Null where the menu does not have it now.
    name: Option<String>,
    quantity: i64,
    /// Units of those that can be had; fewer than `quantity` keep the cart from being ordered.
    available: i64,
    #[schema(value_type = String, example = "26.00")]
    unit_price: Money,
    #[schema(value_type = String, example = "52.00")]
    line_total: Money,
    /// The same less what promotions give on it.
    #[schema(value_type = String, example = "46.80")]
    net: Money,
}

#[derive(Serialize, ToSchema)]
#[schema(as = StorefrontDiscount)]
struct DiscountShown {
    name: String,
    #[schema(value_type = String, example = "5.20")]
    amount: Money,
}

/// What one purchase may be. What the shopper bought before is theirs alone and is counted when the order is checked.
#[derive(Serialize, ToSchema)]
#[schema(as = StorefrontLimit)]
struct LimitShown {
    /// `allow`; `deny`, with what to reduce; or `unknown`, which the store decides on the order.
    #[schema(example = "deny")]
    verdict: &'static str,
    says: Vec<SaidShown>,
    /// A smaller cart that one purchase may be.
    reduce: Vec<ReduceShown>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = StorefrontLimitReason)]
struct SaidShown {
    text: String,
    citation: String,
}

#[derive(Serialize, ToSchema)]
#[schema(as = StorefrontReduce)]
struct ReduceShown {
    sku: String,
    /// At most so many.
    to: i64,
}

/// Prices a cart and says what stands in the way of ordering it. A quote holds nothing; an order by it is taken at this price within
/// fifteen minutes, or refused with the difference.
#[utoipa::path(
    post, path = "/storefront/quotes", tag = "storefront", security(("token" = ["storefront.view"])),
    request_body = CartGiven,
    responses((status = CREATED, body = QuoteShown))
)]
pub async fn quote(
    State(app): State<App>,
    By(actor, _): By<may::StorefrontView>,
    Given(cart): Given<CartGiven>,
) -> Result<Response, Problem> {
    let asked = quote::Asked {
        program: cart.program.into(),
        lines: cart.lines.into_iter().map(|line| (line.sku, line.quantity)).collect(),
        birth_date: cart.birth_date,
    };
    let quoted = quote::quote(&app, &actor, &asked).await?;
    Ok((StatusCode::CREATED, Json(QuoteShown::from(quoted))).into_response())
}

impl From<Quote> for QuoteShown {
    fn from(quote: Quote) -> Self {
        let limit = LimitShown {
            verdict: quote.limit.verdict.word(),
            says: quote.limit.says.into_iter().map(|(text, citation)| SaidShown { text, citation }).collect(),
            reduce: quote
                .limit
                .reduce
                .iter()
                .filter_map(|(place, to)| {
                    Some(ReduceShown { sku: quote.lines.get(*place)?.sku.clone(), to: *to })
                })
                .collect(),
        };
        Self {
            id: quote.id,
            valid_until: quote.valid_until,
            closed_because: quote.closed,
            lines: quote.lines.into_iter().map(QuotedLineShown::from).collect(),
            subtotal: quote.subtotal,
            discounts: quote.given.into_iter().map(|(name, amount)| DiscountShown { name, amount }).collect(),
            discount: quote.discount,
            tax: None,
            total: quote.total,
            limit,
            missing: quote.missing,
        }
    }
}

impl From<Line> for QuotedLineShown {
    fn from(line: Line) -> Self {
        let Line { sku, name, quantity, available, unit_price, line_total, net } = line;
        Self { sku, name, quantity, available, unit_price, line_total, net }
    }
}
