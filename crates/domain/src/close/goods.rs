//! What one order, one sale and one receipt hold, in the terms in which they are compared.

use std::collections::BTreeMap;

use super::books::{ClosedOrder, Receipt, Sale};
use super::sum::{Measure, Sum};
use countersign_kernel::Money;

/// Goods under one name: how much of them, what was paid, and out of which packages they came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Goods {
    pub sum: Sum,
    /// Without a unit, for goods that are not summed by quantity.
    pub quantity: i128,
    /// What of it came out of which package, without the money.
    pub packages: BTreeMap<String, Sum>,
}

impl Goods {
    /// The same amount, whatever was paid.
    pub fn is_as_much_as(&self, other: &Self) -> bool {
        let amounts =
            |sum: &Sum| sum.iter().filter(|(m, _)| !m.is_money()).map(|(m, v)| (m.clone(), v)).collect();
        let (ours, theirs): (Vec<_>, Vec<_>) = (amounts(&self.sum), amounts(&other.sum));
        ours == theirs && (!ours.is_empty() || self.quantity == other.quantity)
    }

    pub fn words(&self) -> String {
        words(&self.sum)
    }
}

/// `2 each, 48.00 USD`.
pub fn words(sum: &Sum) -> String {
    let amounts = sum.iter().filter(|(m, _)| !m.is_money());
    let money: i128 = sum.iter().filter(|(m, _)| m.is_money()).map(|(_, v)| v).sum();
    let mut parts: Vec<String> =
        amounts.map(|(m, v)| format!("{} {}", m.decimal(v), m.unit()).trim_end().to_owned()).collect();
    parts.push(format!("{} {}", Measure::Tracked.decimal(money), Measure::Tracked.unit()));
    parts.join(", ")
}

/// An order's goods by product.
pub fn ordered(order: &ClosedOrder) -> BTreeMap<String, Goods> {
    let mut all: BTreeMap<String, Goods> = BTreeMap::new();
    for line in &order.lines {
        let goods = all.entry(line.sku.clone()).or_default();
        goods.quantity += i128::from(line.quantity.0);
        if line.pieces.is_empty() {
            goods.sum.add(&Sum::money(Measure::Untracked, line.paid));
        }
        for piece in &line.pieces {
            let amount = Sum::tracked(piece.quantity, &piece.unit, Money::ZERO);
            goods.packages.entry(piece.tag.clone()).or_default().add(&amount);
            goods.sum.add(&Sum::tracked(piece.quantity, &piece.unit, piece.paid));
        }
    }
    all
}

/// An order's tracked goods by package.
pub fn owed_to_state(order: &ClosedOrder) -> BTreeMap<String, Sum> {
    let mut all: BTreeMap<String, Sum> = BTreeMap::new();
    for piece in order.lines.iter().flat_map(|line| &line.pieces) {
        all.entry(piece.tag.clone()).or_default().add(&Sum::tracked(piece.quantity, &piece.unit, piece.paid));
    }
    all
}

/// A sale's goods by product. What the order says of a product decides whether it is tracked; else its tag does.
pub fn rung_up(sale: &Sale, order: Option<&ClosedOrder>) -> BTreeMap<String, Goods> {
    let mut all: BTreeMap<String, Goods> = BTreeMap::new();
    for line in &sale.lines {
        let known = order.and_then(|order| order.lines.iter().find(|ours| ours.sku == line.sku));
        let tracked = known.map_or(line.tag.is_some(), |ours| !ours.pieces.is_empty());
        let goods = all.entry(line.sku.clone()).or_default();
        goods.quantity += i128::from(line.quantity.0);
        if tracked {
            let tag = line.tag.clone().unwrap_or_else(|| "no package".to_owned());
            let amount = Sum::tracked(line.quantity, &line.unit, Money::ZERO);
            goods.packages.entry(tag).or_default().add(&amount);
            goods.sum.add(&Sum::tracked(line.quantity, &line.unit, line.paid));
        } else {
            goods.sum.add(&Sum::money(Measure::Untracked, line.paid));
        }
    }
    all
}

/// A receipt's goods by package.
pub fn receipted(receipt: &Receipt) -> BTreeMap<String, Sum> {
    let mut all: BTreeMap<String, Sum> = BTreeMap::new();
    for line in &receipt.lines {
        all.entry(line.tag.clone()).or_default().add(&Sum::tracked(line.quantity, &line.unit, line.paid));
    }
    all
}

pub fn whole<'a>(sums: impl Iterator<Item = &'a Sum>) -> Sum {
    let mut whole = Sum::default();
    sums.for_each(|sum| whole.add(sum));
    whole
}

/// All of an order, its tax too where it names one.
pub fn of_order(order: &ClosedOrder) -> Sum {
    let mut sum = whole(ordered(order).values().map(|goods| &goods.sum));
    if let Some(tax) = order.tax {
        sum.add(&Sum::money(Measure::Tax, tax));
    }
    sum
}

/// All of a sale; its tax only where the order names one, since else there is nothing to compare it with.
pub fn of_sale(sale: &Sale, order: Option<&ClosedOrder>) -> Sum {
    let mut sum = whole(rung_up(sale, order).values().map(|goods| &goods.sum));
    if order.is_some_and(|order| order.tax.is_some()) {
        sum.add(&Sum::money(Measure::Tax, sale.tax));
    }
    sum
}

pub fn of_receipt(receipt: &Receipt) -> Sum {
    whole(receipted(receipt).values())
}

#[must_use]
pub fn less(sum: &Sum) -> Sum {
    Sum::default().minus(sum)
}
