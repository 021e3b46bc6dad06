//! `content check`: one text a line in, one report a line out. A bad line spoils only itself.

use std::io::{self, BufRead, Read, Write};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::checker::Checker;
use crate::report::{Report, Verdict};

/// A longer line is refused unread, so that no input can exhaust memory.
pub const LINE_BYTES_MAX: usize = 1 << 20;
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
        if self.malformed > 0 { 2 } else { 0 }
    }
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    id: Value,
    text: String,
}

#[derive(Deserialize)]
struct IdOnly {
    #[serde(default)]
    id: Value,
}

#[derive(Serialize)]
struct Answered<'a> {
    id: &'a Value,
    #[serde(flatten)]
    report: Report,
}

/// Answers every line of `input` on `output`. Blank lines are passed over but counted as lines.
pub fn check_lines(
    checker: &Checker,
    mut input: impl BufRead,
    mut output: impl Write,
) -> io::Result<Summary> {
    let mut summary = Summary::default();
    let mut bytes = Vec::new();
    let mut line_no = 0_u64;
    loop {
        bytes.clear();
        let read = input.by_ref().take(LINE_BYTES_MAX as u64 + 1).read_until(b'\n', &mut bytes)?;
        if read == 0 {
            return Ok(summary);
        }
        line_no += 1;
        let outcome = if read > LINE_BYTES_MAX && bytes.last() != Some(&b'\n') {
            skip_line(&mut input)?;
            Err((Value::Null, format!("line {line_no}: longer than {LINE_BYTES_MAX} bytes; split the text")))
        } else if bytes.trim_ascii().is_empty() {
            continue;
        } else {
            parsed(line_no, bytes.trim_ascii())
        };
        match outcome {
            Ok(asked) => {
                let report = checker.check(&asked.text);
                match report.verdict {
                    Verdict::Ok => summary.ok += 1,
                    Verdict::Review => summary.review += 1,
                    Verdict::Violation => summary.violation += 1,
                }
                write_line(&mut output, &Answered { id: &asked.id, report })?;
            }
            Err((id, error)) => {
                summary.malformed += 1;
                write_line(&mut output, &json!({"id": id, "error": error}))?;
            }
        }
    }
}

fn parsed(line_no: u64, line: &[u8]) -> Result<Asked, (Value, String)> {
    let text = std::str::from_utf8(line)
        .map_err(|_| (Value::Null, format!("line {line_no}: not UTF-8; save the file as UTF-8")))?;
    let text = text.trim_start_matches('\u{feff}');
    serde_json::from_str(text).map_err(|why| {
        let id = serde_json::from_str::<IdOnly>(text).map_or(Value::Null, |only| only.id);
        (id, format!("line {line_no}: {why}; {HOW}"))
    })
}

/// Each report is flushed, so that a program may ask, wait and ask again.
fn write_line(output: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
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
