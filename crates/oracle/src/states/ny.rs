//! New York. Penal Law 222.00 and 222.05 through 9 NYCRR 123.10; what patients may buy was not read closely enough.

use countersign_rulebook::Category::{Concentrate, Edible, Flower, InfusedPreroll, Preroll, Vape};
use countersign_rulebook::{Category, Line, Measure};

use super::{DABS_INFUSED, PLANT};
use crate::ask::{Ask, Basket, Share};
use crate::finding::{Finding, all, between, readings};
use crate::place::{Good, Place};

const FOODS: &[Category] = &[Edible];

pub(super) const PLACE: Place = Place {
    code: "ny",
    zone: "America/New_York",
    adult: Some(adult),
    medical: None,
    changes: &[],
    windows: &[1],
    adult_goods: &[
        Good::new(Flower, Measure::Grams, &["85.048569375", "84", "28"]),
        Good::new(Preroll, Measure::Grams, &["85.048569375", "7"]),
        Good::new(InfusedPreroll, Measure::Grams, &["24", "1"]),
        Good::new(Concentrate, Measure::Grams, &["24", "12"]),
        Good::new(Vape, Measure::Grams, &["24", "1"]),
        Good::new(Edible, Measure::Grams, &["24", "85.048569375", "5"]).also(&[(Measure::MgThc, 2_000)]),
        Good::new(Edible, Measure::MgThc, &["24000", "100"]).also(&[(Measure::Grams, 100)]),
    ],
    medical_goods: &[],
    facts: &[],
};

/// What an ordinary edible is to the two amounts.
#[derive(Clone, Copy)]
enum Food {
    ConcentrateByWeight,
    ConcentrateByThc,
    Cannabis,
}

fn limits(bought: &Basket, food: Food) -> Finding {
    let [least, most] = [false, true].map(|most| limits_at(bought, food, most));
    between(least, most)
}

fn limits_at(bought: &Basket, food: Food, most: bool) -> Finding {
    let cannabis = |line: &Line| match (Share::of(line, PLANT, Measure::Grams), food) {
        (Share::None, Food::Cannabis) => Share::of(line, FOODS, Measure::Grams),
        (share, _) => share,
    };
    let concentrate = |line: &Line| match (Share::of(line, DABS_INFUSED, Measure::Grams), food) {
        (Share::None, Food::ConcentrateByWeight) => Share::of(line, FOODS, Measure::Grams),
        (Share::None, Food::ConcentrateByThc) => match most {
            true => Share::thc_at_most(line, FOODS).part_of("1000"),
            false => Share::of(line, FOODS, Measure::MgThc).part_of("1000"),
        },
        (share, _) => share,
    };
    all([bought.total(cannabis).ounces(3), bought.total(concentrate).at_most("24")])
}

fn adult(ask: &Ask) -> Finding {
    if ask.before("2026-01-01") {
        return Finding::Silent;
    }
    let foods = [Food::ConcentrateByWeight, Food::ConcentrateByThc, Food::Cannabis];
    let windows = [ask.sale(), ask.day()];
    let every = windows.iter().flat_map(|bought| foods.map(|food| limits(bought, food)));
    all([ask.speaks_of(&[PLANT, DABS_INFUSED, FOODS]), readings(every)])
}
