//! Alaska. 3 AAC 306.350 and .355: by the sale until 2020-10-18, by the day since.

use countersign_rulebook::Category::{Beverage, Concentrate, Edible, Flower, InfusedPreroll, Preroll, Vape};
use countersign_rulebook::{Line, Measure};

use super::{BY_MOUTH, DABS_INFUSED, PLANT};
use crate::ask::{Ask, Share};
use crate::finding::{Finding, all, between, near, readings};
use crate::place::{Good, Place};

const DAILY: &str = "2020-10-18";

pub(super) const PLACE: Place = Place {
    code: "ak",
    zone: "America/Anchorage",
    adult: Some(adult),
    medical: None,
    changes: &[DAILY],
    windows: &[1],
    adult_goods: &[
        Good::new(Flower, Measure::Grams, &["28.349523125", "14"]).also(&[(Measure::MgThc, 197_000)]),
        Good::new(Preroll, Measure::Grams, &["28.349523125", "7"]),
        Good::new(Concentrate, Measure::Grams, &["7"]).also(&[(Measure::MgThc, 800_000)]),
        Good::new(Vape, Measure::Grams, &["7", "6.5"]).also(&[(Measure::MgThc, 850_000)]),
        Good::new(InfusedPreroll, Measure::Grams, &["7"]).also(&[(Measure::MgThc, 350_000)]),
        Good::new(Edible, Measure::MgThc, &["5600", "2800"]),
        Good::new(Beverage, Measure::MgThc, &["5600", "100"]),
    ],
    medical_goods: &[],
    facts: &[],
};

fn adult(ask: &Ask) -> Finding {
    if ask.before("2018-01-01") {
        return Finding::Silent;
    }
    let bought = if ask.before(DAILY) { ask.sale() } else { ask.day() };
    let products = |line: &Line, most: bool| match Share::of(line, DABS_INFUSED, Measure::MgThc) {
        Share::None => Share::of(line, BY_MOUTH, Measure::MgThc),
        Share::NotTold if most => Share::thc_at_most(line, DABS_INFUSED),
        share => share,
    };
    let with_flower = |line: &Line, most: bool| match Share::of(line, PLANT, Measure::MgThc) {
        Share::None => products(line, most),
        Share::NotTold => Share::None,
        share => share,
    };
    let cap = |share: &dyn Fn(&Line, bool) -> Share| {
        let [least, most] = [false, true].map(|most| bought.total(|line| share(line, most)).at_most("5600"));
        between(least, most)
    };
    // The words may mean the THC of flower too. How flower or concentrate without a word on its THC is held against
    // the milligrams was read nowhere.
    let untold = bought.sum(PLANT, Measure::MgThc).not_told;
    let unrated = bought.sum(DABS_INFUSED, Measure::MgThc).not_told;
    let food = bought.total(|line| products(line, true)).whole().is_positive();
    let potency = readings([cap(&products), cap(&with_flower)]);
    let potency = match potency {
        Finding::Unknown if unrated => Finding::Silent,
        found if untold && food => near([found, Finding::Unknown]),
        found => found,
    };
    all([
        ask.speaks_of(&[PLANT, DABS_INFUSED, BY_MOUTH]),
        bought.sum(PLANT, Measure::Grams).ounces(1),
        bought.sum(DABS_INFUSED, Measure::Grams).at_most("7"),
        potency,
    ])
}
