//! One order, whole.

use axum::Json;
use axum::extract::State;
use countersign_app::App;
use countersign_app::orders::view::{OrderView, view};
use countersign_domain::orders::{Channel, Fulfilment, State as OrderState};
use countersign_kernel::id::{ActId, OrderId};
use countersign_kernel::{Money, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

use super::shown::VerificationShown;
use crate::caller::{By, may};
use crate::given::Named;
use crate::problem::Problem;

#[derive(Serialize, ToSchema)]
#[schema(as = Order)]
pub struct OrderShown {
    #[schema(value_type = String)]
    pub id: OrderId,
    /// The number on the bag.
    pub number: i64,
    #[schema(value_type = String, example = "leafly")]
    pub channel: Channel,
    /// The channel's own id and status word.
    pub external_id: String,
    pub external_words: String,
    /// `adult` or `medical`.
    pub program: String,
    #[schema(value_type = String, example = "pickup")]
    pub fulfilment: Fulfilment,
    #[schema(value_type = String, example = "checked")]
    pub state: OrderState,
    pub verdict: String,
    pub outcome: String,
    pub version: i64,
    /// The profile the buyer was matched to.
    pub customer_id: Option<String>,
    pub buyer: BuyerShown,
    pub lines: Vec<OrderLine>,
    #[schema(value_type = String, example = "40.00")]
    pub subtotal: Money,
    #[schema(value_type = String, example = "2.50")]
    pub tax: Money,
    #[schema(value_type = String, example = "0.00")]
    pub discount: Money,
    #[schema(value_type = String, example = "42.50")]
    pub total: Money,
    pub payment: String,
    #[schema(value_type = String, format = DateTime)]
    pub placed_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    pub arrived_at: Timestamp,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub window_start: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub window_end: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub acknowledge_by: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub acknowledged_at: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub hold_until: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub closed_at: Option<Timestamp>,
    pub close_reason: Option<String>,
    pub checked: Option<Checked>,
    /// What is held, by package: the pick list.
    pub held: Vec<Held>,
    pub overrides: Vec<OverrideShown>,
    /// What is owed to systems outside, and how it went.
    pub acts: Vec<Act>,
}

/// The name on the order. Everything else about a person is behind a written purpose.
#[derive(Serialize, ToSchema)]
#[schema(as = Buyer)]
pub struct BuyerShown {
    pub first_name: String,
    pub last_name: String,
}

#[derive(Serialize, ToSchema)]
pub struct OrderLine {
    pub line: i64,
    pub sku: String,
    pub product: String,
    pub quantity: i64,
    #[schema(value_type = String, example = "21.25")]
    pub unit_price: Money,
    #[schema(value_type = String, example = "42.50")]
    pub line_total: Money,
}

/// The newest verification.
#[derive(Serialize, ToSchema)]
pub struct Checked {
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// The entry of the record that holds it.
    pub record_seq: i64,
    pub verification: VerificationShown,
}

#[derive(Serialize, ToSchema)]
pub struct Held {
    pub line: i64,
    /// The state's package tag.
    pub tag: String,
    pub quantity: i64,
    pub unit: String,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Override)]
pub struct OverrideShown {
    pub check: String,
    pub ground: String,
    pub requested_by: String,
    #[schema(value_type = String, format = DateTime)]
    pub requested_at: Timestamp,
    pub countersigned_by: Option<String>,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub countersigned_at: Option<Timestamp>,
}

#[derive(Serialize, ToSchema)]
pub struct Act {
    #[schema(value_type = String)]
    pub id: ActId,
    pub target: String,
    pub kind: String,
    /// `due`, `done`, `dead` (a person must look) or `dropped`.
    pub state: String,
    pub attempts: i64,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub done_at: Option<Timestamp>,
    pub last_error: Option<String>,
}

/// One order. That it was looked at is on the record.
#[utoipa::path(
    get, path = "/orders/{id}", tag = "orders", security(("token" = ["order.view"])),
    params(("id" = String, Path, description = "The order")),
    responses((status = OK, body = OrderShown))
)]
pub async fn get(
    State(app): State<App>,
    By(actor, _): By<may::OrderView>,
    Named(id): Named<OrderId>,
) -> Result<Json<OrderShown>, Problem> {
    Ok(Json(shown(view(&app, &actor, &id).await?)))
}

fn shown(view: OrderView) -> OrderShown {
    let at = |micros: Option<i64>| micros.map(Timestamp::from);
    let lines = lines(&view);
    let acts = acts(&view);
    let overrides = overrides(&view);
    let held =
        view.held.into_iter().map(|h| Held { line: h.line, tag: h.tag, quantity: h.quantity, unit: h.unit });
    let order = view.order;
    OrderShown {
        number: order.number,
        channel: order.channel,
        external_id: order.external_id,
        external_words: order.external_words,
        program: order.program,
        fulfilment: order.fulfilment,
        state: order.state,
        verdict: order.verdict,
        outcome: order.outcome_line,
        version: order.version,
        customer_id: order.customer_id,
        buyer: BuyerShown { first_name: view.buyer.first_name, last_name: view.buyer.last_name },
        lines,
        subtotal: order.subtotal,
        tax: order.tax,
        discount: order.discount,
        total: order.total,
        payment: order.payment,
        placed_at: order.placed_at,
        arrived_at: order.arrived_at,
        window_start: at(order.window_start),
        window_end: at(order.window_end),
        acknowledge_by: at(order.acknowledge_by),
        acknowledged_at: at(order.acknowledged_at),
        hold_until: at(order.hold_until),
        closed_at: at(order.closed_at),
        close_reason: order.close_reason,
        checked: view.checked.map(|checked| Checked {
            at: checked.at,
            record_seq: checked.record_seq,
            verification: VerificationShown::from(&checked.verification),
        }),
        held: held.collect(),
        overrides,
        acts,
        id: order.id,
    }
}

fn lines(view: &OrderView) -> Vec<OrderLine> {
    let lines = view.lines.iter().map(|line| OrderLine {
        line: line.line,
        sku: line.sku.clone(),
        product: line.product.clone(),
        quantity: line.quantity,
        unit_price: line.unit_price,
        line_total: line.line_total,
    });
    lines.collect()
}

fn overrides(view: &OrderView) -> Vec<OverrideShown> {
    let overrides = view.overrides.iter().map(|asked| OverrideShown {
        check: asked.check_name.clone(),
        ground: asked.ground.clone(),
        requested_by: asked.requested_by.clone(),
        requested_at: asked.requested_at,
        countersigned_by: asked.countersigned_by.clone(),
        countersigned_at: asked.countersigned_at.map(Timestamp::from),
    });
    overrides.collect()
}

fn acts(view: &OrderView) -> Vec<Act> {
    let acts = view.acts.iter().map(|act| Act {
        id: act.id.clone(),
        target: act.target.clone(),
        kind: act.kind.clone(),
        state: act.state.clone(),
        attempts: act.attempts,
        done_at: act.done_at.map(Timestamp::from),
        last_error: act.last_error.clone(),
    });
    acts.collect()
}
