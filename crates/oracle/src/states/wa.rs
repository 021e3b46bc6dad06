//! Washington. WAC 314-55-095: each sale, side by side; more for patients in the database.

use countersign_rulebook::Category::{
    Beverage, Concentrate, Edible, Flower, InfusedPreroll, Preroll, Suppository, Tincture, Vape,
};
use countersign_rulebook::{Category, Line, Measure};

use super::{DABS_INFUSED, PLANT};
use crate::ask::{Ask, Basket, Share};
use crate::exact::Exact;
use crate::finding::{Finding, all, near, readings};
use crate::place::{Fact, FactKind, Good, Place};

const LOW_DOSE: &str = "2025-01-07";
const LIQUIDS: &[Category] = &[Beverage, Tincture];
const SOLIDS: &[Category] = &[Edible];
const INTO_THE_BODY: &[Category] = &[Suppository];
const UNIT: &[(Measure, &[&str])] = &[(Measure::PackageGrams, &["1", "1", "0.5", "1.1"])];
const GOODS: &[Good] = &[
    Good::new(Flower, Measure::Grams, &["28.349523125", "85.048569375", "28"]),
    Good::new(Preroll, Measure::Grams, &["28.349523125", "85.048569375", "7"]),
    Good::new(InfusedPreroll, Measure::Grams, &["7", "21", "1"]).fixed(&[(Measure::PackageGrams, &["1"])]),
    Good::new(Concentrate, Measure::Grams, &["7", "21", "1"]).fixed(UNIT),
    Good::new(Vape, Measure::Grams, &["7", "21", "1"]).fixed(&[(Measure::PackageGrams, &["1", "0.5"])]),
    Good::new(Edible, Measure::Grams, &["453.59", "1360.77", "453.6", "1360.8"])
        .fixed(&[(Measure::PackageMgThc, &["100", "10", "101"])]),
    Good::new(Beverage, Measure::FlOz, &["72", "216", "12"])
        .also(&[(Measure::MgThc, 800)])
        .fixed(&[(Measure::UnitMgThc, &["10", "4", "4.1"]), (Measure::PackageMgThc, &["10"])]),
    Good::new(Beverage, Measure::Ml, &["2129.2", "355"])
        .also(&[(Measure::MgThc, 28)])
        .fixed(&[(Measure::UnitMgThc, &["10", "5"]), (Measure::PackageMgThc, &["10"])]),
    Good::new(Beverage, Measure::MgThc, &["200", "100"])
        .also(&[(Measure::FlOz, 3_000)])
        .fixed(&[(Measure::UnitMgThc, &["4", "2", "4.000001"]), (Measure::PackageMgThc, &["4"])]),
    Good::new(Suppository, Measure::Count, &["10", "30", "5"]),
];

pub(super) const PLACE: Place = Place {
    code: "wa",
    zone: "America/Los_Angeles",
    adult: Some(adult),
    medical: Some(medical),
    changes: &[LOW_DOSE],
    windows: &[1],
    adult_goods: GOODS,
    medical_goods: GOODS,
    facts: &[Fact { key: "in_database", kind: FactKind::Flag }],
};

fn adult(ask: &Ask) -> Finding {
    if ask.before("2024-01-01") {
        return Finding::Silent;
    }
    limits(ask, Exact::ONE)
}

fn medical(ask: &Ask) -> Finding {
    if ask.before("2025-01-07") {
        return Finding::Silent;
    }
    let amount = match ask.flag("in_database") {
        Some(true) => limits(ask, "3".into()),
        Some(false) => limits(ask, Exact::ONE),
        None => readings([limits(ask, "3".into()), limits(ask, Exact::ONE)]),
    };
    // Whoever is under 21 and not in the database may have no business in a store at all.
    let young = ask.age() < 21 && ask.flag("in_database") != Some(true);
    let told = amount == Finding::Allow || ask.flag("in_database").is_some();
    all([ask.too_young_to_say(), Finding::silent_if(young || !told), amount])
}

/// `times` 3 for a patient in the database.
fn limits(ask: &Ask, times: Exact) -> Finding {
    let bought = ask.sale();
    let kinds = ask.speaks_of(&[PLANT, DABS_INFUSED, SOLIDS, LIQUIDS, INTO_THE_BODY]);
    let solid = bought.sum(SOLIDS, Measure::Grams);
    let units = bought.sum(INTO_THE_BODY, Measure::Count);
    let in_database = times != Exact::ONE;
    all([
        kinds,
        bought.sum(PLANT, Measure::Grams).ounces(times),
        bought.sum(DABS_INFUSED, Measure::Grams).at_most(times * "7".into()),
        near(["453.592", "453.59237"].map(|grams| solid.at_most(times * grams.into()))),
        match in_database {
            true => readings([units.at_most("10"), units.at_most("30")]),
            false => units.at_most("10"),
        },
        liquids(ask, &bought, times),
        packages(ask, in_database),
    ])
}

fn liquids(ask: &Ask, bought: &Basket, times: Exact) -> Finding {
    let is_low = |line: &Line| {
        let dated = !ask.before(LOW_DOSE);
        dated && line.measure(Measure::UnitMgThc).is_some_and(|mg| Exact::from(mg) <= "4".into())
    };
    let liquid = |line: &Line| LIQUIDS.contains(&line.category);
    let untold =
        ask.question.cart.iter().any(|line| liquid(line) && line.measure(Measure::UnitMgThc).is_none());
    let known = |line: &Line| ask.before(LOW_DOSE) || line.measure(Measure::UnitMgThc).is_some();
    let fluid = bought.total(|line| match liquid(line) && known(line) && !is_low(line) {
        true => Share::fluid(line),
        false => Share::None,
    });
    let low = bought.total(|line| match liquid(line) && is_low(line) {
        true => Share::of(line, LIQUIDS, Measure::MgThc),
        false => Share::None,
    });
    // What a patient in the database may have of these was not read.
    let low_dose = match times == Exact::ONE || !low.cart.is_positive() {
        true => low.at_most("200"),
        false => near([low.at_most("200"), Finding::Unknown]),
    };
    all([
        Finding::silent_if(untold && !ask.before(LOW_DOSE)),
        near(["72", "72.0001"].map(|ounces| fluid.at_most(times * ounces.into()))),
        low_dose,
    ])
}

fn packages(ask: &Ask, in_database: bool) -> Finding {
    let over =
        |line: &Line, measure, most: &str| line.measure(measure).map(|told| Exact::from(told) > most.into());
    all(ask.question.cart.iter().map(|line| {
        let broken = match line.category {
            Concentrate => over(line, Measure::PackageGrams, "1"),
            Edible => over(line, Measure::PackageMgThc, "100"),
            _ => Some(false),
        };
        match broken {
            // What is made for patients in the database may be stronger.
            Some(true) if in_database => Finding::Silent,
            Some(true) => Finding::Deny,
            Some(false) | None => Finding::Allow,
        }
    }))
}
