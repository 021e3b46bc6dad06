//! Arkansas, patients only. Amendment 98 and the health department: 2.5 oz in fourteen days.

use countersign_rulebook::Category::{Edible, Flower, InfusedPreroll, Preroll};
use countersign_rulebook::{CustomerClass, Measure};

use super::PLANT;
use crate::ask::Ask;
use crate::exact::Exact;
use crate::finding::{Finding, all};
use crate::place::{Fact, FactKind, Good, Place};

pub(super) const PLACE: Place = Place {
    code: "ar",
    zone: "America/Chicago",
    adult: None,
    medical: Some(medical),
    changes: &[],
    windows: &[14],
    adult_goods: &[Good::new(Flower, Measure::Grams, &["3.5"])],
    medical_goods: &[
        Good::new(Flower, Measure::Grams, &["70.8738078125", "28"]),
        Good::new(Preroll, Measure::Grams, &["70.8738078125", "7"]),
        Good::new(Edible, Measure::MgThc, &["100"]).fixed(&[(Measure::DoseMgThc, &["10", "5", "10.1"])]),
    ],
    facts: &[Fact { key: "patients", kind: FactKind::Amount(&["1", "2"]) }],
};

fn medical(ask: &Ask) -> Finding {
    if ask.before("2026-01-01") {
        return Finding::Silent;
    }
    let cart = &ask.question.cart;
    let smoked = [Flower, Preroll, InfusedPreroll];
    let smokes = cart.iter().any(|line| smoked.contains(&line.category));
    let too_young = ask.is(CustomerClass::Patient) && ask.age() < 21 && smokes;
    let doses =
        cart.iter().filter(|line| line.category == Edible).filter_map(|l| l.measure(Measure::DoseMgThc));
    let too_strong = doses.into_iter().any(|dose| Exact::from(dose) > "10".into());
    all([
        ask.too_young_to_say(),
        Finding::allow_if(!too_young),
        Finding::allow_if(!too_strong),
        // How food counts in the 2.5 oz was not read.
        ask.speaks_of(&[PLANT]),
        ask.one_or_each(|times| ask.days(14).sum(PLANT, Measure::Grams).ounces(times * "2.5".into())),
    ])
}
