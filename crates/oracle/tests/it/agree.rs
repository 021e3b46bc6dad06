use std::collections::BTreeMap;

use countersign_oracle::{Finding, PLACES, finding_for, generate, place};
use countersign_rulebook::{RuleInfo, Verdict};

use crate::{ruled, shipped};

const QUESTIONS: u64 = 1_000;

#[test]
fn the_rulebook_says_what_the_law_says_when_worked_out_by_hand() {
    let book = shipped();
    let mut wrong = Vec::new();
    for place in ruled(&book) {
        for number in 0..QUESTIONS {
            let question = generate::question(place, number);
            let (found, verdict) = (finding_for(&question), book.verdict(&question));
            if found.agrees_with(verdict) == Some(false) {
                let json = serde_json::to_string(&question).expect("a question is JSON");
                wrong.push(format!("by hand {found}, by rule {verdict}: {json}"));
            }
        }
    }
    let first: Vec<&String> = wrong.iter().take(5).collect();
    assert!(wrong.is_empty(), "{} disagreements, the first: {first:#?}", wrong.len());
}

#[test]
fn no_jurisdiction_with_rules_is_without_an_oracle() {
    let book = shipped();
    let known = ruled(&book);
    let skipped: Vec<&str> =
        PLACES.iter().filter(|p| !known.iter().any(|k| k.code == p.code)).map(|p| p.code).collect();
    assert!(skipped.is_empty(), "no purchase rules for {skipped:?}");
    let unknown = |rule: &RuleInfo| place(&rule.jurisdiction).is_none();
    let strangers: Vec<String> =
        book.rules().into_iter().filter(unknown).map(|rule| rule.jurisdiction.to_string()).collect();
    assert!(strangers.is_empty(), "work these out by hand too: {strangers:?}");
}

/// Agreement means nothing where the oracle is silent, or always says the same.
#[test]
fn the_oracle_has_opinions_of_every_kind() {
    for place in PLACES {
        let mut said: BTreeMap<Finding, u64> = BTreeMap::new();
        for number in 0..QUESTIONS {
            *said.entry(finding_for(&generate::question(place, number))).or_default() += 1;
        }
        let count = |finding| said.get(&finding).copied().unwrap_or(0);
        assert!(count(Finding::Silent) < QUESTIONS * 7 / 10, "{}: {said:?}", place.code);
        assert!(count(Finding::Deny) > QUESTIONS / 20, "{}: {said:?}", place.code);
        // Two places allow nothing that can be said to be sure.
        let allows = !["tx", "va"].contains(&place.code);
        assert!(!allows || count(Finding::Allow) > QUESTIONS / 20, "{}: {said:?}", place.code);
    }
}

#[test]
fn the_same_number_makes_the_same_question() {
    for place in PLACES {
        assert_eq!(generate::question(place, 17), generate::question(place, 17));
        assert_ne!(generate::question(place, 17), generate::question(place, 18));
        for number in 0..50 {
            generate::question(place, number).validate().expect("the generator makes well-formed questions");
        }
    }
}

#[test]
fn a_question_of_no_known_place_is_met_with_silence() {
    let mut question = generate::question(&PLACES[0], 0);
    question.jurisdiction = "us-zz".to_owned();
    assert_eq!(finding_for(&question), Finding::Silent);
    assert_eq!(finding_for(&question).agrees_with(Verdict::Unknown), None);
}
