//! Michigan. R 420.506 and MCL 333.27955 for adults, MCL 333.26424 for patients.

use countersign_rulebook::Category::{Beverage, Concentrate, Edible, Flower, InfusedPreroll, Preroll, Vape};
use countersign_rulebook::{Category, Line, Measure};

use super::{DABS_INFUSED, FOOD, PLANT};
use crate::ask::{Ask, Basket, Share};
use crate::exact::Exact;
use crate::finding::{Finding, all, near, readings};
use crate::place::{Fact, FactKind, Good, Place};

const DRINKS: &[Category] = &[Beverage];
const SOLIDS: &[Category] = &[Edible];

pub(super) const PLACE: Place = Place {
    code: "mi",
    zone: "America/Detroit",
    adult: Some(adult),
    medical: Some(medical),
    changes: &[],
    windows: &[1, 30],
    adult_goods: &[
        Good::new(Flower, Measure::Grams, &["70.8738078125", "55.8738078125"]),
        Good::new(Preroll, Measure::Grams, &["70.8738078125", "7"]),
        Good::new(InfusedPreroll, Measure::Grams, &["15", "1"]),
        Good::new(Concentrate, Measure::Grams, &["15", "7.5"]),
        Good::new(Vape, Measure::Grams, &["15", "1"]),
        Good::new(Edible, Measure::Grams, &["1133.980925", "453.59237"]).also(&[(Measure::MgThc, 2_000)]),
        Good::new(Beverage, Measure::FlOz, &["90", "36"]),
        Good::new(Beverage, Measure::Ml, &["2661.4", "355"]),
    ],
    medical_goods: &[
        Good::new(Flower, Measure::Grams, &["70.8738078125", "283.49523125", "28"]),
        Good::new(Preroll, Measure::Grams, &["70.8738078125", "7"]),
        Good::new(Edible, Measure::Grams, &["1133.980925", "453.59237"]),
        Good::new(Beverage, Measure::FlOz, &["90", "36"]),
    ],
    facts: &[Fact { key: "patients", kind: FactKind::Amount(&["1", "2", "3"]) }],
};

/// In ounces of flower; food only where it counts.
fn ounces(line: &Line, weighed: &[Category], food: bool) -> Share {
    match line.category {
        Beverage if food => Share::fluid(line).part_of("36"),
        Edible if food => Share::of(line, SOLIDS, Measure::Grams).part_of("453.59237"),
        _ => Share::of(line, weighed, Measure::Grams).part_of("28.349523125"),
    }
}

fn adult(ask: &Ask) -> Finding {
    if ask.before("2026-01-01") {
        return Finding::Silent;
    }
    let bought = ask.sale();
    let weighed = [PLANT, DABS_INFUSED].concat();
    let total = |food: bool| bought.total(|line| ounces(line, &weighed, food)).at_most("2.5");
    all([
        ask.speaks_of(&[&weighed, SOLIDS, DRINKS]),
        readings([total(true), total(false)]),
        bought.sum(DABS_INFUSED, Measure::Grams).at_most("15"),
    ])
}

fn medical(ask: &Ask) -> Finding {
    if ask.before("2026-01-01") {
        return Finding::Silent;
    }
    let ask = &ask.statewide();
    let patients = ask.patients();
    let total = |basket: &Basket, most: &str| {
        basket.total(|line| ounces(line, PLANT, true)).at_most(patients * Exact::from(most))
    };
    all([
        ask.too_young_to_say(),
        ask.speaks_of(&[PLANT, FOOD]),
        total(&ask.day(), "2.5"),
        // A rolling month may be thirty days or thirty-one.
        near([30, 31].map(|days| readings([total(&ask.month(), "10"), total(&ask.days(days), "10")]))),
    ])
}
