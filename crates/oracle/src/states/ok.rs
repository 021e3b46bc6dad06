//! Oklahoma, patients only. OAC 442:10-5-12(a): amounts for each sale, at 28.3 g the ounce.

use countersign_rulebook::Category::{Concentrate, Edible, Flower, MaturePlant, Preroll, Seedling};
use countersign_rulebook::{Category, Measure};

use super::PLANT;
use crate::ask::Ask;
use crate::finding::{Finding, all};
use crate::place::{Fact, FactKind, Good, Place};

pub(super) const PLACE: Place = Place {
    code: "ok",
    zone: "America/Chicago",
    adult: None,
    medical: Some(medical),
    changes: &[],
    windows: &[1],
    adult_goods: &[Good::new(Flower, Measure::Grams, &["3.5"])],
    medical_goods: &[
        Good::new(Flower, Measure::Grams, &["84.9", "85.048569375", "28.3"]),
        Good::new(Preroll, Measure::Grams, &["84.9", "7"]),
        Good::new(Concentrate, Measure::Grams, &["28.3", "28.349523125", "8"]),
        Good::new(Edible, Measure::Grams, &["2037.6", "2041.165665", "500"]).also(&[(Measure::MgThc, 5_000)]),
        Good::new(MaturePlant, Measure::Count, &["6", "2"]),
        Good::new(Seedling, Measure::Count, &["6", "2"]),
    ],
    facts: &[Fact { key: "patients", kind: FactKind::Amount(&["1", "2", "3"]) }],
};

fn medical(ask: &Ask) -> Finding {
    if ask.before("2025-01-01") {
        return Finding::Silent;
    }
    let bought = ask.sale();
    let patients = ask.patients();
    let cap = |kinds: &[Category], measure: Measure, most: &str| {
        bought.sum(kinds, measure).at_most(patients * most.into())
    };
    all([
        ask.minors_barred(),
        ask.speaks_of(&[PLANT, &[Concentrate, Edible, MaturePlant, Seedling]]),
        cap(PLANT, Measure::Grams, "84.9"),
        cap(&[Concentrate], Measure::Grams, "28.3"),
        cap(&[Edible], Measure::Grams, "2037.6"),
        cap(&[MaturePlant], Measure::Count, "6"),
        cap(&[Seedling], Measure::Count, "6"),
    ])
}
