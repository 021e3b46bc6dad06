//! What is added up, exactly, and how far the books are apart.

use std::collections::BTreeMap;

use countersign_kernel::amount::write_scaled;
use countersign_kernel::{Money, Quantity};
use serde::{Deserialize, Serialize};

use crate::inventory::unit::{self, Kind, Unit};

/// What a sum is of. Money is before tax and after discount, but for the tax itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Goods that the state tracks, in cents. All three books must agree on these.
    Tracked,
    /// Goods that the state does not track, in cents: orders and register.
    Untracked,
    /// Tax that orders name, in cents: orders and register.
    Tax,
    /// Tracked goods that are counted.
    Count,
    /// Tracked goods that are weighed.
    Weight,
    Volume,
    /// Tracked goods in a unit that is not known.
    Other(String),
}

/// Decimal places of what a measure is kept in, and how it is called.
const CENTS: u32 = 2;
/// Quantities have nine places; weight is billionths of a nanogram, so a milligram has fifteen.
const COUNT_PLACES: u32 = 9;
const WEIGHT_PLACES: u32 = 15;
/// Billionths of ten-billionths of a millilitre.
const VOLUME_PLACES: u32 = 19;

impl Measure {
    /// Whether the state keeps a book of it.
    pub fn is_tracked(&self) -> bool {
        !matches!(self, Self::Untracked | Self::Tax)
    }

    pub fn is_money(&self) -> bool {
        matches!(self, Self::Tracked | Self::Untracked | Self::Tax)
    }

    pub fn title(&self) -> String {
        match self {
            Self::Tracked => "Cannabis, before tax".to_owned(),
            Self::Untracked => "Other goods, before tax".to_owned(),
            Self::Tax => "Tax that orders name".to_owned(),
            Self::Count => "Cannabis counted".to_owned(),
            Self::Weight => "Cannabis weighed".to_owned(),
            Self::Volume => "Cannabis by volume".to_owned(),
            Self::Other(unit) => format!("Cannabis in `{unit}`"),
        }
    }

    /// What is written behind a figure.
    pub fn unit(&self) -> &'static str {
        match self {
            Self::Tracked | Self::Untracked | Self::Tax => "USD",
            Self::Count => "each",
            Self::Weight => "mg",
            Self::Volume => "ml",
            Self::Other(_) => "",
        }
    }

    /// The figure as a plain decimal.
    pub fn decimal(&self, value: i128) -> String {
        let (places, least) = match self {
            Self::Tracked | Self::Untracked | Self::Tax => (CENTS, 2),
            Self::Count | Self::Other(_) => (COUNT_PLACES, 0),
            Self::Weight => (WEIGHT_PLACES, 0),
            Self::Volume => (VOLUME_PLACES, 0),
        };
        write_scaled(value, places, least)
    }
}

/// Amounts by measure. What is nought is not in it, so that equal sums are equal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sum(BTreeMap<Measure, i128>);

impl Sum {
    pub fn of(&self, measure: &Measure) -> i128 {
        self.0.get(measure).copied().unwrap_or(0)
    }

    pub fn is_nought(&self) -> bool {
        self.0.is_empty()
    }

    pub fn measures(&self) -> impl Iterator<Item = &Measure> {
        self.0.keys()
    }

    pub fn iter(&self) -> impl Iterator<Item = (&Measure, i128)> {
        self.0.iter().map(|(measure, value)| (measure, *value))
    }

    fn put(&mut self, measure: Measure, value: i128) {
        let left = self.of(&measure) + value;
        if left == 0 {
            self.0.remove(&measure);
        } else {
            self.0.insert(measure, left);
        }
    }

    pub fn add(&mut self, other: &Self) {
        for (measure, value) in other.iter() {
            self.put(measure.clone(), value);
        }
    }

    #[must_use]
    pub fn minus(&self, other: &Self) -> Self {
        let mut left = self.clone();
        for (measure, value) in other.iter() {
            left.put(measure.clone(), -value);
        }
        left
    }

    pub fn money(measure: Measure, amount: Money) -> Self {
        let mut sum = Self::default();
        sum.put(measure, i128::from(amount.0));
        sum
    }

    /// So much of something that is tracked, and what was paid for it.
    pub fn tracked(quantity: Quantity, unit: &str, paid: Money) -> Self {
        let mut sum = Self::money(Measure::Tracked, paid);
        let size = i128::from(quantity.0);
        match Unit::read(unit).and_then(|unit| Some((unit, unit.kind()?))) {
            Some((unit, Kind::Count)) => sum.put(Measure::Count, unit::parts(size, unit)),
            Some((unit, Kind::Weight)) => sum.put(Measure::Weight, unit::parts(size, unit)),
            Some((unit, Kind::Volume)) => sum.put(Measure::Volume, unit::parts(size, unit)),
            None => sum.put(Measure::Other(unit.to_owned()), size),
        }
        sum
    }
}

/// How far a difference puts the register and the state from our orders.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gap {
    pub register: Sum,
    pub state: Sum,
}

impl Gap {
    pub fn at_register(sum: Sum) -> Self {
        Self { register: sum, state: Sum::default() }
    }

    pub fn at_state(sum: Sum) -> Self {
        Self { register: Sum::default(), state: sum }
    }
}

/// One measure in all the books. A book that was not read has no figure, and one that does not keep the measure none either.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Total {
    pub measure: Measure,
    pub orders: i128,
    pub register: Option<i128>,
    pub state: Option<i128>,
    /// What the named differences add up to.
    pub register_explained: i128,
    pub state_explained: i128,
}

impl Total {
    /// Whether every book that keeps this measure was read and has the same.
    pub fn agrees(&self) -> bool {
        let same = |book: Option<i128>| book == Some(self.orders);
        same(self.register) && (!self.measure.is_tracked() || same(self.state))
    }

    /// Whether the named differences account for every gap. Always, unless the matching itself is wrong.
    pub fn balances(&self) -> bool {
        let explains = |book: Option<i128>, gap: i128| book.is_none_or(|sum| sum - self.orders == gap);
        explains(self.register, self.register_explained) && explains(self.state, self.state_explained)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ounces_and_grams_fall_into_one_sum_without_a_rest() {
        let mut sum = Sum::tracked(Quantity::whole(1), "Ounces", Money(100));
        sum.add(&Sum::tracked("3.5".parse().expect("a quantity"), "Grams", Money(5)));
        assert_eq!(Measure::Weight.decimal(sum.of(&Measure::Weight)), "31849.523125");
        assert_eq!(Measure::Tracked.decimal(sum.of(&Measure::Tracked)), "1.05");
        let sum = sum.minus(&Sum::tracked(Quantity::whole(1), "oz", Money(0)));
        assert_eq!(Measure::Weight.decimal(sum.of(&Measure::Weight)), "3500");
        assert_eq!(Measure::Weight.decimal(-1), "-0.000000000000001");
    }

    #[test]
    fn what_cancels_out_is_gone_and_a_strange_unit_has_a_sum_of_its_own() {
        let bags = Sum::tracked(Quantity::whole(2), "Bags", Money(1));
        assert_eq!(bags.of(&Measure::Other("Bags".to_owned())), 2_000_000_000);
        assert!(bags.minus(&bags).is_nought());
    }
}
