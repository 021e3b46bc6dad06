//! A stop that cannot be looked at again stays a stop; one that can is looked at anew.

use countersign_domain::orders::facts::OrderFacts;
use countersign_domain::orders::{CheckName, stands, verify};
use countersign_domain::verdict::{OverrideTerms, Verdict};
use countersign_rulebook::{Category, Measure, Purchase, Store};

use crate::facts::{at, lawful, line, rulebook, unknown};

fn disagrees() -> OrderFacts {
    let mut facts = lawful();
    facts.identity = facts.identity.map(|mut matched| {
        matched.disagrees = vec!["birth date".to_owned()];
        matched
    });
    facts
}

/// The same order an hour later, changed, with what still stands of the earlier checks.
fn an_hour_later(earlier: &OrderFacts, change: impl FnOnce(&mut OrderFacts)) -> OrderFacts {
    let mut facts = lawful();
    facts.at = earlier.at.plus_seconds(3_600);
    change(&mut facts);
    facts.stopped_before = stands::standing(earlier, &verify(earlier, &rulebook()), &facts, &rulebook());
    facts
}

#[test]
fn it_stands_through_any_number_of_outages_with_the_time_it_was_found() {
    let out = |facts: &mut OrderFacts| facts.identity = unknown("the POS is down");
    let again = an_hour_later(&disagrees(), out);
    let third = an_hour_later(&again, out);
    for facts in [&again, &third] {
        let verification = verify(facts, &rulebook());
        let identity = verification.of(CheckName::Identity).expect("every check is there");
        assert_eq!(identity.verdict, Verdict::Stop);
        assert!(matches!(identity.terms, Some(OverrideTerms::Never { .. })));
        assert!(
            identity.found.contains("birth date") && identity.found.contains("the POS is down"),
            "{identity:?}"
        );
        assert_eq!(identity.found.matches("cannot be looked at again").count(), 1);
        assert_eq!(facts.stopped_before[0].at, at());
    }
}

#[test]
fn it_falls_when_it_can_be_looked_at_or_when_the_day_is_another() {
    let answered = an_hour_later(&disagrees(), |_| {});
    assert_eq!(verify(&answered, &rulebook()).verdict, Verdict::Pass);
    // The POS answered, and two profiles fit: a person decides, as if nothing had been.
    let two = an_hour_later(&disagrees(), |facts| {
        facts.identity = lawful().identity.map(|mut matched| {
            matched.profiles = 2;
            matched
        });
    });
    assert_eq!(verify(&two, &rulebook()).verdict, Verdict::Unknown);
    let tomorrow = an_hour_later(&disagrees(), |facts| {
        facts.identity = unknown("down");
        facts.today = "2026-12-24".parse().expect("a date");
    });
    assert!(tomorrow.stopped_before.is_empty());
}

fn on_hold() -> OrderFacts {
    let mut facts = lawful();
    facts.stock.packages[0].state = facts.stock.packages[0].state.clone().map(|state| {
        state.map(|mut state| {
            state.on_hold = true;
            state
        })
    });
    facts
}

#[test]
fn another_cart_makes_only_the_checks_of_the_cart_fall() {
    let other_cart = |facts: &mut OrderFacts| {
        facts.identity = unknown("down");
        facts.stock.lines[0].asked = 1;
        facts.stock.packages[0].wanted = 1;
        facts.stock.packages[0].state = unknown("down");
    };
    let stood = |facts: &OrderFacts| facts.stopped_before.iter().map(|s| s.check).collect::<Vec<_>>();
    assert_eq!(stood(&an_hour_later(&disagrees(), other_cart)), [CheckName::Identity]);
    // Five of the package are there, six were asked for: one fewer is what it lacked.
    let mut six = lawful();
    six.stock.packages[0].wanted = 6;
    six.stock.lines[0].asked = 6;
    assert_eq!(stood(&an_hour_later(&six, other_cart)), []);
}

#[test]
fn a_change_during_an_outage_mends_nothing_that_was_seen_before_it() {
    let fewer = |facts: &mut OrderFacts| {
        facts.stock.lines[0].asked = 1;
        facts.stock.packages[0].wanted = 1;
        facts.stock.packages[0].state = unknown("the state is down");
    };
    let changed = an_hour_later(&on_hold(), fewer);
    // Once more, in the same outage: nothing that is known of the package is in its facts any longer.
    let twice = an_hour_later(&changed, |facts| {
        fewer(facts);
        facts.stock.lines[0].asked = 2;
    });
    for facts in [&changed, &twice] {
        let verification = verify(facts, &rulebook());
        let stock = verification.of(CheckName::Stock).expect("every check is there");
        assert_eq!(stock.verdict, Verdict::Stop);
        assert!(stock.found.contains("is on hold") && stock.found.contains("the state is down"), "{stock:?}");
    }
    // Another package: of that one nothing was seen.
    let other = an_hour_later(&on_hold(), |facts| {
        fewer(facts);
        facts.stock.packages[0].tag = "1A4000000000001000000043".parse().expect("a tag");
    });
    assert_eq!(verify(&other, &rulebook()).verdict, Verdict::Unknown);
}

#[test]
fn a_limit_that_was_over_is_over_for_any_cart_that_is_no_smaller() {
    let flower = |grams: &str| vec![line(Category::Flower, Measure::Grams, grams)];
    let bought = |facts: &mut OrderFacts| {
        let lines = flower("20");
        facts.limit.question.history = vec![Purchase { at: at(), store: Store::Same, lines }];
        facts.limit.question.cart = flower("10");
    };
    let mut over = lawful();
    bought(&mut over);
    assert_eq!(verify(&over, &rulebook()).verdict, Verdict::Stop);
    let blind = |cart: &str| {
        let cart = flower(cart);
        an_hour_later(&over, move |facts| {
            facts.stock.lines[0].asked += 1;
            facts.limit.question.cart = cart;
            facts.limit.own_history = unknown("the register is down");
        })
    };
    assert_eq!(verify(&blind("11"), &rulebook()).verdict, Verdict::Stop);
    assert_eq!(verify(&blind("8"), &rulebook()).verdict, Verdict::Unknown);
}

#[test]
fn each_check_is_judged_by_what_it_reads_itself() {
    // The shelf is out of sight, and so the price; the limit's own books are not.
    let over = |facts: &mut OrderFacts| facts.stock.lines[0].short = 1;
    let mut short = lawful();
    over(&mut short);
    short.limit.question.cart = vec![line(Category::Flower, Measure::Grams, "40")];
    let limit = verify(&short, &rulebook()).of(CheckName::PurchaseLimit).map(|check| check.verdict);
    assert_eq!(limit, Some(Verdict::Stop));
    let facts = an_hour_later(&short, |facts| {
        over(facts);
        facts.stock.shelf = unknown("too old");
        facts.prices = unknown("too old");
    });
    let stood: Vec<_> = facts.stopped_before.iter().map(|stopped| stopped.check).collect();
    assert_eq!(stood, [CheckName::Stock]);
}
