//! Leafly's own words for what we list. Pure data.

use countersign_domain::menu::{FigureUnit, Kind};

use crate::measure::Words;

/// What goes with a type: its documented units.
#[derive(Debug, Clone, Copy)]
pub(super) struct Filed {
    /// One of the ten words that the funnel ends in, letter for letter: any other word is taken too, and misfiled.
    pub word: &'static str,
    pub by_the_gram: bool,
    /// The unit of its compounds; none where the type has none, or Leafly ignores them.
    pub compounds: Option<FigureUnit>,
    pub totals: Option<FigureUnit>,
}

pub(super) fn filed(kind: Kind) -> Filed {
    let share = Some(FigureUnit::Percent);
    let mass = Some(FigureUnit::Milligrams);
    let inhaled = |word, by_the_gram| Filed { word, by_the_gram, compounds: share, totals: share };
    let each = |word, compounds, totals| Filed { word, by_the_gram: false, compounds, totals };
    match kind {
        Kind::Flower => inhaled("Flower", true),
        Kind::Preroll | Kind::InfusedPreroll => inhaled("PreRoll", false),
        Kind::Concentrate => inhaled("Concentrate", false),
        Kind::Vape => inhaled("Cartridge", false),
        Kind::Edible | Kind::Beverage => each("Edible", mass, mass),
        // No compound has a unit on these two; that their totals are milligrams is assumed.
        Kind::Topical => each("Topical", None, mass),
        // Nothing in the funnel is meant for them, and under a word of our own it would be anybody's guess where they end.
        Kind::Tincture | Kind::Capsule => each("Other", None, mass),
        Kind::Accessory => each("Accessory", None, None),
    }
}

pub(super) fn unit(unit: FigureUnit) -> &'static str {
    match unit {
        FigureUnit::Percent => "percent",
        FigureUnit::Milligrams => "mg",
    }
}

/// Our keys and Leafly's types. The types are documented, what each stands for is our reading: `thc` beside `thc_d9` may be a
/// sum, so it is neither sent nor read.
pub(super) const COMPOUNDS: &Words = &[
    ("delta_9_thc", "thc_d9"),
    ("thca", "thca"),
    ("delta_8_thc", "thc_d8"),
    ("delta_10_thc", "thc_d10"),
    ("thcv", "thcv"),
    ("thcva", "thcva"),
    ("cbd", "cbd"),
    ("cbda", "cbda"),
    ("cbdv", "cbdv"),
    ("cbdva", "cbdva"),
    ("cbg", "cbg"),
    ("cbga", "cbga"),
    ("cbn", "cbn"),
    ("cbna", "cbna"),
    ("cbc", "cbc"),
    ("cbca", "cbca"),
    ("cbcv", "cbcv"),
    ("cbl", "cbl"),
    ("cbla", "cbla"),
    ("cbt", "cbt"),
];
