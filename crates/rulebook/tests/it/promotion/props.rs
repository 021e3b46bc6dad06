//! What must hold for every offer, whatever the law says.

use std::collections::BTreeSet;

use countersign_kernel::BusinessDate;
use countersign_rulebook::{ConductEffect, Practice, Program, PromotionQuestion, Rulebook};
use proptest::prelude::*;

const CASES: u32 = 512;
/// Days that an offer runs at most here; each of them is asked about by itself.
const DAYS_MAX: i64 = 40;

fn book() -> &'static Rulebook {
    static BOOK: std::sync::OnceLock<Rulebook> = std::sync::OnceLock::new();
    BOOK.get_or_init(|| Rulebook::shipped().expect("the shipped rules load"))
}

/// Days on which some entry begins or ends, and today: days between them decide alike.
fn days() -> Vec<BusinessDate> {
    let rules = book().promotion_rules();
    let changes = rules.iter().flat_map(|rule| [Some(rule.from), rule.until]).flatten();
    let mut days: BTreeSet<BusinessDate> = changes.collect();
    days.insert("2026-11-22".parse().expect("a date"));
    days.into_iter().collect()
}

fn plus(day: BusinessDate, days: i64) -> BusinessDate {
    BusinessDate(day.0.saturating_add(jiff::Span::new().days(days)))
}

fn offer() -> impl Strategy<Value = PromotionQuestion> {
    let places: Vec<String> = book().jurisdictions().iter().map(|place| place.id.to_string()).collect();
    let practices = || proptest::collection::vec(proptest::sample::select(Practice::ALL), 1..5);
    let programs = proptest::collection::vec(proptest::sample::select(Program::ALL), 1..3);
    let run = (proptest::sample::select(days()), -20_i64..20, proptest::option::of(0..DAYS_MAX));
    (proptest::sample::select(places), run, programs, practices(), practices(), 0..3).prop_map(
        |(jurisdiction, (near, before, length), programs, practices, possible, some)| {
            let from = plus(near, before);
            PromotionQuestion {
                jurisdiction,
                from,
                until: length.map(|days| plus(from, days)),
                programs,
                practices,
                possible: if some == 0 { Vec::new() } else { possible },
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: CASES, ..ProptestConfig::default() })]

    #[test]
    fn more_that_is_possible_or_certain_never_makes_the_answer_milder(
        asked in offer(),
        more in proptest::sample::select(Practice::ALL),
    ) {
        let before = book().promotion(&asked).effect;
        let mut possible = asked.clone();
        possible.possible.push(more);
        let after = book().promotion(&possible).effect;
        prop_assert!(after >= before);
        let mut certain = asked.clone();
        certain.practices.push(more);
        prop_assert!(book().promotion(&certain).effect >= after, "what is certain is as bad as what is possible");
    }

    #[test]
    fn what_is_possible_never_denies(asked in offer()) {
        let answer = book().promotion(&asked);
        let certain = book().promotion(&PromotionQuestion { possible: Vec::new(), ..asked.clone() });
        let denied = |effect| effect == ConductEffect::Deny;
        prop_assert_eq!(denied(answer.effect), denied(certain.effect));
        let guessed = PromotionQuestion { practices: Vec::new(), ..asked };
        prop_assert_eq!(book().promotion(&guessed).effect, ConductEffect::Review);
    }

    #[test]
    fn order_and_repetition_do_not_matter(asked in offer()) {
        let mut other = asked.clone();
        other.practices.reverse();
        other.possible.reverse();
        other.programs.reverse();
        let (again, first) = (other.practices.clone(), other.programs[0]);
        other.practices.extend(again);
        other.programs.push(first);
        prop_assert_eq!(book().promotion(&asked), book().promotion(&other));
    }

    #[test]
    fn an_offer_is_as_bad_as_its_worst_day(asked in offer()) {
        let last = asked.until.unwrap_or_else(|| plus(asked.from, DAYS_MAX));
        let whole = PromotionQuestion { until: Some(last), ..asked.clone() };
        let (mut day, mut worst) = (asked.from, ConductEffect::Allow);
        while day <= last {
            let one = PromotionQuestion { from: day, until: Some(day), ..asked.clone() };
            worst = worst.max(book().promotion(&one).effect);
            day = day.tomorrow();
        }
        prop_assert_eq!(book().promotion(&whole).effect, worst);
        let endless = PromotionQuestion { until: None, ..asked };
        prop_assert!(book().promotion(&endless).effect >= worst);
    }

    #[test]
    fn every_reason_bears_the_entry_that_it_rests_on(asked in offer()) {
        let answer = book().promotion(&asked);
        let worst = answer.reasons.iter().map(|reason| reason.effect).max();
        prop_assert_eq!(worst, Some(answer.effect));
        for reason in &answer.reasons {
            prop_assert!(!reason.plain.is_empty());
            match &reason.rule {
                None => prop_assert!(
                    reason.effect == ConductEffect::Review && reason.plain.to_lowercase().contains("no rule on file")
                ),
                Some(rule) => {
                    prop_assert!(rule.about.contains(&reason.practice) && rule.programs.contains(&reason.program));
                    prop_assert_eq!(rule.jurisdiction.as_str(), asked.jurisdiction.as_str());
                    if reason.effect != ConductEffect::Review {
                        prop_assert_eq!(reason.effect, rule.effect);
                    }
                    if reason.effect == ConductEffect::Allow {
                        prop_assert!(rule.too_weak_to_allow().is_none());
                    }
                }
            }
        }
    }
}
