//! Cases beside rules: questions with the answers that are expected of a rule file, in TOML.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::adopt::Adoption;
use crate::answer::{Answer, ReasonKind, Verdict};
use crate::book::Rulebook;
use crate::file::{Problems, RuleError, RuleFile};
use crate::question::Question;
use crate::text::Text;

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
    /// Readings to be adopted first, as `question/reading`.
    #[serde(default)]
    adopted: Vec<String>,
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

/// Cases read and ready to be put to a rulebook, as often as wanted.
#[derive(Debug)]
pub(crate) struct Cases(Vec<(CaseText, Question)>);

/// Runs every case of a case file; errors carry the line of the case that failed.
pub fn run(book: &Rulebook, file: &RuleFile) -> Result<CaseReport, Vec<RuleError>> {
    let cases = Cases::read(file)?;
    let mut problems = Problems::of(&file.path, &file.text);
    let mut report = CaseReport::default();
    for (case, question) in &cases.0 {
        match outcome(book, case, question) {
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
    if problems.is_empty() { Ok(report) } else { Err(problems.into_vec()) }
}

impl Cases {
    pub fn read(file: &RuleFile) -> Result<Self, Vec<RuleError>> {
        let mut problems = Problems::of(&file.path, &file.text);
        let mut cases = Vec::new();
        match toml::from_str::<FileText>(&file.text) {
            Ok(text) => {
                for case in text.case {
                    let question = question(&text.jurisdiction, &case)
                        .map_err(|what| format!("case `{}`: {what}", case.name.get_ref()));
                    if let Some(question) = problems.check(case.name.span(), question, "correct the case") {
                        cases.push((case, question));
                    }
                }
            }
            Err(error) => {
                let what = error.message().replace('\n', ", ");
                problems.add(error.span().unwrap_or(0..0), what, "correct the case file");
            }
        }
        if problems.is_empty() { Ok(Self(cases)) } else { Err(problems.into_vec()) }
    }

    /// For each case, whether it comes out as it says, and the rule that decided it.
    pub fn rules(&self, book: &Rulebook) -> Vec<(bool, Option<Text>)> {
        let ruled = |(case, question): &(CaseText, Question)| {
            let answer = outcome(book, case, question).ok();
            (answer.is_some(), answer.and_then(|answer| answer.rule))
        };
        self.0.iter().map(ruled).collect()
    }

    /// Whether every one of the cases at `which` comes out as it says; stops at the first that does not.
    pub fn hold(&self, book: &Rulebook, which: &[usize]) -> bool {
        let cases = || which.iter().map(|&at| &self.0[at]).filter(|(case, _)| case.adopted.is_empty());
        // Most that is wrong shows in some verdict, which is much sooner known than a whole answer.
        cases().all(|(case, question)| book.verdict(question) == case.verdict)
            && which.iter().all(|&at| outcome(book, &self.0[at].0, &self.0[at].1).is_ok())
    }
}

fn question(jurisdiction: &str, case: &CaseText) -> Result<Question, String> {
    let tables = |tables: &[toml::Table]| -> Result<serde_json::Value, String> {
        let each = tables.iter().cloned().map(|t| json(toml::Value::Table(t)));
        each.collect::<Result<Vec<_>, _>>().map(Into::into)
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
    Question::parse_line(1, &question.to_string()).map_err(|e| e.to_string())
}

fn outcome(book: &Rulebook, case: &CaseText, question: &Question) -> Result<Answer, String> {
    let adopted;
    let book = if case.adopted.is_empty() {
        book
    } else {
        adopted = adopting(book, &question.jurisdiction, &case.adopted)?;
        &adopted
    };
    let answer = book.decide(question);
    compare(case, &answer).map_err(|what| {
        let texts: Vec<&str> = answer.reasons.iter().map(|r| r.text.as_str()).collect();
        format!("{what} (verdict {}; {})", answer.verdict, texts.join(" | "))
    })?;
    Ok(answer)
}

fn adopting(book: &Rulebook, jurisdiction: &str, readings: &[String]) -> Result<Rulebook, String> {
    let adoption = |written: &String| {
        let (question, reading) =
            written.split_once('/').ok_or_else(|| format!("`{written}` is not `question/reading`"))?;
        let question = format!("{jurisdiction}/purchase-limit/{question}");
        Ok::<_, String>(Adoption { question, reading: reading.to_owned() })
    };
    let adoptions: Vec<Adoption> = readings.iter().map(adoption).collect::<Result<_, _>>()?;
    book.with_adopted(&adoptions).map_err(|errors| errors[0].to_string())
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
