//! Instants and business days. An instant is whole microseconds since 1970 UTC; a day belongs to a zone.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};
use serde::{Deserialize, Deserializer, Serialize, de};

/// Why a text is not an instant, a day or a zone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not {expected}")]
pub struct TimeError {
    pub text: String,
    pub expected: &'static str,
}

/// The shape of an instant without its offset; each zero is a digit.
const PLAIN: &[u8] = b"0000-00-00T00:00:00";

fn time_error(text: &str, expected: &'static str) -> TimeError {
    TimeError { text: text.to_owned(), expected }
}

/// An instant, in whole microseconds since 1970-01-01T00:00:00Z. Text form is RFC 3339 in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(into = "String")]
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

    /// As a `Date` header of HTTP, to the second: `Sun, 06 Nov 1994 08:49:37 GMT`.
    pub fn http_date(self) -> String {
        let printed = jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&self.jiff());
        printed.expect("every stored instant has four digits for its year")
    }

    /// Reads a `Date` header; nothing when it is none.
    pub fn from_http_date(text: &str) -> Option<Self> {
        let read = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text.trim()).ok()?;
        Some(Self(read.as_microsecond()))
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
        if let Some(plain) = plain_instant(text.as_bytes()) {
            return Ok(plain);
        }
        let parsed: jiff::Timestamp =
            text.parse().map_err(|_| time_error(text, "an RFC 3339 instant with an offset"))?;
        Ok(parsed.into())
    }
}

/// What nearly every instant looks like: `2026-11-22T03:30:00`, perhaps a fraction down to microseconds, then `Z` or
/// `-07:00`. None for any other spelling; those are left to the calendar library, which takes several times as long.
fn plain_instant(text: &[u8]) -> Option<Timestamp> {
    let (moment, rest) = text.split_at_checked(PLAIN.len())?;
    let like = |(byte, like): (&u8, &u8)| if *like == b'0' { byte.is_ascii_digit() } else { byte == like };
    let (fraction, offset) = rest.split_at(rest.iter().position(|byte| b"Z+-".contains(byte))?);
    let micros = match fraction {
        [] => 0,
        [b'.', digits @ ..] if (1..=6).contains(&digits.len()) => {
            let tens = (digits.len()..6).fold(1, |tens, _| tens * 10);
            digits.iter().all(u8::is_ascii_digit).then(|| number(digits) * tens)?
        }
        _ => return None,
    };
    let offset = match offset {
        b"Z" => 0,
        [sign, h1, h2, b':', m1, m2] if [h1, h2, m1, m2].iter().all(|byte| byte.is_ascii_digit()) => {
            let (hours, minutes) = (number(&[*h1, *h2]), number(&[*m1, *m2]));
            let seconds = (hours < 24 && minutes < 60).then_some(hours * 3_600 + minutes * 60)?;
            if *sign == b'-' { -seconds } else { seconds }
        }
        _ => return None,
    };
    moment.iter().zip(PLAIN).all(like).then_some(())?;
    let small = |from: usize| number(&moment[from..from + 2]) as i8;
    let year = number(&moment[..4]) as i16;
    let civil =
        DateTime::new(year, small(5), small(8), small(11), small(14), small(17), micros * 1_000).ok()?;
    Some(Offset::from_seconds(offset).ok()?.to_timestamp(civil).ok()?.into())
}

fn number(digits: &[u8]) -> i32 {
    digits.iter().fold(0, |number, digit| number * 10 + i32::from(digit - b'0'))
}

/// From the text as it lies in the input, without a copy of it.
impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct Text;
        impl de::Visitor<'_> for Text {
            type Value = Timestamp;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Timestamp, E> {
                text.parse().map_err(E::custom)
            }
        }
        d.deserialize_str(Text)
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

    /// The instant of a wall clock like `09:00` on this day in `zone`; nothing where it is none.
    pub fn at(self, wall: &str, zone: &TimeZone) -> Option<Timestamp> {
        Some(self.at_time(jiff::civil::Time::strptime("%H:%M", wall).ok()?, zone))
    }

    /// A time that a change of the clocks leaves out is taken as much later as they jump.
    pub fn at_time(self, time: jiff::civil::Time, zone: &TimeZone) -> Timestamp {
        let there = self.0.to_datetime(time).to_zoned(zone.clone());
        there.expect("every business day is in the calendar").timestamp().into()
    }

    /// When a shop closes that writes this time; `00:00` is the end of the day.
    pub fn closing(self, wall: &str, zone: &TimeZone) -> Option<Timestamp> {
        if wall == "00:00" { Some(self.tomorrow().start_in(zone)) } else { self.at(wall, zone) }
    }

    pub fn yesterday(self) -> Self {
        Self(self.0.yesterday().expect("every business day is in the calendar"))
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

    #[test]
    fn a_shop_that_closes_at_midnight_closes_at_the_end_of_its_day() {
        let denver = zone("America/Denver").expect("a zone");
        let day: BusinessDate = "2026-11-22".parse().expect("a date");
        assert_eq!(day.at("09:00", &denver), "2026-11-22T16:00:00Z".parse().ok());
        assert_eq!(day.closing("22:00", &denver), day.at("22:00", &denver));
        assert_eq!(day.closing("00:00", &denver), Some(day.tomorrow().start_in(&denver)));
        assert_eq!(day.at("9 pm", &denver), None);
    }

    #[test]
    fn dates_of_http_are_read_as_they_are_written() {
        let at: Timestamp = "1994-11-06T08:49:37Z".parse().expect("an instant");
        assert_eq!(at.http_date(), "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(Timestamp::from_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), Some(at));
        assert_eq!(Timestamp::from_http_date("yesterday"), None);
    }

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
    fn an_instant_read_the_short_way_is_what_the_calendar_reads() {
        let dates = ["2026-11-22", "2024-02-29", "2023-02-29", "0000-01-01", "1969-12-31", "9999-12-30"];
        let times = ["03:30:00", "23:59:59", "23:59:60", "24:00:00", "21:30:00", "07:61:00", "3:30:00"];
        let fractions = ["", ".1", ".000001", ".123456", ".1234567", ".", ".12a", ",5"];
        let offsets = [
            "Z", "z", "", "+00:00", "-00:00", "-07:00", "+05:45", "+23:59", "-24:00", "+0700", "-07",
            "+-7:00", "-02:60", "Z[UTC]",
        ];
        let mut read = 0;
        for date in dates {
            for (time, fraction) in times.iter().flat_map(|t| fractions.iter().map(move |f| (t, f))) {
                for offset in offsets {
                    let text = format!("{date}T{time}{fraction}{offset}");
                    let whole: Option<Timestamp> = text.parse::<jiff::Timestamp>().ok().map(Into::into);
                    let plain = plain_instant(text.as_bytes());
                    assert!(plain.is_none() || plain == whole, "{text}: {plain:?}, not {whole:?}");
                    read += usize::from(plain.is_some());
                }
            }
        }
        assert!(read > 300, "only {read} were read the short way");
        assert_eq!(plain_instant(b"2026-11-22 03:30:00Z"), None);
        assert_eq!(plain_instant("2026-11-22T03:30:0é".as_bytes()), None);
    }

    #[test]
    fn an_instant_is_read_from_borrowed_text_and_from_a_copy_and_from_nothing_else() {
        use serde::de::IntoDeserializer;
        use serde::de::value::{Error, StrDeserializer, StringDeserializer, U64Deserializer};
        let text = "2026-11-22T03:30:00Z";
        let borrowed: StrDeserializer<'_, Error> = text.into_deserializer();
        let copied: StringDeserializer<Error> = text.to_owned().into_deserializer();
        assert_eq!(Timestamp::deserialize(borrowed), Ok(text.parse().expect("an instant")));
        assert_eq!(Timestamp::deserialize(copied), Ok(text.parse().expect("an instant")));
        let soon: StrDeserializer<'_, Error> = "soon".into_deserializer();
        let told = Timestamp::deserialize(soon).expect_err("no instant").to_string();
        assert_eq!(told, "`soon` is not an RFC 3339 instant with an offset");
        let number: U64Deserializer<Error> = 5_u64.into_deserializer();
        assert!(Timestamp::deserialize(number).is_err());
    }

    #[test]
    fn an_instant_without_an_offset_is_refused() {
        assert!("2026-11-22T03:30:00".parse::<Timestamp>().is_err());
        let kept: Timestamp = "2026-11-22T03:30:00.123456-07:00".parse().expect("an instant");
        assert_eq!(kept.to_string(), "2026-11-22T10:30:00.123456Z");
    }
}
