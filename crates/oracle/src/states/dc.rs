//! The District of Columbia, patients only. D.C. Code 7-1671.

use countersign_rulebook::Category::{Flower, Preroll};
use countersign_rulebook::Measure;

use super::PLANT;
use crate::ask::Ask;
use crate::finding::{Finding, all, near};
use crate::place::{Good, Place};

pub(super) const PLACE: Place = Place {
    code: "dc",
    zone: "America/New_York",
    adult: None,
    medical: Some(medical),
    changes: &[],
    windows: &[30],
    adult_goods: &[Good::new(Flower, Measure::Grams, &["3.5", "28"])],
    medical_goods: &[
        Good::new(Flower, Measure::Grams, &["56.69904625", "226.796185", "28"]),
        Good::new(Preroll, Measure::Grams, &["56.69904625", "226.796185"]),
    ],
    facts: &[],
};

fn medical(ask: &Ask) -> Finding {
    if ask.before("2026-01-01") {
        return Finding::Silent;
    }
    let cart = ask.sale().sum(PLANT, Measure::Grams);
    let month = ask.days(30).sum(PLANT, Measure::Grams);
    let amount = match (month.ounces(2), cart.ounces(8)) {
        (_, Finding::Deny) => Finding::Deny,
        // Earlier purchases may be used up, or not.
        (Finding::Deny, _) => near([Finding::Unknown, month.ounces(8).min_unknown()]),
        (Finding::Allow, _) => Finding::Allow,
        (other, _) => other,
    };
    let below = |years| ask.age() < years && amount != Finding::Deny;
    all([ask.too_young_to_say(), Finding::silent_if(below(21)), ask.speaks_of(&[PLANT]), amount])
}

impl Finding {
    /// What is allowed by the laxer text is still doubtful.
    fn min_unknown(self) -> Self {
        if self == Self::Allow { Self::Unknown } else { self }
    }
}
