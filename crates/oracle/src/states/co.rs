//! Colorado. 1 CCR 212-3, 6-110(C) for adults and 5-125(A)(1) for patients.

use countersign_rulebook::Category::{
    Beverage, Concentrate, Edible, Flower, InfusedPreroll, Oral, Patch, Preroll, Tincture, Topical,
    TopicalNontransdermal, Vape,
};
use countersign_rulebook::{Category, CustomerClass, Measure};

use super::{BY_MOUTH, DABS_INFUSED, PLANT};
use crate::ask::Ask;
use crate::exact::Exact;
use crate::finding::{Finding, all, near, readings};
use crate::place::{Fact, FactKind, Good, Place};

const PATCHES: &[Category] = &[Patch];
/// Exempt if it does not go through the skin.
const LOTIONS: &[Category] = &[TopicalNontransdermal];
const OZ: &str = "28.349523125";
const REAL_TIME: &str = "2022-01-01";

pub(super) const PLACE: Place = Place {
    code: "co",
    zone: "America/Denver",
    adult: Some(adult),
    medical: Some(medical),
    changes: &["2016-10-01", REAL_TIME],
    windows: &[1],
    adult_goods: &[
        Good::new(Flower, Measure::Grams, &[OZ, "28", "14.1747615625"]),
        Good::new(Preroll, Measure::Grams, &[OZ, "7"]),
        Good::new(Concentrate, Measure::Grams, &["8", "4"]),
        Good::new(Vape, Measure::Grams, &["8", "1"]),
        Good::new(InfusedPreroll, Measure::Grams, &["8", "1"]),
        Good::new(Edible, Measure::MgThc, &["800", "100"]),
        Good::new(Beverage, Measure::MgThc, &["800", "10"]),
        Good::new(Tincture, Measure::MgThc, &["800"]),
        Good::new(Patch, Measure::MgThc, &["800"]),
        Good::new(TopicalNontransdermal, Measure::MgThc, &["5000"]),
    ],
    medical_goods: &[
        Good::new(Flower, Measure::Grams, &["56.69904625", OZ]),
        Good::new(Preroll, Measure::Grams, &["56.69904625", "7"]),
        Good::new(Concentrate, Measure::Grams, &["8", "2", "40"]),
        Good::new(Vape, Measure::Grams, &["8", "2"]),
        Good::new(Edible, Measure::MgThc, &["20000", "1000"]),
        Good::new(Oral, Measure::MgThc, &["20000"]),
        Good::new(Topical, Measure::MgThc, &["20000"]),
        Good::new(TopicalNontransdermal, Measure::MgThc, &["50000"]),
    ],
    facts: &[Fact { key: "patients", kind: FactKind::Amount(&["1", "2"]) }],
};

fn adult(ask: &Ask) -> Finding {
    if ask.before("2016-10-01") {
        return Finding::Silent;
    }
    let products = [BY_MOUTH, PATCHES].concat();
    let pool: &[(&[Category], Measure, &str)] = &[
        (PLANT, Measure::Grams, OZ),
        (DABS_INFUSED, Measure::Grams, "8"),
        (&products, Measure::MgThc, "800"),
    ];
    all([ask.speaks_of(&[PLANT, DABS_INFUSED, &products, LOTIONS]), ask.day().pool(pool).at_most(Exact::ONE)])
}

fn medical(ask: &Ask) -> Finding {
    if ask.before("2020-01-01") {
        return Finding::Silent;
    }
    // Since 2022 the state records sales as they are made.
    let bought = if ask.before(REAL_TIME) { ask.day() } else { ask.statewide().day() };
    let products = [BY_MOUTH, PATCHES, &[Topical]].concat();
    let patient = ask.is(CustomerClass::Patient);
    let young = patient && ask.age() < 21;
    let grams = match (ask.before(REAL_TIME), young) {
        (true, _) => "40",
        (false, true) => "2",
        (false, false) => "8",
    };
    let flower = bought.sum(PLANT, Measure::Grams);
    let concentrate = bought.sum(DABS_INFUSED, Measure::Grams);
    let thc = bought.sum(&products, Measure::MgThc);
    let apart = |times: Exact| {
        all([
            flower.ounces(times * "2".into()),
            concentrate.at_most(times * grams.into()),
            thc.at_most(times * "20000".into()),
        ])
    };
    let pool = |times: Exact, grams: &str| {
        let pool: &[(&[Category], Measure, &str)] = &[
            (PLANT, Measure::Grams, "56.69904625"),
            (DABS_INFUSED, Measure::Grams, grams),
            (&products, Measure::MgThc, "20000"),
        ];
        bought.pool(pool).at_most(times)
    };
    // Three amounts side by side, or one pool; what the pool was before 2022, or is at 18 to 20, was not read.
    let sure = |times| readings([apart(times), pool(times, "8")]);
    let limits = |times| match (ask.before(REAL_TIME), young) {
        (true, _) => near([apart(times), all([apart(times), pool(times, "40")])]),
        (false, true) => near([sure(times), readings([apart(times), pool(times, "2")])]),
        (false, false) => sure(times),
    };
    // A caregiver's patient may be of 18 to 20 years; the question does not tell.
    let of_a_youth = all([concentrate.at_most("2"), pool(Exact::ONE, "2")]);
    let unclear = !patient && (ask.before(REAL_TIME) || of_a_youth != Finding::Allow);
    let amount = ask.one_or_each(limits);
    all([
        Finding::silent_if(unclear && amount != Finding::Deny),
        ask.minors_barred(),
        ask.speaks_of(&[PLANT, DABS_INFUSED, &products, LOTIONS]),
        if ask.before(REAL_TIME) && !patient { Finding::Silent } else { amount },
    ])
}
