//! Texas, patients only. HB 46 of 2025: doses, packages, and no flower to smoke. Amounts are the prescription's.

use countersign_rulebook::Category::{Edible, Flower, InfusedPreroll, Oral, Preroll};
use countersign_rulebook::Measure;

use crate::ask::Ask;
use crate::exact::Exact;
use crate::finding::Finding;
use crate::place::{Good, Place};

const STARTS: &str = "2025-09-01";
const UNITS: &[(Measure, &[&str])] =
    &[(Measure::DoseMgThc, &["10", "5", "10.1", "20"]), (Measure::PackageMgThc, &["1000", "100", "1001"])];

pub(super) const PLACE: Place = Place {
    code: "tx",
    zone: "America/Chicago",
    adult: None,
    medical: Some(medical),
    changes: &[STARTS],
    windows: &[90],
    adult_goods: &[Good::new(Flower, Measure::Grams, &["3.5"]), Good::new(Edible, Measure::MgThc, &["100"])],
    medical_goods: &[
        Good::new(Flower, Measure::Grams, &["3.5"]),
        Good::new(Preroll, Measure::Grams, &["1"]),
        Good::new(Edible, Measure::MgThc, &["1000"]).fixed(UNITS),
        Good::new(Oral, Measure::MgThc, &["1000"]).fixed(UNITS),
    ],
    facts: &[],
};

fn medical(ask: &Ask) -> Finding {
    if ask.before(STARTS) {
        return Finding::Silent;
    }
    let over = |told: Option<countersign_rulebook::Amount>, most: &str| {
        told.is_some_and(|mg| Exact::from(mg) > most.into())
    };
    let barred = ask.question.cart.iter().any(|line| {
        [Flower, Preroll, InfusedPreroll].contains(&line.category)
            || over(line.measure(Measure::DoseMgThc), "10")
            || over(line.measure(Measure::PackageMgThc), "1000")
    });
    if barred { Finding::Deny } else { Finding::Silent }
}
