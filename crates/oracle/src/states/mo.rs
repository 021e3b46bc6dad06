//! Missouri. 19 CSR 100-1.180(2)(C)1 for adults; art. XIV and 19 CSR 100-1.040 for patients. In units of 3.5 g.

use countersign_rulebook::Category::{
    Beverage, Concentrate, Edible, Flower, InfusedPreroll, Oral, Preroll, Tincture, Vape,
};
use countersign_rulebook::{Category, CustomerClass, Measure};

use super::{BY_MOUTH, DABS_INFUSED, PLANT};
use crate::ask::{Ask, Basket};
use crate::exact::Exact;
use crate::finding::{Finding, all, near, readings};
use crate::place::{Fact, FactKind, Good, Place};

const SIX: &str = "2022-12-08";
const WITHDRAWN: &str = "2025-12-08";

pub(super) const PLACE: Place = Place {
    code: "mo",
    zone: "America/Chicago",
    adult: Some(adult),
    medical: Some(medical),
    changes: &[SIX, WITHDRAWN],
    windows: &[30],
    adult_goods: &[
        Good::new(Flower, Measure::Grams, &["84", "85.048569375", "3.5"]),
        Good::new(Preroll, Measure::Grams, &["84", "85.048569375", "7"]),
        Good::new(InfusedPreroll, Measure::Grams, &["24", "1"]),
        Good::new(Concentrate, Measure::Grams, &["24", "8"]),
        Good::new(Vape, Measure::Grams, &["24", "1"]),
        Good::new(Edible, Measure::MgThc, &["2400", "800"]),
        Good::new(Beverage, Measure::MgThc, &["2400", "100"]),
        Good::new(Tincture, Measure::MgThc, &["2400", "1000"]),
        Good::new(Oral, Measure::MgThc, &["2400", "1000"]),
    ],
    medical_goods: &[
        Good::new(Flower, Measure::Grams, &["168", "170.09713875", "112", "28"]),
        Good::new(Preroll, Measure::Grams, &["168", "112"]),
        Good::new(Concentrate, Measure::Grams, &["48", "32"]),
        Good::new(Vape, Measure::Grams, &["48", "32"]),
        Good::new(Edible, Measure::MgThc, &["4800", "3200"]),
    ],
    facts: &[Fact { key: "patients", kind: FactKind::Amount(&["1", "2"]) }],
};

fn units(bought: &Basket, ounces: Exact) -> Finding {
    let pool = |ounce_grams: &str| {
        let pool: &[(&[Category], Measure, &str)] = &[
            (PLANT, Measure::Grams, ounce_grams),
            (DABS_INFUSED, Measure::Grams, "8"),
            (BY_MOUTH, Measure::MgThc, "800"),
        ];
        bought.pool(pool).at_most(ounces)
    };
    near(["28.349523125", "28.35"].map(|ounce| readings([pool("28"), pool(ounce)])))
}

fn adult(ask: &Ask) -> Finding {
    if ask.is(CustomerClass::Patient) && ask.before(WITHDRAWN) {
        return Finding::Deny;
    }
    if ask.before("2024-01-01") {
        return Finding::Silent;
    }
    let amount = units(&ask.sale(), "3".into());
    let who = match ask.question.customer.class {
        CustomerClass::Adult => Finding::Allow,
        CustomerClass::Patient => Finding::Unknown,
        CustomerClass::Caregiver => Finding::Silent,
    };
    all([ask.speaks_of(&[PLANT, DABS_INFUSED, BY_MOUTH]), who, amount])
}

fn medical(ask: &Ask) -> Finding {
    if ask.before("2021-01-01") {
        return Finding::Silent;
    }
    let bought = ask.statewide().days(30);
    let ounces: Exact = if ask.before(SIX) { "4".into() } else { "6".into() };
    all([
        ask.minors_barred(),
        ask.speaks_of(&[PLANT, DABS_INFUSED, BY_MOUTH]),
        ask.one_or_each(|times| units(&bought, times * ounces)),
    ])
}
