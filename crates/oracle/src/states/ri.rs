//! Rhode Island. R.I.G.L. 21-28.11-22(a)(1): an ounce, or the equivalent as concentrate, which is not settled.

use countersign_rulebook::Category::{Concentrate, Edible, Flower, Preroll, Vape};
use countersign_rulebook::{Category, Measure};

use super::PLANT;
use crate::ask::Ask;
use crate::exact::Exact;
use crate::finding::{Finding, all};
use crate::place::{Fact, FactKind, Good, Place};

const DABS: &[Category] = &[Concentrate, Vape];

pub(super) const PLACE: Place = Place {
    code: "ri",
    zone: "America/New_York",
    adult: Some(adult),
    medical: Some(medical),
    changes: &[],
    windows: &[15],
    adult_goods: &[
        Good::new(Flower, Measure::Grams, &["28.349523125", "14.1747615625"]),
        Good::new(Preroll, Measure::Grams, &["28.349523125", "7"]),
        Good::new(Concentrate, Measure::Grams, &["5", "2.5"]),
        Good::new(Edible, Measure::MgThc, &["500", "100"]),
    ],
    medical_goods: &[
        Good::new(Flower, Measure::Grams, &["70.8738078125", "28"]),
        Good::new(Preroll, Measure::Grams, &["70.8738078125", "7"]),
    ],
    facts: &[Fact { key: "patients", kind: FactKind::Amount(&["1", "2"]) }],
};

fn adult(ask: &Ask) -> Finding {
    if ask.before("2026-01-01") {
        return Finding::Silent;
    }
    let bought = ask.sale();
    let food = ask.question.cart.iter().any(|line| line.category == Edible);
    let vapes = ask.question.cart.iter().any(|line| line.category == Vape);
    let weight = bought.sum(&[PLANT, DABS].concat(), Measure::Grams);
    let pool: &[(&[Category], Measure, &str)] =
        &[(PLANT, Measure::Grams, "28.349523125"), (DABS, Measure::Grams, "5")];
    let mixed = match bought.pool(pool).at_most(Exact::ONE) {
        Finding::Deny => Finding::Unknown,
        other => other,
    };
    all([
        ask.speaks_of(&[PLANT, DABS, &[Edible]]),
        bought.sum(PLANT, Measure::Grams).ounces(1),
        mixed,
        if food { Finding::Unknown } else { Finding::Allow },
        // No text makes concentrate lighter than flower, nor names cartridges.
        Finding::silent_if(vapes || weight.ounces(1) == Finding::Deny),
    ])
}

fn medical(ask: &Ask) -> Finding {
    if ask.before("2026-01-01") {
        return Finding::Silent;
    }
    let flower = ask.days(15).sum(PLANT, Measure::Grams);
    all([
        ask.too_young_to_say(),
        ask.speaks_of(&[PLANT]),
        ask.one_or_each(|times| flower.ounces(times * "2.5".into())),
    ])
}
