//! Arizona. A.R.S. 36-2852 for adults; 36-2801 and 36-2816 for patients.

use countersign_rulebook::Category::{Beverage, Concentrate, Edible, Flower, InfusedPreroll, Preroll, Vape};
use countersign_rulebook::{Line, Measure};

use super::{DABS, DABS_INFUSED, FOOD, PLANT};
use crate::ask::{Ask, Share};
use crate::finding::{Finding, all, near};
use crate::place::{Fact, FactKind, Good, Place};

const INSIDE: &[(Measure, i128)] = &[(Measure::Grams, 20_000)];

pub(super) const PLACE: Place = Place {
    code: "az",
    zone: "America/Phoenix",
    adult: Some(adult),
    medical: Some(medical),
    changes: &[],
    windows: &[14],
    adult_goods: &[
        Good::new(Flower, Measure::Grams, &["28.349523125", "23.349523125"]),
        Good::new(Preroll, Measure::Grams, &["28.349523125", "7"]),
        Good::new(Concentrate, Measure::Grams, &["5", "2.5"]),
        Good::new(Vape, Measure::Grams, &["5", "1"]),
        Good::new(InfusedPreroll, Measure::Grams, &["5", "1"]),
        Good::new(Edible, Measure::ConcentrateGrams, &["5", "0.5"]).also(INSIDE),
        Good::new(Beverage, Measure::ConcentrateGrams, &["5", "0.1"]).also(INSIDE),
    ],
    medical_goods: &[
        Good::new(Flower, Measure::Grams, &["70.8738078125", "28.349523125"]),
        Good::new(Preroll, Measure::Grams, &["70.8738078125", "7"]),
        Good::new(Concentrate, Measure::Grams, &["12.5", "70.8738078125", "5"]),
        Good::new(Vape, Measure::Grams, &["12.5", "2"]),
        Good::new(Edible, Measure::ConcentrateGrams, &["1", "70.8738078125"]).also(INSIDE),
    ],
    facts: &[Fact { key: "patients", kind: FactKind::Amount(&["1", "2", "3"]) }],
};

fn adult(ask: &Ask) -> Finding {
    if ask.before("2026-01-01") {
        return Finding::Silent;
    }
    let bought = ask.sale();
    let content = |line: &Line, edible_counts: bool| match Share::of(line, DABS_INFUSED, Measure::Grams) {
        Share::None if edible_counts => Share::of(line, FOOD, Measure::ConcentrateGrams),
        share => share,
    };
    let limits = |edible_counts: bool| {
        let total = |line: &Line| match Share::of(line, PLANT, Measure::Grams) {
            Share::None => content(line, edible_counts),
            share => share,
        };
        let inner = bought.total(|line| content(line, edible_counts)).at_most("5");
        all([bought.total(total).ounces(1), inner])
    };
    // That food counts by the concentrate in it is recalled, not read.
    all([ask.speaks_of(&[PLANT, DABS_INFUSED, FOOD]), near([limits(true), limits(false)])])
}

fn medical(ask: &Ask) -> Finding {
    if ask.before("2026-01-01") {
        return Finding::Silent;
    }
    let bought = ask.statewide().days(14);
    let patients = ask.patients();
    let weight = |line: &Line| match Share::of(line, PLANT, Measure::Grams) {
        Share::None => match Share::of(line, DABS, Measure::Grams) {
            Share::None => Share::of(line, FOOD, Measure::ConcentrateGrams),
            share => share,
        },
        share => share,
    };
    all([
        ask.minors_barred(),
        ask.speaks_of(&[PLANT, DABS, FOOD]),
        bought.total(weight).ounces(patients * "2.5".into()),
    ])
}
