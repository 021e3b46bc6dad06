//! A copy of the record as a file, and how it is checked against a signed head, streaming and offline.
//!
//! The file is the line `countersign-record/1`, then one canonical line for each entry, each ended by a line feed.
//! The head is never taken from the file: it is the statement kept elsewhere that the file is held against.

use std::io::{self, BufRead, Read, Write};

use crate::chain::{Entry, EntryError, LINE_BYTES_MAX, Link};
use crate::extract;
use crate::head::Head;
use crate::tree::Growing;

/// The first line of an export.
pub const HEADER: &str = "countersign-record/1";

/// Writes the first line.
pub fn write_header(out: &mut impl Write) -> io::Result<()> {
    out.write_all(HEADER.as_bytes())?;
    out.write_all(b"\n")
}

/// Writes one entry's canonical line, as [`Entry::line`] gives it and the store keeps it.
pub fn write_line(out: &mut impl Write, line: &str) -> io::Result<()> {
    debug_assert!(!line.contains('\n'), "a canonical line has no line feed in it");
    out.write_all(line.as_bytes())?;
    out.write_all(b"\n")
}

/// What a file that holds was found to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verified {
    /// Entries up to the head: the ones it vouches for.
    pub entries: u64,
    /// The last entry in the file.
    pub last: Link,
    /// Entries after the head. They are chained to it, but nobody has signed for them yet.
    pub beyond_head: u64,
}

/// The first thing wrong with a file.
#[derive(Debug, thiserror::Error)]
#[error("line {line}, byte {byte}: {}{why}", .seq.map(|seq| format!("entry {seq}: ")).unwrap_or_default())]
pub struct Broken {
    /// The entry that stands here or should; none when the first line of the file is wrong.
    pub seq: Option<u64>,
    /// Counts from 1; the first line is the format's name.
    pub line: u64,
    /// Bytes from the start of the file, from 0. For a changed entry, where its line starts.
    pub byte: u64,
    pub why: Fault,
}

#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error("the file does not start with the line `{HEADER}`")]
    Header,
    #[error("the file ends before the end of this line")]
    CutOff,
    #[error("the line is longer than {LINE_BYTES_MAX} bytes")]
    LineTooLong,
    #[error("{}", told(.0))]
    Entry(#[from] EntryError),
    #[error("entry {found} stands in its place; an entry is missing, added or moved")]
    OutOfPlace { found: u64 },
    #[error("it is not chained to the entry before it; one of the two was put in place of another")]
    Unlinked,
    #[error(
        "it was put in place of another: the entries after it are the ones the head vouches for, and they do not follow it"
    )]
    Replaced,
    #[error("it is missing: the file ends here and the head vouches for {head} entries")]
    Missing { head: u64 },
    #[error(
        "the chain up to it is whole but is another one than the head vouches for; it was rewritten here or before"
    )]
    NotTheHead,
    #[error("an extract was taken out here under a root that is not the root of the entries before it")]
    Tree,
    #[error("the file cannot be read ({0})")]
    Unreadable(#[from] io::Error),
}

/// Checks a whole file against a head.
pub fn verify(reader: impl BufRead, head: &Head) -> Result<Verified, Broken> {
    let mut lines = Lines::new(reader);
    let mut last = Link::START;
    let mut before = Spot { line: 1, byte: 0 };
    check_head(head, last, before)?;
    let mut tree = Growing::default();
    while let Some((spot, entry)) = lines.next_entry()? {
        if !entry.follows(&last) {
            return Err(blame(&mut lines, head, (before, last), (spot, &entry)));
        }
        if !extract::is_of(&entry, &tree) {
            return Err(spot.broken(entry.seq(), Fault::Tree));
        }
        tree.push(&entry.hash());
        (last, before) = (entry.link(), spot);
        check_head(head, last, spot)?;
    }
    let vouched = head.link().seq;
    if last.seq < vouched {
        return Err(lines.here(Some(last.seq + 1), Fault::Missing { head: vouched }));
    }
    Ok(Verified { entries: vouched, last, beyond_head: last.seq - vouched })
}

/// The entries of a file in order, each checked for itself and against the one before it: for replaying verdicts.
/// Ends after the first error. That the file is whole is for [`verify`] to say.
pub fn entries<R: BufRead>(reader: R) -> impl Iterator<Item = Result<Entry, Broken>> {
    let mut lines = Lines::new(reader);
    let mut last = Some(Link::START);
    std::iter::from_fn(move || {
        let expected = last.take()?;
        let found = match lines.next_entry() {
            Ok(None) => return None,
            Ok(Some((spot, entry))) if !entry.follows(&expected) => Err(out_of_chain(expected, spot, &entry)),
            Ok(Some((_, entry))) => Ok(entry),
            Err(broken) => Err(broken),
        };
        last = found.as_ref().ok().map(Entry::link);
        Some(found)
    })
}

/// Where a line starts.
#[derive(Debug, Clone, Copy)]
struct Spot {
    line: u64,
    byte: u64,
}

impl Spot {
    fn broken(self, seq: u64, why: Fault) -> Broken {
        Broken { seq: Some(seq), line: self.line, byte: self.byte, why }
    }
}

fn check_head(head: &Head, reached: Link, spot: Spot) -> Result<(), Broken> {
    if reached.seq == head.link().seq && reached != head.link() {
        return Err(spot.broken(reached.seq, Fault::NotTheHead));
    }
    Ok(())
}

/// Names the culprit where two entries, each whole in itself, do not fit together.
///
/// Someone who edits an entry and works out its hash anew leaves the break one line further down. If everything
/// from that line on leads to the signed head, that line is the true one and the line before it is the forgery.
fn blame(
    lines: &mut Lines<impl BufRead>,
    head: &Head,
    (before, last): (Spot, Link),
    (spot, entry): (Spot, &Entry),
) -> Broken {
    let forged_before = last.seq > 0
        && entry.link() != last
        && (entry.seq() == last.seq + 1 || entry.seq() == last.seq)
        && leads_to_head(lines, entry.link(), head);
    if forged_before { before.broken(last.seq, Fault::Replaced) } else { out_of_chain(last, spot, entry) }
}

fn out_of_chain(last: Link, spot: Spot, entry: &Entry) -> Broken {
    let expected = last.seq + 1;
    let fault =
        if entry.seq() == expected { Fault::Unlinked } else { Fault::OutOfPlace { found: entry.seq() } };
    spot.broken(expected, fault)
}

fn leads_to_head(lines: &mut Lines<impl BufRead>, mut last: Link, head: &Head) -> bool {
    while last.seq < head.link().seq {
        match lines.next_entry() {
            Ok(Some((_, entry))) if entry.follows(&last) => last = entry.link(),
            _ => return false,
        }
    }
    last == head.link()
}

/// The entries of a file, each checked for itself only.
struct Lines<R> {
    reader: R,
    buffer: Vec<u8>,
    at: Spot,
}

impl<R: BufRead> Lines<R> {
    fn new(reader: R) -> Self {
        Self { reader, buffer: Vec::new(), at: Spot { line: 1, byte: 0 } }
    }

    fn next_entry(&mut self) -> Result<Option<(Spot, Entry)>, Broken> {
        if self.at.line == 1 {
            self.header()?;
        }
        let spot = self.at;
        // Entry 1 stands on line 2.
        let seq = spot.line - 1;
        if !self.read(Some(seq))? {
            return Ok(None);
        }
        let entry = Entry::parse(&self.buffer).map_err(|why| {
            let within = if let EntryError::Spelling(error) = &why { error.byte as u64 } else { 0 };
            Broken { seq: Some(seq), line: spot.line, byte: spot.byte + within, why: why.into() }
        })?;
        Ok(Some((spot, entry)))
    }

    fn header(&mut self) -> Result<(), Broken> {
        let read = self.read(None).map_err(|broken| match broken.why {
            Fault::CutOff | Fault::LineTooLong => Broken { why: Fault::Header, ..broken },
            _ => broken,
        })?;
        if !read || self.buffer != HEADER.as_bytes() {
            return Err(Broken { seq: None, line: 1, byte: 0, why: Fault::Header });
        }
        Ok(())
    }

    /// Reads one line into the buffer, without its line feed; false at the end of the file.
    fn read(&mut self, seq: Option<u64>) -> Result<bool, Broken> {
        self.buffer.clear();
        let mut bounded = self.reader.by_ref().take(LINE_BYTES_MAX as u64 + 1);
        let read = bounded.read_until(b'\n', &mut self.buffer);
        let bytes = read.map_err(|error| self.here(seq, error.into()))?;
        if bytes == 0 {
            return Ok(false);
        }
        if self.buffer.pop() != Some(b'\n') {
            let why = if bytes > LINE_BYTES_MAX { Fault::LineTooLong } else { Fault::CutOff };
            return Err(self.here(seq, why));
        }
        self.at = Spot { line: self.at.line + 1, byte: self.at.byte + bytes as u64 };
        Ok(true)
    }

    fn here(&self, seq: Option<u64>, why: Fault) -> Broken {
        Broken { seq, line: self.at.line, byte: self.at.byte, why }
    }
}

/// An entry's error with its cause: this is the one line a person reads.
fn told(error: &EntryError) -> String {
    match error {
        EntryError::Spelling(cause) => format!("{error} ({})", cause.why),
        EntryError::Refused(cause) => format!("{error} ({cause})"),
        EntryError::Shape { .. } | EntryError::Hash { .. } => error.to_string(),
    }
}
