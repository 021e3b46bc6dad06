//! What an order's goods cost under the promotions that ran when it was placed.

use countersign_domain::catalogue::StockItem;
use countersign_domain::orders::promised::{Promise, Promised, PromisedLine};
use countersign_domain::promotion::{CartLine, Given, Priced};
use countersign_kernel::{Money, Timestamp};
use countersign_store::db::{Source, Tx};
use countersign_store::orders::{OrderLineRow, OrderRow};
use countersign_store::promotions as rows;
use countersign_store::stores::StoreRow;

use super::price::{self, Live, at_the_shelf};
use crate::error::AppError;

/// A draft's price is good for so long until the order is placed.
const QUOTED_SECONDS: i64 = 15 * 60;

/// Nothing where no promotion gave anything and the order takes nothing off, or where the till has no price for a line.
pub async fn promised(
    tx: &mut Tx<'_>,
    store: &StoreRow,
    order: &OrderRow,
    lines: &[OrderLineRow],
    stock: &[StockItem],
) -> Result<Option<Promised>, AppError> {
    // Such an order was priced by the till itself.
    if order.channel.lies_in_the_till() {
        return Ok(None);
    }
    let asked = lines.iter().map(|line| (line.sku.as_str(), line.quantity));
    let Some(shelf) = at_the_shelf(stock, order.program(), asked) else { return Ok(None) };
    let found = Quoted::of(&mut *tx, store, order, lines, &shelf).await?.promised;
    let plain = found.given.is_empty() && found.discount == Money::ZERO;
    Ok((!plain).then_some(found))
}

/// The promotions that an order was quoted by, and what it costs by them.
#[derive(Debug)]
pub struct Quoted {
    pub live: Vec<Live>,
    pub promised: Promised,
}

impl Quoted {
    /// By the moment at which it was placed; by the earlier one of its draft where only that explains what the order asks.
    pub async fn of<'c>(
        from: impl Source<'c>,
        store: &StoreRow,
        order: &OrderRow,
        lines: &[OrderLineRow],
        shelf: &[CartLine],
    ) -> Result<Self, AppError> {
        let (placed, quoted) = (order.placed_at, order.placed_at.plus_seconds(-QUOTED_SECONDS));
        let all = rows::live_within(from, &store.id, quoted, placed).await?;
        let by = |moment: Timestamp| {
            let live = price::of_rows(all.iter().filter(|row| row.is_live_at(moment)))?;
            let promised = at(store, &live, order, lines, shelf, moment)?;
            Ok::<_, AppError>(Self { live, promised })
        };
        let by_placing = by(placed)?;
        if by_placing.promised.told().is_some() {
            return Ok(by_placing);
        }
        let by_draft = by(quoted)?;
        Ok(if by_draft.promised.told().is_some() { by_draft } else { by_placing })
    }
}

/// What an order's lines cost by the promotions that were live at a moment.
fn at(
    store: &StoreRow,
    live: &[Live],
    order: &OrderRow,
    lines: &[OrderLineRow],
    shelf: &[CartLine],
    at: Timestamp,
) -> Result<Promised, AppError> {
    let asked = (price::place(order.channel), order.program());
    let priced = price::priced(store, live, asked, shelf, at)?;
    let nets = priced.nets_of(shelf);
    let line = |((line, on_shelf), net): ((&OrderLineRow, &CartLine), Money)| PromisedLine {
        sku: line.sku.clone(),
        quantity: line.quantity,
        shelf: on_shelf.unit_price.times(line.quantity).unwrap_or(line.line_total),
        ordered: line.line_total,
        net,
    };
    Ok(Promised {
        at,
        discount: order.discount,
        lines: lines.iter().zip(shelf).zip(nets).map(line).collect(),
        given: promises(&priced),
    })
}

fn promises(priced: &Priced) -> Vec<Promise> {
    let promise = |given: &Given| Promise {
        promotion: given.id.clone(),
        version: given.version,
        name: given.name.clone(),
        amount: given.amount,
    };
    priced.given.iter().map(promise).collect()
}
