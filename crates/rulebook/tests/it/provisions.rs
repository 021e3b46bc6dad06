use countersign_kernel::Timestamp;
use countersign_rulebook::{Confidence, Program, ProvisionValue, Rulebook, Topic};

fn book() -> Rulebook {
    Rulebook::shipped().expect("the shipped rules load")
}

fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

#[test]
fn ages_differ_by_program() {
    let (book, now) = (book(), at("2026-11-18T12:00:00-07:00"));
    let years = |program| match book.provision("us-co", Topic::MinimumAge, program, now).map(|p| &p.value) {
        Some(ProvisionValue::MinimumAge { years }) => *years,
        other => panic!("{other:?}"),
    };
    assert_eq!((years(Program::Adult), years(Program::Medical)), (21, 18));
}

#[test]
fn an_unknown_history_may_be_overridden_for_patients_only_and_only_since_the_law_says_so() {
    let book = book();
    let ask = |program, when: &str| book.provision("us-co", Topic::OverrideOfUnknown, program, at(when));
    assert!(ask(Program::Adult, "2026-11-18T12:00:00-07:00").is_none());
    assert!(ask(Program::Medical, "2021-12-31T23:59:59-07:00").is_none());
    let outage = ask(Program::Medical, "2022-01-01T00:00:00-07:00").expect("in force");
    assert!(outage.is_confirmed() && outage.confidence == Confidence::S);
    assert!(
        matches!(&outage.value, ProvisionValue::OverrideOfUnknown { allowed: true, ground, .. } if ground == "tracking-system-outage")
    );
}

#[test]
fn what_was_only_recalled_is_not_confirmed() {
    let (book, now) = (book(), at("2026-11-18T12:00:00-07:00"));
    let no_sale = book.provision("us-co", Topic::NoSale, Program::Adult, now).expect("a provision");
    assert!(!no_sale.is_confirmed());
    assert!(book.provision("us-zz", Topic::NoSale, Program::Adult, now).is_none());
}

#[test]
fn every_shipped_number_has_a_source() {
    let book = book();
    assert!(!book.rules().is_empty() && !book.provisions().is_empty() && !book.jurisdictions().is_empty());
    for rule in book.rules() {
        assert!(!rule.citation.is_empty() && rule.source_url.starts_with("http"), "{}", rule.id);
        assert!(rule.parts.iter().all(|p| !p.citation.is_empty()), "{}", rule.id);
    }
    for provision in book.provisions() {
        assert!(
            !provision.citation.is_empty() && provision.source_url.starts_with("http"),
            "{}",
            provision.id
        );
    }
}
