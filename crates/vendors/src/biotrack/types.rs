//! Types of inventory by their numbers: Washington's list, from which the other states derive theirs.
//!
//! A row of inventory says neither its category nor what its quantity counts; both hang on this number. A number that is
//! not here stops the sale until the shop says in its settings what it is.

use std::collections::BTreeMap;

use serde::Deserialize;

/// What a type's quantity counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Counted {
    Each,
    Grams,
}

impl Counted {
    /// The long name, as the rest of the house writes it.
    pub(super) fn long(self) -> &'static str {
        match self {
            Self::Each => "Each",
            Self::Grams => "Grams",
        }
    }

    /// As BioTrackTHC writes it.
    pub(super) fn short(self) -> &'static str {
        match self {
            Self::Each => "each",
            Self::Grams => "g",
        }
    }
}

use Counted::{Each, Grams};

const TYPES: &[(u16, &str, Counted)] = &[
    (5, "Kief", Grams),
    (6, "Flower", Grams),
    (7, "Clone", Each),
    (9, "Other Plant Material", Grams),
    (10, "Seed", Each),
    (11, "Plant Tissue", Each),
    (12, "Mature Plant", Each),
    (13, "Flower Lot", Grams),
    (14, "Other Plant Material Lot", Grams),
    (15, "Bubble Hash", Grams),
    (16, "Hash", Grams),
    (17, "Hydrocarbon Wax", Grams),
    (18, "CO2 Hash Oil", Grams),
    (19, "Food Grade Solvent Extract", Grams),
    (20, "Infused Dairy Butter or Fat", Grams),
    (21, "Infused Cooking Oil", Grams),
    (22, "Solid Infused Edible", Each),
    (23, "Liquid Infused Edible", Each),
    (24, "Extract for Inhalation", Each),
    (25, "Infused Topicals", Each),
    (26, "Sample Jar", Each),
    (27, "Waste", Grams),
    (28, "Usable Marijuana", Each),
    (29, "Wet Flower", Grams),
    (30, "Marijuana Mix", Grams),
    (31, "Marijuana Mix Packaged", Each),
    (32, "Marijuana Mix Infused", Each),
    (33, "Non-Mandatory QA Sample", Each),
    (34, "Capsule", Each),
    (35, "Tincture", Each),
    (36, "Transdermal Patch", Each),
    (37, "Suppository", Each),
];

/// The list with what one shop added to it or says otherwise.
#[derive(Debug)]
pub(super) struct Types(BTreeMap<u16, Counted>);

impl Types {
    pub(super) fn with(own: BTreeMap<u16, Counted>) -> Self {
        let mut all: BTreeMap<u16, Counted> =
            TYPES.iter().map(|(number, _, counted)| (*number, *counted)).collect();
        all.extend(own);
        Self(all)
    }

    pub(super) fn counted(&self, number: u16) -> Option<Counted> {
        self.0.get(&number).copied()
    }
}

pub(super) fn name(number: u16) -> String {
    let found = TYPES.iter().find(|(known, ..)| *known == number);
    found.map_or_else(|| format!("Type {number}"), |(_, name, _)| (*name).to_owned())
}
