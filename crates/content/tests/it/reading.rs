//! What must fire and what must not, kind by kind, where the law forbids all of it.

use countersign_content::{Checker, Verdict};
use countersign_rulebook::Surface;

use crate::law::{book, now};

fn verdict(jurisdiction: &str, surface: Surface, text: &str) -> Verdict {
    let book = book();
    Checker::new(book, jurisdiction, surface, now()).expect("it is there").check(text).verdict
}

#[test]
fn a_declined_question_claims_nothing_until_the_sentence_turns() {
    for (text, expected) in [
        ("We cannot say whether it treats pain.", Verdict::Ok),
        ("You asked if it helps with anxiety. We are not able to give medical advice.", Verdict::Ok),
        ("We cannot say whether it treats pain, but it does wonders for migraines.", Verdict::Violation),
        ("I can't recommend it enough for back pain.", Verdict::Violation),
        ("You asked if it helps with anxiety. Yes!", Verdict::Violation),
    ] {
        assert_eq!(verdict("us-il", Surface::ChatReply, text), expected, "{text}");
    }
}

#[test]
fn a_disclaimer_turns_no_claim_into_a_pass() {
    let disclaimer = "This product is not intended to diagnose, treat, cure or prevent any disease.";
    assert_eq!(verdict("us-il", Surface::Menu, disclaimer), Verdict::Ok);
    assert_eq!(verdict("us-wa", Surface::Menu, disclaimer), Verdict::Violation);
    let both = format!("Relieves anxiety. {disclaimer}");
    assert_eq!(verdict("us-il", Surface::Menu, &both), Verdict::Violation);
}

#[test]
fn each_place_has_its_own_law() {
    for (text, jurisdiction, expected) in [
        ("A relaxing indica", "us-il", Verdict::Ok),
        ("A relaxing indica", "us-wa", Verdict::Violation),
        ("20% off this weekend", "us-ma", Verdict::Violation),
        ("20% off this weekend", "us-il", Verdict::Ok),
        ("Girl Scout Cookies, 1 g", "us-il", Verdict::Ok),
        ("Girl Scout Cookies, 1 g", "us-nm", Verdict::Review),
        ("Infused candy", "us-me", Verdict::Violation),
        ("Blue Dream, 1 g", "us-ut", Verdict::Review),
    ] {
        assert_eq!(verdict(jurisdiction, Surface::Menu, text), expected, "{jurisdiction}: {text}");
    }
}

#[test]
fn the_law_is_that_of_the_instant() {
    let book = book();
    let checker = |at: &str| {
        Checker::new(book, "us-az", Surface::Advertisement, at.parse().expect("an instant"))
            .expect("it is there")
    };
    let text = "Our most potent batch ever.";
    assert_eq!(checker("2026-07-01T07:00:00Z").check(text).verdict, Verdict::Violation);
    assert_eq!(checker("2026-07-01T06:59:59Z").check(text).verdict, Verdict::Review);
}
