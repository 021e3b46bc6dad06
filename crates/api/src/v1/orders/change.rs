//! An open order changed.

use axum::Json;
use axum::extract::State;
use countersign_app::App;
use countersign_app::orders::change::change;
use countersign_domain::orders::change::{Address, Change, LineChange};
use countersign_domain::orders::{Fulfilment, Payment};
use countersign_kernel::id::OrderId;
use serde::Deserialize;
use utoipa::ToSchema;

use super::deed::{self, OrderState};
use super::enter::{NewLine, Window};
use crate::caller::{By, may};
use crate::given::{Given, Named};
use crate::problem::Problem;

/// What is to be otherwise; what is left out stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OrderChange)]
pub struct Wanted {
    /// The order's `version` as it was seen.
    #[serde(default)]
    pub version: Option<i64>,
    /// Each line at most once.
    #[serde(default)]
    pub lines: Vec<ChangedLine>,
    /// New lines, at the till's prices.
    #[serde(default)]
    pub add: Vec<NewLine>,
    /// `pickup`, `curbside` or `delivery`.
    #[schema(value_type = Option<String>, example = "pickup")]
    pub fulfilment: Option<Fulfilment>,
    pub window: Option<Window>,
    /// Needed where the order is to be delivered and has none.
    #[schema(max_length = 500)]
    pub address: Option<String>,
    /// `cash`, `debit`, `credit`, `bank_transfer` or `store_credit`.
    #[schema(value_type = Option<String>, example = "debit")]
    pub payment: Option<Payment>,
    /// Why, for the record.
    #[schema(min_length = 1, max_length = 500)]
    pub words: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangedLine {
    /// The order's `line`.
    #[schema(minimum = 0)]
    pub line: usize,
    /// Another product in its place, at the till's price.
    #[serde(default)]
    pub sku: Option<String>,
    /// 0 takes the line off; the last one cannot be taken off.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 10000)]
    pub quantity: Option<i64>,
}

/// Changes an open order. Only the checks that the change touches are made on new facts. Before the approval the order is changed and `verdict` says what the checks then say; after it, stock and allowance are held for the new cart instead of the old one, or nothing changes and the problem names the checks. Other goods are to be picked anew. No marketplace takes a change: tell the customer.
#[utoipa::path(
    post, path = "/orders/{id}/change", tag = "orders", security(("token" = ["order.change"])),
    params(("id" = String, Path, description = "The order"), crate::v1::orders::IdempotencyKey),
    request_body = Wanted,
    responses((status = OK, body = OrderState))
)]
pub async fn changing(
    State(app): State<App>,
    By(actor, _): By<may::OrderChange>,
    Named(id): Named<OrderId>,
    Given(wanted): Given<Wanted>,
) -> Result<Json<OrderState>, Problem> {
    let (version, words) = (wanted.version, wanted.words.clone());
    change(&app, &actor, &id, version, &of_form(wanted), &words).await?;
    deed::state(&app, &actor, &id).await
}

fn of_form(wanted: Wanted) -> Change {
    let line = |line: ChangedLine| LineChange { line: line.line, sku: line.sku, quantity: line.quantity };
    Change {
        lines: wanted.lines.into_iter().map(line).collect(),
        add: wanted.add.into_iter().map(|line| (line.sku, line.quantity)).collect(),
        fulfilment: wanted.fulfilment,
        window: wanted.window.map(|window| (window.start, window.end)),
        address: wanted.address.map(Address),
        payment: wanted.payment,
    }
}
