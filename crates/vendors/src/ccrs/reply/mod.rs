//! An answer of the state: one e-mail, as its bytes.

mod class;
mod rows;

use std::collections::BTreeSet;
use std::fmt;

use countersign_domain::filing::{Answer, Book, Named, Refusal, RefusalClass};
use data_encoding::HEXLOWER;
use mail_parser::{Message, MessageParser, MimeHeaders};
use sha2::{Digest, Sha256};

use super::name::{FileName, Mentioned};

/// Larger than any answer: the largest file of a shop, in base64, twice over.
pub const MAIL_BYTES_MAX: usize = 32 << 20;
/// More parts than any answer has. A mail of thousands within each other would cost the reader its stack.
const PARTS_MAX: usize = 64;
const SAID_CHARS_MAX: usize = 500;

const ACCEPTED: &str = "ccrs processing successful";
const ROW_ERRORS: &str = "ccrs errors for file";
const FILE_ERROR: &str = "ccrs processing error";
const MANIFEST: &str = "manifest generated";

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    #[error("it has more than {MAIL_BYTES_MAX} bytes")]
    TooLarge,
    #[error(
        "it has more than {PARTS_MAX} parts, or other mails in it; hand in the state's mail itself, not forwarded as an attachment"
    )]
    TooManyParts,
    #[error("it is no e-mail with a subject; save the whole mail as a file (.eml)")]
    NoMail,
    #[error("its subject `{0}` is none of CCRS's answers to a file")]
    OtherSubject(String),
    #[error("it names no file of CCRS; look at it by hand")]
    NoFile,
    #[error("it names {0} files, and which one it answers cannot be told; look at it by hand")]
    SeveralFiles(usize),
    #[error(
        "it tells of refused rows and has no table of them that can be read ({0}); save it with its attachment"
    )]
    NoTable(String),
    #[error(
        "it answers `{0}`, which this book does not know: another program drew it up, or this is another shop's book"
    )]
    NotOurs(String),
}

/// An answer, before it is known to which file of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadMail {
    pub about: Mentioned,
    pub answer: Answer,
}

impl ReadMail {
    /// The file of the book that it answers, and the answer as far as its rows are rows of that file.
    pub fn in_book(self, book: &Book) -> Result<(String, Answer), MailError> {
        let is_it = |name: &str| FileName::parse(name).is_some_and(|ours| self.about.is(&ours));
        let mut found = book.files().iter().filter(|filed| is_it(&filed.file));
        let Some(filed) = found.next() else {
            return Err(MailError::NotOurs(self.about.to_string()));
        };
        // Without a licence in its name it may be the file of either of two shops.
        let more = found.count();
        if more > 0 {
            return Err(MailError::SeveralFiles(more + 1));
        }
        let answer = match self.answer {
            Answer::RowsRefused { rows, unread } => {
                let all = rows.len();
                let known: BTreeSet<&Named> = filed.rows.iter().map(|row| &row.row).collect();
                let ours: Vec<_> = rows.into_iter().filter(|row| known.contains(&row.row)).collect();
                let unread = unread + all - ours.len();
                Answer::RowsRefused { rows: ours, unread }
            }
            whole => whole,
        };
        Ok((filed.file.clone(), answer))
    }
}

impl fmt::Display for Mentioned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let licence = self.licence.as_deref().map(|licence| format!("{licence}_")).unwrap_or_default();
        write!(f, "{}_{licence}{}.csv", self.table.name(), self.stamp)
    }
}

/// By which a mail that comes twice is known.
pub fn fingerprint(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes))
}

/// Reads a mail as it lies in a mailbox. Whoever hands it in vouches for it: a sender is easily invented.
pub fn read_mail(bytes: &[u8]) -> Result<ReadMail, MailError> {
    if bytes.len() > MAIL_BYTES_MAX {
        return Err(MailError::TooLarge);
    }
    if is_a_maze(bytes) {
        return Err(MailError::TooManyParts);
    }
    let mail = MessageParser::default().parse(bytes).ok_or(MailError::NoMail)?;
    let subject = mail.subject().ok_or(MailError::NoMail)?.trim();
    let plain = bare(subject).to_lowercase();
    if plain.starts_with(MANIFEST) {
        return Err(MailError::OtherSubject(short(subject)));
    }
    let body = mail.body_text(0).unwrap_or_default();
    if plain.starts_with(ACCEPTED) {
        let about = one(Mentioned::all_in(&body), Mentioned::all_in(subject))?;
        return Ok(ReadMail { about, answer: Answer::Accepted });
    }
    if plain.starts_with(ROW_ERRORS) {
        let about = one(Mentioned::all_in(subject), Mentioned::all_in(&body))?;
        let (rows, unread) = table(&mail, &about)?;
        return Ok(ReadMail { about, answer: Answer::RowsRefused { rows, unread } });
    }
    if plain.starts_with(FILE_ERROR) {
        let about = one(Mentioned::all_in(subject), Mentioned::all_in(&body))?;
        let said = short(body.trim());
        let class = match class::of(&said) {
            RefusalClass::Unknown => RefusalClass::File,
            class => class,
        };
        return Ok(ReadMail {
            about,
            answer: Answer::FileRefused { reasons: vec![Refusal { class, said }] },
        });
    }
    Err(MailError::OtherSubject(short(subject)))
}

/// Whether a mail has very many parts or other mails in it. Looked for in the bytes, before anything takes them apart: a part
/// can hide others only where its own type, which is seen here, says that it is a mail.
fn is_a_maze(bytes: &[u8]) -> bool {
    const TYPE: &[u8] = b"content-type";
    let lower = bytes.to_ascii_lowercase();
    let mut parts = 0;
    let mut rest = lower.as_slice();
    while let Some(at) = memchr::memmem::find(rest, TYPE) {
        rest = &rest[at + TYPE.len()..];
        parts += 1;
        let value = &rest[..value_end(rest)];
        let holds = |word: &[u8]| memchr::memmem::find(value, word).is_some();
        if parts > PARTS_MAX || holds(b"rfc822") || holds(b"global") || holds(b"digest") {
            return true;
        }
    }
    false
}

/// Where a field of the head ends: at a line end that no blank follows.
fn value_end(text: &[u8]) -> usize {
    let ends = memchr::memchr_iter(b'\n', text);
    let end = ends.into_iter().find(|at| !matches!(text.get(at + 1), Some(b' ' | b'\t')));
    end.unwrap_or(text.len())
}

/// A subject without what a forward puts in front.
fn bare(subject: &str) -> &str {
    let mut rest = subject.trim_start();
    loop {
        let lower = rest.to_ascii_lowercase();
        let Some(cut) = ["fwd:", "fw:", "re:"].into_iter().find(|prefix| lower.starts_with(prefix)) else {
            return rest;
        };
        rest = rest[cut.len()..].trim_start();
    }
}

fn short(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(SAID_CHARS_MAX).collect()
}

/// The one file that is named: in the first place, or where none is named there, in the second.
fn one(first: Vec<Mentioned>, second: Vec<Mentioned>) -> Result<Mentioned, MailError> {
    let mut named = if first.is_empty() { second } else { first };
    match (named.len(), named.pop()) {
        (1, Some(only)) => Ok(only),
        (0, _) | (_, None) => Err(MailError::NoFile),
        (several, _) => Err(MailError::SeveralFiles(several)),
    }
}

fn table(mail: &Message<'_>, about: &Mentioned) -> Result<rows::Refused, MailError> {
    let is_csv = |part: &&mail_parser::MessagePart<'_>| {
        let named = part.attachment_name().is_some_and(|name| name.to_ascii_lowercase().ends_with(".csv"));
        named || part.is_content_type("text", "csv")
    };
    let mut parts = mail.attachments().filter(is_csv);
    let no = |why: &str| MailError::NoTable(why.to_owned());
    let part = parts.next().ok_or_else(|| no("there is no CSV attached"))?;
    if parts.next().is_some() {
        return Err(no("there are several CSV files attached"));
    }
    rows::refused(about.table, part.contents()).map_err(MailError::NoTable)
}
