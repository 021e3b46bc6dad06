//! A cart before and after promotions.

use std::fmt;

use countersign_kernel::{BusinessDate, Money};
use countersign_rulebook::Program;
use serde::{Deserialize, Serialize};

use super::Place;

/// The store's wall clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    pub date: BusinessDate,
    /// Of the day, from nought.
    pub minute: u16,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CartLine {
    pub sku: String,
    /// The point of sale's own word.
    pub category: String,
    pub cannabis: bool,
    pub quantity: i64,
    /// Of the shelf.
    pub unit_price: Money,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cart {
    pub lines: Vec<CartLine>,
    pub program: Program,
    pub place: Place,
    pub at: Moment,
}

/// What one unit costs in the end, exactly: so many cents over so many units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NetUnit {
    pub cents: i64,
    pub units: i64,
}

impl NetUnit {
    /// In lowest terms. Of no units nothing is said.
    pub fn of(total: Money, units: i64) -> Option<Self> {
        if units <= 0 {
            return None;
        }
        let common = divisor(total.0, units);
        Some(Self { cents: total.0 / common, units: units / common })
    }

    pub fn is_free(self) -> bool {
        self.cents == 0
    }

    pub fn is_below(self, price: Money) -> bool {
        i128::from(self.cents) < i128::from(price.0) * i128::from(self.units)
    }
}

fn divisor(mut one: i64, mut other: i64) -> i64 {
    while other != 0 {
        (one, other) = (other, one % other);
    }
    one.max(1)
}

impl fmt::Display for NetUnit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.units {
            1 => write!(f, "{}", Money(self.cents)),
            units => write!(f, "{} for {units}", Money(self.cents)),
        }
    }
}

/// Units of one line that cost the same in the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    pub units: i64,
    pub each: Money,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PricedLine {
    pub sku: String,
    pub quantity: i64,
    pub unit_price: Money,
    pub discount: Money,
    /// What all its units cost in the end.
    pub net: Money,
    /// The same by units, dearest first. A second unit for less is a part of its own.
    pub parts: Vec<Part>,
}

impl PricedLine {
    pub fn gross(&self) -> Money {
        self.net + self.discount
    }

    /// Of the units that cost least: that is what the law asks about.
    pub fn cheapest(&self) -> Option<Money> {
        self.parts.last().map(|part| part.each)
    }

    pub fn net_unit(&self) -> Option<NetUnit> {
        NetUnit::of(self.net, self.quantity)
    }
}

/// A promotion that gave something, and how much of it to which line of the priced cart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    pub id: String,
    pub version: i64,
    pub name: String,
    pub amount: Money,
    /// By the place of the line; lines to which it gave nothing are left out.
    pub shares: Vec<(usize, Money)>,
}

/// Why a promotion gave nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WhyNot {
    Dates,
    Weekday,
    Hours,
    Place,
    Whom,
    /// Nothing in the cart is of its goods, or not enough of it, or it costs no less by it.
    Cart,
    /// Another one, or several others, cost the customer less.
    Better,
    /// The cart has more units than promotions are counted over.
    TooLarge,
    /// More promotions stack than are tried together.
    TooMany,
}

impl WhyNot {
    pub fn words(self) -> &'static str {
        match self {
            Self::Dates => "it does not run on this day",
            Self::Weekday => "it does not run on this weekday",
            Self::Hours => "it does not run at this hour",
            Self::Place => "it does not hold where this is bought",
            Self::Whom => "it is not for this customer's programme",
            Self::Cart => "nothing in the cart, or not enough, is of its goods",
            Self::Better => "other promotions cost the customer less, and the two do not go together",
            Self::TooLarge => "the cart has more units than promotions are counted over",
            Self::TooMany => "too many promotions stack; this one comes too late in their order",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotGiven {
    pub id: String,
    pub name: String,
    pub why: WhyNot,
}

/// A cart with its promotions: one line a product and shelf price, in the order of their skus.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Priced {
    pub lines: Vec<PricedLine>,
    pub given: Vec<Given>,
    pub not_given: Vec<NotGiven>,
}

impl Priced {
    pub fn gross(&self) -> Money {
        self.lines.iter().map(PricedLine::gross).sum()
    }

    pub fn discount(&self) -> Money {
        self.lines.iter().map(|line| line.discount).sum()
    }

    pub fn net(&self) -> Money {
        self.lines.iter().map(|line| line.net).sum()
    }

    /// What each of these lines costs. Lines of one product share what its units cost, to the cent.
    pub fn nets_of(&self, lines: &[CartLine]) -> Vec<Money> {
        let mut nets = vec![Money::ZERO; lines.len()];
        for priced in &self.lines {
            let of_it = |line: &CartLine| line.sku == priced.sku && line.unit_price == priced.unit_price;
            let places: Vec<usize> = (0..lines.len()).filter(|place| of_it(&lines[*place])).collect();
            let weights: Vec<i64> = places.iter().map(|place| lines[*place].quantity).collect();
            let shares = crate::orders::apportion::apportion(priced.net, &weights);
            for (place, share) in places.into_iter().zip(shares) {
                nets[place] = share;
            }
        }
        nets
    }
}
