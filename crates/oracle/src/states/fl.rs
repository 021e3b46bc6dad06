//! Florida, patients only. s. 381.986, F.S., and rule 64ER22-8: amounts by route.

use countersign_rulebook::Category::{
    Edible, Flower, Inhalation, Oral, Preroll, Sublingual, Suppository, Topical, Vape,
};
use countersign_rulebook::{Category, CertifiedValue, Measure};

use super::PLANT;
use crate::ask::Ask;
use crate::exact::Exact;
use crate::finding::{Finding, all, near};
use crate::place::{Fact, FactKind, Good, Place};

const BY_ROUTES: &str = "2022-08-29";
/// The route, what goes by it, and its amount for seventy days.
const ROUTES: &[(&str, &[Category], &str)] = &[
    ("edible", &[Edible], "4200"),
    ("inhalation", &[Inhalation, Vape], "24500"),
    ("oral", &[Oral], "14000"),
    ("sublingual", &[Sublingual], "13300"),
    ("suppository", &[Suppository], "13650"),
    ("topical", &[Topical], "10500"),
];
const ROUTED: &[Category] = &[Edible, Inhalation, Vape, Oral, Sublingual, Suppository, Topical];
const WORDS: &[&str] = &["edible", "inhalation", "oral", "sublingual", "suppository", "topical", "smoking"];
const ORDERED: &[&str] = &["edible", "inhalation", "oral", "sublingual", "suppository", "topical"];

pub(super) const PLACE: Place = Place {
    code: "fl",
    zone: "America/New_York",
    adult: None,
    medical: Some(medical),
    changes: &[BY_ROUTES],
    windows: &[35, 70],
    adult_goods: &[Good::new(Flower, Measure::Grams, &["3.5"])],
    medical_goods: &[
        Good::new(Flower, Measure::Grams, &["70.8738078125", "113.3980925", "28"]),
        Good::new(Preroll, Measure::Grams, &["70.8738078125", "7"]),
        Good::new(Edible, Measure::MgThc, &["4200", "2000"]),
        Good::new(Vape, Measure::MgThc, &["24500", "10000"]),
        Good::new(Inhalation, Measure::MgThc, &["24500", "20300"]),
        Good::new(Oral, Measure::MgThc, &["14000", "7000"]),
        Good::new(Sublingual, Measure::MgThc, &["13300"]),
        Good::new(Suppository, Measure::MgThc, &["13650"]),
        Good::new(Topical, Measure::MgThc, &["10500"]),
    ],
    facts: &[
        Fact { key: "routes", kind: FactKind::Words(WORDS) },
        Fact { key: "order_mg", kind: FactKind::Amounts(ORDERED, &["1000", "4200", "10500", "24500"]) },
        Fact { key: "smoking_exception_oz_35d", kind: FactKind::Amount(&["2.5", "3", "4"]) },
        Fact { key: "patients", kind: FactKind::Amount(&["1", "2"]) },
    ],
};

fn medical(ask: &Ask) -> Finding {
    if ask.before("2022-11-07") {
        return Finding::Silent;
    }
    let ask = &ask.statewide();
    let patients = ask.patients();
    let aggregate = ask.days(70).sum(ROUTED, Measure::MgThc).at_most(patients * "24500".into());
    let routes =
        ROUTES.iter().map(|(route, goods, cap)| by_route(ask, route, goods, patients * (*cap).into()));
    let mut parts: Vec<Finding> = routes.collect();
    parts.extend([ask.minors_barred(), ask.speaks_of(&[PLANT, ROUTED]), aggregate, smoking(ask, patients)]);
    all(parts)
}

fn smoking(ask: &Ask, patients: Exact) -> Finding {
    let smoked = ask.days(35).sum(PLANT, Measure::Grams);
    if !ask.question.cart.iter().any(|line| PLANT.contains(&line.category)) {
        return Finding::silent_if(smoked.not_told);
    }
    let amount = match ask.certified("smoking_exception_oz_35d") {
        Some(_) if patients != Exact::ONE => Finding::Silent,
        Some(more) => smoked.ounces(more),
        None => smoked.ounces(patients * "2.5".into()),
    };
    all([listed(ask, "smoking"), amount])
}

fn by_route(ask: &Ask, route: &str, goods: &[Category], cap: Exact) -> Finding {
    let taken = ask.days(70).sum(goods, Measure::MgThc);
    if !ask.question.cart.iter().any(|line| goods.contains(&line.category)) {
        return Finding::silent_if(taken.not_told);
    }
    let ordered = match ask.question.customer.certified.0.get("order_mg") {
        Some(CertifiedValue::Amounts(amounts)) => amounts.get(route).map(|amount| Exact::from(*amount)),
        _ => None,
    };
    let several = ask.patients() != Exact::ONE;
    let amount = match ordered {
        Some(_) if several => Finding::Silent,
        // More than the rule gives is an exception by form; whether this is one, the question does not say.
        Some(order) if order > cap && taken.whole() > cap => Finding::Silent,
        // The order's amount may be what it was, or what is left of it.
        Some(order) => near([taken.at_most(order), ask.sale().sum(goods, Measure::MgThc).at_most(order)]),
        None => Finding::Allow,
    };
    all([taken.at_most(cap), amount, listed(ask, route)])
}

/// A route that the physician did not order is not sold; without the list of them nobody can say.
fn listed(ask: &Ask, route: &str) -> Finding {
    match ask.question.customer.certified.0.get("routes") {
        Some(CertifiedValue::Words(words)) => Finding::allow_if(words.iter().any(|word| word == route)),
        _ => Finding::Silent,
    }
}
