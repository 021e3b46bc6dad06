//! Over which stretch of time a limit counts, and whose sales.

use std::cell::OnceCell;
use std::ops::Range;

use countersign_kernel::Timestamp;
use jiff::ToSpan;

use crate::days::{Days, LocalDay};
use crate::question::Store;

const ROLLING_DAYS_MAX: u16 = 400;
const DAY_MICROS: i64 = 86_400 * 1_000_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Window {
    /// This sale only.
    Transaction,
    /// The calendar day of the jurisdiction's own zone.
    CalendarDay,
    CalendarMonth,
    /// The last N times 24 hours, to the instant: a purchase returns exactly N days after it was made.
    RollingDays(u16),
}

impl Window {
    pub fn parse(text: &str) -> Result<Self, String> {
        match text {
            "transaction" => return Ok(Self::Transaction),
            "calendar day" => return Ok(Self::CalendarDay),
            "calendar month" => return Ok(Self::CalendarMonth),
            _ => {}
        }
        let days = text.strip_prefix("rolling ").and_then(|rest| rest.strip_suffix(" days"));
        match days.and_then(|days| days.parse().ok()) {
            Some(days @ 1..=ROLLING_DAYS_MAX) => Ok(Self::RollingDays(days)),
            _ => Err(format!("`{text}` is not a window")),
        }
    }
}

/// Whose earlier sales count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    ThisLicensee,
    Statewide,
}

impl Scope {
    pub fn parse(text: &str) -> Result<Self, String> {
        match text {
            "this licensee" => Ok(Self::ThisLicensee),
            "statewide" => Ok(Self::Statewide),
            _ => Err(format!("`{text}` is not `this licensee` or `statewide`")),
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            Self::ThisLicensee => "this licensee",
            Self::Statewide => "statewide",
        }
    }

    pub fn covers(self, store: Store) -> bool {
        self == Self::Statewide || store == Store::Same
    }
}

/// The instant of the question and the local day and month around it, worked out once and only if needed.
#[derive(Debug, Clone)]
pub(crate) struct Now<'a> {
    pub at: Timestamp,
    pub days: &'a Days,
    day: OnceCell<LocalDay>,
    month: OnceCell<(Timestamp, Timestamp)>,
}

impl<'a> Now<'a> {
    pub fn new(at: Timestamp, days: &'a Days) -> Self {
        Self { at, days, day: OnceCell::new(), month: OnceCell::new() }
    }

    pub fn day(&self) -> LocalDay {
        *self.day.get_or_init(|| self.days.day(self.at))
    }

    fn month(&self) -> (Timestamp, Timestamp) {
        *self.month.get_or_init(|| {
            let first = self.day().date.0.first_of_month();
            let next = first.checked_add(1.month()).expect("every business day is in the calendar");
            let start = |date| countersign_kernel::BusinessDate(date).start_in(&self.days.zone);
            (start(first), start(next))
        })
    }

    /// Whether a purchase made at `then` still counts now. A later one (clocks differ) counts too.
    pub fn counts(&self, window: Window, then: Timestamp) -> bool {
        self.span(window).contains(&then)
    }

    /// Purchases made within it still count now.
    pub fn span(&self, window: Window) -> Range<Timestamp> {
        match window {
            Window::Transaction => self.at..self.at,
            Window::CalendarDay => self.day().start..self.day().end,
            Window::CalendarMonth => self.month().0..self.month().1,
            Window::RollingDays(days) => {
                self.at.plus_micros(1 - i64::from(days) * DAY_MICROS)..Timestamp(i64::MAX)
            }
        }
    }

    /// When what was bought at `then` no longer counts.
    pub fn returns_at(&self, window: Window, then: Timestamp) -> Option<Timestamp> {
        match window {
            Window::Transaction => None,
            Window::CalendarDay => Some(self.day().end),
            Window::CalendarMonth => Some(self.month().1),
            Window::RollingDays(days) => Some(then.plus_micros(i64::from(days) * DAY_MICROS)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("an instant")
    }

    fn zone() -> Days {
        Days::of(countersign_kernel::time::zone("America/Chicago").expect("a zone"))
    }

    #[test]
    fn a_calendar_day_is_as_long_as_the_clocks_make_it() {
        let zone = zone();
        let spring = Now::new(at("2026-03-08T12:00:00-05:00"), &zone);
        assert!(spring.counts(Window::CalendarDay, at("2026-03-08T00:00:00-06:00")));
        assert!(!spring.counts(Window::CalendarDay, at("2026-03-07T23:59:59-06:00")));
        let next = spring.returns_at(Window::CalendarDay, spring.at).expect("a day ends");
        assert_eq!(next.seconds_since(at("2026-03-08T00:00:00-06:00")), 23 * 3_600);
    }

    #[test]
    fn a_rolling_window_ends_to_the_instant() {
        let zone = zone();
        let now = Now::new(at("2026-06-15T12:00:00Z"), &zone);
        assert!(!now.counts(Window::RollingDays(14), at("2026-06-01T12:00:00Z")));
        assert!(now.counts(Window::RollingDays(14), at("2026-06-01T12:00:00.000001Z")));
    }

    #[test]
    fn a_calendar_month_turns_on_its_first() {
        let zone = zone();
        let now = Now::new(at("2026-12-31T23:59:59-06:00"), &zone);
        assert!(now.counts(Window::CalendarMonth, at("2026-12-01T00:00:00-06:00")));
        assert!(!now.counts(Window::CalendarMonth, at("2026-11-30T23:59:59-06:00")));
        assert_eq!(now.returns_at(Window::CalendarMonth, now.at), Some(at("2027-01-01T00:00:00-06:00")));
    }

    #[test]
    fn windows_are_read_or_refused() {
        assert_eq!(Window::parse("rolling 35 days"), Ok(Window::RollingDays(35)));
        for bad in ["rolling 0 days", "rolling days", "day", "rolling 1000 days"] {
            assert!(Window::parse(bad).is_err(), "{bad}");
        }
    }
}
