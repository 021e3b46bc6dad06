//! Nevada. NRS 678B.550 and the Board's chart for adults, NRS 678C.200 for patients.

use countersign_rulebook::Category::{Beverage, Concentrate, Edible, Flower, InfusedPreroll, Preroll, Vape};
use countersign_rulebook::{Category, Measure};

use super::{DABS_INFUSED, FOOD, PLANT};
use crate::ask::Ask;
use crate::exact::Exact;
use crate::finding::{Finding, all, near};
use crate::place::{Fact, FactKind, Good, Place};

const RAISED: &str = "2024-01-01";

pub(super) const PLACE: Place = Place {
    code: "nv",
    zone: "America/Los_Angeles",
    adult: Some(adult),
    medical: Some(medical),
    changes: &[RAISED],
    windows: &[14],
    adult_goods: &[
        Good::new(Flower, Measure::Grams, &["70.8738078125", "28.349523125", "14.1747615625"])
            .fixed(&[(Measure::PackageGrams, &["3.5", "28"])]),
        Good::new(Preroll, Measure::Grams, &["70.8738078125", "28.349523125", "7"])
            .fixed(&[(Measure::PackageGrams, &["1"])]),
        Good::new(InfusedPreroll, Measure::Grams, &["7.08738078125", "3.543690390625"])
            .fixed(&[(Measure::PackageGrams, &["1"])]),
        Good::new(Concentrate, Measure::Grams, &["7.08738078125", "3.543690390625"])
            .fixed(&[(Measure::PackageGrams, &["1"])]),
        Good::new(Vape, Measure::Grams, &["7.08738078125", "3.543690390625"])
            .fixed(&[(Measure::PackageGrams, &["1"])]),
        Good::new(Edible, Measure::MgThc, &["7085", "3542", "7090", "100"])
            .fixed(&[(Measure::PackageMgThc, &["100"])]),
        Good::new(Beverage, Measure::MgThc, &["7085", "3542", "100"])
            .fixed(&[(Measure::PackageMgThc, &["100"])]),
    ],
    medical_goods: &[
        Good::new(Flower, Measure::Grams, &["70.8738078125", "28"])
            .fixed(&[(Measure::PackageGrams, &["3.5"])]),
        Good::new(Preroll, Measure::Grams, &["70.8738078125", "7"]).fixed(&[(Measure::PackageGrams, &["1"])]),
    ],
    facts: &[Fact { key: "patients", kind: FactKind::Amount(&["1", "2"]) }],
};

fn adult(ask: &Ask) -> Finding {
    if ask.before("2022-01-01") {
        return Finding::Silent;
    }
    let bought = ask.sale();
    // The printed chart takes 28.35 g for an ounce and is rounded to the milligram in either direction.
    let constants = if ask.before(RAISED) {
        [("28.349523125", "3.543690390625", "3542.5"), ("28.35", "3.54375", "3544.5")]
    } else {
        [("70.8738078125", "7.08738078125", "7086.5"), ("70.875", "7.0875", "7088.5")]
    };
    let pool = |plant: Option<&str>, dabs: &str, thc: &str| {
        let mut counts: Vec<(&[Category], Measure, &str)> =
            vec![(DABS_INFUSED, Measure::Grams, dabs), (FOOD, Measure::MgThc, thc)];
        counts.extend(plant.map(|grams| (PLANT, Measure::Grams, grams)));
        bought.pool(&counts).at_most(Exact::ONE)
    };
    let amount = |(ounces, dabs, thc): (&str, &str, &str)| {
        let apart = all([
            bought.sum(PLANT, Measure::Grams).at_most(ounces),
            bought.sum(DABS_INFUSED, Measure::Grams).at_most(dabs),
            bought.sum(FOOD, Measure::MgThc).at_most(thc),
        ]);
        match (apart, pool(Some(ounces), dabs, thc)) {
            (_, Finding::Deny) if ask.before(RAISED) => Finding::Deny,
            // The statute may mean the two side by side; then food and concentrate still share, or do not.
            (Finding::Allow, Finding::Deny) if pool(None, dabs, thc) == Finding::Deny => Finding::Silent,
            (Finding::Allow, Finding::Deny) => Finding::Unknown,
            (apart, _) => apart,
        }
    };
    all([ask.speaks_of(&[PLANT, DABS_INFUSED, FOOD]), near(constants.map(amount))])
}

fn medical(ask: &Ask) -> Finding {
    if ask.before("2026-01-01") {
        return Finding::Silent;
    }
    let ask = &ask.statewide();
    let flower = ask.days(14).sum(PLANT, Measure::Grams);
    all([
        ask.too_young_to_say(),
        ask.speaks_of(&[PLANT]),
        near(
            ["70.8738078125", "70.875"]
                .map(|grams| ask.one_or_each(|times| flower.at_most(times * grams.into()))),
        ),
    ])
}
