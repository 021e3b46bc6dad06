//! What an entry of the record is about: dotted words, the first one of five, the rest an open set.

use std::fmt;
use std::str::FromStr;

/// The longest kind, in bytes.
pub const KIND_BYTES_MAX: usize = 64;

/// The first word of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// Something a system or a person outside told us.
    Fact,
    /// What a check answered.
    Verdict,
    /// Something we asked of a system outside, and how that went.
    Act,
    /// Somebody looked at a sealed field.
    Look,
    /// What belongs on the record and is none of these: a sign-in, a changed setting, a comment.
    Note,
}

impl Family {
    pub const ALL: [Self; 5] = [Self::Fact, Self::Verdict, Self::Act, Self::Look, Self::Note];

    pub const fn word(self) -> &'static str {
        match self {
            Self::Fact => "fact",
            Self::Verdict => "verdict",
            Self::Act => "act",
            Self::Look => "look",
            Self::Note => "note",
        }
    }
}

/// Such as `fact.order` or `act.metrc.receipt`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kind {
    text: String,
    family: Family,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a kind of entry; write fact, verdict, act, look or note, a dot, then dotted words of a-z, 0-9 and _"
)]
pub struct KindError(pub String);

impl Kind {
    pub fn new(text: &str) -> Result<Self, KindError> {
        let refused = || KindError(text.chars().take(KIND_BYTES_MAX).collect());
        let (first, rest) = text.split_once('.').ok_or_else(refused)?;
        let family = Family::ALL.into_iter().find(|family| family.word() == first).ok_or_else(refused)?;
        let plain = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'_';
        let words_fit = rest.split('.').all(|word| !word.is_empty() && word.bytes().all(plain));
        if !words_fit || text.len() > KIND_BYTES_MAX {
            return Err(refused());
        }
        Ok(Self { text: text.to_owned(), family })
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    pub const fn family(&self) -> Family {
        self.family
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl FromStr for Kind {
    type Err = KindError;
    fn from_str(text: &str) -> Result<Self, KindError> {
        Self::new(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_word_is_one_of_five_and_the_rest_is_open() {
        assert_eq!(Kind::new("fact.order").unwrap().family(), Family::Fact);
        assert_eq!(Kind::new("act.metrc.receipt_2").unwrap().as_str(), "act.metrc.receipt_2");
        for odd in
            ["fact", "fact.", "fact..a", ".a", "rumour.order", "Fact.order", "fact.Order", "fact.a b", ""]
        {
            assert!(Kind::new(odd).is_err(), "{odd}");
        }
        assert!(Kind::new(&format!("note.{}", "a".repeat(KIND_BYTES_MAX - 5))).is_ok());
        assert!(Kind::new(&format!("note.{}", "a".repeat(KIND_BYTES_MAX - 4))).is_err());
    }
}
