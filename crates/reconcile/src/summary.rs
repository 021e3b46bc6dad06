//! The report in short: how many of each class.

use std::collections::BTreeMap;
use std::fmt::Write;

use countersign_domain::inventory::{Class, Source};
use serde_json::{Map, Value, json};

use crate::run::Outcome;

/// A table for people.
pub fn table(outcome: &Outcome) -> String {
    let mut text = String::new();
    let rows =
        Source::ALL.map(|source| format!("{source} {} rows", thousands(outcome.rows[source as usize])));
    let _ = writeln!(text, "{}", rows.join(", "));
    if outcome.counts.is_empty() {
        let _ = writeln!(text, "Clean: no discrepancy.");
        return text;
    }
    let mut classes: Vec<(Class, u64)> =
        outcome.counts.iter().map(|(class, count)| (*class, *count)).collect();
    classes.sort_by_key(|(class, count)| (std::cmp::Reverse((class.severity(), *count)), *class));
    let width = classes.iter().map(|(class, _)| class.name().len()).max().unwrap_or(0).max("class".len());
    let _ = writeln!(text, "\n{:<width$}  {:<8}  {:>10}", "class", "severity", "count");
    for (class, count) in &classes {
        let _ = writeln!(
            text,
            "{:<width$}  {:<8}  {:>10}",
            class.name(),
            class.severity().name(),
            thousands(*count)
        );
    }
    let _ = writeln!(text, "{:<width$}  {:<8}  {:>10}", "all", "", thousands(outcome.total()));
    text
}

/// The same for programs.
pub fn json(outcome: &Outcome) -> Value {
    let rows: Map<String, Value> = Source::ALL
        .iter()
        .map(|source| (source.name().to_owned(), json!(outcome.rows[*source as usize])))
        .collect();
    let classes: BTreeMap<&str, Value> = outcome
        .counts
        .iter()
        .map(|(class, count)| (class.name(), json!({"severity": class.severity().name(), "count": count})))
        .collect();
    json!({
        "clean": outcome.counts.is_empty(),
        "total": outcome.total(),
        "rows": rows,
        "classes": classes,
        "report": outcome.report.display().to_string(),
    })
}

fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
