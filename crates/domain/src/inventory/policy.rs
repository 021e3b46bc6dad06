//! What the shop tolerates: data, not code.

use std::collections::BTreeMap;

use countersign_kernel::Money;
pub use countersign_kernel::Potency;
use serde::{Deserialize, Serialize};

use super::snapshot::Source;
use super::standing::{Standing, plain};
use super::unit::{Quantity, Unit};

pub const POTENCY_PLACES: u32 = 3;

/// Where a package that could be sold must be listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ListOn {
    AnyChannel,
    EveryChannel,
    /// Not being listed is nothing to report.
    None,
}

/// What a row without a tag is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Untagged {
    Report,
    /// Goods the state does not track: pipes, papers, shirts.
    Ignore,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// How far counts may lie apart, per unit, in that unit. A unit that is not here must agree exactly.
    pub tolerance: BTreeMap<Unit, Quantity>,
    pub price_tolerance: Money,
    /// In percent, or in milligrams where potency is told so.
    pub potency_tolerance: Potency,
    pub stale_after_hours: u32,
    /// Counts that were pulled further apart than this differ by the sales in between.
    pub pulls_apart_minutes: u32,
    pub list_on: ListOn,
    pub untagged: Untagged,
    /// Words of a source beside those that are known, and what they mean.
    pub words: BTreeMap<Source, BTreeMap<String, Standing>>,
}

impl Default for Policy {
    fn default() -> Self {
        // A hundredth of a gram is what a shop's scale can tell.
        let weights = [
            (Unit::Milligrams, Quantity(10_000_000_000)),
            (Unit::Grams, Quantity(10_000_000)),
            (Unit::Kilograms, Quantity(10_000)),
            (Unit::Ounces, Quantity(352_000)),
            (Unit::Pounds, Quantity(22_000)),
        ];
        Self {
            tolerance: weights.into_iter().collect(),
            price_tolerance: Money::ZERO,
            potency_tolerance: Potency(50),
            stale_after_hours: 26,
            pulls_apart_minutes: 30,
            list_on: ListOn::AnyChannel,
            untagged: Untagged::Report,
            words: BTreeMap::new(),
        }
    }
}

impl Policy {
    pub fn standing(&self, source: Source, word: &str) -> Standing {
        let own = self.words.get(&source).and_then(|words| {
            let asked = plain(word);
            words.iter().find(|(known, _)| plain(known) == asked).map(|(_, standing)| *standing)
        });
        own.unwrap_or_else(|| Standing::read(source, word))
    }

    pub fn tolerance_of(&self, unit: Unit) -> i128 {
        self.tolerance.get(&unit).map_or(0, |quantity| i128::from(quantity.0))
    }
}
