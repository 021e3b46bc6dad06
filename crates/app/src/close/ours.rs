//! A day as our own books have it, read in one moment.

use countersign_domain::close::{ChannelSays, ClosedOrder, OrderLine, Piece, Stands};
use countersign_domain::orders::{Channel, State};
use countersign_kernel::id::OrderId;
use countersign_kernel::{BusinessDate, Money, Quantity};
use countersign_ports::marketplace::ChannelStatus;
use countersign_store::acts::{self, ActRow};
use countersign_store::db::Tx;
use countersign_store::holds;
use countersign_store::orders::{self, OrderRow};

use super::day::StoreDay;
use crate::acts::by_hand;
use crate::acts::{Payload, sale};
use crate::error::AppError;
use crate::orders::cancel::ended_there;

/// An order of ours, with what a marketplace is still to be asked about it.
pub struct Own {
    pub order: ClosedOrder,
    /// The marketplace and the order's id there; none when nobody need be asked.
    pub ask: Option<(Channel, String)>,
}

/// Every order that was sold or ended on the day, and those still open.
pub async fn read(tx: &mut Tx<'_>, day: &StoreDay) -> Result<Vec<Own>, AppError> {
    let mut found = Vec::new();
    for order in orders::of_day(&mut *tx, &day.store.id, day.from, day.to).await? {
        found.push(own(tx, &order).await?);
    }
    Ok(found)
}

async fn own(tx: &mut Tx<'_>, order: &OrderRow) -> Result<Own, AppError> {
    let all = acts::of_order(&mut *tx, &order.id).await?;
    let sold = matches!(order.state, State::Completed | State::Returned);
    let lines = if sold { sold_lines(tx, order).await? } else { Vec::new() };
    let (channel_says, is_asked) = as_told(order, &all)?;
    let own = ClosedOrder {
        id: order.id.to_string(),
        number: order.number,
        reference: sale::reference(order),
        state: order.state,
        lines,
        tax: Some(order.tax).filter(|tax| *tax != Money::ZERO),
        channel: order.channel.word().to_owned(),
        channel_says,
        owed: all.iter().filter_map(owed).collect(),
    };
    let ask = is_asked.then(|| (order.channel, order.external_id.clone()));
    Ok(Own { order: own, ask })
}

/// What was sold: the order's lines, and out of which packages they were held.
async fn sold_lines(tx: &mut Tx<'_>, order: &OrderRow) -> Result<Vec<OrderLine>, AppError> {
    let lines = orders::lines(&mut *tx, &order.id).await?;
    let packages = match holds::of_order(&mut *tx, &order.id).await? {
        Some(hold) => holds::packages(&mut *tx, &hold.id).await?,
        None => Vec::new(),
    };
    let paid = sale::paid_by_package(order, &lines, &packages);
    let line = |(line, (paid, pieces)): (&orders::OrderLineRow, (Money, Vec<_>))| OrderLine {
        sku: line.sku.clone(),
        name: line.product.clone(),
        quantity: Quantity::whole(line.quantity),
        paid,
        pieces: pieces.into_iter().map(piece).collect(),
    };
    Ok(lines.iter().zip(paid).map(line).collect())
}

fn piece((package, paid): (&holds::HeldPackage, Money)) -> Piece {
    Piece {
        tag: package.tag.clone(),
        quantity: Quantity::whole(package.quantity),
        unit: package.unit.clone(),
        paid,
    }
}

/// What still has to go out to the register or the state.
fn owed(act: &ActRow) -> Option<String> {
    let waits = matches!(act.state.as_str(), "due" | "dead") || by_hand::is_left(act);
    let matters = matches!(act.kind.as_str(), "state.receipt" | "state.void" | "pos.sale");
    (waits && matters).then(|| waiting(act))
}

fn waiting(act: &ActRow) -> String {
    let how = match act.state.as_str() {
        "dead" => "is stuck",
        "dropped" => "is not confirmed",
        _ => "is in the outbox",
    };
    match &act.last_error {
        Some(error) => format!("`{}` {how}: {error}", act.kind),
        None => format!("`{}` {how}", act.kind),
    }
}

/// What the marketplace took from us, as far as it cannot be asked; and whether it is to be asked.
fn as_told(order: &OrderRow, all: &[ActRow]) -> Result<(ChannelSays, bool), AppError> {
    if order.channel == Channel::Phone {
        return Ok((ChannelSays::Nobody, false));
    }
    let told = all.iter().filter(|act| act.kind == "channel.status");
    if let Some(act) = told.clone().rfind(|act| matches!(act.state.as_str(), "due" | "dead")) {
        return Ok((ChannelSays::Owed { why: waiting(act) }, false));
    }
    // What it has ended itself, it is not told any more; what a person does there by hand is no sign of that.
    let dropped = |act: &ActRow| act.state == "dropped" && !by_hand::is_left(act);
    let by_itself = ended_there(order) || told.clone().any(dropped);
    let last = told.filter(|act| act.state == "done").max_by_key(|act| act.place);
    let stands = match last.map(Payload::of).transpose()? {
        _ if by_itself => Stands::Cancelled,
        Some(Payload::Status { status, .. }) => stands(&status),
        _ if order.state.is_final() => Stands::Cancelled,
        _ => Stands::Open,
    };
    let words = match last {
        Some(_) if !by_itself => format!("told `{}`", word(stands)),
        _ => order.external_words.clone(),
    };
    // The website's orders are kept here: it has no books of its own that could be asked.
    Ok((ChannelSays::Told { words, stands }, !order.channel.is_our_own()))
}

fn word(stands: Stands) -> &'static str {
    match stands {
        Stands::Open => "open",
        Stands::Completed => "completed",
        Stands::Cancelled => "cancelled",
        Stands::Unknown => "unknown",
    }
}

fn stands(status: &ChannelStatus) -> Stands {
    match status {
        ChannelStatus::Approved | ChannelStatus::Ready => Stands::Open,
        ChannelStatus::Completed => Stands::Completed,
        ChannelStatus::Cancelled(_) => Stands::Cancelled,
    }
}

/// On which day the order behind a reference of ours was sold: none when it never was, nothing when there is no such order.
pub async fn sold_on(
    tx: &mut Tx<'_>,
    day: &StoreDay,
    reference: &str,
) -> Result<Option<Option<BusinessDate>>, AppError> {
    let Some(id) = sale::order_of(reference) else { return Ok(None) };
    let id: OrderId = id;
    let found = orders::by_id(&mut *tx, &id).await?.filter(|order| order.store_id == day.store.id);
    let sold = |order: &OrderRow| {
        let sold = matches!(order.state, State::Completed | State::Returned);
        let at = order.closed_at.filter(|_| sold)?;
        Some(countersign_kernel::Timestamp::from(at).date_in(&day.zone))
    };
    Ok(found.as_ref().map(sold))
}
