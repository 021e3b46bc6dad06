//! California. 4 CCR 15409: the day, at one licensee.

use countersign_rulebook::Category::{
    Beverage, Concentrate, Edible, Flower, ImmaturePlant, InfusedPreroll, Oral, Preroll, Sublingual,
    Tincture, Topical, Vape,
};
use countersign_rulebook::{Category, Line, Measure};

use super::{BY_MOUTH, DABS, INFUSED, PLANT};
use crate::ask::{Ask, Share};
use crate::exact::Exact;
use crate::finding::{Finding, all, between, near};
use crate::place::{Fact, FactKind, Good, Place};

const MADE: &[Category] = &[Edible, Beverage, Tincture, Oral, Sublingual, Topical];
const PLANTS: &[Category] = &[ImmaturePlant];
const ADULT_GRAMS: &str = "28.5";

pub(super) const PLACE: Place = Place {
    code: "ca",
    zone: "America/Los_Angeles",
    adult: Some(adult),
    medical: Some(medical),
    changes: &[],
    windows: &[1],
    adult_goods: &[
        Good::new(Flower, Measure::Grams, &[ADULT_GRAMS, "14"]),
        Good::new(Preroll, Measure::Grams, &[ADULT_GRAMS, "3.5"]),
        Good::new(InfusedPreroll, Measure::Grams, &["8", "1"]).also(&[(Measure::ConcentrateGrams, 200)]),
        Good::new(Concentrate, Measure::Grams, &["8", "4"]),
        Good::new(Vape, Measure::Grams, &["8", "1"]),
        Good::new(Edible, Measure::ConcentrateGrams, &["8", "0.5"]).also(&[(Measure::Grams, 30_000)]),
        Good::new(Tincture, Measure::ConcentrateGrams, &["8", "1"]).also(&[(Measure::Ml, 30_000)]),
        Good::new(ImmaturePlant, Measure::Count, &["6", "2"]),
    ],
    medical_goods: &[
        Good::new(Flower, Measure::Grams, &["226.796185", "228", "28.5"]),
        Good::new(Preroll, Measure::Grams, &["226.796185", "7"]),
        Good::new(ImmaturePlant, Measure::Count, &["12", "6"]),
    ],
    facts: &[
        Fact {
            key: "physician_recommended_grams_per_day",
            kind: FactKind::Amount(&["57", "300", "226.796185"]),
        },
        Fact { key: "patients", kind: FactKind::Amount(&["1", "2"]) },
    ],
};

fn adult(ask: &Ask) -> Finding {
    if ask.before("2025-01-01") {
        return Finding::Silent;
    }
    let bought = ask.licensee().day();
    let concentrate = |line: &Line| match Share::of(line, DABS, Measure::Grams) {
        Share::None => match Share::of(line, MADE, Measure::ConcentrateGrams) {
            Share::None => Share::of(line, INFUSED, Measure::ConcentrateGrams),
            share => share,
        },
        share => share,
    };
    // An infused pre-roll is split; whether its weight is the plant's or the whole, the question does not say.
    let plant = |line: &Line, whole: bool| match (
        Share::of(line, INFUSED, Measure::Grams),
        Share::of(line, INFUSED, Measure::ConcentrateGrams),
    ) {
        (Share::None, _) => Share::of(line, PLANT, Measure::Grams),
        (Share::Of(grams), Share::Of(inside)) if whole => Share::Of(grams - inside),
        (Share::Of(grams), _) => Share::Of(grams),
        _ => Share::NotTold,
    };
    // Without a word on what is inside, it can be anything up to all of it.
    let most = |line: &Line| match concentrate(line) {
        Share::NotTold => Share::of(line, INFUSED, Measure::Grams).or_not_told(),
        share => share,
    };
    let untold =
        bought.total(concentrate).not_told && bought.sum(INFUSED, Measure::ConcentrateGrams).not_told;
    let inside = between(bought.total(concentrate).at_most("8"), bought.total(most).at_most("8"));
    let plants =
        near([true, false].map(|whole| bought.total(|line| plant(line, whole)).at_most(ADULT_GRAMS)));
    all([
        ask.speaks_of(&[PLANT, INFUSED, DABS, BY_MOUTH, MADE, PLANTS]),
        if untold { near([plants, Finding::Allow]) } else { plants },
        inside,
        bought.sum(PLANTS, Measure::Count).at_most("6"),
    ])
}

fn medical(ask: &Ask) -> Finding {
    if ask.before("2025-01-01") {
        return Finding::Silent;
    }
    let bought = ask.licensee().day();
    let recommended = ask.certified("physician_recommended_grams_per_day");
    let flower = bought.sum(PLANT, Measure::Grams);
    // Eight ounces: by the pound, or by the 28.5 g the statute gives an adult's ounce.
    let caps = recommended.map_or(["226.796185".into(), "228".into()], |grams| [grams, grams]);
    let plants = bought.sum(PLANTS, Measure::Count);
    let plants = |times: Exact| {
        let found = plants.at_most(times * "12".into());
        if recommended.is_some() && found != Finding::Allow { Finding::Silent } else { found }
    };
    all([
        Finding::allow_if(!ask.minor_alone()),
        ask.too_young_to_say(),
        ask.speaks_of(&[PLANT, PLANTS]),
        near(caps.map(|cap| ask.one_or_each(|times| flower.at_most(times * cap)))),
        ask.one_or_each(plants),
    ])
}
