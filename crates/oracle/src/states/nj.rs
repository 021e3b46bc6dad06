//! New Jersey. N.J.A.C. 17:30-14.3 for adults; 84 g in thirty days for patients.

use countersign_rulebook::Category::{
    Beverage, Concentrate, Edible, Flower, InfusedPreroll, Oral, Preroll, Vape,
};
use countersign_rulebook::{Category, Measure};

use super::{DABS_INFUSED, PLANT};
use crate::ask::Ask;
use crate::exact::Exact;
use crate::finding::{Finding, all, near};
use crate::place::{Fact, FactKind, Good, Place};

const EATEN: &[Category] = &[Edible, Beverage, Oral];

pub(super) const PLACE: Place = Place {
    code: "nj",
    zone: "America/New_York",
    adult: Some(adult),
    medical: Some(medical),
    changes: &[],
    windows: &[30],
    adult_goods: &[
        Good::new(Flower, Measure::Grams, &["28.35", "28.349523125", "14.17"]),
        Good::new(Preroll, Measure::Grams, &["28.35", "7"]),
        Good::new(InfusedPreroll, Measure::Grams, &["4", "1"]),
        Good::new(Concentrate, Measure::Grams, &["4", "2"]),
        Good::new(Vape, Measure::Grams, &["4", "1"]),
        Good::new(Edible, Measure::MgThc, &["1000", "500", "100"]),
        Good::new(Beverage, Measure::MgThc, &["1000", "10"]),
        Good::new(Oral, Measure::MgThc, &["1000", "100"]),
    ],
    medical_goods: &[
        Good::new(Flower, Measure::Grams, &["84", "42", "28"]),
        Good::new(Preroll, Measure::Grams, &["84", "7"]),
    ],
    facts: &[
        Fact { key: "practitioner_grams_per_30d", kind: FactKind::Amount(&["56", "84", "112"]) },
        Fact { key: "terminal", kind: FactKind::Flag },
        Fact { key: "patients", kind: FactKind::Amount(&["1", "2"]) },
    ],
};

fn adult(ask: &Ask) -> Finding {
    if ask.before("2024-01-01") {
        return Finding::Silent;
    }
    let pool: &[(&[Category], Measure, &str)] = &[
        (PLANT, Measure::Grams, "28.35"),
        (DABS_INFUSED, Measure::Grams, "4"),
        (EATEN, Measure::MgThc, "1000"),
    ];
    all([ask.speaks_of(&[PLANT, DABS_INFUSED, EATEN]), ask.sale().pool(pool).at_most(Exact::ONE)])
}

fn medical(ask: &Ask) -> Finding {
    if ask.before("2026-01-01") {
        return Finding::Silent;
    }
    let flower = ask.statewide().days(30).sum(PLANT, Measure::Grams);
    let cap = |grams: Exact| ask.one_or_each(|times| flower.at_most(times * grams));
    let eighty_four = Exact::from("84");
    let amount = match ask.certified("practitioner_grams_per_30d") {
        _ if ask.flag("terminal") == Some(true) => Finding::Allow,
        None => cap(eighty_four),
        // The practitioner's amount may stand in place of 84 g, or only below it.
        Some(grams) => near([cap(grams), cap(grams.min(eighty_four))]),
    };
    all([ask.too_young_to_say(), ask.speaks_of(&[PLANT]), amount])
}
