//! What a person may do about a doubtful value: type it, type it with its unit, or nothing, where the number is not what is doubtful.

use std::collections::BTreeMap;

use countersign_coa::number::Unit;

use super::Reading;
use super::reading::Flagged;

/// With one of these it is not sure what a number beside it would mean.
const UNIT_DOUBTS: [&str; 3] = ["units_disagree", "unit_mass_disagrees", "unit_not_printed"];

/// What no number settles, and why not.
const NOT_THE_NUMBER: [(&str, &str); 5] = [
    ("name_ambiguous", "two rows have its name, and no number tells which of them is meant"),
    ("name_incomplete", "its name lost a letter, and no number brings that back"),
    ("name_inferred", "a letter of its name was found out from what remained, and no number confirms that"),
    ("dry_weight_only", "only its dry weight is printed, and that is all there is to type"),
    (
        "zero_or_not_detected",
        "its file has one sign for nought and for not detected, and no page that would tell",
    ),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ByHand {
    /// It may be typed: a bare number in this unit, or, where none is sure, with its unit behind it.
    Typed { bare: Option<Unit> },
    /// It stays left out whatever is typed, and why.
    LeftOut(&'static str),
}

impl ByHand {
    pub(super) fn of(value: &Flagged<'_>) -> Self {
        let has = |doubt: &str| value.flags.iter().any(|flag| flag == doubt);
        match NOT_THE_NUMBER.iter().find(|(doubt, _)| has(doubt)) {
            Some((_, why)) => Self::LeftOut(why),
            None if UNIT_DOUBTS.iter().any(|doubt| has(doubt)) => Self::Typed { bare: None },
            None => Self::Typed { bare: value.unit.and_then(Unit::read) },
        }
    }

    /// As a page writes the unit of a bare number.
    pub fn unit(self) -> Option<&'static str> {
        match self {
            Self::Typed { bare } => bare.map(Unit::text),
            Self::LeftOut(_) => None,
        }
    }
}

/// Of each doubtful value, by its number.
pub fn by_hand(read: &Reading) -> BTreeMap<usize, ByHand> {
    read.flagged().iter().map(|value| (value.number, ByHand::of(value))).collect()
}
