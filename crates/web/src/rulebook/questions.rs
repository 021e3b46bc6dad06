//! Open questions as a page shows them: every reading, what hangs on it, and which of them is the stricter.

use countersign_kernel::BusinessDate;
use countersign_rulebook::{OpenQuestion, PartInfo, ReadingInfo, RuleInfo};

use super::headline::window_words;
use super::law::{capital, day};
use super::{HeldPart, OpenItem, ReadingItem, settle_path};

/// The questions of one jurisdiction, those that nobody has settled first. `rules` are that jurisdiction's own.
pub(super) fn items(questions: &[OpenQuestion], rules: &[RuleInfo], today: BusinessDate) -> Vec<OpenItem> {
    let now: Vec<&RuleInfo> =
        rules.iter().filter(|rule| rule.until.is_none_or(|until| today.0 < until.0)).collect();
    let mut items: Vec<OpenItem> = questions.iter().map(|question| item(question, &now)).collect();
    items.sort_by_key(|item| item.settled);
    items
}

fn item(question: &OpenQuestion, rules: &[&RuleInfo]) -> OpenItem {
    let reading = |reading: &ReadingInfo| ReadingItem {
        id: reading.id.to_string(),
        plain: capital(reading.plain.trim_end_matches('.')),
        source: reading.source_url.as_ref().map(ToString::to_string),
        strictness: strictness(question, reading),
        adopted: question.adopted.as_ref() == Some(&reading.id),
        parts: held(question, reading, rules),
    };
    OpenItem {
        id: short(&question.id).to_owned(),
        href: settle_path(&question.id),
        asks: question.asks.to_string(),
        settled: question.adopted.is_some(),
        concerns: concerns(question, rules),
        readings: question.readings.iter().map(reading).collect(),
    }
}

/// `mixed-carts` of `us-xx/purchase-limit/mixed-carts`.
pub(super) fn short(id: &str) -> &str {
    id.rsplit('/').next().unwrap_or(id)
}

/// Parts only ever forbid: a reading with no part of its own is the widest there is.
fn strictness(question: &OpenQuestion, reading: &ReadingInfo) -> &'static str {
    let adding = question.readings.iter().filter(|other| other.parts > 0).count();
    match (reading.parts, adding) {
        (_, 0) => "no entry hangs on it",
        (0, _) => "the widest: it forbids nothing more",
        (_, 1) => "the stricter: it forbids more",
        _ => "it forbids something of its own",
    }
}

/// What holds only under a reading, with the rule it belongs to.
fn under<'r>(
    whole: &str,
    rules: &'r [&'r RuleInfo],
) -> impl Iterator<Item = (&'r RuleInfo, &'r PartInfo)> + use<'r> {
    let whole = whole.to_owned();
    let parts = rules.iter().flat_map(|rule| rule.parts.iter().map(move |part| (*rule, part)));
    parts.filter(move |(_, part)| part.readings.iter().any(|held| **held == *whole))
}

fn whole(question: &OpenQuestion, reading: &ReadingInfo) -> String {
    format!("{}/{}", question.id, reading.id)
}

fn held(question: &OpenQuestion, reading: &ReadingInfo, rules: &[&RuleInfo]) -> Vec<HeldPart> {
    let part = |(rule, part): (&RuleInfo, &PartInfo)| HeldPart {
        name: capital(&part.name),
        amount: amount(part),
        rule: format!("{}, from {}", rule.program, day(rule.from)),
        href: format!("/rulebook/{}", rule.id),
    };
    under(&whole(question, reading), rules).map(part).collect()
}

/// `at most 1 oz a day`; nothing for what has no number.
pub(super) fn amount(part: &PartInfo) -> String {
    match (&part.cap, &part.window) {
        (Some(cap), Some(window)) => format!("at most {cap} {}", window_words(window)),
        (Some(cap), None) => format!("at most {cap} each"),
        _ => String::new(),
    }
}

/// `adult sales of flower, preroll`
fn concerns(question: &OpenQuestion, rules: &[&RuleInfo]) -> String {
    let mut programs: Vec<&str> = Vec::new();
    let mut kinds: Vec<String> = Vec::new();
    for reading in &question.readings {
        for (rule, part) in under(&whole(question, reading), rules) {
            if !programs.contains(&rule.program.word()) {
                programs.push(rule.program.word());
            }
            for kind in &part.categories {
                let kind = kind.word().replace('_', " ");
                if !kinds.contains(&kind) {
                    kinds.push(kind);
                }
            }
        }
    }
    if programs.is_empty() {
        return if question.adopted.is_some() {
            "no cart any more: a reading is adopted".to_owned()
        } else {
            "no cart under what is in force".to_owned()
        };
    }
    let sales = format!("{} sales", programs.join(" and "));
    if kinds.is_empty() { sales } else { format!("{sales} with {}", kinds.join(", ")) }
}

#[cfg(test)]
mod tests {
    use countersign_rulebook::{Adoption, Rulebook};

    use super::*;

    fn of(book: &Rulebook, place: &str) -> Vec<OpenItem> {
        let rules: Vec<RuleInfo> =
            book.rules().into_iter().filter(|rule| *rule.jurisdiction == *place).collect();
        let questions: Vec<OpenQuestion> =
            book.open_questions().into_iter().filter(|question| *question.jurisdiction == *place).collect();
        items(&questions, &rules, "2026-11-22".parse().expect("a date"))
    }

    #[test]
    fn a_reading_shows_what_hangs_on_it_until_one_is_adopted() {
        let book = Rulebook::shipped().expect("the shipped rules load");
        let open = of(&book, "us-il");
        let window = open.iter().find(|item| item.id == "adult-window").expect("Illinois leaves it open");
        assert!(!window.settled && window.concerns.starts_with("adult sales with flower"), "{window:?}");
        let strict: Vec<_> = window.readings.iter().map(|reading| reading.strictness).collect();
        assert_eq!(strict, ["the widest: it forbids nothing more", "the stricter: it forbids more"]);
        assert!(window.readings[0].parts.is_empty() && !window.readings[1].parts.is_empty());
        let adopted = Adoption {
            question: "us-il/purchase-limit/adult-window".to_owned(),
            reading: "each-sale".to_owned(),
        };
        let settled = of(&book.with_adopted(&[adopted]).expect("it is one of its readings"), "us-il");
        let window = settled.iter().find(|item| item.id == "adult-window").expect("it is still shown");
        assert!(window.settled && window.readings[0].adopted && window.readings[1].parts.is_empty());
    }

    #[test]
    fn every_part_under_a_reading_stands_under_its_question() {
        let book = Rulebook::shipped().expect("the shipped rules load");
        let today: BusinessDate = "2026-11-22".parse().expect("a date");
        for place in book.jurisdictions() {
            let shown: usize = of(&book, &place.id)
                .iter()
                .flat_map(|item| &item.readings)
                .map(|reading| reading.parts.len())
                .sum();
            let rules = book.rules().into_iter().filter(|rule| {
                rule.jurisdiction == place.id && rule.until.is_none_or(|until| today.0 < until.0)
            });
            let held: usize = rules.flat_map(|rule| rule.parts).map(|part| part.readings.len()).sum();
            assert_eq!(shown, held, "{}", place.id);
        }
    }
}
