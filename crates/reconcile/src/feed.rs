//! Files cut into blocks of whole records, handed to whichever thread asks next.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use countersign_domain::inventory::Source;
use csv_core::{ReadRecordResult, Reader, ReaderBuilder, Terminator};

use crate::columns::{COLUMNS_MAX, Columns};
use crate::error::{Error, Place};

const BLOCK_BYTES: usize = 1 << 20;
/// A record longer than this has a quote that was never closed.
const RECORD_BYTES_MAX: usize = 1 << 23;
const MARK: &[u8] = b"\xEF\xBB\xBF";
const DELIMITERS: [u8; 3] = *b",;\t";

/// Whole records of one file.
#[derive(Debug)]
pub struct Block {
    pub source: Source,
    /// The line its first byte is on.
    pub line: u32,
    pub bytes: Vec<u8>,
    /// Whether there is a quote anywhere in it.
    pub quoted: bool,
}

/// An export of which the header is read.
#[derive(Debug)]
pub struct Export {
    pub source: Source,
    pub path: PathBuf,
    pub columns: Columns,
    pub delimiter: u8,
    file: File,
    /// Read and not yet handed out.
    rest: Vec<u8>,
    line: u32,
    ended: bool,
}

pub fn reader(delimiter: u8) -> Reader {
    ReaderBuilder::new().delimiter(delimiter).terminator(Terminator::Any(b'\n')).build()
}

impl Export {
    pub fn open(source: Source, path: &Path) -> Result<Self, Error> {
        let unreadable = |source| Error::Unreadable { file: path.to_owned(), source };
        let header = |(what, to_do): (String, String)| Error::Header { file: path.to_owned(), what, to_do };
        let mut file = File::open(path).map_err(unreadable)?;
        let mut rest = Vec::new();
        let ended = fill(&mut file, &mut rest).map_err(unreadable)?;
        if rest.starts_with(b"\xFF\xFE") || rest.starts_with(b"\xFE\xFF") {
            let to_do = "save it as CSV in UTF-8".to_owned();
            return Err(header(("it is written in UTF-16".to_owned(), to_do)));
        }
        if rest.starts_with(MARK) {
            rest.drain(..MARK.len());
        }
        let delimiter = delimiter(&rest);
        let mut end = records_end(&rest, delimiter, Stop::First);
        if end == 0 && ended {
            end = rest.len();
        }
        let titles = titles(&rest[..end], delimiter).map_err(header)?;
        let columns = Columns::read(source, titles).map_err(header)?;
        let line = 1 + lines(&rest[..end]);
        rest.drain(..end);
        Ok(Self { source, path: path.to_owned(), columns, delimiter, file, rest, line, ended })
    }

    /// The next block, or nothing at the end. `spare` is a buffer that is no longer needed.
    fn next(&mut self, mut spare: Vec<u8>) -> Result<Option<Block>, Error> {
        loop {
            let quoted = memchr::memchr(b'"', &self.rest).is_some();
            let mut end = if quoted {
                records_end(&self.rest, self.delimiter, Stop::Last)
            } else {
                memchr::memrchr(b'\n', &self.rest).map_or(0, |at| at + 1)
            };
            if end == 0 && self.ended && !self.rest.is_empty() {
                // The last line of a file may lack its end.
                self.rest.push(b'\n');
                end = records_end(&self.rest, self.delimiter, Stop::Last);
                if end == 0 {
                    return Err(self.never_closed());
                }
            }
            if end > 0 {
                spare.clear();
                spare.extend_from_slice(&self.rest[end..]);
                let mut bytes = std::mem::replace(&mut self.rest, spare);
                bytes.truncate(end);
                let block = Block { source: self.source, line: self.line, bytes, quoted };
                self.line += lines(&block.bytes);
                return Ok(Some(block));
            }
            if self.ended {
                return Ok(None);
            }
            if self.rest.len() > RECORD_BYTES_MAX {
                return Err(self.never_closed());
            }
            let path = &self.path;
            let unreadable = |source| Error::Unreadable { file: path.clone(), source };
            self.ended = fill(&mut self.file, &mut self.rest).map_err(unreadable)?;
        }
    }

    fn never_closed(&self) -> Error {
        let place = Place { file: self.path.clone(), line: self.line, column: String::new() };
        let what = "a quote was opened here or below and never closed".to_owned();
        Error::Text { place, what, to_do: "close it, or double a quote that is meant".to_owned() }
    }
}

/// All exports, one after the other.
#[derive(Debug)]
pub struct Feed {
    pub exports: Vec<Export>,
    current: usize,
}

impl Feed {
    pub fn new(exports: Vec<Export>) -> Self {
        Self { exports, current: 0 }
    }

    pub fn next(&mut self, mut spare: Vec<u8>) -> Result<Option<Block>, Error> {
        while let Some(export) = self.exports.get_mut(self.current) {
            match export.next(std::mem::take(&mut spare))? {
                Some(block) => return Ok(Some(block)),
                None => self.current += 1,
            }
        }
        Ok(None)
    }

    /// Nothing is handed out after this.
    pub fn stop(&mut self) {
        self.current = self.exports.len();
    }
}

/// Reads up to a block more; true at the end of the file.
fn fill(file: &mut File, bytes: &mut Vec<u8>) -> io::Result<bool> {
    bytes.reserve_exact(BLOCK_BYTES);
    let read = file.take(BLOCK_BYTES as u64).read_to_end(bytes)?;
    Ok(read < BLOCK_BYTES)
}

fn lines(bytes: &[u8]) -> u32 {
    u32::try_from(memchr::memchr_iter(b'\n', bytes).count()).unwrap_or(u32::MAX)
}

/// What separates the fields of the first line: whichever of comma, semicolon and tab it has most of.
fn delimiter(text: &[u8]) -> u8 {
    let line = &text[..memchr::memchr(b'\n', text).unwrap_or(text.len())];
    let count = |delimiter: &u8| line.iter().filter(|byte| *byte == delimiter).count();
    // Of equals the first is taken, so a file of one column has commas.
    DELIMITERS.into_iter().rev().max_by_key(count).unwrap_or(b',')
}

#[derive(PartialEq, Eq)]
enum Stop {
    First,
    Last,
}

/// Where the first or the last whole record ends; nought when none does. A quote opens at the start of a field only.
fn records_end(bytes: &[u8], delimiter: u8, stop: Stop) -> usize {
    let (mut end, mut inside, mut at_start) = (0, false, true);
    let mut index = 0;
    while let Some(byte) = bytes.get(index) {
        if inside {
            if *byte == b'"' {
                if bytes.get(index + 1) == Some(&b'"') {
                    index += 1;
                } else {
                    inside = false;
                }
            }
        } else if *byte == b'"' && at_start {
            inside = true;
        } else if *byte == b'\n' {
            end = index + 1;
            if stop == Stop::First {
                return end;
            }
        }
        at_start = !inside && (*byte == delimiter || *byte == b'\n');
        index += 1;
    }
    end
}

fn titles(line: &[u8], delimiter: u8) -> Result<Vec<String>, (String, String)> {
    let mut line = line.to_vec();
    if !line.ends_with(b"\n") {
        line.push(b'\n');
    }
    let (mut text, mut ends) = (vec![0; line.len() + 1], vec![0; COLUMNS_MAX]);
    let (result, _, _, count) = reader(delimiter).read_record(&line, &mut text, &mut ends);
    match result {
        ReadRecordResult::Record => {}
        ReadRecordResult::OutputEndsFull => {
            let what = format!("the first line has more than {COLUMNS_MAX} columns");
            return Err((what, "export the columns that are needed".to_owned()));
        }
        _ => {
            let to_do = "the first line must name the columns".to_owned();
            return Err(("there is no first line".to_owned(), to_do));
        }
    }
    let starts = std::iter::once(0).chain(ends.iter().copied());
    let spans = starts.zip(ends.iter().copied()).take(count);
    Ok(spans.map(|(from, to)| String::from_utf8_lossy(&text[from..to]).trim().to_owned()).collect())
}
