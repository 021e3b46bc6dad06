//! Utah, patients only. 26B-4-201 and -245, 4-41a-1102: 113 g and 20 g of THC in twenty-eight days.

use countersign_rulebook::Category::{Concentrate, Edible, Flower, Tincture, Topical, Vape};
use countersign_rulebook::{Category, Measure};

use crate::ask::Ask;
use crate::exact::Exact;
use crate::finding::{Finding, all};
use crate::place::{Fact, FactKind, Good, Place};

const LEAF: &[Category] = &[Flower];
const MADE: &[Category] = &[Concentrate, Vape, Edible, Tincture, Topical];

pub(super) const PLACE: Place = Place {
    code: "ut",
    zone: "America/Denver",
    adult: None,
    medical: Some(medical),
    changes: &[],
    windows: &[28],
    adult_goods: &[Good::new(Flower, Measure::Grams, &["3.5"])],
    medical_goods: &[
        Good::new(Flower, Measure::Grams, &["113", "56.5", "28"]),
        Good::new(Concentrate, Measure::MgThc, &["20000", "800"]).also(&[(Measure::Grams, 1)]),
        Good::new(Vape, Measure::MgThc, &["20000", "10000"]).also(&[(Measure::Grams, 1)]),
        Good::new(Edible, Measure::MgThc, &["20000", "1000"]),
        Good::new(Tincture, Measure::MgThc, &["20000", "1000"]),
        Good::new(Topical, Measure::MgThc, &["20000", "1000"]),
    ],
    facts: &[
        Fact { key: "provider_flower_grams", kind: FactKind::Amount(&["56.5", "113", "28", "150"]) },
        Fact { key: "patients", kind: FactKind::Amount(&["1", "2"]) },
    ],
};

fn medical(ask: &Ask) -> Finding {
    if ask.before("2025-06-01") {
        return Finding::Silent;
    }
    let bought = ask.statewide().days(28);
    let most = Exact::from("113");
    let leaf = ask.certified("provider_flower_grams").map_or(most, |grams| grams.min(most));
    let (flower, thc) = (bought.sum(LEAF, Measure::Grams), bought.sum(MADE, Measure::MgThc));
    all([
        ask.too_young_to_say(),
        ask.speaks_of(&[LEAF, MADE]),
        ask.one_or_each(|times| flower.at_most(times * leaf)),
        ask.one_or_each(|times| thc.at_most(times * "20000".into())),
    ])
}
