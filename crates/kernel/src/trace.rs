//! The state system's own names for things: package tags and licence numbers.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A tag printed by the state: letters and digits.
const TAG_CHARS: usize = 24;
/// A barcode given by the state: digits only.
const BARCODE_CHARS: usize = 16;
/// The end of either that people read aloud.
const SERIAL_CHARS: usize = 9;
/// What stands between the licensee and the serial where the state gives global identifiers.
const INVENTORY: &str = ".IN";
/// The state's two letters and the licensee's code.
const LICENSEE_CHARS: std::ops::RangeInclusive<usize> = 4..=10;
const GLOBAL_SERIAL_CHARS: std::ops::RangeInclusive<usize> = 1..=12;

/// Why a text is not a package tag.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is neither a package tag of 24 letters and digits nor a barcode of 16 digits nor an identifier like WAR400417.IN1Z2Y3"
)]
pub struct TagError(pub String);

/// By which the state tells a package from every other: a tag of 24 letters and digits, kept in upper case, or in states
/// that print none a barcode of 16 digits or a global identifier like `WAR400417.IN1Z2Y3`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PackageTag(String);

impl PackageTag {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part shared by an order of tags, and the serial that people read aloud.
    pub fn head_and_serial(&self) -> (&str, &str) {
        match self.0.find(INVENTORY) {
            Some(place) => self.0.split_at(place + INVENTORY.len()),
            None => self.0.split_at(self.0.len() - SERIAL_CHARS),
        }
    }
}

/// The licensee and the serial of a global identifier, in upper case alone: a state that gives these compares them by letter.
fn is_global(text: &str) -> bool {
    let is_word = |word: &str| word.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
    text.split_once(INVENTORY).is_some_and(|(licensee, serial)| {
        LICENSEE_CHARS.contains(&licensee.len())
            && GLOBAL_SERIAL_CHARS.contains(&serial.len())
            && licensee.bytes().take(2).all(|b| b.is_ascii_uppercase())
            && is_word(licensee)
            && is_word(serial)
    })
}

impl FromStr for PackageTag {
    type Err = TagError;
    fn from_str(text: &str) -> Result<Self, TagError> {
        let is_tag = text.len() == TAG_CHARS && text.bytes().all(|b| b.is_ascii_alphanumeric());
        let is_barcode = text.len() == BARCODE_CHARS && text.bytes().all(|b| b.is_ascii_digit());
        if is_tag || is_barcode || is_global(text) {
            Ok(Self(text.to_ascii_uppercase()))
        } else {
            Err(TagError(text.to_owned()))
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_a_barcode_and_a_global_identifier_name_a_package_and_nothing_else_does() {
        let halves = |text: &str| {
            let tag: PackageTag = text.parse().expect("it names a package");
            let (head, serial) = tag.head_and_serial();
            (head.to_owned(), serial.to_owned())
        };
        let pair = |head: &str, serial: &str| (head.to_owned(), serial.to_owned());
        assert_eq!(halves("1a4060300001a2b000012345"), pair("1A4060300001A2B", "000012345"));
        assert_eq!(halves("6853296789574115"), pair("6853296", "789574115"));
        assert_eq!(halves("WAR400417.IN1Z2Y3"), pair("WAR400417.IN", "1Z2Y3"));
        for bad in [
            "",
            "685329678957411",
            "68532967895741150",
            "685329678957411A",
            "6853 29678957411",
            "685329678957411é",
            "WAR400417.BA1Z2Y3",
            "WAR400417.IN",
            "WA.IN1Z2Y3",
            "war400417.in1z2y3",
            "12R400417.IN1Z2Y3",
            "WAR400417.IN1Z.2Y3",
            "WAR400417.IN1234567890123",
        ] {
            assert!(bad.parse::<PackageTag>().is_err(), "{bad}");
        }
    }
}
