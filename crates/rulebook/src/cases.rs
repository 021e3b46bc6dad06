//! Cases beside rules: questions with the answers that are expected of a rule file, in TOML.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::answer::{Answer, ReasonKind, Verdict};
use crate::book::Rulebook;
use crate::file::{Problems, RuleError, RuleFile};
use crate::question::Question;

/// What a run of one case file found. The rules named are those that decided at least one case.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CaseReport {
    pub passed: usize,
    pub rules: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileText {
    jurisdiction: String,
    case: Vec<CaseText>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseText {
    name: toml::Spanned<String>,
    program: String,
    at: String,
    customer: toml::Table,
    #[serde(default)]
    history: Vec<toml::Table>,
    cart: Vec<toml::Table>,
    verdict: Verdict,
    /// The version of the rule that must have decided.
    rule: Option<String>,
    /// Ids of the parts that must be broken: exactly these.
    broken: Option<Vec<String>>,
    #[serde(default)]
    over_by: BTreeMap<String, String>,
    /// What must remain before the cart, by part.
    #[serde(default)]
    remaining: BTreeMap<String, String>,
    /// Parts under which a warning must be given: exactly these.
    warned: Option<Vec<String>>,
    /// Texts that some reason must contain.
    #[serde(default)]
    says: Vec<String>,
    /// The changed lines of the suggestion, as line number to measures.
    suggested: Option<BTreeMap<String, BTreeMap<String, String>>>,
    rest_at: Option<String>,
}

/// Runs every case of a case file; errors carry the line of the case that failed.
pub fn run(book: &Rulebook, file: &RuleFile) -> Result<CaseReport, Vec<RuleError>> {
    let mut problems = Problems::of(&file.path, &file.text);
    let mut report = CaseReport::default();
    match toml::from_str::<FileText>(&file.text) {
        Ok(text) => {
            for case in &text.case {
                match outcome(book, &text.jurisdiction, case) {
                    Ok(answer) => {
                        report.passed += 1;
                        let rule = answer.rule.map(|r| r.to_string());
                        report.rules.extend(rule.filter(|r| !report.rules.contains(r)));
                    }
                    Err(what) => {
                        let what = format!("case `{}`: {what}", case.name.get_ref());
                        problems.add(case.name.span(), what, "correct the rule or the case");
                    }
                }
            }
        }
        Err(error) => {
            problems.add(error.span().unwrap_or(0..0), error.message().to_owned(), "correct the case file")
        }
    }
    if problems.is_empty() { Ok(report) } else { Err(problems.into_vec()) }
}

fn outcome(book: &Rulebook, jurisdiction: &str, case: &CaseText) -> Result<Answer, String> {
    let tables = |tables: &[toml::Table]| -> Result<serde_json::Value, String> {
        tables
            .iter()
            .cloned()
            .map(|t| json(toml::Value::Table(t)))
            .collect::<Result<Vec<_>, _>>()
            .map(Into::into)
    };
    let question = serde_json::json!({
        "id": case.name.get_ref(),
        "jurisdiction": jurisdiction,
        "program": case.program,
        "at": case.at,
        "customer": json(toml::Value::Table(case.customer.clone()))?,
        "history": tables(&case.history)?,
        "cart": tables(&case.cart)?,
    });
    // The case goes through the same text form as any other question.
    let question = Question::parse_line(1, &question.to_string()).map_err(|e| e.to_string())?;
    let answer = book.decide(&question);
    compare(case, &answer).map_err(|what| {
        let texts: Vec<&str> = answer.reasons.iter().map(|r| r.text.as_str()).collect();
        format!("{what} (verdict {}; {})", answer.verdict, texts.join(" | "))
    })?;
    Ok(answer)
}

fn compare(case: &CaseText, answer: &Answer) -> Result<(), String> {
    if answer.verdict != case.verdict {
        return Err(format!("expected {}", case.verdict));
    }
    if let Some(rule) = &case.rule {
        let decided = answer.rule.as_deref().and_then(|id| id.rsplit('/').next());
        same("rule", Some(rule.as_str()), decided)?;
    }
    if let Some(expected) = &case.broken {
        let broken = |k: ReasonKind| {
            matches!(k, ReasonKind::Limit | ReasonKind::Bar | ReasonKind::Gate | ReasonKind::Exclusive)
        };
        let found: Vec<&str> =
            answer.reasons.iter().filter(|r| broken(r.kind)).map(|r| r.part.as_str()).collect();
        same("broken", expected.iter().map(String::as_str).collect(), found)?;
    }
    if let Some(expected) = &case.warned {
        let found: Vec<&str> = answer.warnings.iter().map(|r| r.part.as_str()).collect();
        same("warned", expected.iter().map(String::as_str).collect(), found)?;
    }
    for (part, over) in &case.over_by {
        let reason = answer.reasons.iter().find(|r| r.part == part.as_str());
        same("over_by", Some(over.as_str()), reason.and_then(|r| r.over_by.as_deref()))?;
    }
    for (part, left) in &case.remaining {
        let remaining = answer.remaining.iter().find(|r| r.part == part.as_str());
        let found = remaining.map(|r| format!("{} {}", r.amount, r.unit));
        same("remaining", Some(left.as_str()), found.as_deref())?;
    }
    for words in &case.says {
        if !answer.reasons.iter().any(|r| r.text.contains(words)) {
            return Err(format!("no reason says `{words}`"));
        }
    }
    compare_suggestion(case, answer)
}

fn compare_suggestion(case: &CaseText, answer: &Answer) -> Result<(), String> {
    let first = answer.suggestions.first();
    if let Some(expected) = &case.suggested {
        let changes = first.map(|s| s.change.as_slice()).unwrap_or_default();
        let line = |c: &crate::answer::Change| {
            let to = c.to.iter().map(|(m, a)| (m.word().to_owned(), a.to_string())).collect();
            (c.line.to_string(), to)
        };
        same("suggested", expected.clone(), changes.iter().map(line).collect())?;
    }
    if let Some(expected) = &case.rest_at {
        let expected = expected.parse().map_err(|e| format!("`rest_at`: {e}"))?;
        same("rest_at", Some(expected), first.and_then(|s| s.rest_at))?;
    }
    Ok(())
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, expected: T, found: T) -> Result<(), String> {
    if expected == found { Ok(()) } else { Err(format!("{what}: expected {expected:?}, found {found:?}")) }
}

fn json(value: toml::Value) -> Result<serde_json::Value, String> {
    Ok(match value {
        toml::Value::String(text) => text.into(),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Boolean(flag) => flag.into(),
        toml::Value::Float(number) => {
            return Err(format!("write {number} in quotes, so that it stays exact"));
        }
        toml::Value::Datetime(when) => when.to_string().into(),
        toml::Value::Array(values) => values.into_iter().map(json).collect::<Result<Vec<_>, _>>()?.into(),
        toml::Value::Table(table) => {
            let entries = table.into_iter().map(|(key, value)| Ok((key, json(value)?)));
            serde_json::Value::Object(entries.collect::<Result<_, String>>()?)
        }
    })
}
