//! The book of what was handed in: entries in, the standing of every row out.

use std::collections::BTreeMap;

use countersign_kernel::Timestamp;
use serde::{Deserialize, Serialize};

use super::Operation;
use super::answer::{Answer, Refusal, RefusalClass};

/// A row by its table and the name that the shop gives it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Named {
    pub table: String,
    pub key: String,
}

/// A row as it went into a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FiledRow {
    pub row: Named,
    pub operation: Operation,
    /// What it says, without who wrote it and when: two rows of one content say the same.
    pub content: String,
}

/// What happened, one line of the book. Entries are only ever added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Entry {
    Drawn {
        at: Timestamp,
        file: String,
        rows: Vec<FiledRow>,
    },
    /// A person says that the file was uploaded.
    Uploaded {
        at: Timestamp,
        file: String,
    },
    /// `mail` is the hash of the mail, so that one that comes twice is known.
    Answered {
        at: Timestamp,
        file: String,
        mail: String,
        answer: Answer,
    },
    /// A person says that no answer will come or that it cannot be read: its rows go out again.
    GivenUp {
        at: Timestamp,
        file: String,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BookError {
    #[error("the file `{0}` was drawn up twice; take the second entry out of the book")]
    DrawnTwice(String),
    #[error("the book knows no file `{0}`; it was drawn up elsewhere, or this is another shop's book")]
    NoSuchFile(String),
}

/// One file and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filed {
    pub file: String,
    pub drawn_at: Timestamp,
    pub uploaded_at: Option<Timestamp>,
    pub given_up_at: Option<Timestamp>,
    pub answers: Vec<Answer>,
    pub rows: Vec<FiledRow>,
}

/// Where one row of one file stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    Drawn,
    Uploaded,
    Accepted,
    /// The answer names other rows of its file. By our reading this one was taken.
    NotNamed,
    AlreadyThere,
    Refused(Vec<Refusal>),
    /// Answers that contradict each other, or that name rows which cannot be told apart.
    Unclear,
    /// A person gave up waiting.
    GivenUp,
}

impl Standing {
    pub fn word(&self) -> &'static str {
        match self {
            Self::Drawn => "drawn",
            Self::Uploaded => "uploaded",
            Self::Accepted => "accepted",
            Self::NotNamed => "not-named",
            Self::AlreadyThere => "already-there",
            Self::Refused(_) => "refused",
            Self::Unclear => "unclear",
            Self::GivenUp => "given-up",
        }
    }

    /// Whether the state has the row as it was handed in, as far as it says.
    pub fn is_taken(&self) -> bool {
        matches!(self, Self::Accepted | Self::NotNamed)
    }
}

impl Filed {
    pub fn standing(&self, row: &FiledRow) -> Standing {
        let mut whole_yes = false;
        let mut whole_no: Vec<Refusal> = Vec::new();
        let (mut named, mut unread) = (Vec::new(), false);
        let mut some_refused = false;
        for answer in &self.answers {
            match answer {
                Answer::Accepted => whole_yes = true,
                Answer::FileRefused { reasons } => whole_no.extend(reasons.iter().cloned()),
                Answer::RowsRefused { rows, unread: more } => {
                    some_refused = true;
                    unread |= *more > 0;
                    named.extend(rows.iter().filter(|r| r.row == row.row).flat_map(|r| r.reasons.clone()));
                }
            }
        }
        let refused_whole = self.answers.iter().any(|a| matches!(a, Answer::FileRefused { .. }));
        if refused_whole && (whole_yes || some_refused) {
            return if self.given_up_at.is_some() { Standing::GivenUp } else { Standing::Unclear };
        }
        if refused_whole {
            return Standing::Refused(distinct(whole_no));
        }
        if !named.is_empty() {
            let only_duplicate = named.iter().all(|r| r.class == RefusalClass::Duplicate);
            return if only_duplicate { Standing::AlreadyThere } else { Standing::Refused(distinct(named)) };
        }
        match (some_refused, whole_yes) {
            (true, _) if unread && self.given_up_at.is_none() => Standing::Unclear,
            (true, _) if unread => Standing::GivenUp,
            (true, _) => Standing::NotNamed,
            (false, true) => Standing::Accepted,
            (false, false) if self.given_up_at.is_some() => Standing::GivenUp,
            (false, false) if self.uploaded_at.is_some() => Standing::Uploaded,
            (false, false) => Standing::Drawn,
        }
    }

    pub fn is_answered(&self) -> bool {
        !self.answers.is_empty()
    }
}

/// The same reason from a mail that came twice counts once.
fn distinct(reasons: Vec<Refusal>) -> Vec<Refusal> {
    let mut kept: Vec<Refusal> = Vec::with_capacity(reasons.len());
    for reason in reasons {
        if !kept.contains(&reason) {
            kept.push(reason);
        }
    }
    kept
}

/// Everything that was handed in, and how it was answered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Book {
    files: Vec<Filed>,
    /// By row: the places of its file and of itself there, in the order in which they were drawn up.
    rows: BTreeMap<Named, Vec<(usize, usize)>>,
    places: BTreeMap<String, usize>,
    mails: Vec<String>,
}

impl Book {
    pub fn of(entries: impl IntoIterator<Item = Entry>) -> Result<Self, BookError> {
        let mut book = Self::default();
        for entry in entries {
            book.add(entry)?;
        }
        Ok(book)
    }

    pub fn add(&mut self, entry: Entry) -> Result<(), BookError> {
        match entry {
            Entry::Drawn { at, file, rows } => return self.drawn(at, file, rows),
            Entry::Uploaded { at, file } => {
                self.file_mut(&file)?.uploaded_at.get_or_insert(at);
            }
            Entry::GivenUp { at, file } => {
                self.file_mut(&file)?.given_up_at.get_or_insert(at);
            }
            Entry::Answered { at: _, file, mail, answer } => {
                if !self.has_read(&mail) {
                    self.file_mut(&file)?.answers.push(answer);
                    self.mails.push(mail);
                }
            }
        }
        Ok(())
    }

    fn drawn(&mut self, at: Timestamp, file: String, rows: Vec<FiledRow>) -> Result<(), BookError> {
        let place = self.files.len();
        if self.places.insert(file.clone(), place).is_some() {
            return Err(BookError::DrawnTwice(file));
        }
        for (inside, row) in rows.iter().enumerate() {
            self.rows.entry(row.row.clone()).or_default().push((place, inside));
        }
        let filed =
            Filed { file, drawn_at: at, uploaded_at: None, given_up_at: None, answers: Vec::new(), rows };
        self.files.push(filed);
        Ok(())
    }

    fn file_mut(&mut self, name: &str) -> Result<&mut Filed, BookError> {
        let place = self.places.get(name).copied();
        place
            .and_then(|place| self.files.get_mut(place))
            .ok_or_else(|| BookError::NoSuchFile(name.to_owned()))
    }

    pub fn files(&self) -> &[Filed] {
        &self.files
    }

    pub fn file(&self, name: &str) -> Option<&Filed> {
        self.places.get(name).and_then(|place| self.files.get(*place))
    }

    pub fn has_read(&self, mail: &str) -> bool {
        self.mails.iter().any(|read| read == mail)
    }

    /// Every time that a row was handed in, the oldest first, with where it stands.
    pub fn filings<'a>(&'a self, row: &Named) -> impl DoubleEndedIterator<Item = (&'a FiledRow, Standing)> {
        let places = self.rows.get(row).map(Vec::as_slice).unwrap_or_default();
        places.iter().map(|(place, inside)| {
            let file = &self.files[*place];
            let row = &file.rows[*inside];
            (row, file.standing(row))
        })
    }

    pub fn rows(&self) -> impl Iterator<Item = &Named> {
        self.rows.keys()
    }

    /// Where a row stands by the last file that has it.
    pub fn standing(&self, row: &Named) -> Option<Standing> {
        self.filings(row).next_back().map(|(_, standing)| standing)
    }

    /// Whether an answer says that the state has the row, in these words or in others.
    pub fn is_there(&self, row: &Named) -> bool {
        let mut told = self.filings(row).filter_map(|(filed, standing)| match standing {
            Standing::AlreadyThere => Some(true),
            standing if standing.is_taken() => Some(filed.operation != Operation::Delete),
            _ => None,
        });
        told.next_back().unwrap_or(false)
    }
}
