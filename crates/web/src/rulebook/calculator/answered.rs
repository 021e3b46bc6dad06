//! An answer of the rulebook as the page shows it: exact figures, every reason with its source, and what remains.

use countersign_kernel::Timestamp;
use countersign_rulebook::{
    Answer, Change, Effect, Measure, OpenQuestion, Question, Reason, Remaining, Suggestion,
    Verdict as Decided,
};
use jiff::tz::TimeZone;

use super::form::Read;
use super::{Answered, LeftRow, ReasonRow, SuggestionRow};
use crate::rulebook::headline::window_words;
use crate::rulebook::law::capital;
use crate::rulebook::parts::under;
use crate::ui::{Badge, Fact, Verdict};

/// Where the words about open readings begin in a reason; the page shows them as links instead.
const OPEN_WORDS: &str = "; open question: ";

pub(super) fn answered(
    answer: &Answer,
    read: &Read,
    questions: &[OpenQuestion],
    zone: &TimeZone,
) -> Answered {
    let (verdict, sentence) = match answer.verdict {
        Decided::Allow if read.question.cart.is_empty() => {
            (Verdict::Pass, "Nothing is in the cart. This is what may be bought.")
        }
        Decided::Allow => (Verdict::Pass, "This cart may be sold."),
        Decided::Deny => (Verdict::Stop, "This cart may not be sold."),
        Decided::Unknown => (Verdict::Unknown, "The rules do not say for sure. A person has to decide."),
    };
    let reasons = answer.reasons.iter().chain(&answer.warnings);
    Answered {
        badge: Badge::new(verdict, verdict.word()),
        sentence: sentence.to_owned(),
        rule: answer.rule.as_ref().map(|id| Fact::link("Decided by", id, &format!("/rulebook/{id}"))),
        reasons: reasons.map(|reason| row(reason, read, questions)).collect(),
        left: answer.remaining.iter().map(|left| left_row(left, zone)).collect(),
        suggestions: answer.suggestions.iter().map(|s| suggestion(s, read, zone)).collect(),
    }
}

fn row(reason: &Reason, read: &Read, questions: &[OpenQuestion]) -> ReasonRow {
    let said = reason.text.split(OPEN_WORDS).next().unwrap_or_default();
    let mut figures = Vec::new();
    for (name, value) in [
        ("Already", &reason.used),
        ("This cart", &reason.cart),
        ("Cap", &reason.cap),
        ("Over by", &reason.over_by),
        ("Counts over", &reason.window.as_ref().map(|window| window_words(window))),
    ] {
        figures.extend(value.as_ref().map(|value| Fact::new(name, value)));
    }
    let place = &read.question.jurisdiction;
    ReasonRow {
        verdict: match reason.effect {
            Effect::Deny => Verdict::Stop,
            Effect::Unknown => Verdict::Unknown,
            Effect::Warn => Verdict::Wait,
        },
        text: capital(numbered(said, reason.line, read).trim_end_matches('.')),
        figures,
        citation: reason.citation.to_string(),
        url: reason.source_url.to_string(),
        rule: if reason.rule.is_empty() { String::new() } else { format!("/rulebook/{}", reason.rule) },
        under: reason.readings.iter().filter_map(|id| under(id, place, questions)).collect(),
    }
}

/// The lines of a question count from 0, those of the page from 1, and empty ones are passed over.
fn numbered(said: &str, line: Option<usize>, read: &Read) -> String {
    match line.and_then(|at| Some((at, read.numbers.get(at)?))) {
        Some((at, number)) => said.replacen(&format!("cart line {at}"), &format!("line {number}"), 1),
        None => said.to_owned(),
    }
}

fn left_row(left: &Remaining, zone: &TimeZone) -> LeftRow {
    let shown = |amount: &str| format!("{amount} {}", left.unit);
    LeftRow {
        counter: capital(&left.counter),
        window: window_words(&left.window),
        cap: shown(&left.cap),
        used: shown(&left.used),
        cart: shown(&left.cart),
        after: shown(&left.after),
        returns: match left.resets_at {
            Some(at) => clock(at, zone),
            None if &*left.window == "transaction" => "with each purchase".to_owned(),
            None => "nothing is used".to_owned(),
        },
    }
}

fn clock(at: Timestamp, zone: &TimeZone) -> String {
    at.in_zone(zone).strftime("%-d %b %Y, %H:%M %Z").to_string()
}

fn suggestion(suggestion: &Suggestion, read: &Read, zone: &TimeZone) -> SuggestionRow {
    SuggestionRow {
        changes: suggestion.change.iter().map(|change| changed(change, read)).collect(),
        why: capital(suggestion.why.trim_end_matches('.')),
        proven: suggestion.proven_optimal,
        rest: suggestion.rest_at.map(|at| clock(at, zone)),
    }
}

/// `Line 2 (flower): 3.5 grams instead of 7`
fn changed(change: &Change, read: &Read) -> String {
    let Question { cart, .. } = &read.question;
    let number = read.numbers.get(change.line).copied().unwrap_or_default();
    let line = &cart[change.line];
    let kind = line.category.word().replace('_', " ");
    if change.to.values().all(|amount| amount.is_zero()) {
        return format!("Line {number} ({kind}): take it out");
    }
    let to = |(measure, amount): (&Measure, &countersign_rulebook::Amount)| {
        let word = measure.word().replace('_', " ");
        let was = line.measure(*measure).filter(|was| was != amount);
        Some(format!("{amount} {word} instead of {}", was?))
    };
    let changes: Vec<String> = change.to.iter().filter_map(to).collect();
    format!("Line {number} ({kind}): {}", changes.join(", "))
}
