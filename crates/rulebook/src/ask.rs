//! `limits ask`: one question a line in, one answer a line out. A bad line spoils only itself.

use std::io::{self, BufRead, Read, Write};

use serde::Deserialize;
use serde_json::json;

use crate::answer::Verdict;
use crate::book::Rulebook;
use crate::question::Question;

/// A longer line is refused unread, so that no input can exhaust memory.
pub const LINE_BYTES_MAX: usize = 1 << 20;

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
        if self.malformed > 0 { 2 } else { 0 }
    }
}

#[derive(Deserialize)]
struct IdOnly {
    #[serde(default)]
    id: serde_json::Value,
}

/// Answers every line of `input` on `output`. Blank lines are passed over but counted as lines.
pub fn answer_lines(
    book: &Rulebook,
    mut input: impl BufRead,
    mut output: impl Write,
) -> io::Result<AskSummary> {
    let mut summary = AskSummary::default();
    let mut bytes = Vec::new();
    let mut line_no = 0_u64;
    loop {
        bytes.clear();
        let read = input.by_ref().take(LINE_BYTES_MAX as u64 + 1).read_until(b'\n', &mut bytes)?;
        if read == 0 {
            break;
        }
        line_no += 1;
        if read > LINE_BYTES_MAX && bytes.last() != Some(&b'\n') {
            skip_line(&mut input)?;
            summary.malformed += 1;
            let error = format!("line {line_no}: longer than {LINE_BYTES_MAX} bytes");
            write_line(&mut output, &json!({"id": null, "error": error}))?;
            continue;
        }
        let line = bytes.trim_ascii();
        if line.is_empty() {
            continue;
        }
        answer_one(book, line_no, line, &mut summary, &mut output)?;
    }
    Ok(summary)
}

fn answer_one(
    book: &Rulebook,
    line_no: u64,
    line: &[u8],
    summary: &mut AskSummary,
    output: &mut impl Write,
) -> io::Result<()> {
    let parsed = match std::str::from_utf8(line) {
        Ok(text) => Question::parse_line(line_no, text).map_err(|e| e.to_string()),
        Err(_) => Err(format!("line {line_no}: not UTF-8")),
    };
    let question = match parsed {
        Ok(question) => question,
        Err(error) => {
            summary.malformed += 1;
            let id = serde_json::from_slice::<IdOnly>(line).map_or(serde_json::Value::Null, |only| only.id);
            return write_line(output, &json!({"id": id, "error": error}));
        }
    };
    let answer = book.decide(&question);
    match answer.verdict {
        Verdict::Allow => summary.allowed += 1,
        Verdict::Deny => summary.denied += 1,
        Verdict::Unknown => summary.unknown += 1,
    }
    write_line(output, &answer)
}

/// Each answer is flushed, so that a program may ask, wait and ask again.
fn write_line(output: &mut impl Write, value: &impl serde::Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *output, value)?;
    output.write_all(b"\n")?;
    output.flush()
}

fn skip_line(input: &mut impl BufRead) -> io::Result<()> {
    loop {
        let chunk = input.fill_buf()?;
        if chunk.is_empty() {
            return Ok(());
        }
        let end = chunk.iter().position(|&b| b == b'\n');
        let used = end.map_or(chunk.len(), |at| at + 1);
        input.consume(used);
        if end.is_some() {
            return Ok(());
        }
    }
}
