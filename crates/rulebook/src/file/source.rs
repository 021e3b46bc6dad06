//! What every entry of law carries: from when until when, from which source, read when, and how sure.

use std::ops::Range;

use countersign_kernel::{BusinessDate, Timestamp};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::answer::Confidence;
use crate::file::Problems;
use crate::text::Text;

/// Whether an entry is evaluated, and how far it is trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    #[default]
    InForce,
    /// Evaluated, but every answer that rests on it is `unknown`.
    Unconfirmed,
    /// Announced law: shown, and not evaluated until an operator adopts it.
    Pending,
}

/// The dated, cited part of an entry as written in a file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DatedText {
    pub from: toml::value::Datetime,
    /// The first day on which the entry no longer holds.
    pub until: Option<toml::value::Datetime>,
    pub status: Option<Status>,
    pub citation: String,
    pub source_title: String,
    pub source_url: String,
    pub read_on: toml::value::Datetime,
    pub confidence: Confidence,
}

/// A part of a rule that rests on another source than the rule itself.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OwnSourceText {
    pub citation: Option<String>,
    pub source_title: Option<String>,
    pub source_url: Option<String>,
    pub confidence: Option<Confidence>,
}

#[derive(Debug, Clone)]
pub(crate) struct Source {
    pub citation: Text,
    pub title: Text,
    pub url: Text,
    pub read_on: BusinessDate,
    pub confidence: Confidence,
}

#[derive(Debug, Clone)]
pub(crate) struct Dated {
    pub from: BusinessDate,
    pub until: Option<BusinessDate>,
    /// The same bounds as instants of the jurisdiction's own midnight.
    pub starts: Timestamp,
    pub ends: Timestamp,
    /// Written as `pending`, whatever has been decided on it since.
    pub announced: bool,
    pub status: Status,
    pub source: Source,
}

pub(crate) fn date_of(written: &toml::value::Datetime) -> Result<BusinessDate, String> {
    let date = written.date.filter(|_| written.time.is_none() && written.offset.is_none());
    let bad = || format!("`{written}` is not a plain date");
    let date = date.ok_or_else(bad)?;
    let (year, month, day) = (i16::try_from(date.year), i8::try_from(date.month), i8::try_from(date.day));
    let (Ok(year), Ok(month), Ok(day)) = (year, month, day) else { return Err(bad()) };
    if !(1970..2200).contains(&year) {
        return Err(format!("`{written}` is not between 1970 and 2200"));
    }
    Date::new(year, month, day).map(BusinessDate).map_err(|_| bad())
}

const DATE_TODO: &str = "write it like 2026-11-22, without quotes";

impl DatedText {
    pub fn compile(&self, span: Range<usize>, zone: &TimeZone, problems: &mut Problems<'_>) -> Option<Dated> {
        let from = problems.check(span.clone(), date_of(&self.from), DATE_TODO);
        let until = match &self.until {
            Some(until) => Some(problems.check(span.clone(), date_of(until), DATE_TODO)?),
            None => None,
        };
        let read_on = problems.check(span.clone(), date_of(&self.read_on), DATE_TODO);
        let mut filled = true;
        for (key, text) in [
            ("citation", &self.citation),
            ("source_title", &self.source_title),
            ("source_url", &self.source_url),
        ] {
            if text.trim().is_empty() {
                problems.add(
                    span.clone(),
                    format!("`{key}` is empty"),
                    "name the source; law without one is not shipped",
                );
                filled = false;
            }
        }
        let (from, read_on) = (from?, read_on?);
        if until.is_some_and(|until| until <= from) {
            problems.add(
                span,
                "`until` is not after `from`",
                "`until` is the first day the entry no longer holds",
            );
            return None;
        }
        filled.then(|| Dated {
            from,
            until,
            starts: from.start_in(zone),
            ends: until.map_or(Timestamp(i64::MAX), |until| until.start_in(zone)),
            announced: self.status == Some(Status::Pending),
            status: self.status.unwrap_or_default(),
            source: Source {
                citation: self.citation.as_str().into(),
                title: self.source_title.as_str().into(),
                url: self.source_url.as_str().into(),
                read_on,
                confidence: self.confidence,
            },
        })
    }
}

impl Dated {
    pub fn holds_at(&self, at: Timestamp) -> bool {
        self.starts <= at && at < self.ends
    }

    pub fn overlaps(&self, other: &Self) -> bool {
        self.starts < other.ends && other.starts < self.ends
    }
}

impl Source {
    pub fn overridden(&self, own: &OwnSourceText) -> Self {
        let text = |own: &Option<String>, rule: &Text| own.as_deref().map_or(rule.clone(), Text::from);
        Self {
            citation: text(&own.citation, &self.citation),
            title: text(&own.source_title, &self.title),
            url: text(&own.source_url, &self.url),
            read_on: self.read_on,
            confidence: own.confidence.unwrap_or(self.confidence),
        }
    }
}
