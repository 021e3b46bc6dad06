//! Illinois. 410 ILCS 705/10-10 for adults (doubled by P.A. 104-0463), 410 ILCS 130/10(a) for patients.

use countersign_rulebook::Category::{
    Beverage, Concentrate, Edible, Flower, InfusedPreroll, Oral, Preroll, Tincture, Vape,
};
use countersign_rulebook::Measure;

use super::{BY_MOUTH, DABS_INFUSED, PLANT};
use crate::ask::{Ask, Basket};
use crate::exact::Exact;
use crate::finding::{Finding, all, readings};
use crate::place::{Fact, FactKind, Good, Place};

const DOUBLED: &str = "2026-06-12";

pub(super) const PLACE: Place = Place {
    code: "il",
    zone: "America/Chicago",
    adult: Some(adult),
    medical: Some(medical),
    changes: &[DOUBLED],
    windows: &[14],
    adult_goods: &[
        Good::new(Flower, Measure::Grams, &["60", "30", "15"]),
        Good::new(Preroll, Measure::Grams, &["60", "30", "15"]),
        Good::new(InfusedPreroll, Measure::Grams, &["10", "5", "2.5"]),
        Good::new(Concentrate, Measure::Grams, &["10", "5", "2.5"]),
        Good::new(Vape, Measure::Grams, &["10", "5", "2.5"]),
        Good::new(Edible, Measure::MgThc, &["1000", "500", "250"]),
        Good::new(Beverage, Measure::MgThc, &["1000", "500", "250"]),
        Good::new(Tincture, Measure::MgThc, &["1000", "500", "250"]),
        Good::new(Oral, Measure::MgThc, &["1000", "500", "250"]),
    ],
    medical_goods: &[
        Good::new(Flower, Measure::Grams, &["70.8738078125", "28"]),
        Good::new(Preroll, Measure::Grams, &["70.8738078125", "141.747615625"]),
    ],
    facts: &[
        Fact { key: "waiver_oz_per_14d", kind: FactKind::Amount(&["3", "5"]) },
        Fact { key: "patients", kind: FactKind::Amount(&["1", "2", "3"]) },
    ],
};

fn adult(ask: &Ask) -> Finding {
    if ask.before("2024-01-01") {
        return Finding::Silent;
    }
    let doubled = if ask.before(DOUBLED) { Exact::ONE } else { "2".into() };
    let amounts = |bought: &Basket, resident: bool| {
        let times = if resident { doubled * "2".into() } else { doubled };
        all([
            bought.sum(PLANT, Measure::Grams).at_most(times * "15".into()),
            bought.sum(DABS_INFUSED, Measure::Grams).at_most(times * "2.5".into()),
            bought.sum(BY_MOUTH, Measure::MgThc).at_most(times * "250".into()),
        ])
    };
    let limits = |bought: &Basket| match ask.question.customer.resident {
        Some(resident) => amounts(bought, resident),
        None => readings([amounts(bought, true), amounts(bought, false)]),
    };
    all([
        ask.speaks_of(&[PLANT, DABS_INFUSED, BY_MOUTH]),
        readings([limits(&ask.sale()), limits(&ask.licensee().day())]),
    ])
}

fn medical(ask: &Ask) -> Finding {
    if ask.before("2026-01-01") {
        return Finding::Silent;
    }
    let patients = ask.patients();
    let flower = ask.statewide().days(14).sum(PLANT, Measure::Grams);
    let amount = match ask.certified("waiver_oz_per_14d") {
        Some(_) if patients != Exact::ONE => Finding::Silent,
        Some(waiver) => flower.ounces(waiver),
        None => flower.ounces(patients * "2.5".into()),
    };
    all([ask.minors_barred(), ask.speaks_of(&[PLANT]), amount])
}
