//! Rule files as text: what a file is, how an error in one is told, and what every dated entry has in common.

mod error;
mod source;
mod words;

use serde::Deserialize;

pub(crate) use error::Problems;
pub use error::RuleError;
pub use source::Status;
pub(crate) use source::{Dated, DatedText, OwnSourceText, Source, date_of};
pub(crate) use words::{Unit, quantity};

/// One file under `rules/`: its path for messages and for the hash, and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleFile {
    pub path: String,
    pub text: String,
}

impl RuleFile {
    /// Case files sit beside rule files; they are not law and not part of the hash.
    pub fn is_cases(&self) -> bool {
        self.path.ends_with(".cases.toml")
    }

    /// Cases of wording are texts, which this crate does not judge.
    pub fn is_wording_cases(&self) -> bool {
        self.path.ends_with("content.cases.toml")
    }

    /// Cases of purchase limits: carts. Those of promotions are offers.
    pub fn is_limit_cases(&self) -> bool {
        self.is_cases() && !self.is_wording_cases() && !self.path.ends_with("promotion.cases.toml")
    }

    /// The line on which an id is given, by its last part.
    pub(crate) fn line_of(&self, id: &str) -> usize {
        let written = format!("id = \"{}\"", id.rsplit('/').next().unwrap_or(id));
        self.text.lines().position(|line| line.trim() == written).map_or(1, |at| at + 1)
    }

    /// Something wrong here that only shows once everything is loaded.
    pub(crate) fn error_at(&self, line: usize, what: String, todo: &str) -> RuleError {
        RuleError { path: self.path.clone(), line, what, todo: todo.to_owned() }
    }

    /// The jurisdiction and the topic, from its head alone.
    fn about(&self) -> Option<(String, String)> {
        #[derive(Deserialize)]
        struct About {
            jurisdiction: String,
            topic: String,
        }
        let about: About = toml::from_str(&self.text).ok()?;
        Some((about.jurisdiction, about.topic))
    }

    /// Whether the other is about the same topic of the same jurisdiction, so that one may take its place.
    pub fn is_version_of(&self, other: &Self) -> bool {
        self.about().is_some_and(|about| Some(about) == other.about())
    }
}

/// The head of every rule file, and whichever entries its topic has.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FileText {
    pub jurisdiction: toml::Spanned<String>,
    pub name: String,
    pub zone: toml::Spanned<String>,
    pub topic: String,
    /// Grams in one ounce, for every `oz` in this file.
    pub ounce_grams: Option<toml::Spanned<String>>,
    /// How few grams it might be, where the law does not say: then what is lawful only above this carries a warning.
    pub ounce_low_grams: Option<toml::Spanned<String>>,
    /// Hour of the birthday from which the new age counts, where the law names one.
    pub attains_age_at: Option<toml::Spanned<String>>,
    #[serde(default)]
    pub open: Vec<crate::kind::open::OpenText>,
    #[serde(default)]
    pub rule: Vec<crate::kind::RuleText>,
    #[serde(default)]
    pub provision: Vec<crate::provision::ProvisionText>,
    #[serde(default)]
    pub wording: Vec<crate::wording::WordingText>,
    #[serde(default)]
    pub promotion: Vec<crate::promotion::PromotionText>,
}
