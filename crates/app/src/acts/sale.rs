//! A completed order as the state system and the POS want to hear of it.

use countersign_domain::customers::PosCustomer;
use countersign_domain::orders::apportion::apportion;
use countersign_domain::orders::promised::Promised;
use countersign_kernel::id::OrderId;
use countersign_kernel::{Money, PackageTag, Timestamp};
use countersign_ports::point_of_sale::{PosSale, PosSaleLine};
use countersign_ports::state_system::{Buyer, Receipt, ReceiptLine};
use countersign_rulebook::Program;
use countersign_store::holds::{HeldPackage, HoldRow};
use countersign_store::orders::{OrderLineRow, OrderRow};
use countersign_store::stores::StoreRow;

use crate::error::AppError;
use crate::orders::gather::Gathered;

/// How the references of all our sales begin; nothing else at the register does.
pub const REFERENCE_PREFIX: &str = "CS-";

/// The number under which both systems know the sale: short, ours, unique over all stores.
pub fn reference(order: &OrderRow) -> String {
    reference_of(order.number, order.id.as_str())
}

/// The same from an order's number and id.
pub fn reference_of(number: i64, id: &str) -> String {
    format!("{REFERENCE_PREFIX}{number}-{}", id.chars().skip(4).collect::<String>())
}

/// The order behind a reference of ours.
pub fn order_of(reference: &str) -> Option<OrderId> {
    let (_, body) = reference.strip_prefix(REFERENCE_PREFIX)?.split_once('-')?;
    format!("{}_{body}", OrderId::PREFIX).parse().ok()
}

/// What was paid for each line, and how it is spread over the packages that the line came out of: to the cent, after
/// discount, before tax.
pub fn paid_by_package<'p>(
    order: &OrderRow,
    lines: &[OrderLineRow],
    packages: &'p [HeldPackage],
) -> Vec<(Money, Vec<(&'p HeldPackage, Money)>)> {
    let spread = |(line, paid): (&OrderLineRow, Money)| {
        let taken: Vec<&HeldPackage> = packages.iter().filter(|p| p.line == line.line).collect();
        let quantities: Vec<i64> = taken.iter().map(|p| p.quantity).collect();
        let totals = apportion(paid, &quantities);
        (paid, taken.into_iter().zip(totals).collect())
    };
    lines.iter().zip(paid_by_line(order, lines)).map(spread).collect()
}

/// One line a package. What was paid is spread over the packages to the cent: after discount, before tax.
pub fn receipt(
    order: &OrderRow,
    lines: &[OrderLineRow],
    packages: &[HeldPackage],
    store: &StoreRow,
    now: Timestamp,
) -> Result<Receipt, AppError> {
    let mut receipt_lines = Vec::new();
    for (_, taken) in paid_by_package(order, lines, packages) {
        for (package, total) in taken {
            let tag: PackageTag =
                package.tag.parse().map_err(|why| AppError::Damaged(format!("a held package: {why}")))?;
            let (quantity, unit) = (package.quantity.to_string(), package.unit.clone());
            receipt_lines.push(ReceiptLine { tag, quantity, unit, total });
        }
    }
    let buyer = match order.program() {
        Program::Adult => Buyer::Consumer,
        Program::Medical => Buyer::Patient,
    };
    let external_number = reference(order);
    Ok(Receipt { external_number, sold_at: now, zone: store.zone.clone(), buyer, lines: receipt_lines })
}

fn paid_by_line(order: &OrderRow, lines: &[OrderLineRow]) -> Vec<Money> {
    // Which line a promotion gave something on was decided with the countersignature.
    if let Some(promised) = lines.iter().map(|line| line.promised.map(Money)).collect::<Option<Vec<Money>>>()
    {
        return promised;
    }
    let totals: Vec<i64> = lines.iter().map(|l| l.line_total.0).collect();
    let sum: Money = lines.iter().map(|l| l.line_total).sum();
    // A discount larger than the goods would be somebody's mistake; nothing is sold below zero.
    let due = (sum - order.discount).max(Money::ZERO);
    apportion(due, &totals)
}

/// What the POS is told of the cart, fixed when it is held: with what promotions take off its own prices.
pub fn pos_lines(gathered: &Gathered, promised: Option<&Promised>) -> Result<Vec<PosSaleLine>, AppError> {
    let mut lines: Vec<PosSaleLine> = Vec::new();
    let off = discounts(promised);
    for (place, line) in gathered.lines.iter().enumerate() {
        let discount = off.get(place).copied().unwrap_or_default();
        let item = gathered.stock.iter().find(|item| item.sku == line.sku);
        let product_id = item.map(|i| i.product_id.clone()).ok_or_else(|| {
            AppError::because(format!("the point of sale does not know `{}`; check again", line.sku))
        })?;
        // A POS takes each product once.
        match lines.iter_mut().find(|l| l.product_id == product_id) {
            Some(known) => {
                known.quantity += line.quantity;
                known.discount = known.discount + discount;
            }
            None => lines.push(PosSaleLine { product_id, quantity: line.quantity, discount }),
        }
    }
    Ok(lines)
}

/// What each line costs less than at the till.
fn discounts(promised: Option<&Promised>) -> Vec<Money> {
    let Some((promised, paid)) = promised.and_then(|promised| Some((promised, promised.paid()?))) else {
        return Vec::new();
    };
    promised.lines.iter().zip(paid).map(|(line, paid)| line.shelf - paid).collect()
}

pub fn pos_sale(
    order: &OrderRow,
    hold: &HoldRow,
    profile: Option<&PosCustomer>,
    now: Timestamp,
) -> Result<PosSale, AppError> {
    let lines = serde_json::from_str(&hold.sale)
        .map_err(|why| AppError::Damaged(format!("the sale held under {}: {why}", hold.id)))?;
    Ok(PosSale {
        reference: reference(order),
        pos_customer: profile.map(|p| p.pos_id.clone()),
        sold_at: now,
        lines,
        total: order.total,
    })
}
