//! Vermont. 7 V.S.A. 907(b), S.278 of 2026 and the Board's chart of equivalents; patients' amounts are only recalled.

use countersign_rulebook::Category::{Concentrate, Edible, Flower, Preroll, Vape};
use countersign_rulebook::{Category, Measure};

use super::PLANT;
use crate::ask::Ask;
use crate::exact::Exact;
use crate::finding::{Finding, all, near, readings};
use crate::place::{Good, Place};

const LOWERED: &str = "2025-12-01";
const JUNE: &str = "2026-06-01";
const TWO: &str = "2026-07-01";
const DABS: &[Category] = &[Concentrate];
const VAPES: &[Category] = &[Vape];
const FOODS: &[Category] = &[Edible];

pub(super) const PLACE: Place = Place {
    code: "vt",
    zone: "America/New_York",
    adult: Some(adult),
    medical: None,
    changes: &[LOWERED, JUNE, TWO],
    windows: &[1],
    adult_goods: &[
        Good::new(Flower, Measure::Grams, &["28", "56", "14", "28.35", "56.7"]),
        Good::new(Preroll, Measure::Grams, &["28", "56", "7"]),
        Good::new(Concentrate, Measure::Grams, &["14", "28", "10", "5"]),
        Good::new(Vape, Measure::Grams, &["8", "16"]).fixed(&[(Measure::PackageGrams, &["1"])]),
        Good::new(Edible, Measure::MgThc, &["8400", "16800", "100"]),
    ],
    medical_goods: &[],
    facts: &[],
};

fn adult(ask: &Ask) -> Finding {
    if ask.before("2024-01-01") {
        return Finding::Silent;
    }
    let bought = ask.sale();
    let pool = |ounce: &str, dabs: &str, times: &str| {
        let pool: &[(&[Category], Measure, &str)] = &[
            (PLANT, Measure::Grams, ounce),
            (DABS, Measure::Grams, dabs),
            (VAPES, Measure::Grams, "8"),
            (FOODS, Measure::MgThc, "8400"),
        ];
        bought.pool(pool).at_most(Exact::from(times))
    };
    // The chart's ounce is 28.34 g and as much flower is 28 g; the truth may be 28.35.
    let chart = |dabs: &str, times: &str| near(["28", "28.35"].map(|ounce| pool(ounce, dabs, times)));
    let only_flower = ask.question.cart.iter().all(|line| PLANT.contains(&line.category));
    let only_dabs =
        ask.question.cart.iter().all(|line| PLANT.contains(&line.category) || DABS.contains(&line.category));
    let ounces: (&str, &str) = if ask.before(JUNE) {
        ("1", "1")
    } else if ask.before(TWO) {
        ("1", "2")
    } else {
        ("2", "2")
    };
    let (least, most) = (chart("14", ounces.0), chart("14", ounces.1));
    let amount = match (readings([least, most]), ask.before(LOWERED) || only_flower) {
        (found, true) => found,
        (Finding::Deny, _) => Finding::Deny,
        // From here on concentrate and food have an unread, lower number of their own.
        (_, false) if only_dabs && chart("5", ounces.0) == Finding::Allow => Finding::Allow,
        (_, false) if only_dabs && chart("5", ounces.1) == Finding::Deny => Finding::Unknown,
        (Finding::Unknown, _) => Finding::Unknown,
        (_, false) => Finding::Silent,
    };
    all([ask.speaks_of(&[PLANT, DABS, VAPES, FOODS]), amount])
}
