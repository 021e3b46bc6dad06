//! Pennsylvania, patients only. 28 Pa. Code 1161a.24: 192 units for ninety days, or fewer as certified.

use countersign_rulebook::Category::{Concentrate, Edible, Flower};
use countersign_rulebook::{Category, Measure};

use crate::ask::{Ask, Basket};
use crate::exact::Exact;
use crate::finding::{Finding, all, near};
use crate::place::{Fact, FactKind, Good, Place};

const LEAF: &[Category] = &[Flower];

pub(super) const PLACE: Place = Place {
    code: "pa",
    zone: "America/New_York",
    adult: None,
    medical: Some(medical),
    changes: &[],
    windows: &[83, 90],
    adult_goods: &[Good::new(Flower, Measure::Grams, &["3.5"])],
    medical_goods: &[
        Good::new(Flower, Measure::Grams, &["672", "336", "28"]),
        Good::new(Concentrate, Measure::Grams, &["192", "96"]),
        Good::new(Edible, Measure::MgThc, &["19200", "9600"]),
    ],
    facts: &[
        Fact { key: "units_per_90d", kind: FactKind::Amount(&["192", "192", "96", "250"]) },
        Fact { key: "patients", kind: FactKind::Amount(&["1", "2"]) },
    ],
};

fn medical(ask: &Ask) -> Finding {
    if ask.before("2024-01-01") {
        return Finding::Silent;
    }
    let ask = &ask.statewide();
    let most = Exact::from("192");
    let cap = ask.certified("units_per_90d").map_or(most, |units| units.min(most));
    let units = |basket: &Basket| {
        let pool: &[(&[Category], Measure, &str)] = &[
            (LEAF, Measure::Grams, "3.5"),
            (&[Concentrate], Measure::Grams, "1"),
            (&[Edible], Measure::MgThc, "100"),
        ];
        let total = basket.pool(pool);
        ask.one_or_each(|times| total.at_most(times * cap))
    };
    // A new supply is due when all but seven days of the last is used: from the 83rd day it depends on that.
    let amount = near([units(&ask.days(90)), units(&ask.days(83))]);
    let certified = ask.certified("units_per_90d").is_some();
    all([
        ask.too_young_to_say(),
        ask.speaks_of(&[LEAF, &[Concentrate, Edible]]),
        amount,
        Finding::silent_if(!certified && amount == Finding::Allow),
    ])
}
