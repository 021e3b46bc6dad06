//! Owing an act: a row in the outbox, in the transaction of the decision it follows from.

use countersign_domain::orders::Channel;
use countersign_kernel::Timestamp;
use countersign_kernel::id::ActId;
use countersign_ports::marketplace::ChannelStatus;
use countersign_ports::point_of_sale::PosSale;
use countersign_ports::state_system::Receipt;
use countersign_store::acts::{self, ActRow};
use countersign_store::db::Tx;
use countersign_store::orders::OrderRow;

use super::payload::Payload;
use crate::app::App;
use crate::error::AppError;

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
    owe(app, tx, order, order.channel.word(), payload, word).await
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
    owe(app, tx, order, target, Payload::Receipt { receipt: receipt.clone() }, "once").await
}

pub async fn pos_sale(app: &App, tx: &mut Tx<'_>, order: &OrderRow, sale: &PosSale) -> Result<(), AppError> {
    let target = target(app, order, |c| c.point_of_sale().is_some())?;
    owe(app, tx, order, target, Payload::PosSale { sale: sale.clone() }, "once").await
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

/// One act a (order, target, kind, word), whoever asks and however often.
async fn owe(
    app: &App,
    tx: &mut Tx<'_>,
    order: &OrderRow,
    target: &str,
    payload: Payload,
    word: &str,
) -> Result<(), AppError> {
    let now: Timestamp = app.now();
    let kind = payload.kind();
    // What the shop owes one system about one order goes out in the order in which it was decided. The receipt and
    // the sale are lanes of their own: a marketplace that is down holds up neither.
    let lane = format!("{}:{target}", order.id);
    let row = ActRow {
        id: ActId::fresh(app.clock(), app.random()),
        store_id: order.store_id.clone(),
        order_id: Some(order.id.to_string()),
        target: target.to_owned(),
        kind: kind.to_owned(),
        payload: serde_json::to_string(&payload).expect("an act always has a JSON form"),
        dedupe: format!("{lane}:{kind}:{word}"),
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
    };
    acts::owe(tx, &row).await?;
    Ok(())
}
