//! JSON Lines: one object a line in, one a line out, each answered as it comes. A bad line spoils only itself.

use std::io::{self, BufRead, Read, Write};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// A longer line is refused unread, so that no input can exhaust memory.
pub const LINE_BYTES_MAX: usize = 1 << 20;

/// The exit status of a command that answered lines: 0, or 2 if any was malformed.
pub fn exit_status(malformed: u64) -> u8 {
    if malformed > 0 { 2 } else { 0 }
}

#[derive(Deserialize)]
struct IdOnly {
    #[serde(default)]
    id: Value,
}

/// Answers every line of `input` on `output` with what `answer` makes of its number and text, or with its error under the
/// line's own id. Blank lines are passed over but counted as lines. Gives how many were malformed.
pub fn answer_each<A: Serialize>(
    mut input: impl BufRead,
    mut output: impl Write,
    mut answer: impl FnMut(u64, &str) -> Result<A, String>,
) -> io::Result<u64> {
    let (mut malformed, mut line_no) = (0, 0_u64);
    let mut bytes = Vec::new();
    loop {
        bytes.clear();
        let read = input.by_ref().take(LINE_BYTES_MAX as u64 + 1).read_until(b'\n', &mut bytes)?;
        if read == 0 {
            return Ok(malformed);
        }
        line_no += 1;
        let line = bytes.trim_ascii();
        let answered = if read > LINE_BYTES_MAX && bytes.last() != Some(&b'\n') {
            skip_line(&mut input)?;
            Err((Value::Null, format!("line {line_no}: longer than {LINE_BYTES_MAX} bytes; split it")))
        } else if line.is_empty() {
            continue;
        } else if let Ok(text) = std::str::from_utf8(line) {
            let text = text.trim_start_matches('\u{feff}');
            answer(line_no, text).map_err(|error| (id_of(text), error))
        } else {
            Err((Value::Null, format!("line {line_no}: not UTF-8; save the file as UTF-8")))
        };
        match answered {
            Ok(answer) => write_line(&mut output, &answer)?,
            Err((id, error)) => {
                malformed += 1;
                write_line(&mut output, &json!({"id": id, "error": error}))?;
            }
        }
    }
}

fn id_of(text: &str) -> Value {
    serde_json::from_str::<IdOnly>(text).map_or(Value::Null, |only| only.id)
}

/// Each answer is flushed, so that a program may ask, wait and ask again.
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
