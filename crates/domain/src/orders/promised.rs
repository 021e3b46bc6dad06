//! What the goods of an order cost under the promotions that ran when it was placed, beside what the order says.

use countersign_kernel::{Money, Timestamp};
use serde::{Deserialize, Serialize};

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
        if all(|line| line.ordered == line.shelf) && self.discount == shelf - self.net() {
            return Some(Told::Beside);
        }
        let in_lines = all(|line| line.ordered == line.net) || all(|line| line.ordered == line.by_unit());
        (in_lines && self.discount == Money::ZERO).then_some(Told::InLines)
    }

    /// What is paid for each line, where the order has the prices that were promised.
    pub fn paid(&self) -> Option<Vec<Money>> {
        let told = self.told()?;
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
