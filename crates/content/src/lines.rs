//! `content check`: one text a line in, one report a line out.

use std::io::{self, BufRead, Write};

use countersign_rulebook::json_lines;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::checker::Checker;
use crate::report::{Report, Verdict};

const HOW: &str = "write one object a line, {\"id\": …, \"text\": \"…\"}";

/// What came of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Summary {
    pub ok: u64,
    pub review: u64,
    pub violation: u64,
    pub malformed: u64,
}

impl Summary {
    /// 0, or 2 if any line was malformed. What was found in the texts does not bear on it.
    pub fn exit_status(self) -> u8 {
        json_lines::exit_status(self.malformed)
    }
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    id: Value,
    text: String,
}

#[derive(Serialize)]
struct Answered {
    id: Value,
    #[serde(flatten)]
    report: Report,
}

/// Answers every line of `input` on `output`.
pub fn check_lines(checker: &Checker, input: impl BufRead, output: impl Write) -> io::Result<Summary> {
    let mut summary = Summary::default();
    let malformed = json_lines::answer_each(input, output, |line_no, text| {
        let asked: Asked =
            serde_json::from_str(text).map_err(|why| format!("line {line_no}: {why}; {HOW}"))?;
        let report = checker.check(&asked.text);
        match report.verdict {
            Verdict::Ok => summary.ok += 1,
            Verdict::Review => summary.review += 1,
            Verdict::Violation => summary.violation += 1,
        }
        Ok(Answered { id: asked.id, report })
    })?;
    Ok(Summary { malformed, ..summary })
}
