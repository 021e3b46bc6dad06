//! The state system's own names for things: package tags and licence numbers.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

const TAG_CHARS: usize = 24;

/// Why a text is not a package tag.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a package tag of 24 letters and digits")]
pub struct TagError(pub String);

/// A state package tag (UID): 24 letters and digits, kept in upper case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PackageTag(String);

impl PackageTag {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part shared by an order of tags, and the serial that people read aloud.
    pub fn head_and_serial(&self) -> (&str, &str) {
        self.0.split_at(15)
    }
}

impl FromStr for PackageTag {
    type Err = TagError;
    fn from_str(text: &str) -> Result<Self, TagError> {
        let good = text.len() == TAG_CHARS && text.bytes().all(|b| b.is_ascii_alphanumeric());
        if good { Ok(Self(text.to_ascii_uppercase())) } else { Err(TagError(text.to_owned())) }
    }
}

impl TryFrom<String> for PackageTag {
    type Error = TagError;
    fn try_from(text: String) -> Result<Self, TagError> {
        text.parse()
    }
}

impl From<PackageTag> for String {
    fn from(tag: PackageTag) -> Self {
        tag.0
    }
}

impl fmt::Display for PackageTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A facility's licence number, as the state writes it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct License(pub String);

impl fmt::Display for License {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
