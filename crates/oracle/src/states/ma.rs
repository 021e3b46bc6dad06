//! Massachusetts. 935 CMR 500.140(3) and Bulletin No. 1 of 2026 for adults, 935 CMR 501 for patients.

use countersign_rulebook::Category::{
    Beverage, Concentrate, Edible, Flower, Oral, Preroll, Tincture, Topical, TopicalNontransdermal, Vape,
};
use countersign_rulebook::{Category, Line, Measure};

use super::{DABS, PLANT};
use crate::ask::{Ask, Share};
use crate::finding::{Finding, all, readings};
use crate::place::{Fact, FactKind, Good, Place};

const TWO: &str = "2026-04-19";
const EATEN: &[Category] = &[Edible, Beverage, Oral];
const DROPS: &[Category] = &[Tincture];
const EXEMPT: &[Category] = &[Topical, TopicalNontransdermal];

pub(super) const PLACE: Place = Place {
    code: "ma",
    zone: "America/New_York",
    adult: Some(adult),
    medical: Some(medical),
    changes: &[TWO],
    windows: &[60],
    adult_goods: &[
        Good::new(Flower, Measure::Grams, &["28.349523125", "56.69904625"]),
        Good::new(Preroll, Measure::Grams, &["28.349523125", "7"]),
        Good::new(Concentrate, Measure::Grams, &["5", "10"]).also(&[(Measure::MgThc, 800_000)]),
        Good::new(Concentrate, Measure::MgThc, &["5000", "10000"]).also(&[(Measure::Grams, 1)]),
        Good::new(Vape, Measure::MgThc, &["5000", "10000"]).also(&[(Measure::Grams, 1)]),
        Good::new(Tincture, Measure::MgThc, &["5000", "500"]),
        Good::new(Edible, Measure::MgThc, &["500", "1000"]),
        Good::new(Beverage, Measure::MgThc, &["500", "1000"]),
        Good::new(Topical, Measure::MgThc, &["4000"]),
    ],
    medical_goods: &[
        Good::new(Flower, Measure::Grams, &["283.49523125", "28"]),
        Good::new(Preroll, Measure::Grams, &["283.49523125", "7"]),
    ],
    facts: &[Fact { key: "patients", kind: FactKind::Amount(&["1", "2"]) }],
};

fn adult(ask: &Ask) -> Finding {
    if ask.before("2024-01-01") {
        return Finding::Silent;
    }
    let bought = ask.licensee().day();
    let doubled = if ask.before(TWO) { "1" } else { "2" };
    // The rule says THC; many stores weigh the concentrate.
    let pool = |weighed: bool| {
        bought.total(|line: &Line| match line.category {
            flower if PLANT.contains(&flower) => {
                Share::of(line, PLANT, Measure::Grams).part_of("28.349523125")
            }
            dabs if weighed && DABS.contains(&dabs) => Share::of(line, DABS, Measure::Grams).part_of("5"),
            dabs if DABS.contains(&dabs) => Share::of(line, DABS, Measure::MgThc).part_of("5000"),
            Tincture => Share::of(line, DROPS, Measure::MgThc).part_of("5000"),
            _ => Share::of(line, EATEN, Measure::MgThc).part_of("500"),
        })
    };
    let kinds = ask.speaks_of(&[PLANT, DABS, DROPS, EATEN, EXEMPT]);
    // A concentrate of which only the weight is told, or only the THC, may be lawful by the other or not.
    let half_told =
        |line: &&Line| line.measure(Measure::Grams).is_none() || line.measure(Measure::MgThc).is_none();
    let past = ask.question.history.iter().flat_map(|purchase| &purchase.lines);
    let mut dabs = past.chain(bought.cart).filter(|line| DABS.contains(&line.category));
    let amount = readings([pool(true).at_most(doubled), pool(false).at_most(doubled)]);
    all([kinds, Finding::silent_if(dabs.any(|line| half_told(&line))), amount])
}

fn medical(ask: &Ask) -> Finding {
    if ask.before("2026-01-01") {
        return Finding::Silent;
    }
    let flower = ask.days(60).sum(PLANT, Measure::Grams);
    all([
        ask.too_young_to_say(),
        ask.speaks_of(&[PLANT]),
        ask.one_or_each(|times| flower.ounces(times * "10".into())),
    ])
}
