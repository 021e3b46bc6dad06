//! Virginia. No sale to adults before 2027, and none that is sure from then on; patients' amounts are only recalled.

use countersign_rulebook::Category::{Flower, Preroll};
use countersign_rulebook::Measure;

use crate::ask::Ask;
use crate::finding::Finding;
use crate::place::{Good, Place};

const PENDING: &str = "2027-01-01";

pub(super) const PLACE: Place = Place {
    code: "va",
    zone: "America/New_York",
    adult: Some(adult),
    medical: None,
    changes: &["2026-07-01"],
    windows: &[1],
    adult_goods: &[
        Good::new(Flower, Measure::Grams, &["28.349523125", "70.8738078125"]),
        Good::new(Preroll, Measure::Grams, &["7"]),
    ],
    medical_goods: &[],
    facts: &[],
};

fn adult(ask: &Ask) -> Finding {
    if ask.before(PENDING) { Finding::Deny } else { Finding::Unknown }
}
