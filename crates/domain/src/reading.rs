//! A fact as we have it: a value somebody told us, or the reason why nobody could.

use countersign_kernel::Timestamp;
use serde::{Deserialize, Serialize};

/// What one system outside said when it was asked, or why it could not say.
// Externally tagged on purpose: an inner tag makes serde hold the value in a form that exact amounts, which are read
// from their very text, cannot be read back from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reading<T> {
    Known { value: T, source: String, at: Timestamp },
    Unknown { why: String, source: String, at: Timestamp },
}

impl<T> Reading<T> {
    pub fn known(value: T, source: &str, at: Timestamp) -> Self {
        Self::Known { value, source: source.to_owned(), at }
    }

    pub fn unknown(why: impl Into<String>, source: &str, at: Timestamp) -> Self {
        Self::Unknown { why: why.into(), source: source.to_owned(), at }
    }

    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Known { value, .. } => Some(value),
            Self::Unknown { .. } => None,
        }
    }

    pub fn source(&self) -> &str {
        match self {
            Self::Known { source, .. } | Self::Unknown { source, .. } => source,
        }
    }

    pub fn at(&self) -> Timestamp {
        match self {
            Self::Known { at, .. } | Self::Unknown { at, .. } => *at,
        }
    }

    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Reading<U> {
        match self {
            Self::Known { value, source, at } => Reading::Known { value: change(value), source, at },
            Self::Unknown { why, source, at } => Reading::Unknown { why, source, at },
        }
    }
}
