//! The sentences of an answer. Every one names the rule, the number and the source.

use crate::answer::{Effect, Reason, ReasonKind};
use crate::decide::tally::Tally;
use crate::file::Source;
use crate::kind::bar::Bar;
use crate::kind::exclusive::Exclusive;
use crate::kind::gate::Gate;
use crate::kind::limit::{Limit, Round};
use crate::kind::open::Held;
use crate::kind::when::Truth;
use crate::kind::{Rule, Strength};
use crate::question::{Line, Question};
use crate::text::Text;

/// Where a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Cart(usize),
    History { purchase: usize, line: usize },
}

impl Place {
    fn cart_line(self) -> Option<usize> {
        match self {
            Self::Cart(at) => Some(at),
            Self::History { .. } => None,
        }
    }

    fn words(self, line: &Line) -> String {
        match self {
            Self::Cart(at) => format!("cart line {at} ({})", line.category),
            Self::History { purchase, line: at } => {
                format!("line {at} ({}) of earlier purchase {purchase}", line.category)
            }
        }
    }
}

fn blank(
    rule: &Rule,
    source: &Source,
    part: &Text,
    kind: ReasonKind,
    effect: Effect,
    text: String,
) -> Reason {
    Reason {
        rule: rule.id.clone(),
        kind,
        effect,
        counter: Text::default(),
        used: None,
        cart: None,
        cap: None,
        over_by: None,
        window: None,
        line: None,
        text,
        citation: source.citation.clone(),
        source_url: source.url.clone(),
        confidence: Some(source.confidence),
        part: part.clone(),
        readings: Vec::new(),
    }
}

fn ruleless(kind: ReasonKind, text: String) -> Reason {
    Reason {
        rule: Text::default(),
        kind,
        effect: Effect::Unknown,
        counter: Text::default(),
        used: None,
        cart: None,
        cap: None,
        over_by: None,
        window: None,
        line: None,
        text,
        citation: Text::default(),
        source_url: Text::default(),
        confidence: None,
        part: Text::default(),
        readings: Vec::new(),
    }
}

/// The same reason as one that holds under readings only.
fn under(held: Option<&Held>, mut reason: Reason) -> Reason {
    if let Some(held) = held {
        reason.text.push_str("; ");
        reason.text.push_str(&held.told);
        reason.readings = held.under.iter().map(|under| under.id.clone()).collect();
    }
    reason
}

pub(super) fn malformed(what: String) -> Reason {
    ruleless(ReasonKind::Malformed, what)
}

pub(super) fn no_rule(question: &Question) -> Reason {
    let Question { program, jurisdiction, customer, at, .. } = question;
    let text = format!(
        "no rule in this rulebook says what {program} sales to the class `{}` allow in {jurisdiction} at {at}",
        customer.class
    );
    ruleless(ReasonKind::NoRule, text)
}

pub(super) fn unconfirmed(rule: &Rule) -> Reason {
    let text = format!("the rule in force is not confirmed: {}", rule.plain);
    let part = Text::default();
    blank(rule, rule.source(), &part, ReasonKind::Unconfirmed, Effect::Unknown, text)
}

pub(super) fn bar(
    rule: &Rule,
    bar: &Bar,
    effect: Effect,
    truth: Truth<'_>,
    line: Option<(usize, &Line)>,
) -> Reason {
    let mut text = String::new();
    if let Some((at, line)) = line {
        text = format!("{}: ", Place::Cart(at).words(line));
    }
    text.push_str(&bar.plain);
    if let Truth::Missing(fact) = truth {
        text.push_str(&format!(" (`{fact}` is not known, which would say whether this applies)"));
    }
    let reason = blank(rule, &bar.source, &bar.id, ReasonKind::Bar, effect, text);
    under(bar.held.as_ref(), Reason { line: line.map(|(at, _)| at), ..reason })
}

pub(super) fn gate(rule: &Rule, gate: &Gate, effect: Effect, (at, line): (usize, &Line)) -> Reason {
    let measured = line.measure(gate.measure).map(|a| a.to_string()).unwrap_or_default();
    let text = format!(
        "{}: `{}` is {measured}, and {} is at most {}",
        Place::Cart(at).words(line),
        gate.measure,
        gate.name,
        gate.bound_text
    );
    let reason = blank(rule, &gate.source, &gate.id, ReasonKind::Gate, effect, text);
    let reason = Reason {
        line: Some(at),
        counter: gate.name.clone(),
        cap: Some(gate.bound_text.to_string()),
        ..reason
    };
    under(gate.held.as_ref(), reason)
}

/// A line does not say what a gate reads, and the gate leaves it at a warning.
pub(super) fn unsaid(rule: &Rule, gate: &Gate, (at, line): (usize, &Line), field: &str) -> Reason {
    let place = Place::Cart(at).words(line);
    let text = format!("{place} has no `{field}`: {} is at most {}", gate.name, gate.bound_text);
    let reason = blank(rule, &gate.source, &gate.id, ReasonKind::Caution, Effect::Warn, text);
    Reason { line: Some(at), counter: gate.name.clone(), ..reason }
}

pub(super) fn exclusive(rule: &Rule, exclusive: &Exclusive, effect: Effect) -> Reason {
    let text = exclusive.plain.to_string();
    let reason = blank(rule, &exclusive.source, &exclusive.id, ReasonKind::Exclusive, effect, text);
    under(exclusive.held.as_ref(), reason)
}

pub(super) fn limit(rule: &Rule, limit: &Limit, tally: &Tally<'_>, effect: Effect) -> Reason {
    let show = |sum| limit.show_with_unit(sum, Round::Up);
    let (used, cart, cap) =
        (show(tally.used), show(tally.cart), limit.show_with_unit(tally.cap, Round::Down));
    let over_by = show(tally.after() - tally.cap);
    let mut text = String::with_capacity(160);
    for piece in [
        &limit.name as &str,
        ": ",
        &used,
        " already and ",
        &cart,
        " in this cart are ",
        &over_by,
        " over ",
        &cap,
        ", ",
        &limit.window_text,
    ] {
        text.push_str(piece);
    }
    if let Some(plain) = limit.plain.as_ref().filter(|_| tally.strength != Strength::Firm) {
        text.push_str("; ");
        text.push_str(plain);
    }
    if let Some(fact) = tally.if_only {
        text.push_str(&format!(" (`{fact}` is not known, which would say whether this applies)"));
    }
    let kind = if effect == Effect::Warn { ReasonKind::Caution } else { ReasonKind::Limit };
    let reason = Reason {
        counter: limit.name.clone(),
        used: Some(used),
        cart: Some(cart),
        cap: Some(cap),
        over_by: Some(over_by),
        window: Some(limit.window_text.clone()),
        ..blank(rule, &limit.source, &limit.id, kind, effect, text)
    };
    under(limit.held.as_ref(), reason)
}

pub(super) fn counted_with_caution(rule: &Rule, limit: &Limit, note: &Text) -> Reason {
    let text = note.to_string();
    let reason = blank(rule, &limit.source, &limit.id, ReasonKind::Caution, Effect::Warn, text);
    Reason { counter: limit.name.clone(), ..reason }
}

pub(super) fn lacking(
    rule: &Rule,
    (part, name, source): (&Text, &Text, &Source),
    place: Place,
    line: &Line,
    field: &str,
) -> Reason {
    let text = format!("{} has no `{field}`, which is needed for: {name}", place.words(line));
    let reason = blank(rule, source, part, ReasonKind::Missing, Effect::Unknown, text);
    Reason { line: place.cart_line(), counter: name.clone(), ..reason }
}

pub(super) fn uncertified(rule: &Rule, limit: &Limit, key: &str) -> Reason {
    let text = format!("`customer.certified.{key}` is not known, which is needed for: {}", limit.name);
    let reason = blank(rule, &limit.source, &limit.id, ReasonKind::Missing, Effect::Unknown, text);
    Reason { counter: limit.name.clone(), ..reason }
}

/// What is free of every limit would be so by a measure that is not known.
pub(super) fn perhaps_free(rule: &Rule, place: Place, line: &Line, field: &str) -> Reason {
    let text = format!("{} has no `{field}`, which would say whether it counts", place.words(line));
    let part = Text::default();
    let reason = blank(rule, rule.source(), &part, ReasonKind::Missing, Effect::Unknown, text);
    Reason { line: place.cart_line(), ..reason }
}

pub(super) fn uncovered(rule: &Rule, place: Place, line: &Line) -> Reason {
    let text =
        format!("{}: the rule in force does not say how `{}` counts", place.words(line), line.category);
    let part = Text::default();
    let reason = blank(rule, rule.source(), &part, ReasonKind::Uncovered, Effect::Unknown, text);
    Reason { line: place.cart_line(), ..reason }
}
