//! What the goods of an order cost under the promotions that ran when it was placed, beside what the order says.

use countersign_kernel::{Money, Timestamp};
use serde::{Deserialize, Serialize};

use super::apportion::apportion;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promised {
    /// The moment whose promotions these are.
    pub at: Timestamp,
    /// What the order takes off beside its lines.
    pub discount: Money,
    pub lines: Vec<PromisedLine>,
    pub given: Vec<Promise>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromisedLine {
    pub sku: String,
    pub quantity: i64,
    /// At the till's price.
    pub shelf: Money,
    /// As the order has it.
    pub ordered: Money,
    /// After promotions.
    pub net: Money,
}

/// A promotion that gave something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promise {
    pub promotion: String,
    pub version: i64,
    pub name: String,
    pub amount: Money,
}

/// How an order tells of a discount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// Its lines have the till's prices, and the discount stands beside them.
    Beside,
    /// Its lines cost less.
    InLines,
}

impl PromisedLine {
    /// The most in whole cents a unit that is not above the net price: what a channel shows that has a price a unit only.
    pub fn by_unit(&self) -> Money {
        Money(self.net.0 - self.net.0.rem_euclid(self.quantity.max(1)))
    }
}

impl Promised {
    pub fn net(&self) -> Money {
        self.lines.iter().map(|line| line.net).sum()
    }

    /// What the order asks for its goods.
    pub fn asked(&self) -> Money {
        self.lines.iter().map(|line| line.ordered).sum::<Money>() - self.discount
    }

    /// Whether the order has the prices that were promised, and how it tells them.
    pub fn told(&self) -> Option<Told> {
        let shelf: Money = self.lines.iter().map(|line| line.shelf).sum();
        let all = |holds: fn(&PromisedLine) -> bool| self.lines.iter().all(holds);
        if self.has_shelf_prices() && self.discount == shelf - self.net() {
            return Some(Told::Beside);
        }
        let in_lines = all(|line| line.ordered == line.net) || all(|line| line.ordered == line.by_unit());
        (in_lines && self.discount == Money::ZERO).then_some(Told::InLines)
    }

    /// Whether its lines have the till's prices.
    pub fn has_shelf_prices(&self) -> bool {
        self.lines.iter().all(|line| line.ordered == line.shelf)
    }

    /// What is paid for each line, where the order has the prices that were promised; or where people let a discount pass that no
    /// promotion of ours gives, which every line then bears its part of.
    pub fn paid(&self) -> Option<Vec<Money>> {
        let Some(told) = self.told() else {
            let by_people = self.given.is_empty() && self.has_shelf_prices();
            let weights: Vec<i64> = self.lines.iter().map(|line| line.ordered.0).collect();
            return by_people.then(|| apportion(self.asked().max(Money::ZERO), &weights));
        };
        let paid = |line: &PromisedLine| match told {
            Told::Beside => line.net,
            Told::InLines => line.ordered,
        };
        Some(self.lines.iter().map(paid).collect())
    }

    /// `Late week 10, Two for 30`
    pub fn names(&self) -> String {
        let names: Vec<&str> = self.given.iter().map(|promise| promise.name.as_str()).collect();
        names.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn promised(discount: i64, lines: &[(i64, i64, i64)], given: bool) -> Promised {
        let line = |(shelf, ordered, net): &(i64, i64, i64)| PromisedLine {
            sku: "GF35".to_owned(),
            quantity: 2,
            shelf: Money(*shelf),
            ordered: Money(*ordered),
            net: Money(*net),
        };
        let promise =
            Promise { promotion: "pmo".to_owned(), version: 1, name: "Ten".to_owned(), amount: Money(1) };
        Promised {
            at: "2026-11-24T19:00:00Z".parse().expect("an instant"),
            discount: Money(discount),
            lines: lines.iter().map(line).collect(),
            given: if given { vec![promise] } else { Vec::new() },
        }
    }

    #[test]
    fn a_promise_is_told_beside_the_lines_or_in_them() {
        let beside = promised(521, &[(5_205, 5_205, 4_684)], true);
        assert_eq!((beside.told(), beside.paid()), (Some(Told::Beside), Some(vec![Money(4_684)])));
        let in_lines = promised(0, &[(5_205, 4_684, 4_684)], true);
        assert_eq!((in_lines.told(), in_lines.paid()), (Some(Told::InLines), Some(vec![Money(4_684)])));
        let by_unit = promised(0, &[(5_205, 4_684, 4_685)], true);
        assert_eq!((by_unit.told(), by_unit.paid()), (Some(Told::InLines), Some(vec![Money(4_684)])));
        let neither = promised(520, &[(5_205, 5_205, 4_684)], true);
        assert_eq!((neither.told(), neither.paid()), (None, None));
    }

    #[test]
    fn a_discount_that_people_let_pass_is_borne_by_every_line() {
        let signed = promised(500, &[(2_600, 2_600, 2_600), (5_200, 5_200, 5_200)], false);
        assert_eq!(signed.told(), None);
        let paid = signed.paid().expect("each line bears its part");
        assert_eq!(paid.iter().copied().sum::<Money>(), Money(7_300));
        let other_prices = promised(1, &[(2_600, 100, 2_600)], false);
        assert_eq!((other_prices.has_shelf_prices(), other_prices.paid()), (false, None));
    }
}
