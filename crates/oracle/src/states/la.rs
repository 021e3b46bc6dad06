//! Louisiana, patients only. Act 424 of 2021: 2.5 oz of raw flower in fourteen days.

use countersign_rulebook::Category::{Flower, Preroll};
use countersign_rulebook::Measure;

use super::PLANT;
use crate::ask::Ask;
use crate::finding::{Finding, all};
use crate::place::{Fact, FactKind, Good, Place};

pub(super) const PLACE: Place = Place {
    code: "la",
    zone: "America/Chicago",
    adult: None,
    medical: Some(medical),
    changes: &[],
    windows: &[14],
    adult_goods: &[Good::new(Flower, Measure::Grams, &["3.5"])],
    medical_goods: &[
        Good::new(Flower, Measure::Grams, &["70.8738078125", "28"]),
        Good::new(Preroll, Measure::Grams, &["70.8738078125", "7"]),
    ],
    facts: &[Fact { key: "patients", kind: FactKind::Amount(&["1", "2"]) }],
};

fn medical(ask: &Ask) -> Finding {
    if ask.before("2026-01-01") {
        return Finding::Silent;
    }
    let flower = ask.days(14).sum(PLANT, Measure::Grams);
    all([
        ask.too_young_to_say(),
        // Raw flower for the young has conditions of its own.
        Finding::silent_if(ask.age() < 21),
        ask.speaks_of(&[PLANT]),
        ask.one_or_each(|times| flower.ounces(times * "2.5".into())),
    ])
}
