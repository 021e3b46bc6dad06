//! Instants and business days. An instant is whole microseconds since 1970 UTC; a day belongs to a zone.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// Why a text is not an instant, a day or a zone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not {expected}")]
pub struct TimeError {
    pub text: String,
    pub expected: &'static str,
}

fn time_error(text: &str, expected: &'static str) -> TimeError {
    TimeError { text: text.to_owned(), expected }
}

/// An instant, in whole microseconds since 1970-01-01T00:00:00Z. Text form is RFC 3339 in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Timestamp(pub i64);

impl Timestamp {
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    pub const fn micros(self) -> i64 {
        self.0
    }

    pub const fn plus_micros(self, micros: i64) -> Self {
        Self(self.0 + micros)
    }

    pub const fn plus_millis(self, millis: i64) -> Self {
        Self(self.0 + millis * 1_000)
    }

    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0 + seconds * 1_000_000)
    }

    pub const fn plus_minutes(self, minutes: i64) -> Self {
        self.plus_seconds(minutes * 60)
    }

    /// Whole seconds from `earlier` to this instant, rounded down.
    pub const fn seconds_since(self, earlier: Self) -> i64 {
        (self.0 - earlier.0).div_euclid(1_000_000)
    }

    pub fn jiff(self) -> jiff::Timestamp {
        jiff::Timestamp::from_microsecond(self.0).expect("every stored instant is in the calendar")
    }

    pub fn in_zone(self, zone: &TimeZone) -> jiff::Zoned {
        self.jiff().to_zoned(zone.clone())
    }

    /// The calendar day this instant falls on in `zone`.
    pub fn date_in(self, zone: &TimeZone) -> BusinessDate {
        BusinessDate(self.in_zone(zone).date())
    }
}

/// Whole microseconds, as a database keeps them.
impl From<i64> for Timestamp {
    fn from(micros: i64) -> Self {
        Self(micros)
    }
}

impl From<jiff::Timestamp> for Timestamp {
    fn from(t: jiff::Timestamp) -> Self {
        Self(t.as_microsecond())
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.6}", self.jiff())
    }
}

impl FromStr for Timestamp {
    type Err = TimeError;
    /// Any RFC 3339 instant with an offset or `Z`.
    fn from_str(text: &str) -> Result<Self, TimeError> {
        let parsed: jiff::Timestamp =
            text.parse().map_err(|_| time_error(text, "an RFC 3339 instant with an offset"))?;
        Ok(parsed.into())
    }
}

impl TryFrom<String> for Timestamp {
    type Error = TimeError;
    fn try_from(text: String) -> Result<Self, TimeError> {
        text.parse()
    }
}

impl From<Timestamp> for String {
    fn from(t: Timestamp) -> Self {
        t.to_string()
    }
}

/// A calendar day in the store's own zone. Text form `2026-11-22`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BusinessDate(pub Date);

impl BusinessDate {
    /// The first instant of this day in `zone` (not always 00:00 where clocks change at midnight).
    pub fn start_in(self, zone: &TimeZone) -> Timestamp {
        let zoned = self.0.to_zoned(zone.clone()).expect("every business day is in the calendar");
        zoned.timestamp().into()
    }

    pub fn tomorrow(self) -> Self {
        Self(self.0.tomorrow().expect("every business day is in the calendar"))
    }

    /// Whole years from a birth date to this day; one born on 29 February comes of age on 1 March.
    pub fn age_of(self, birth: Self) -> i32 {
        let (today, birth) = (self.0, birth.0);
        let years = i32::from(today.year()) - i32::from(birth.year());
        let before_birthday = (today.month(), today.day()) < (birth.month(), birth.day());
        years - i32::from(before_birthday)
    }
}

impl fmt::Display for BusinessDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for BusinessDate {
    type Err = TimeError;
    fn from_str(text: &str) -> Result<Self, TimeError> {
        text.parse().map(Self).map_err(|_| time_error(text, "a date like 2026-11-22"))
    }
}

/// A zone by its IANA name, from the data compiled in.
pub fn zone(name: &str) -> Result<TimeZone, TimeError> {
    TimeZone::get(name).map_err(|_| time_error(name, "an IANA time zone"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> BusinessDate {
        text.parse().expect("a date")
    }

    #[test]
    fn a_day_belongs_to_its_zone() {
        let at: Timestamp = "2026-11-22T03:30:00Z".parse().expect("an instant");
        let denver = zone("America/Denver").expect("a zone");
        assert_eq!(at.date_in(&denver), date("2026-11-21"));
        assert_eq!(date("2026-11-21").start_in(&denver).to_string(), "2026-11-21T07:00:00.000000Z");
        assert_eq!(date("2026-07-21").start_in(&denver).to_string(), "2026-07-21T06:00:00.000000Z");
    }

    #[test]
    fn age_turns_on_the_birthday() {
        let born = date("2005-11-22");
        assert_eq!(date("2026-11-21").age_of(born), 20);
        assert_eq!(date("2026-11-22").age_of(born), 21);
        let leap = date("2004-02-29");
        assert_eq!(date("2025-02-28").age_of(leap), 20);
        assert_eq!(date("2025-03-01").age_of(leap), 21);
    }

    #[test]
    fn an_instant_without_an_offset_is_refused() {
        assert!("2026-11-22T03:30:00".parse::<Timestamp>().is_err());
        let kept: Timestamp = "2026-11-22T03:30:00.123456-07:00".parse().expect("an instant");
        assert_eq!(kept.to_string(), "2026-11-22T10:30:00.123456Z");
    }
}
