//! Delaware. 16 Del. C. 4701(37): the personal use quantity; 4903A for patients.

use countersign_rulebook::Category::{Beverage, Concentrate, Edible, Flower, InfusedPreroll, Preroll, Vape};
use countersign_rulebook::{Category, Measure};

use super::{BY_MOUTH, DABS, PLANT};
use crate::ask::{Ask, Basket};
use crate::exact::Exact;
use crate::finding::{Finding, all, near};
use crate::place::{Fact, FactKind, Good, Place};

const STARTS: &str = "2025-08-01";
const LEAF: &[Category] = &[Flower, Preroll, InfusedPreroll];

pub(super) const PLACE: Place = Place {
    code: "de",
    zone: "America/New_York",
    adult: Some(adult),
    medical: Some(medical),
    changes: &[STARTS],
    windows: &[14],
    adult_goods: &[
        Good::new(Flower, Measure::Grams, &["28.349523125", "14"]),
        Good::new(Preroll, Measure::Grams, &["28.349523125", "14"]),
        Good::new(InfusedPreroll, Measure::Grams, &["28.349523125", "12"]),
        Good::new(Concentrate, Measure::Grams, &["12", "6"]),
        Good::new(Vape, Measure::Grams, &["12", "6"]),
        Good::new(Edible, Measure::MgThc, &["750", "100"]),
        Good::new(Beverage, Measure::MgThc, &["750", "10"]),
    ],
    medical_goods: &[
        Good::new(Flower, Measure::Grams, &["85.048569375", "28"]),
        Good::new(Preroll, Measure::Grams, &["85.048569375", "7"]),
    ],
    facts: &[Fact { key: "patients", kind: FactKind::Amount(&["1", "2"]) }],
};

fn quantity(bought: &Basket) -> Finding {
    let kinds = [
        bought.sum(LEAF, Measure::Grams),
        bought.sum(DABS, Measure::Grams),
        bought.sum(BY_MOUTH, Measure::MgThc),
    ];
    let [leaf, dabs, thc] = &kinds;
    let apart = all([leaf.ounces(1), dabs.at_most("12"), thc.at_most("750")]);
    let mixed = kinds.iter().filter(|total| total.whole().is_positive() || total.not_told).count() > 1;
    let pool: &[(&[Category], Measure, &str)] = &[
        (LEAF, Measure::Grams, "28.349523125"),
        (DABS, Measure::Grams, "12"),
        (BY_MOUTH, Measure::MgThc, "750"),
    ];
    match (apart, mixed, bought.pool(pool).at_most(Exact::ONE)) {
        (Finding::Allow, true, Finding::Deny) => Finding::Unknown,
        // A mix below one may be lawful, or the "or" may mean one kind only.
        (Finding::Allow, true, _) => Finding::Silent,
        (apart, ..) => apart,
    }
}

fn adult(ask: &Ask) -> Finding {
    if ask.before(STARTS) {
        return Finding::Deny;
    }
    // Whether it is meant by the sale or by the day was not read.
    near(
        [&ask.sale(), &ask.day()]
            .map(|bought| all([ask.speaks_of(&[LEAF, DABS, BY_MOUTH]), quantity(bought)])),
    )
}

fn medical(ask: &Ask) -> Finding {
    if ask.before("2025-08-01") {
        return Finding::Silent;
    }
    let leaf = ask.days(14).sum(PLANT, Measure::Grams);
    all([
        ask.too_young_to_say(),
        ask.speaks_of(&[PLANT]),
        ask.one_or_each(|times| leaf.ounces(times * "3".into())),
    ])
}
