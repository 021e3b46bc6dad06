//! A stop that cannot be looked at again stays a stop; one that can is looked at anew.

use countersign_domain::orders::facts::OrderFacts;
use countersign_domain::orders::{CheckName, stands, verify};
use countersign_domain::verdict::{OverrideTerms, Verdict};

use crate::facts::{at, known, lawful, rulebook, unknown};

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
    facts.stopped_before = stands::standing(earlier, &verify(earlier, &rulebook()), &facts);
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
fn it_falls_when_it_can_be_looked_at_or_when_the_order_or_the_day_is_another() {
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
    let other_cart = an_hour_later(&disagrees(), |facts| {
        facts.identity = unknown("down");
        facts.stock.lines[0].asked += 1;
    });
    assert!(other_cart.stopped_before.is_empty());
    let tomorrow = an_hour_later(&disagrees(), |facts| {
        facts.identity = unknown("down");
        facts.today = "2026-12-24".parse().expect("a date");
    });
    assert!(tomorrow.stopped_before.is_empty());
}

#[test]
fn each_check_is_judged_by_what_it_reads_itself() {
    // The shelf is out of sight, and so the price; the limit's own books are not.
    let over = |facts: &mut OrderFacts| facts.stock.lines[0].short = 1;
    let mut short = lawful();
    over(&mut short);
    let facts = an_hour_later(&short, |facts| {
        over(facts);
        facts.stock.shelf = unknown("too old");
        facts.prices = unknown("too old");
        facts.standing = known(countersign_domain::customers::Standing::Active);
    });
    let stood: Vec<_> = facts.stopped_before.iter().map(|stopped| stopped.check).collect();
    assert_eq!(stood, [CheckName::Stock]);
}
