//! New Mexico. NMSA 26-2C-25 for adults; 7.34.3 NMAC's units for patients.

use countersign_rulebook::Category::{Beverage, Concentrate, Edible, Flower, InfusedPreroll, Preroll};
use countersign_rulebook::{Category, Line, Measure};

use super::{FOOD, PLANT};
use crate::ask::{Ask, Share};
use crate::exact::Exact;
use crate::finding::{Finding, all, between, near, readings};
use crate::place::{Fact, FactKind, Good, Place};

const EXTRACT: &[Category] = &[Concentrate, InfusedPreroll];
const EXTRACT_ONLY: &[Category] = &[Concentrate];

pub(super) const PLACE: Place = Place {
    code: "nm",
    zone: "America/Denver",
    adult: Some(adult),
    medical: Some(medical),
    changes: &["2022-01-01"],
    windows: &[90],
    adult_goods: &[
        Good::new(Flower, Measure::Grams, &["56.69904625", "28"]),
        Good::new(Preroll, Measure::Grams, &["56.69904625", "7"]),
        Good::new(InfusedPreroll, Measure::Grams, &["16", "1"]),
        Good::new(Concentrate, Measure::Grams, &["16", "8"]),
        Good::new(Edible, Measure::MgThc, &["800", "100"]),
        Good::new(Beverage, Measure::MgThc, &["800", "10"]),
    ],
    medical_goods: &[
        Good::new(Flower, Measure::Grams, &["425", "230", "28"]),
        Good::new(Preroll, Measure::Grams, &["425", "7"]),
        Good::new(Concentrate, Measure::Grams, &["85", "46", "10"]).also(&[(Measure::MgThc, 800_000)]),
    ],
    facts: &[Fact { key: "patients", kind: FactKind::Amount(&["1", "2"]) }],
};

fn adult(ask: &Ask) -> Finding {
    if ask.before("2025-01-01") {
        return Finding::Silent;
    }
    let bought = ask.sale();
    all([
        ask.speaks_of(&[PLANT, EXTRACT, FOOD]),
        bought.sum(PLANT, Measure::Grams).ounces(2),
        bought.sum(EXTRACT, Measure::Grams).at_most("16"),
        bought.sum(FOOD, Measure::MgThc).at_most("800"),
    ])
}

fn medical(ask: &Ask) -> Finding {
    if ask.before("2020-01-01") {
        return Finding::Silent;
    }
    let bought = ask.statewide().days(90);
    // Two tenths of a gram: of the THC in it, or of the extract itself.
    let units = |by: &dyn Fn(&Line) -> Share, cap: Exact| {
        let units = |line: &Line| match Share::of(line, PLANT, Measure::Grams) {
            Share::None => by(line),
            share => share,
        };
        bought.total(units).at_most(cap)
    };
    let thc = |line: &Line| Share::of(line, EXTRACT_ONLY, Measure::MgThc).part_of("200");
    let thc_at_most = |line: &Line| Share::thc_at_most(line, EXTRACT_ONLY).part_of("200");
    let weight = |line: &Line| Share::of(line, EXTRACT_ONLY, Measure::Grams).part_of("0.2");
    let weight_at_least = |line: &Line| Share::weight_at_least(line, EXTRACT_ONLY).part_of("0.2");
    let both = |cap: Exact| {
        let by_thc = between(units(&thc, cap), units(&thc_at_most, cap));
        let by_weight = match units(&weight_at_least, cap) {
            Finding::Allow => units(&weight, cap),
            broken => broken,
        };
        readings([by_thc, by_weight])
    };
    let now = ask.before("2022-01-01");
    // Fifteen ounces and 425 units are a quarter of a gram apart.
    let amounts: &[&str] = if now { &["230"] } else { &["425", "425.242846875"] };
    all([
        ask.too_young_to_say(),
        ask.speaks_of(&[PLANT, EXTRACT_ONLY]),
        near(amounts.iter().map(|most| ask.one_or_each(|times| both(times * Exact::from(*most))))),
    ])
}
