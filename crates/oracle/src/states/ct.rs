//! Connecticut. The department sets an amount for each sale, up to an ounce; patients have a month's amount.

use countersign_rulebook::Category::{Concentrate, Edible, Flower, Preroll, Vape};
use countersign_rulebook::{Category, Line, Measure};

use super::PLANT;
use crate::ask::{Ask, Basket, Share};
use crate::finding::{Finding, all, near, readings};
use crate::place::{Fact, FactKind, Good, Place};

const STARTS: &str = "2023-01-10";
const HALF: &str = "2023-12-01";
const RATED: &[Category] = &[Concentrate, Vape, Edible];

pub(super) const PLACE: Place = Place {
    code: "ct",
    zone: "America/New_York",
    adult: Some(adult),
    medical: Some(medical),
    changes: &[STARTS, HALF],
    windows: &[30],
    adult_goods: &[
        Good::new(Flower, Measure::Grams, &["14", "7", "28.349523125"]),
        Good::new(Preroll, Measure::Grams, &["14", "7", "3.5"]),
        Good::new(Vape, Measure::StateEquivalentGrams, &["14", "3.5"]).also(&[(Measure::Grams, 286)]),
        Good::new(Concentrate, Measure::StateEquivalentGrams, &["14", "7"]).also(&[(Measure::Grams, 286)]),
        Good::new(Edible, Measure::StateEquivalentGrams, &["14", "1.6"]).also(&[(Measure::MgThc, 62_500)]),
    ],
    medical_goods: &[
        Good::new(Flower, Measure::Grams, &["141.747615625", "28"]),
        Good::new(Preroll, Measure::Grams, &["141.747615625", "7"]),
        Good::new(Edible, Measure::StateEquivalentGrams, &["1.6", "14"]).also(&[(Measure::MgThc, 62_500)]),
    ],
    facts: &[Fact { key: "patients", kind: FactKind::Amount(&["1", "2"]) }],
};

/// Flower by its weight, everything else as the state rates it.
fn equivalents(basket: &Basket) -> crate::ask::Total {
    basket.total(|line: &Line| match Share::of(line, PLANT, Measure::Grams) {
        Share::None => Share::of(line, RATED, Measure::StateEquivalentGrams),
        share => share,
    })
}

fn adult(ask: &Ask) -> Finding {
    if ask.before(STARTS) {
        return Finding::Deny;
    }
    let total = equivalents(&ask.sale());
    let amount = if ask.before(HALF) {
        total.ounces("0.25")
    } else if ask.before("2024-10-01") {
        total.ounces("0.5")
    } else if ask.before("2026-01-01") {
        near([total.at_most("14"), total.ounces("0.5"), total.ounces(1)])
    } else {
        // Nobody found a later notice; half an ounce may still hold, or the statute's whole ounce.
        near([
            readings([total.at_most("14"), total.at_most("28")]),
            readings([total.ounces("0.5"), total.ounces(1)]),
        ])
    };
    all([ask.speaks_of(&[PLANT, RATED]), unrated(ask), amount])
}

/// What the state has not rated may be rated from the equivalents it printed, or not.
fn unrated(ask: &Ask) -> Finding {
    let past = ask.question.history.iter().flat_map(|purchase| &purchase.lines);
    let mut lines = past.chain(&ask.question.cart).filter(|line| RATED.contains(&line.category));
    Finding::silent_if(lines.any(|line| line.measure(Measure::StateEquivalentGrams).is_none()))
}

fn medical(ask: &Ask) -> Finding {
    if ask.before("2024-10-01") {
        return Finding::Silent;
    }
    let five = |basket: &Basket| ask.one_or_each(|times| equivalents(basket).ounces(times * "5".into()));
    all([
        ask.too_young_to_say(),
        ask.speaks_of(&[PLANT, RATED]),
        unrated(ask),
        readings([five(&ask.month()), five(&ask.days(30))]),
    ])
}
