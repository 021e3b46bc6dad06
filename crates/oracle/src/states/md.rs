//! Maryland. COMAR 14.17.12.04.B(7) and Crim. Law 5-101(u) for adults, .04.A(4) for patients; 14.17.13.03 for packages.

use countersign_rulebook::Category::{Beverage, Concentrate, Edible, Flower, Oral, Preroll, Tincture, Vape};
use countersign_rulebook::Measure;

use super::{BY_MOUTH, DABS, PLANT};
use crate::ask::{Ask, Share};
use crate::exact::Exact;
use crate::finding::{Finding, all, between};
use crate::place::{Fact, FactKind, Good, Place};

const STARTS: &str = "2023-07-01";
const UNITS: &str = "2024-07-22";
const FOOD_UNITS: &[(Measure, &[&str])] = &[
    (Measure::DoseMgThc, &["10", "10", "5", "10.5"]),
    (Measure::PackageMgThc, &["100", "100", "50", "101"]),
];
const GRAM: &[(Measure, &[&str])] = &[(Measure::PackageGrams, &["1", "1", "0.5", "1.1"])];

pub(super) const PLACE: Place = Place {
    code: "md",
    zone: "America/New_York",
    adult: Some(adult),
    medical: Some(medical),
    changes: &[STARTS, UNITS],
    windows: &[30],
    adult_goods: &[
        Good::new(Flower, Measure::Grams, &["42.5242846875", "28"]),
        Good::new(Preroll, Measure::Grams, &["42.5242846875", "7"]),
        Good::new(Concentrate, Measure::Grams, &["12", "6"]).fixed(GRAM),
        Good::new(Vape, Measure::Grams, &["12", "6"]).fixed(&[(Measure::PackageGrams, &["1", "0.5"])]),
        Good::new(Edible, Measure::MgThc, &["750", "100"]).fixed(FOOD_UNITS),
        Good::new(Beverage, Measure::MgThc, &["750", "100"])
            .fixed(&[(Measure::DoseMgThc, &["10"]), (Measure::PackageMgThc, &["100"])]),
        Good::new(Tincture, Measure::MgThc, &["750", "100"]).fixed(FOOD_UNITS),
        Good::new(Oral, Measure::MgThc, &["750", "100"]).fixed(FOOD_UNITS),
    ],
    medical_goods: &[
        Good::new(Flower, Measure::Grams, &["120", "28"]),
        Good::new(Preroll, Measure::Grams, &["120", "7"]),
        Good::new(Concentrate, Measure::MgThc, &["36000", "18000"]).also(&[(Measure::Grams, 1)]),
        Good::new(Vape, Measure::MgThc, &["36000", "9000"]).also(&[(Measure::Grams, 1)]),
        Good::new(Edible, Measure::MgThc, &["36000", "4000"]),
        Good::new(Tincture, Measure::MgThc, &["36000", "1000"]),
    ],
    facts: &[Fact { key: "patients", kind: FactKind::Amount(&["1", "2"]) }],
};

fn adult(ask: &Ask) -> Finding {
    if ask.before(STARTS) {
        return Finding::Deny;
    }
    let bought = ask.day();
    let kinds = [
        (bought.sum(PLANT, Measure::Grams), Exact::from("42.5242846875")),
        (bought.sum(DABS, Measure::Grams), "12".into()),
        (bought.sum(BY_MOUTH, Measure::MgThc), "750".into()),
    ];
    let within = all(kinds.map(|(total, cap)| total.at_most(cap)));
    let mixed = kinds.iter().filter(|(total, _)| total.whole().is_positive()).count() > 1;
    let reached = |share: &str| kinds.iter().any(|(total, cap)| total.whole() > *cap * share.into());
    let full = kinds.iter().any(|(total, cap)| total.whole() == *cap);
    let combined = match (mixed, full) {
        (true, true) => Finding::Deny,
        // Guidance says up to 99 % of each; the regulation only says that the maximum forecloses the rest.
        (true, false) => Finding::silent_if(reached("0.99")),
        (false, _) => Finding::Allow,
    };
    all([ask.speaks_of(&[PLANT, DABS, BY_MOUTH]), within, combined, packages(ask)])
}

fn packages(ask: &Ask) -> Finding {
    let dated = !ask.before(UNITS);
    all(ask.question.cart.iter().map(|line| {
        let above = |measure, most: &str| line.measure(measure).map(|told| Exact::from(told) > most.into());
        let broken = match line.category {
            Concentrate => {
                // A line of one unit says what the unit weighs.
                let single = above(Measure::Count, "1") == Some(false);
                let heavy = single && above(Measure::Grams, "1") == Some(true);
                Some(heavy || above(Measure::PackageGrams, "1") == Some(true))
            }
            Edible | Tincture | Oral => {
                let dose = above(Measure::DoseMgThc, "10");
                let package = above(Measure::PackageMgThc, "100");
                Some(dose == Some(true) || package == Some(true))
            }
            _ => Some(false),
        };
        match (broken, dated, line.category) {
            (Some(true), true, _) => Finding::Deny,
            (Some(true), false, Concentrate) => Finding::Allow,
            (Some(true), false, _) => Finding::Silent,
            (Some(false) | None, ..) => Finding::Allow,
        }
    }))
}

fn medical(ask: &Ask) -> Finding {
    if ask.before("2026-01-01") {
        return Finding::Silent;
    }
    let bought = ask.statewide().days(30);
    let flower = bought.sum(PLANT, Measure::Grams);
    let finished = [DABS, BY_MOUTH].concat();
    let thc = bought.sum(&finished, Measure::MgThc);
    let most = bought.total(|line| Share::thc_at_most(line, &finished));
    all([
        ask.too_young_to_say(),
        ask.speaks_of(&[PLANT, DABS, BY_MOUTH]),
        ask.one_or_each(|times| flower.at_most(times * "120".into())),
        ask.one_or_each(|times| {
            let cap: Exact = times * "36000".into();
            between(thc.at_most(cap), most.at_most(cap))
        }),
    ])
}
