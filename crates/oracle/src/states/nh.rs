//! New Hampshire, patients only. RSA 126-X:8 XIII(b): 2 oz in ten days.

use countersign_rulebook::Category::{Flower, Preroll};
use countersign_rulebook::Measure;

use super::PLANT;
use crate::ask::Ask;
use crate::finding::{Finding, all};
use crate::place::{Fact, FactKind, Good, Place};

pub(super) const PLACE: Place = Place {
    code: "nh",
    zone: "America/New_York",
    adult: None,
    medical: Some(medical),
    changes: &[],
    windows: &[10],
    adult_goods: &[Good::new(Flower, Measure::Grams, &["3.5"])],
    medical_goods: &[
        Good::new(Flower, Measure::Grams, &["56.69904625", "28", "113.3980925"]),
        Good::new(Preroll, Measure::Grams, &["56.69904625", "7"]),
    ],
    facts: &[Fact { key: "patients", kind: FactKind::Amount(&["1", "2", "3"]) }],
};

fn medical(ask: &Ask) -> Finding {
    if ask.before("2026-01-01") {
        return Finding::Silent;
    }
    let flower = ask.days(10).sum(PLANT, Measure::Grams);
    all([ask.too_young_to_say(), ask.speaks_of(&[PLANT]), flower.ounces(ask.patients() * "2".into())])
}
