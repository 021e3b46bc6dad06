//! Hawaii, patients only. HRS 329D-13: 4 oz in fifteen days and 8 oz in thirty.

use countersign_rulebook::Category::{Concentrate, Edible, Flower, Preroll};
use countersign_rulebook::{Category, Line, Measure};

use super::PLANT;
use crate::ask::{Ask, Basket, Share};
use crate::finding::{Finding, all, near};
use crate::place::{Fact, FactKind, Good, Place};

const MADE: &[Category] = &[Concentrate, Edible];

pub(super) const PLACE: Place = Place {
    code: "hi",
    zone: "Pacific/Honolulu",
    adult: None,
    medical: Some(medical),
    changes: &[],
    windows: &[15, 30],
    adult_goods: &[Good::new(Flower, Measure::Grams, &["3.5"])],
    medical_goods: &[
        Good::new(Flower, Measure::Grams, &["113.3980925", "226.796185", "28"]),
        Good::new(Preroll, Measure::Grams, &["113.3980925", "7"]),
        Good::new(Concentrate, Measure::StateEquivalentGrams, &["113.3980925", "28"])
            .also(&[(Measure::Grams, 100)]),
        Good::new(Edible, Measure::StateEquivalentGrams, &["28", "5"]).also(&[(Measure::MgThc, 40_000)]),
    ],
    facts: &[Fact { key: "patients", kind: FactKind::Amount(&["1", "2"]) }],
};

fn medical(ask: &Ask) -> Finding {
    if ask.before("2026-01-01") {
        return Finding::Silent;
    }
    let ask = &ask.statewide();
    let weight = |line: &Line| match Share::of(line, PLANT, Measure::Grams) {
        Share::None => Share::of(line, MADE, Measure::StateEquivalentGrams),
        share => share,
    };
    let cap = |basket: &Basket, ounces: &str| {
        let total = basket.total(weight);
        ask.one_or_each(|times| total.ounces(times * ounces.into()))
    };
    // Consecutive days may be days of the calendar or of 24 hours.
    all([
        ask.too_young_to_say(),
        ask.speaks_of(&[PLANT, MADE]),
        near([cap(&ask.days(15), "4"), cap(&ask.calendar_days(15), "4")]),
        near([cap(&ask.days(30), "8"), cap(&ask.calendar_days(30), "8")]),
    ])
}
