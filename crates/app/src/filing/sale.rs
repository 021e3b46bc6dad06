//! Sales on their way into the files: kept with the sale, marked when they come back.

use countersign_domain::filing::{Sale, SaleLine};
use countersign_kernel::id::OrderId;
use countersign_kernel::{Money, Timestamp};
use countersign_rulebook::Program;
use countersign_store::db::Tx;
use countersign_store::filings;
use countersign_store::holds::HeldPackage;
use countersign_store::orders::{OrderLineRow, OrderRow};
use countersign_store::stores::StoreRow;

use crate::acts::sale::{paid_by_package, reference};
use crate::error::AppError;
use crate::orders::load;

/// Keeps what the order sold for the files of its store. `false` where the store files nothing: its state is told otherwise.
pub async fn keep(
    tx: &mut Tx<'_>,
    order: &OrderRow,
    lines: &[OrderLineRow],
    packages: &[HeldPackage],
    store: &StoreRow,
    now: Timestamp,
) -> Result<bool, AppError> {
    if filings::duty(&mut *tx, &store.id).await?.is_none() {
        return Ok(false);
    }
    let sale = of(order, lines, packages, store, now)?;
    // Goods that the state does not track are in no file.
    if !sale.lines.is_empty() {
        let text = serde_json::to_string(&sale).expect("a sale has a JSON form");
        filings::keep_sale(tx, &store.id, &order.id, &text, now).await?;
    }
    Ok(true)
}

fn of(
    order: &OrderRow,
    lines: &[OrderLineRow],
    packages: &[HeldPackage],
    store: &StoreRow,
    now: Timestamp,
) -> Result<Sale, AppError> {
    let mut sale = Sale {
        number: reference(order),
        sold_on: now.date_in(&load::zone(store)?),
        is_medical: order.program() == Program::Medical,
        lines: Vec::new(),
        paid_elsewise: Money::ZERO,
        tax: order.tax,
    };
    for (line, (paid, taken)) in lines.iter().zip(paid_by_package(order, lines, packages)) {
        if taken.is_empty() {
            sale.paid_elsewise = sale.paid_elsewise + paid;
        }
        sale.lines.extend(taken.into_iter().map(|(package, paid)| SaleLine {
            package: package.tag.clone(),
            quantity: package.quantity,
            unit_price: line.unit_price,
            paid,
        }));
    }
    Ok(sale)
}

/// The sale was brought back. `true` while the state may have it: what it counts for is given back when an answer says that it
/// has it no longer.
pub async fn bring_back(tx: &mut Tx<'_>, order: &OrderId, now: Timestamp) -> Result<bool, AppError> {
    // Marked before it is read: whoever draws up files at this moment sees it, or is seen here.
    filings::sale_is_gone(tx, order, now).await?;
    let Some(sale) = filings::sale_of(&mut *tx, order).await? else { return Ok(false) };
    if sale.drawn_at.is_none() {
        filings::sale_is_out(tx, order, now).await?;
    }
    Ok(sale.drawn_at.is_some())
}
