//! A cart before it is an order: what we can really sell of it, and for how much.

use countersign_kernel::{Money, PackageTag};
use serde::{Deserialize, Serialize};

use super::shelf;
use crate::catalogue::StockItem;
use crate::promotion::{CartLine, Priced};
use countersign_rulebook::Program;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuotedLine {
    pub external_id: String,
    pub sku: String,
    pub quantity: i64,
    pub unit_price: Money,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuotedCart {
    /// In the order they were asked for; a line that cannot be had has quantity 0.
    pub lines: Vec<QuotedLine>,
    pub subtotal: Money,
    /// What each line costs after promotions; empty where none gave anything.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub nets: Vec<Money>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub given: Vec<QuotedDiscount>,
}

/// A promotion that is in the quote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuotedDiscount {
    pub promotion: String,
    pub name: String,
    pub amount: Money,
}

impl QuotedCart {
    pub fn discount(&self) -> Money {
        self.given.iter().map(|given| given.amount).sum()
    }

    /// What one unit of a line costs on a channel that has a price a unit only: after promotions, whole cents, never above.
    pub fn by_unit(&self, place: usize) -> Option<Money> {
        let line = self.lines.get(place)?;
        match self.nets.get(place) {
            Some(net) if line.quantity > 0 => Some(Money(net.0.div_euclid(line.quantity))),
            _ => Some(line.unit_price),
        }
    }

    /// The same with what promotions give on it.
    #[must_use]
    pub fn less(self, priced: &Priced, lines: &[CartLine]) -> Self {
        if priced.given.is_empty() {
            return self;
        }
        let given = priced.given.iter().map(|given| QuotedDiscount {
            promotion: given.id.clone(),
            name: given.name.clone(),
            amount: given.amount,
        });
        Self { nets: priced.nets_of(lines), given: given.collect(), ..self }
    }
}

/// Corrects quantities down to what is free and prices to what the till will ask.
/// A price that the POS does not have makes the line unavailable: nobody is quoted a guess. `held` says what orders
/// hold of a package; nothing can be had while the shop is not `open` to orders.
pub fn correct(
    asked: &[QuotedLine],
    program: Program,
    stock: &[StockItem],
    open: bool,
    held: impl Fn(&PackageTag) -> i64,
) -> QuotedCart {
    let mut taken: Vec<(&str, i64)> = Vec::new();
    let lines: Vec<QuotedLine> = asked
        .iter()
        .map(|line| {
            let mut offers = stock.iter().filter(|item| item.sku == line.sku && sells_to(item, program));
            let already: i64 = taken.iter().filter(|(sku, _)| *sku == line.sku).map(|(_, n)| n).sum();
            let left = if open { shelf::left_of_product(stock, &line.sku, program, &held) } else { 0 };
            let available = left - already;
            let price = offers.find_map(|item| price_for(item, program));
            let quantity = if price.is_some() { line.quantity.min(available).max(0) } else { 0 };
            taken.push((&line.sku, quantity));
            QuotedLine { quantity, unit_price: price.unwrap_or(line.unit_price), ..line.clone() }
        })
        .collect();
    let subtotal = lines.iter().filter_map(|line| line.unit_price.times(line.quantity)).sum();
    QuotedCart { lines, subtotal, ..QuotedCart::default() }
}

pub fn price_for(item: &StockItem, program: Program) -> Option<Money> {
    match program {
        Program::Adult => item.price_adult,
        Program::Medical => item.price_medical.or(item.price_adult),
    }
}

pub fn sells_to(item: &StockItem, program: Program) -> bool {
    program == Program::Medical || !item.medical_only
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::UnitMeasures;

    fn item(sku: &str, quantity: i64, cents: i64) -> StockItem {
        StockItem {
            inventory_id: format!("{sku}-{quantity}"),
            product_id: sku.to_owned(),
            sku: sku.to_owned(),
            name: sku.to_owned(),
            category: "Flower".to_owned(),
            tag: format!("1A4000000000001{:09}", 10 * i64::from(sku.as_bytes()[0]) + quantity).parse().ok(),
            quantity,
            unit: "Each".to_owned(),
            price_adult: Some(Money(cents)),
            price_medical: None,
            cannabis: true,
            medical_only: false,
            measures: UnitMeasures::default(),
            packaged_on: None,
        }
    }

    fn line(sku: &str, quantity: i64, cents: i64) -> QuotedLine {
        QuotedLine { external_id: sku.to_owned(), sku: sku.to_owned(), quantity, unit_price: Money(cents) }
    }

    #[test]
    fn a_quote_lowers_quantities_and_mends_prices_but_drops_no_line() {
        let stock = [item("a", 2, 1000), item("a", 1, 1000)];
        let asked = [line("a", 5, 900), line("gone", 1, 700)];
        let quoted = correct(&asked, Program::Adult, &stock, true, |_| 0);
        assert_eq!(quoted.lines[0].quantity, 3);
        assert_eq!(quoted.lines[0].unit_price, Money(1000));
        assert_eq!(quoted.lines[1].quantity, 0);
        assert_eq!(quoted.subtotal, Money(3000));
    }

    #[test]
    fn one_stock_is_not_promised_to_two_lines() {
        let stock = [item("a", 3, 1000)];
        let quoted = correct(&[line("a", 2, 1000), line("a", 2, 1000)], Program::Adult, &stock, true, |_| 0);
        assert_eq!(quoted.lines.iter().map(|l| l.quantity).collect::<Vec<_>>(), [2, 1]);
    }

    #[test]
    fn medical_only_goods_are_not_quoted_to_adults() {
        let mut only = item("m", 3, 1000);
        only.medical_only = true;
        let stock = [only];
        assert_eq!(correct(&[line("m", 1, 1)], Program::Adult, &stock, true, |_| 0).lines[0].quantity, 0);
        assert_eq!(correct(&[line("m", 1, 1)], Program::Medical, &stock, true, |_| 0).lines[0].quantity, 1);
    }
}
