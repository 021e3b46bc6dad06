//! Records of a CSV file, ours or the state's, with the line that each begins on.

use csv_core::{ReadRecordResult, Reader};

/// More than a shop files in a year.
pub(super) const RECORDS_MAX: usize = 500_000;
const COLUMNS_MAX: usize = 256;
const MARK: &[u8] = b"\xEF\xBB\xBF";

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Record {
    pub line: u64,
    pub fields: Vec<String>,
}

/// Every record, or why not: a quote that is never closed, or more than any file of a shop has.
pub(super) fn records(bytes: &[u8]) -> Result<Vec<Record>, String> {
    let mut rest = bytes.strip_prefix(MARK).unwrap_or(bytes);
    if rest.starts_with(b"\xFF\xFE") || rest.starts_with(b"\xFE\xFF") {
        return Err("it is written in UTF-16; save it as CSV in UTF-8".to_owned());
    }
    let mut reader = Reader::new();
    let (mut text, mut ends) = (vec![0; rest.len() + 1], vec![0; COLUMNS_MAX]);
    let mut found = Vec::new();
    loop {
        let line = reader.line();
        let (result, read, _, count) = reader.read_record(rest, &mut text, &mut ends);
        rest = rest.get(read..).unwrap_or_default();
        match result {
            ReadRecordResult::Record if found.len() >= RECORDS_MAX => {
                return Err(format!("it has more than {RECORDS_MAX} lines"));
            }
            ReadRecordResult::Record => {
                let starts = std::iter::once(0).chain(ends.iter().copied());
                let spans = starts.zip(ends.iter().copied()).take(count);
                let field =
                    |(from, to): (usize, usize)| String::from_utf8_lossy(&text[from..to]).into_owned();
                found.push(Record { line, fields: spans.map(field).collect() });
            }
            // All bytes were given: nothing more tells the reader that they end.
            ReadRecordResult::InputEmpty => {}
            ReadRecordResult::OutputEndsFull => {
                return Err(format!("line {line} has more than {COLUMNS_MAX} columns"));
            }
            ReadRecordResult::OutputFull => return Err(format!("line {line} is too long")),
            ReadRecordResult::End => return Ok(found),
        }
    }
}
