//! What a state answers to a table, and what has to be done about each refusal.

use serde::{Deserialize, Serialize};

use super::book::Named;

/// Why a row was not taken, by what has to be done about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusalClass {
    /// It is there already: as good as taken.
    Duplicate,
    NotAuthorised,
    /// What should be changed or taken out is not there.
    NotFound,
    /// What it stands on is not there.
    InvalidParent,
    Field,
    Tax,
    File,
    /// Words that we do not know; a person must look.
    Unknown,
}

impl RefusalClass {
    pub const ALL: [Self; 8] = [
        Self::Duplicate,
        Self::NotAuthorised,
        Self::NotFound,
        Self::InvalidParent,
        Self::Field,
        Self::Tax,
        Self::File,
        Self::Unknown,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Self::Duplicate => "duplicate",
            Self::NotAuthorised => "not-authorised",
            Self::NotFound => "not-found",
            Self::InvalidParent => "invalid-parent",
            Self::Field => "field",
            Self::Tax => "tax",
            Self::File => "file",
            Self::Unknown => "unknown",
        }
    }

    /// What a person does about it, in a sentence.
    pub fn what_to_do(self) -> &'static str {
        match self {
            Self::Duplicate => {
                "Nothing: the state has it already. If yours differs, it goes out as an update with the next files."
            }
            Self::NotAuthorised => "Stop and tell the owner: this account may not report for this licence.",
            Self::NotFound => {
                "Hand in what it belongs to first; it then goes out as new with the next files."
            }
            Self::InvalidParent => {
                "Upload the earlier groups and wait until they are accepted; it goes out again with the next files."
            }
            Self::Field => "Correct the row where it comes from; it goes out again with the next files.",
            Self::Tax => "Correct the price or the tax of this sale; it goes out again with the next files.",
            Self::File => "Draw the file up anew and upload that one.",
            Self::Unknown => {
                "Read the state's words: they are not known here. Correct the row, or ask the state."
            }
        }
    }

    /// Whether the reason lies outside the row, so that the same row may be handed in again as it is.
    pub(super) fn lies_outside(self) -> bool {
        matches!(self, Self::NotAuthorised | Self::NotFound | Self::InvalidParent | Self::File)
    }
}

/// One reason, in the state's own words too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    pub class: RefusalClass,
    pub said: String,
}

/// A row that an answer names, with at least one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedRow {
    pub row: Named,
    pub reasons: Vec<Refusal>,
}

/// One answer to one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    Accepted,
    /// Some rows were refused; `unread` more stand in the answer that cannot be told apart.
    RowsRefused {
        rows: Vec<RefusedRow>,
        unread: usize,
    },
    FileRefused {
        reasons: Vec<Refusal>,
    },
}
