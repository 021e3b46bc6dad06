//! `limits ask`: one question a line in, one answer a line out.

use std::io::{self, BufRead, Write};

use crate::answer::Verdict;
use crate::book::Rulebook;
use crate::json_lines;
use crate::question::Question;

/// What came of a run of questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AskSummary {
    pub allowed: u64,
    pub denied: u64,
    pub unknown: u64,
    pub malformed: u64,
}

impl AskSummary {
    /// 0, or 2 if any line was malformed.
    pub fn exit_status(self) -> u8 {
        json_lines::exit_status(self.malformed)
    }
}

/// Answers every line of `input` on `output`.
pub fn answer_lines(book: &Rulebook, input: impl BufRead, output: impl Write) -> io::Result<AskSummary> {
    let mut summary = AskSummary::default();
    let malformed = json_lines::answer_each(input, output, |line_no, text| {
        let question = Question::parse_line(line_no, text).map_err(|why| why.to_string())?;
        let answer = book.decide(&question);
        match answer.verdict {
            Verdict::Allow => summary.allowed += 1,
            Verdict::Deny => summary.denied += 1,
            Verdict::Unknown => summary.unknown += 1,
        }
        Ok(answer)
    })?;
    Ok(AskSummary { malformed, ..summary })
}
