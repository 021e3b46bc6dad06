//! `promotion check`: one offer a line in, one answer a line out.

use std::io::{self, BufRead, Write};

use countersign_kernel::BusinessDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Practice, PromotionAnswer, PromotionQuestion};
use crate::book::Rulebook;
use crate::conduct::ConductEffect;
use crate::json_lines;
use crate::question::Program;

const HOW: &str = "write one object a line, {\"id\": …, \"from\": \"2026-11-22\", \"programs\": [\"adult\"], \
                   \"practices\": [\"price-cut\"]}, and \"until\" and \"possible\" where wanted";

/// What came of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PromotionSummary {
    pub allowed: u64,
    pub review: u64,
    pub denied: u64,
    pub malformed: u64,
}

impl PromotionSummary {
    /// 0, or 2 if any line was malformed. What was answered does not bear on it.
    pub fn exit_status(self) -> u8 {
        json_lines::exit_status(self.malformed)
    }
}

/// A jurisdiction that is not there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no jurisdiction `{asked}`; there are {there}")]
pub struct UnknownJurisdiction {
    asked: String,
    there: String,
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    id: Value,
    from: String,
    until: Option<String>,
    programs: Vec<Program>,
    practices: Vec<Practice>,
    #[serde(default)]
    possible: Vec<Practice>,
}

#[derive(Serialize)]
struct Answered {
    id: Value,
    #[serde(flatten)]
    answer: PromotionAnswer,
}

/// Whether offers can be asked about there; a misspelt place is not to look like one without law.
pub fn known(book: &Rulebook, jurisdiction: &str) -> Result<(), UnknownJurisdiction> {
    if book.zone(jurisdiction).is_some() {
        return Ok(());
    }
    let there: Vec<String> = book.jurisdictions().iter().map(|place| place.id.to_string()).collect();
    Err(UnknownJurisdiction { asked: jurisdiction.to_owned(), there: there.join(", ") })
}

/// Answers every line of `input` on `output`, by the law of one jurisdiction.
pub fn check_lines(
    book: &Rulebook,
    jurisdiction: &str,
    input: impl BufRead,
    output: impl Write,
) -> io::Result<PromotionSummary> {
    let mut summary = PromotionSummary::default();
    let malformed = json_lines::answer_each(input, output, |line_no, text| {
        let told = |what: String| format!("line {line_no}: {what}; {HOW}");
        let asked: Asked = serde_json::from_str(text).map_err(|why| told(why.to_string()))?;
        let id = asked.id.clone();
        let question = asked.question(jurisdiction).map_err(told)?;
        let answer = book.promotion(&question);
        match answer.effect {
            ConductEffect::Allow => summary.allowed += 1,
            ConductEffect::Review => summary.review += 1,
            ConductEffect::Deny => summary.denied += 1,
        }
        Ok(Answered { id, answer })
    })?;
    Ok(PromotionSummary { malformed, ..summary })
}

impl Asked {
    fn question(self, jurisdiction: &str) -> Result<PromotionQuestion, String> {
        if self.programs.is_empty() {
            return Err("`programs` is empty".to_owned());
        }
        if self.practices.is_empty() {
            return Err("`practices` is empty".to_owned());
        }
        let day =
            |key: &str, text: &str| text.parse::<BusinessDate>().map_err(|why| format!("`{key}`: {why}"));
        let from = day("from", &self.from)?;
        let until = self.until.as_deref().map(|text| day("until", text)).transpose()?;
        if let Some(until) = until.filter(|until| *until < from) {
            return Err(format!("`until` {until} is before `from` {from}"));
        }
        Ok(PromotionQuestion {
            jurisdiction: jurisdiction.to_owned(),
            from,
            until,
            programs: self.programs,
            practices: self.practices,
            possible: self.possible,
        })
    }
}
