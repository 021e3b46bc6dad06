//! Oregon. OAR 845-025-2800: the day. What a registered patient may buy has two answers.

use countersign_rulebook::Category::{
    Beverage, Concentrate, Edible, Flower, ImmaturePlant, InfusedPreroll, Preroll, Seed, Vape,
};
use countersign_rulebook::{Category, CustomerClass, Line, Measure};

use super::{DABS, PLANT};
use crate::ask::{Ask, Basket, Share};
use crate::finding::{Finding, all, near, readings};
use crate::place::{Good, Place};

const TWO: &str = "2022-01-01";
/// Products sold by whole weight; an infused or flavoured pre-roll is one.
const SOLIDS: &[Category] = &[Edible, InfusedPreroll];

pub(super) const PLACE: Place = Place {
    code: "or",
    zone: "America/Los_Angeles",
    adult: Some(adult),
    medical: Some(medical),
    changes: &[TWO],
    windows: &[1],
    adult_goods: GOODS,
    medical_goods: &[
        Good::new(Flower, Measure::Grams, &["226.796185", "907.18474", "680.388555", "28"]),
        Good::new(Preroll, Measure::Grams, &["226.796185", "7"]),
        Good::new(Concentrate, Measure::Grams, &["5", "10", "1"]),
        Good::new(Seed, Measure::Count, &["10", "50"]),
    ],
    facts: &[],
};

const GOODS: &[Good] = &[
    Good::new(Flower, Measure::Grams, &["56.69904625", "28.349523125"]),
    Good::new(Preroll, Measure::Grams, &["56.69904625", "28.349523125"]),
    Good::new(InfusedPreroll, Measure::Grams, &["453.5", "1"]),
    Good::new(Concentrate, Measure::Grams, &["5", "10"]),
    Good::new(Vape, Measure::Grams, &["5", "10"]),
    Good::new(Edible, Measure::Grams, &["453.59", "453.6", "100"]).also(&[(Measure::MgThc, 1_000)]),
    Good::new(Beverage, Measure::FlOz, &["72", "12"]),
    Good::new(Beverage, Measure::Ml, &["2129.4", "355"]),
    Good::new(Seed, Measure::Count, &["10", "5"]),
    Good::new(ImmaturePlant, Measure::Count, &["4", "2"]),
];

fn adult(ask: &Ask) -> Finding {
    if ask.before("2020-01-01") {
        return Finding::Silent;
    }
    let bought = ask.day();
    let ounces = if ask.before(TWO) { "1" } else { "2" };
    all([
        ask.speaks_of(&[PLANT, DABS, SOLIDS, &[Beverage, Seed, ImmaturePlant]]),
        bought.sum(PLANT, Measure::Grams).ounces(ounces),
        other_forms(&bought, ask.before(TWO)),
        bought.sum(&[Seed], Measure::Count).at_most("10"),
        bought.sum(&[ImmaturePlant], Measure::Count).at_most("4"),
    ])
}

fn other_forms(bought: &Basket, old: bool) -> Finding {
    let solid = bought.sum(SOLIDS, Measure::Grams);
    let drunk = |line: &Line| if line.category == Beverage { Share::fluid(line) } else { Share::None };
    let drunk = bought.total(drunk);
    let dabs = bought.sum(DABS, Measure::Grams);
    let doubtful = readings([dabs.at_most("5"), dabs.at_most("10")]);
    all([
        near(["453.592", "453.59237"].map(|sixteen| solid.at_most(sixteen))),
        near(["72", "72.0001"].map(|ounces| drunk.at_most(ounces))),
        // Five grams was read, for sure in the older text; ten is remembered and was found nowhere.
        match old {
            true => near([dabs.at_most("5"), doubtful]),
            false => doubtful,
        },
    ])
}

fn medical(ask: &Ask) -> Finding {
    if ask.before("2024-01-01") {
        return Finding::Silent;
    }
    let usable = |basket: &Basket, ounces: &str| basket.sum(PLANT, Measure::Grams).ounces(ounces);
    let faq = all([usable(&ask.day(), "8"), usable(&ask.month(), "32")]);
    let dabs = |basket: &Basket, grams: &str| basket.sum(DABS, Measure::Grams).at_most(grams);
    let concentrate = match (dabs(&ask.day(), "5"), dabs(&ask.day(), "10")) {
        (Finding::Allow, _) => Finding::Allow,
        (Finding::Deny, Finding::Allow) => Finding::Unknown,
        (Finding::Unknown, _) => Finding::Unknown,
        _ => Finding::Silent,
    };
    let seeds = ask.day().sum(&[Seed], Measure::Count);
    // What one may hold is counted at once; earlier purchases of the day may be held too.
    let held = near([usable(&ask.sale(), "24"), usable(&ask.day(), "24")]);
    // The young buy at registered retailers only, and whether this is one the question does not say.
    let young = ask.is(CustomerClass::Patient) && ask.age() < 21;
    all([
        ask.too_young_to_say(),
        if young { Finding::Unknown } else { Finding::Allow },
        ask.speaks_of(&[PLANT, DABS, &[Seed]]),
        readings([faq, held]),
        concentrate,
        near([readings([seeds.at_most("10"), seeds.at_most("50")]), {
            let sale = ask.sale().sum(&[Seed], Measure::Count);
            readings([seeds.at_most("10"), sale.at_most("50")])
        }]),
    ])
}
