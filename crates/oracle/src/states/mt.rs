//! Montana. ARM 42.39 and 16-12-515 MCA: an ounce, its equivalents, and a month's amount for patients.

use countersign_rulebook::Category::{Beverage, Concentrate, Edible, Flower, InfusedPreroll, Preroll, Vape};
use countersign_rulebook::{Category, Line, Measure, Program};

use super::{DABS_INFUSED, FOOD, PLANT};
use crate::ask::{Ask, Basket, Share, Total};
use crate::exact::Exact;
use crate::finding::{Finding, all, near};
use crate::place::{Fact, FactKind, Good, Place};

const STARTS: &str = "2022-01-01";
const EQUIVALENTS: &str = "2022-08-27";
const LIQUID: &[Category] = &[Concentrate, Vape];

pub(super) const PLACE: Place = Place {
    code: "mt",
    zone: "America/Denver",
    adult: Some(adult),
    medical: Some(medical),
    changes: &[STARTS, EQUIVALENTS],
    windows: &[1],
    adult_goods: GOODS,
    medical_goods: GOODS,
    facts: &[
        Fact { key: "petition_oz_per_month", kind: FactKind::Amount(&["6", "8"]) },
        Fact { key: "patients", kind: FactKind::Amount(&["1", "2"]) },
    ],
};

const GOODS: &[Good] = &[
    Good::new(Flower, Measure::Grams, &["28.349523125", "14.1747615625", "28", "141.747615625"]),
    Good::new(Preroll, Measure::Grams, &["28.349523125", "7"]),
    Good::new(InfusedPreroll, Measure::Grams, &["8", "1"]),
    Good::new(Concentrate, Measure::Grams, &["8", "4"]),
    Good::new(Vape, Measure::Ml, &["8", "4", "1"]),
    Good::new(Vape, Measure::Grams, &["8", "0.5"]),
    Good::new(Edible, Measure::MgThc, &["800", "400"])
        .fixed(&[(Measure::PackageMgThc, &["100", "50", "101"])]),
    Good::new(Beverage, Measure::MgThc, &["800", "100"]).fixed(&[(Measure::PackageMgThc, &["100"])]),
];

fn ounces(bought: &Basket) -> Total {
    bought.total(|line: &Line| {
        if PLANT.contains(&line.category) {
            return Share::of(line, PLANT, Measure::Grams).part_of("28.349523125");
        }
        match (Share::of(line, DABS_INFUSED, Measure::Grams), Share::of(line, LIQUID, Measure::Ml)) {
            (Share::None, _) => Share::of(line, FOOD, Measure::MgThc).part_of("800"),
            (Share::NotTold, ml @ Share::Of(_)) => ml.part_of("8"),
            (grams, _) => grams.part_of("8"),
        }
    })
}

/// Food is packed to at most 100 mg. A package nobody describes is taken for a lawful one.
fn packages(ask: &Ask) -> Finding {
    let food = ask.question.cart.iter().filter(|line| line.category == Edible);
    let medical = ask.question.program == Program::Medical;
    all(food.map(|line| match line.measure(Measure::PackageMgThc) {
        // Whether a patient's food may be stronger was not read.
        Some(mg) if Exact::from(mg) > "100".into() && medical => Finding::Silent,
        Some(mg) if Exact::from(mg) > "100".into() => Finding::Deny,
        Some(_) | None => Finding::Allow,
    }))
}

fn adult(ask: &Ask) -> Finding {
    if ask.before(STARTS) {
        return Finding::Deny;
    }
    if ask.before(EQUIVALENTS) {
        return Finding::Silent;
    }
    // "At any one time" is a sale; whether the same day's others are of that time was not read.
    all([
        ask.speaks_of(&[PLANT, DABS_INFUSED, FOOD]),
        near([&ask.sale(), &ask.day()].map(|bought| ounces(bought).at_most(Exact::ONE))),
        packages(ask),
    ])
}

fn medical(ask: &Ask) -> Finding {
    if ask.before("2023-01-01") {
        return Finding::Silent;
    }
    let most: Exact = "8".into();
    let month = ask.certified("petition_oz_per_month").unwrap_or("5".into()).min(most);
    all([
        ask.too_young_to_say(),
        ask.speaks_of(&[PLANT, DABS_INFUSED, FOOD]),
        ask.one_or_each(|times| ounces(&ask.day()).at_most(times)),
        ask.one_or_each(|times| ounces(&ask.month()).at_most(times * month)),
        packages(ask),
    ])
}
