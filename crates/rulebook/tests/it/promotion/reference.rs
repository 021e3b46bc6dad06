//! The reference page says of every practice and every state what the rulebook says.

use std::fmt::Write as _;

use countersign_kernel::BusinessDate;
use countersign_rulebook::{ConductEffect, Practice, Program, PromotionQuestion, Rulebook};

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/reference/promotion-check.md");
const DAY: &str = "2026-11-22";

fn on_the_page(table: &str) {
    let page = std::fs::read_to_string(PAGE).expect("docs/reference/promotion-check.md is there");
    assert!(page.contains(table), "docs/reference/promotion-check.md must contain:\n{table}");
}

#[test]
fn the_page_lists_every_practice_as_the_code_tells_it() {
    let mut table = String::from("| practice | it is |\n|---|---|\n");
    for practice in Practice::ALL {
        writeln!(table, "| `{practice}` | {} |", practice.told()).expect("written");
    }
    on_the_page(&table);
}

/// What is answered to one practice alone, where an entry is on file.
fn answered(book: &Rulebook, place: &str, practice: Practice, program: Program) -> Option<ConductEffect> {
    let day: BusinessDate = DAY.parse().expect("a date");
    let asked = PromotionQuestion {
        jurisdiction: place.to_owned(),
        from: day,
        until: Some(day),
        programs: vec![program],
        practices: vec![practice],
        possible: Vec::new(),
    };
    let answer = book.promotion(&asked);
    answer.reasons[0].rule.as_ref().map(|_| answer.effect)
}

/// The practices that are answered so, with the program where it is so under one only.
fn with(book: &Rulebook, place: &str, effect: ConductEffect) -> String {
    let mut words = Vec::new();
    for &practice in Practice::ALL {
        let is = |program: &&Program| answered(book, place, practice, **program) == Some(effect);
        let programs: Vec<&Program> = Program::ALL.iter().filter(is).collect();
        match programs[..] {
            [] => {}
            [one] => words.push(format!("{practice} ({one})")),
            _ => words.push(practice.to_string()),
        }
    }
    words.join(", ")
}

#[test]
fn the_page_lists_what_each_state_answers() {
    let book = Rulebook::shipped().expect("the shipped rules load");
    let mut table = String::from("| state | denied | allowed | a person decides |\n|---|---|---|---|\n");
    for place in book.jurisdictions() {
        let of = |effect| with(&book, &place.id, effect);
        let (deny, allow) = (of(ConductEffect::Deny), of(ConductEffect::Allow));
        let review = of(ConductEffect::Review);
        if !(deny.is_empty() && allow.is_empty() && review.is_empty()) {
            writeln!(table, "| `{}` | {deny} | {allow} | {review} |", place.id).expect("written");
        }
    }
    on_the_page(&table);
}
