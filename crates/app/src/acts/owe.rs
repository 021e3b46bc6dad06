//! Owing an act: a row in the outbox, in the transaction of the decision it follows from.

use countersign_domain::orders::Channel;
use countersign_kernel::Actor;
use countersign_kernel::id::{ActId, StoreId};
use countersign_ports::flag::Capability;
use countersign_ports::marketplace::ChannelStatus;
use countersign_ports::point_of_sale::PosSale;
use countersign_ports::state_system::Receipt;
use countersign_store::acts::{self, ActRow};
use countersign_store::cases::CaseRow;
use countersign_store::db::Tx;
use countersign_store::orders::OrderRow;
use serde_json::json;

use super::by_hand::BY_HAND;
use super::payload::Payload;
use crate::app::App;
use crate::error::AppError;
use crate::menu::settle;
use crate::record::{self, Note};

/// Tells the marketplace where its order is. A phone order has no marketplace to tell.
pub async fn channel_status(
    app: &App,
    tx: &mut Tx<'_>,
    order: &mut OrderRow,
    status: &ChannelStatus,
) -> Result<(), AppError> {
    if order.channel == Channel::Phone {
        return Ok(());
    }
    acknowledge(app, tx, order).await?;
    let word = match status {
        ChannelStatus::Approved => "approved",
        ChannelStatus::Ready => "ready",
        ChannelStatus::Completed => "completed",
        ChannelStatus::Cancelled(_) => "cancelled",
    };
    let payload = Payload::Status { external_id: order.external_id.clone(), status: status.clone() };
    let target = order.channel.word();
    let capability = match status {
        ChannelStatus::Cancelled(_) => Capability::CancelOrder,
        _ => Capability::SetStatus,
    };
    let asked = is_asked(app, order, target, capability);
    owe_or_leave(app, tx, order, (target, asked), payload, word).await
}

/// Acknowledges an order on a marketplace that wants it, once. The caller saves the order.
pub async fn acknowledge(app: &App, tx: &mut Tx<'_>, order: &mut OrderRow) -> Result<(), AppError> {
    if order.acknowledge_by.is_none() || order.acknowledged_at.is_some() {
        return Ok(());
    }
    order.acknowledged_at = Some(app.now().micros());
    let payload = Payload::Acknowledge { external_id: order.external_id.clone() };
    owe(app, tx, order, order.channel.word(), payload, "once").await
}

pub async fn receipt(
    app: &App,
    tx: &mut Tx<'_>,
    order: &OrderRow,
    receipt: &Receipt,
) -> Result<(), AppError> {
    let target = target(app, order, |c| c.state_system().is_some())?;
    let payload = Payload::Receipt { receipt: receipt.clone(), again: false };
    owe(app, tx, order, target, payload, "once").await
}

/// The same receipt once more, after so many that are no longer there.
pub async fn receipt_again(
    app: &App,
    tx: &mut Tx<'_>,
    order: &OrderRow,
    receipt: &Receipt,
    before: usize,
) -> Result<(), AppError> {
    let target = target(app, order, |c| c.state_system().is_some())?;
    let payload = Payload::Receipt { receipt: receipt.clone(), again: true };
    owe(app, tx, order, target, payload, &format!("again {before}")).await
}

pub async fn pos_sale(app: &App, tx: &mut Tx<'_>, order: &OrderRow, sale: &PosSale) -> Result<(), AppError> {
    let target = target(app, order, |c| c.point_of_sale().is_some())?;
    let payload = Payload::PosSale { sale: sale.clone() };
    // Ringing it up from here as well would sell it twice.
    let asked = !order.channel.lies_in_the_till() && is_asked(app, order, target, Capability::RingUp);
    owe_or_leave(app, tx, order, (target, asked), payload, "once").await
}

/// Whether the vendor can be asked for it. Who is not connected is owed it until it is.
fn is_asked(app: &App, order: &OrderRow, target: &str, capability: Capability) -> bool {
    app.connection(&order.store_id, target).is_none_or(|connection| connection.can(capability))
}

/// Has the receipt of a returned order voided, where it was posted and after it was.
pub async fn void(
    app: &App,
    tx: &mut Tx<'_>,
    order: &OrderRow,
    target: &str,
    receipt: &Receipt,
) -> Result<(), AppError> {
    let (number, sold_at) = (receipt.external_number.clone(), receipt.sold_at);
    let payload = Payload::Void { number, sold_at };
    owe(app, tx, order, target, payload, "once").await
}

/// A sale that could not be posted anywhere must not happen, so a missing connection refuses it.
fn target(
    app: &App,
    order: &OrderRow,
    fits: impl Fn(&dyn countersign_ports::Connection) -> bool,
) -> Result<&'static str, AppError> {
    let connections = app.connections(&order.store_id);
    let found = connections.iter().find(|c| fits(c.as_ref())).map(|c| c.vendor());
    found.ok_or_else(|| AppError::because("no system is connected that this sale could be posted to"))
}

/// An act about a case of the books. The later deed at a system takes the place of what was not done there yet.
pub async fn for_case(
    app: &App,
    tx: &mut Tx<'_>,
    case: &CaseRow,
    target: &str,
    payload: &Payload,
) -> Result<(), AppError> {
    let lane = lane_of_case(case, target);
    // What was owed there before is owed anew; left dead it would hold up its lane for good.
    acts::drop_lane(tx, &lane).await?;
    next_in(app, tx, &case.store_id, target, lane, payload).await?;
    Ok(())
}

/// An act about a product's listing on a channel. Those of one listing go out in the order in which they were decided.
pub async fn for_listing(
    app: &App,
    tx: &mut Tx<'_>,
    store: &StoreId,
    (target, sku): (&str, &str),
    payload: &Payload,
) -> Result<ActId, AppError> {
    Box::pin(settle::overtake(app, tx, &lane_of_listing(store, target, sku))).await?;
    behind(app, tx, store, (target, sku), payload).await
}

/// The same behind whatever waits there: what a publication owes to be taken back is not a newer decision.
pub async fn behind(
    app: &App,
    tx: &mut Tx<'_>,
    store: &StoreId,
    (target, sku): (&str, &str),
    payload: &Payload,
) -> Result<ActId, AppError> {
    let lane = lane_of_listing(store, target, sku);
    acts::drop_dead(tx, &lane).await?;
    next_in(app, tx, store, target, lane, payload).await
}

/// Each is owed as often as it is decided: its place in the lane makes it one of its own.
async fn next_in(
    app: &App,
    tx: &mut Tx<'_>,
    store: &StoreId,
    target: &str,
    lane: String,
    payload: &Payload,
) -> Result<ActId, AppError> {
    let row = due(app, tx, store, target, lane, payload).await?;
    let row = ActRow { dedupe: format!("{}:{}:{}", row.lane, row.kind, row.place), ..row };
    acts::owe(tx, &row).await?;
    Ok(row.id)
}

fn lane_of_listing(store: &StoreId, target: &str, sku: &str) -> String {
    format!("{store}:listing:{target}:{sku}")
}

pub fn lane_of_case(case: &CaseRow, target: &str) -> String {
    format!("{}:{target}", case.id)
}

/// Every lane that there can be something in about a case.
pub fn lanes_of_case(app: &App, case: &CaseRow) -> Vec<String> {
    app.connections(&case.store_id).iter().map(|c| lane_of_case(case, c.vendor())).collect()
}

/// Owes it where the vendor is asked for it. Where it is not, the act is written down as left to a person: it is on
/// the order's page and on the record, and nothing is sent.
async fn owe_or_leave(
    app: &App,
    tx: &mut Tx<'_>,
    order: &OrderRow,
    (target, asked): (&str, bool),
    payload: Payload,
    word: &str,
) -> Result<(), AppError> {
    if asked {
        return owe(app, tx, order, target, payload, word).await;
    }
    let kind = payload.kind();
    let row = ActRow {
        state: "dropped".to_owned(),
        last_error: Some(BY_HAND.to_owned()),
        ..row(app, tx, order, target, &payload, word).await?
    };
    if acts::owe(tx, &row).await? {
        let body = json!({"kind": kind, "target": target, "word": word, "needs": "a person"});
        let (subject, store, actor) = (order.id.as_str(), Some(&order.store_id), Actor::system("outbox"));
        let note = Note { at: app.now(), kind: "act.by_hand", subject, actor: &actor, store, body };
        record::write(tx, note).await?;
    }
    Ok(())
}

/// One act a (order, target, kind, word), whoever asks and however often.
async fn owe(
    app: &App,
    tx: &mut Tx<'_>,
    order: &OrderRow,
    target: &str,
    payload: Payload,
    word: &str,
) -> Result<(), AppError> {
    let row = row(app, tx, order, target, &payload, word).await?;
    acts::owe(tx, &row).await?;
    Ok(())
}

async fn row(
    app: &App,
    tx: &mut Tx<'_>,
    order: &OrderRow,
    target: &str,
    payload: &Payload,
    word: &str,
) -> Result<ActRow, AppError> {
    // What the shop owes one system about one order goes out in the order in which it was decided. The receipt and
    // the sale are lanes of their own: a marketplace that is down holds up neither.
    let lane = format!("{}:{target}", order.id);
    let row = due(app, tx, &order.store_id, target, lane, payload).await?;
    let dedupe = format!("{}:{}:{word}", row.lane, row.kind);
    Ok(ActRow { order_id: Some(order.id.to_string()), dedupe, ..row })
}

/// The next act of a lane, due now. What makes it the only one of its kind is the caller's to say.
async fn due(
    app: &App,
    tx: &mut Tx<'_>,
    store: &StoreId,
    target: &str,
    lane: String,
    payload: &Payload,
) -> Result<ActRow, AppError> {
    let now = app.now();
    Ok(ActRow {
        id: ActId::fresh(app.clock(), app.random()),
        store_id: store.clone(),
        order_id: None,
        target: target.to_owned(),
        kind: payload.kind().to_owned(),
        payload: serde_json::to_string(payload).expect("an act always has a JSON form"),
        dedupe: String::new(),
        place: acts::next_place(tx, &lane).await?,
        lane,
        state: "due".to_owned(),
        attempts: 0,
        due_at: now,
        leased_until: None,
        made_at: now,
        done_at: None,
        result: None,
        last_error: None,
    })
}
