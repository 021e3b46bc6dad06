//! Maine. 28-B M.R.S. 1501 and 504(2)(B): 2.5 oz, of it 10 g of concentrate (5 g formerly). Medical sales by weight are only recalled.

use countersign_rulebook::Category::{
    Beverage, Concentrate, Edible, Flower, ImmaturePlant, InfusedPreroll, Preroll, Seedling, Topical, Vape,
};
use countersign_rulebook::{Category, Line, Measure};

use super::{DABS_INFUSED, FOOD, PLANT};
use crate::ask::{Ask, Share};
use crate::exact::Exact;
use crate::finding::{Finding, all, near, readings};
use crate::place::{Good, Place};

const TEN: &str = "2026-01-01";
const LOTIONS: &[Category] = &[Topical];
const YOUNG: &[Category] = &[ImmaturePlant];
const SEEDLINGS: &[Category] = &[Seedling];
const INSIDE: &[(Measure, i128)] = &[(Measure::Grams, 20_000), (Measure::MgThc, 800_000)];

pub(super) const PLACE: Place = Place {
    code: "me",
    zone: "America/New_York",
    adult: Some(adult),
    medical: None,
    changes: &[TEN],
    windows: &[1],
    adult_goods: &[
        Good::new(Flower, Measure::Grams, &["70.8738078125", "60.8738078125"]),
        Good::new(Preroll, Measure::Grams, &["70.8738078125", "7"]),
        Good::new(Concentrate, Measure::Grams, &["10", "5"]),
        Good::new(Vape, Measure::Grams, &["10", "5"]),
        Good::new(InfusedPreroll, Measure::Grams, &["10", "5"]),
        Good::new(Edible, Measure::ConcentrateGrams, &["10", "5"]).also(INSIDE),
        Good::new(Beverage, Measure::ConcentrateGrams, &["10", "5"]).also(INSIDE),
        Good::new(Topical, Measure::Grams, &["500", "50"]).fixed(&[(Measure::MgThc, &["0", "0", "100"])]),
        Good::new(ImmaturePlant, Measure::Count, &["12", "6"]),
        Good::new(Seedling, Measure::Count, &["100"]),
    ],
    medical_goods: &[],
    facts: &[],
};

fn adult(ask: &Ask) -> Finding {
    if ask.before("2024-01-01") {
        return Finding::Silent;
    }
    let bought = ask.day();
    let concentrate = |line: &Line| match Share::of(line, DABS_INFUSED, Measure::Grams) {
        Share::None => Share::of(line, FOOD, Measure::ConcentrateGrams),
        share => share,
    };
    let weight = |line: &Line| match Share::of(line, PLANT, Measure::Grams) {
        Share::None => concentrate(line),
        share => share,
    };
    let inner = bought.total(concentrate);
    let inner = match ask.before(TEN) {
        true => readings([inner.at_most("5"), inner.at_most("10")]),
        false => inner.at_most("10"),
    };
    let history = ask.question.history.iter().flat_map(|purchase| &purchase.lines);
    let lotions = history.chain(&ask.question.cart).filter(|line| LOTIONS.contains(&line.category));
    let with_thc = |line: &Line| line.measure(Measure::MgThc).is_none_or(|mg| Exact::from(mg).is_positive());
    let mut lotions = lotions;
    all([
        ask.speaks_of(&[PLANT, DABS_INFUSED, FOOD, LOTIONS, YOUNG, SEEDLINGS]),
        Finding::silent_if(lotions.any(with_thc)),
        bought.total(weight).ounces("2.5"),
        inner,
        near([bought.sum(YOUNG, Measure::Count).at_most("12")]),
    ])
}
