//! What changed between two rulebooks, by rule and number, in words.

use std::fmt;

use crate::book::{OpenQuestion, PartInfo, RuleInfo, Rulebook};
use crate::file::Status;
use crate::text::Text;

/// One change; the words name the number that was and the number that is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The rule, provision or open question.
    pub id: Text,
    pub what: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.id, self.what)
    }
}

/// Every change from `before` to `after`: rules, then provisions, entries on promotions, and open questions.
pub fn between(before: &Rulebook, after: &Rulebook) -> Vec<Difference> {
    let mut found = Vec::new();
    pairs(&before.rules(), &after.rules(), |rule| &rule.id, &mut found, "rule", rule_changes);
    let provisions = |book: &Rulebook| book.provisions().into_iter().cloned().collect::<Vec<_>>();
    pairs(
        &provisions(before),
        &provisions(after),
        |p| &p.id,
        &mut found,
        "provision",
        |was, is| {
            if was == is { Vec::new() } else { vec![format!("says now: {}", is.plain)] }
        },
    );
    let promotions = |book: &Rulebook| book.promotion_rules().into_iter().cloned().collect::<Vec<_>>();
    pairs(
        &promotions(before),
        &promotions(after),
        |p| &p.id,
        &mut found,
        "entry on promotions",
        |was, is| {
            if was == is { Vec::new() } else { vec![format!("says now: {}: {}", is.effect.word(), is.plain)] }
        },
    );
    let (were, are) = (before.open_questions(), after.open_questions());
    pairs(&were, &are, |q| &q.id, &mut found, "open question", question_changes);
    found
}

/// Entries of the same id are compared; others are new or gone.
fn pairs<T>(
    were: &[T],
    are: &[T],
    id: impl Fn(&T) -> &Text,
    found: &mut Vec<Difference>,
    kind: &str,
    changes: impl Fn(&T, &T) -> Vec<String>,
) {
    for was in were {
        let own = id(was);
        match are.iter().find(|is| id(is) == own) {
            Some(is) => {
                found.extend(changes(was, is).into_iter().map(|what| Difference { id: own.clone(), what }));
            }
            None => found.push(Difference { id: own.clone(), what: format!("the {kind} is gone") }),
        }
    }
    for is in are.iter().filter(|is| !were.iter().any(|was| id(was) == id(is))) {
        found.push(Difference { id: id(is).clone(), what: format!("the {kind} is new") });
    }
}

/// `name was a and is b`, where they differ.
fn changed<T: PartialEq>(name: &str, was: T, is: T, say: impl Fn(&T) -> String) -> Option<String> {
    (was != is).then(|| format!("{name} was {} and is {}", say(&was), say(&is)))
}

fn or_none<T: ToString>(value: &Option<T>) -> String {
    value.as_ref().map_or("none".to_owned(), T::to_string)
}

fn quoted(text: &&Text) -> String {
    format!("`{text}`")
}

fn status_word(status: &Status) -> String {
    match status {
        Status::InForce => "in-force",
        Status::Unconfirmed => "unconfirmed",
        Status::Pending => "pending",
    }
    .to_owned()
}

fn rule_changes(was: &RuleInfo, is: &RuleInfo) -> Vec<String> {
    let words = |classes: &Vec<String>| classes.join(", ");
    let classes = |rule: &RuleInfo| rule.classes.iter().map(|c| c.word().to_owned()).collect::<Vec<_>>();
    let exempt = |rule: &RuleInfo| rule.exempt.iter().map(|c| c.word().to_owned()).collect::<Vec<_>>();
    let mut found: Vec<String> = [
        changed("the start", was.from, is.from, ToString::to_string),
        changed("the end", was.until, is.until, or_none),
        changed("the status", was.status, is.status, status_word),
        changed("the programme", was.program, is.program, ToString::to_string),
        changed("the classes", classes(was), classes(is), words),
        changed("what is exempt", exempt(was), exempt(is), words),
        changed("the citation", &was.citation, &is.citation, quoted),
        changed("the source", &was.source_url, &is.source_url, |url| url.to_string()),
        changed("the confidence", was.confidence, is.confidence, ToString::to_string),
        changed("the plain text", &was.plain, &is.plain, quoted),
    ]
    .into_iter()
    .flatten()
    .collect();
    let named = |part: &PartInfo| format!("{} `{}`", part.kind, part.id);
    for part in &was.parts {
        match is.parts.iter().find(|other| other.kind == part.kind && other.id == part.id) {
            Some(other) => {
                found.extend(part_changes(part, other).map(|what| format!("{}: {what}", named(part))))
            }
            None => found.push(format!("{} is gone", named(part))),
        }
    }
    for part in &is.parts {
        if !was.parts.iter().any(|other| other.kind == part.kind && other.id == part.id) {
            let cap = part.cap.as_ref().map_or(String::new(), |cap| format!(", at most {cap}"));
            found.push(format!("{} is new{cap}", named(part)));
        }
    }
    found
}

fn part_changes(was: &PartInfo, is: &PartInfo) -> impl Iterator<Item = String> {
    let lines = |lines: &&Vec<String>| format!("`{}`", lines.join("; "));
    let readings = |texts: &&Vec<Text>| match texts.as_slice() {
        [] => "every reading".to_owned(),
        some => some.iter().map(Text::as_str).collect::<Vec<_>>().join(" and "),
    };
    [
        changed("the cap", &was.cap, &is.cap, |cap| or_none(cap)),
        changed("the window", &was.window, &is.window, |window| or_none(window)),
        changed("the scope", &was.scope, &is.scope, |scope| or_none(scope)),
        changed("the condition", &was.when, &is.when, |when| or_none(when)),
        changed("the counting", &was.counts, &is.counts, lines),
        changed("what bears on it", &was.notes, &is.notes, lines),
        changed("the strength", was.strength, is.strength, |s| format!("{s:?}").to_lowercase()),
        changed("it holds under: it", &was.readings, &is.readings, readings),
        changed("the name", &was.name, &is.name, quoted),
        changed("the citation", &was.citation, &is.citation, quoted),
        changed("the confidence", was.confidence, is.confidence, ToString::to_string),
    ]
    .into_iter()
    .flatten()
}

fn question_changes(was: &OpenQuestion, is: &OpenQuestion) -> Vec<String> {
    let readings =
        |q: &OpenQuestion| q.readings.iter().map(|r| format!("({}) {}", r.id, r.plain)).collect::<Vec<_>>();
    let joined = |texts: &Vec<String>| format!("`{}`", texts.join("; "));
    [
        changed("what is asked", &was.asks, &is.asks, quoted),
        changed("the readings", readings(was), readings(is), joined),
        changed("the adopted reading", &was.adopted, &is.adopted, |adopted| or_none(adopted)),
    ]
    .into_iter()
    .flatten()
    .collect()
}
