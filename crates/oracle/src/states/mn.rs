//! Minnesota. Minn. Stat. 342.09 for adults; what patients may buy was not read.

use countersign_rulebook::Category::{Beverage, Concentrate, Edible, Flower, InfusedPreroll, Preroll, Vape};
use countersign_rulebook::{Category, Measure};

use super::{DABS, DABS_INFUSED, FOOD, INFUSED, PLANT};
use crate::ask::{Ask, Basket};
use crate::finding::{Finding, all, readings};
use crate::place::{Good, Place};

pub(super) const PLACE: Place = Place {
    code: "mn",
    zone: "America/Chicago",
    adult: Some(adult),
    medical: None,
    changes: &[],
    windows: &[1],
    adult_goods: &[
        Good::new(Flower, Measure::Grams, &["56.69904625", "28"]),
        Good::new(Preroll, Measure::Grams, &["56.69904625", "7"]),
        Good::new(InfusedPreroll, Measure::Grams, &["8", "56.69904625"]),
        Good::new(Concentrate, Measure::Grams, &["8", "4"]),
        Good::new(Vape, Measure::Grams, &["8", "1"]),
        Good::new(Edible, Measure::MgThc, &["800", "100"]),
        Good::new(Beverage, Measure::MgThc, &["800", "10"]),
    ],
    medical_goods: &[],
    facts: &[],
};

fn adult(ask: &Ask) -> Finding {
    if ask.before("2026-01-01") {
        return Finding::Silent;
    }
    const WITH_PLANT: &[Category] = &[Flower, Preroll, InfusedPreroll];
    let limits = |bought: &Basket, plant: &[Category], dabs: &[Category]| {
        all([
            bought.sum(plant, Measure::Grams).ounces(2),
            bought.sum(dabs, Measure::Grams).at_most("8"),
            bought.sum(FOOD, Measure::MgThc).at_most("800"),
        ])
    };
    let infused = |bought: &Basket| {
        readings([
            limits(bought, WITH_PLANT, DABS),
            limits(bought, PLANT, DABS_INFUSED),
            limits(bought, WITH_PLANT, DABS_INFUSED),
        ])
    };
    // A birthday may only count from eight in the morning.
    let turning = ask.turns(21) && ask.hour() < 8;
    all([
        Finding::silent_if(turning),
        ask.speaks_of(&[PLANT, INFUSED, DABS, FOOD]),
        readings([infused(&ask.sale()), infused(&ask.day())]),
    ])
}
