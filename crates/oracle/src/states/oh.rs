//! Ohio. OAC 1301:18-8-08 for adults and -09 for patients; OAC 3796:8-2-04 for patients until 2026.

use countersign_rulebook::Category::{
    Beverage, Concentrate, Edible, Flower, InfusedPreroll, Oral, Preroll, Topical, Vape,
};
use countersign_rulebook::{Category, CustomerClass, Line, Measure};

use super::{BY_MOUTH, DABS_INFUSED, PLANT};
use crate::ask::{Ask, Basket, Share};
use crate::exact::Exact;
use crate::finding::{Finding, all, near};
use crate::place::{Good, Place};

const RAISED: &str = "2025-06-04";
const DAILY: &str = "2026-01-01";
const DAILY_SURE: &str = "2026-09-01";
const OTHERS: &[Category] = &[Topical];

pub(super) const PLACE: Place = Place {
    code: "oh",
    zone: "America/New_York",
    adult: Some(adult),
    medical: Some(medical),
    changes: &[RAISED, DAILY, DAILY_SURE],
    windows: &[1, 45, 90],
    adult_goods: &[
        Good::new(Flower, Measure::Grams, &["70.8738078125", "28.349523125"]),
        Good::new(Preroll, Measure::Grams, &["70.8738078125", "28.349523125"]),
        Good::new(InfusedPreroll, Measure::MgThc, &["15000", "300"]).also(&[(Measure::Grams, 3)]),
        Good::new(Concentrate, Measure::MgThc, &["15000", "800"]).also(&[(Measure::Grams, 1)]),
        Good::new(Vape, Measure::MgThc, &["15000", "850"]).also(&[(Measure::Grams, 1)]),
        Good::new(Edible, Measure::MgThc, &["15000", "100"]),
        Good::new(Beverage, Measure::MgThc, &["15000", "10"]),
        Good::new(Topical, Measure::MgThc, &["15000", "500"]),
    ],
    medical_goods: &[
        Good::new(Flower, Measure::Grams, &["283.49523125", "226.796185", "2.83", "70.8738078125"])
            .tiers(&["1", "1", "2"]),
        Good::new(Preroll, Measure::Grams, &["283.49523125", "28"]).tiers(&["1"]),
        Good::new(Vape, Measure::MgThc, &["60000", "53100", "590", "15000"]),
        Good::new(Oral, Measure::MgThc, &["60000", "9900", "110", "15000"]),
        Good::new(Topical, Measure::MgThc, &["60000", "26550", "295"]),
    ],
    facts: &[],
};

/// Plant on one side, the THC of everything else on the other.
fn two_sides(bought: &Basket, ounces: &str, mg: &str) -> Finding {
    let others = [DABS_INFUSED, BY_MOUTH, OTHERS].concat();
    all([bought.sum(PLANT, Measure::Grams).ounces(ounces), bought.sum(&others, Measure::MgThc).at_most(mg)])
}

fn adult(ask: &Ask) -> Finding {
    if ask.before("2025-01-01") {
        return Finding::Silent;
    }
    let ask = &ask.statewide();
    let kinds = ask.speaks_of(&[PLANT, DABS_INFUSED, BY_MOUTH, OTHERS]);
    let bought = ask.day();
    if ask.before(RAISED) {
        // The other side's number of that time was not read.
        let past = ask.question.history.iter().flat_map(|purchase| &purchase.lines);
        let products = past.chain(bought.cart).any(|line| !PLANT.contains(&line.category));
        let flower = bought.sum(PLANT, Measure::Grams).ounces(1);
        return all([kinds, flower, Finding::silent_if(products)]);
    }
    all([kinds, two_sides(&bought, "2.5", "15000")])
}

fn medical(ask: &Ask) -> Finding {
    if ask.before("2023-01-01") {
        return Finding::Silent;
    }
    let ask = &ask.statewide();
    let caregiver = ask.is(CustomerClass::Caregiver);
    let kinds = ask.speaks_of(&[PLANT, &[Vape, Oral, Topical]]);
    let new = match caregiver {
        true => two_sides(&ask.day(), "2.5", "15000"),
        false => two_sides(&ask.day(), "10", "60000"),
    };
    let old = if caregiver { Finding::Silent } else { ninety_days(ask) };
    let amount = if ask.before(DAILY) {
        old
    } else if ask.before(DAILY_SURE) {
        match (old, new) {
            (Finding::Deny, Finding::Allow) | (Finding::Allow, Finding::Deny) => Finding::Unknown,
            (old, new) => near([old, new]),
        }
    } else {
        // Whether a supply for ninety days survives was not read; it matters to who bought before today.
        let before_today = ask.days(95).past.len() > ask.day().past.len();
        match (new, before_today && old != Finding::Allow) {
            (Finding::Allow, true) => Finding::Silent,
            (new, _) => new,
        }
    };
    all([ask.too_young_to_say(), kinds, amount])
}

/// The supply before 2026, sure only where a strict and a lax way of counting agree.
fn ninety_days(ask: &Ask) -> Finding {
    let days = |line: &Line, tier_1: &str| match (line.category, line.tier.as_deref()) {
        (Flower | Preroll, Some("1")) => Share::of(line, PLANT, Measure::Grams).part_of(tier_1),
        (Flower | Preroll, Some("2")) => Share::of(line, PLANT, Measure::Grams).part_of("150.2524725625"),
        (Flower | Preroll, _) => Share::NotTold,
        (Vape, _) => Share::of(line, &[Vape], Measure::MgThc).part_of("53100"),
        (Oral, _) => Share::of(line, &[Oral], Measure::MgThc).part_of("9900"),
        _ => Share::of(line, OTHERS, Measure::MgThc).part_of("26550"),
    };
    let half = Exact::ONE / Exact::whole(2);
    // Whole days: a line may cost almost a day more than it holds.
    let slack =
        Exact::whole(ask.days(90).past.len() as i128 + ask.question.cart.len() as i128) / Exact::whole(90);
    let strict = |line: &Line| days(line, "226.796185");
    let sure = [(ask.days(45), half), (ask.days(90), half), (ask.days(90), Exact::ONE)]
        .map(|(bought, supply)| bought.total(strict).at_most(supply - slack));
    let most = ask.sale().total(|line| days(line, "255.145708125")).at_most(Exact::ONE);
    match (all(sure), most) {
        (Finding::Allow, _) => Finding::Allow,
        (_, Finding::Deny) => Finding::Deny,
        (Finding::Unknown, Finding::Unknown) => Finding::Unknown,
        _ => Finding::Silent,
    }
}
