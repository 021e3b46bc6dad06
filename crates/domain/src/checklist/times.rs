//! When something is due, by the shop's own hours and wall clock.

use std::fmt;
use std::str::FromStr;

use countersign_kernel::time::{self, TimeError};
use countersign_kernel::{BusinessDate, Timestamp};
use jiff::civil::Time;
use jiff::tz::TimeZone;

/// Further from the opening or the closing than this, something is of another day.
const MINUTES_MAX: i64 = 12 * 60;
const EXPECTED: &str = "`opens`, `closes`, `opens - 30 min`, `closes + 15 min` or a wall clock like `13:30`";

/// A time of the day: `opens - 30 min`, `closes + 15 min`, `13:30`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// Minutes after the opening.
    Opens(i64),
    Closes(i64),
    At(Time),
}

impl Moment {
    pub fn on(self, day: &ShopDay) -> Timestamp {
        match self {
            Self::Opens(minutes) => day.opens_at.plus_minutes(minutes),
            Self::Closes(minutes) => day.closes_at.plus_minutes(minutes),
            Self::At(wall) => day.day.at_time(wall, &day.zone),
        }
    }
}

impl FromStr for Moment {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        let odd = || TimeError { text: text.to_owned(), expected: EXPECTED };
        let of = |rest: &str| -> Result<i64, TimeError> {
            let rest = rest.trim();
            if rest.is_empty() {
                return Ok(0);
            }
            let (sign, rest) = match (rest.strip_prefix('+'), rest.strip_prefix('-')) {
                (Some(rest), _) => (1, rest),
                (_, Some(rest)) => (-1, rest),
                _ => return Err(odd()),
            };
            let number = rest.trim().strip_suffix("min").ok_or_else(odd)?.trim();
            let minutes: u16 = number.parse().map_err(|_| odd())?;
            let minutes = i64::from(minutes);
            if minutes > MINUTES_MAX { Err(odd()) } else { Ok(sign * minutes) }
        };
        let text = text.trim();
        match (text.strip_prefix("opens"), text.strip_prefix("closes")) {
            (Some(rest), _) => of(rest).map(Self::Opens),
            (_, Some(rest)) => of(rest).map(Self::Closes),
            _ => Time::strptime("%H:%M", text).map(Self::At).map_err(|_| odd()),
        }
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (word, minutes) = match self {
            Self::Opens(minutes) => ("opens", minutes),
            Self::Closes(minutes) => ("closes", minutes),
            Self::At(wall) => return wall.strftime("%H:%M").fmt(f),
        };
        match minutes {
            0 => f.write_str(word),
            1.. => write!(f, "{word} + {minutes} min"),
            _ => write!(f, "{word} - {} min", -minutes),
        }
    }
}

/// One day of a shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShopDay {
    pub day: BusinessDate,
    pub zone: TimeZone,
    pub opens_at: Timestamp,
    pub closes_at: Timestamp,
}

/// The day on which an instant falls, the one before and the one after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Days {
    pub before: ShopDay,
    pub today: ShopDay,
    pub after: ShopDay,
}

impl ShopDay {
    /// `opens` and `closes` are wall clocks; a close of `00:00` is the end of the day.
    pub fn of(day: BusinessDate, zone: &TimeZone, opens: &str, closes: &str) -> Result<Self, TimeError> {
        let odd = |wall: &str| TimeError { text: wall.to_owned(), expected: "a wall clock like 09:00" };
        let opens_at = day.at(opens, zone).ok_or_else(|| odd(opens))?;
        let closes_at = day.closing(closes, zone).ok_or_else(|| odd(closes))?;
        Ok(Self { day, zone: zone.clone(), opens_at, closes_at })
    }
}

impl Days {
    pub fn around(now: Timestamp, zone: &str, opens: &str, closes: &str) -> Result<Self, TimeError> {
        let zone = time::zone(zone)?;
        let today = now.date_in(&zone);
        let of = |day| ShopDay::of(day, &zone, opens, closes);
        Ok(Self { before: of(today.yesterday())?, today: of(today)?, after: of(today.tomorrow())? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_read_as_it_is_written() {
        for (text, moment) in [
            ("opens", Moment::Opens(0)),
            ("opens - 30 min", Moment::Opens(-30)),
            ("closes+15min", Moment::Closes(15)),
            (" 13:30 ", Moment::At(jiff::civil::time(13, 30, 0, 0))),
        ] {
            let read: Moment = text.parse().expect(text);
            assert_eq!(read, moment, "{text}");
            assert_eq!(read.to_string().parse::<Moment>().expect("its own words"), moment, "{text}");
        }
        for wrong in
            ["", "open", "opens 30 min", "opens - 30", "closes + 721 min", "25:00", "opens - -5 min", "noon"]
        {
            assert!(wrong.parse::<Moment>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_day_is_the_shops_own_also_when_the_clocks_change() {
        let at = |text: &str| text.parse::<Timestamp>().expect("an instant");
        let days =
            Days::around(at("2026-11-01T20:00:00Z"), "America/Denver", "09:00", "22:00").expect("days");
        assert_eq!(days.before.opens_at, at("2026-10-31T15:00:00Z"), "summer time still");
        assert_eq!(days.today.opens_at, at("2026-11-01T16:00:00Z"));
        assert_eq!(Moment::At(jiff::civil::time(13, 0, 0, 0)).on(&days.today), at("2026-11-01T20:00:00Z"));
        let late =
            Days::around(at("2026-11-22T20:00:00Z"), "America/Denver", "09:00", "00:00").expect("days");
        assert_eq!(late.today.closes_at, at("2026-11-23T07:00:00Z"));
        assert!(Days::around(at("2026-11-22T20:00:00Z"), "America/Denver", "nine", "22:00").is_err());
    }
}
