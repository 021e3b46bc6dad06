//! Whether a shop may take orders online by the state of its books, and when they are to be pulled next.

use countersign_kernel::time::{self, TimeError};
use countersign_kernel::{BusinessDate, Timestamp};

use super::class::Severity;

/// After a comparison that could not be made, the next one is tried this much later.
const RETRY_MINUTES: i64 = 5;

/// The trading day around an instant, by the shop's own wall clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hours {
    /// The last closing at or before now.
    pub closed_at: Timestamp,
    /// The opening of the day that is on, or the next one.
    pub opens_at: Timestamp,
    /// The closing that ends the day which begins then.
    pub closes_at: Timestamp,
}

impl Hours {
    /// `opens` and `closes` are wall clocks like `09:00`; a close of `00:00` is the end of the day.
    pub fn around(now: Timestamp, zone: &str, opens: &str, closes: &str) -> Result<Self, TimeError> {
        let tz = time::zone(zone)?;
        let today = now.date_in(&tz);
        let odd = |wall: &str| TimeError { text: wall.to_owned(), expected: "a wall clock like 09:00" };
        let open = |day: BusinessDate| day.at(opens, &tz).ok_or_else(|| odd(opens));
        let close = |day: BusinessDate| day.closing(closes, &tz).ok_or_else(|| odd(closes));
        let (first, last) =
            if now < close(today)? { (today.yesterday(), today) } else { (today, today.tomorrow()) };
        Ok(Self { closed_at: close(first)?, opens_at: open(last)?, closes_at: close(last)? })
    }

    /// From when on the books of this day are pulled. What was pulled before is yesterday's.
    pub fn morning(&self, rhythm: Rhythm) -> Timestamp {
        self.opens_at.plus_minutes(-rhythm.lead_minutes).max(self.closed_at)
    }

    pub fn is_trading(&self, now: Timestamp) -> bool {
        self.opens_at <= now && now < self.closes_at
    }
}

/// What is known of the books.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Compared {
    /// When the pulls of the last comparison began.
    pub at: Option<Timestamp>,
    /// Open cases that block and are neither fenced nor accepted.
    pub blocking: u32,
    /// Of those, products that are being fenced: not yet gone from every menu.
    pub fencing: u32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GateVerdict {
    pub open: bool,
    pub reason: String,
}

fn closed(reason: impl Into<String>) -> GateVerdict {
    GateVerdict { open: false, reason: reason.into() }
}

/// What the gate of a shop should be, when it moves by itself. Whoever holds it closed is heard first.
pub fn decide(
    now: Timestamp,
    hours: &Hours,
    rhythm: Rhythm,
    held: Option<&str>,
    books: Compared,
) -> GateVerdict {
    if let Some(why) = held {
        return closed(format!("held closed: {why}"));
    }
    if !hours.is_trading(now) {
        return closed("closed for the night");
    }
    if books.at.is_none_or(|at| at < hours.morning(rhythm)) {
        return closed("the books have not been compared this morning");
    }
    let cases = |n: u32| if n == 1 { "1 case".to_owned() } else { format!("{n} cases") };
    match (books.blocking, books.fencing) {
        (0, _) => {
            GateVerdict { open: true, reason: "the books agree, or what does not is ring-fenced".to_owned() }
        }
        (n, m) if n == m => closed(format!("{} being hidden on every menu", cases(n))),
        (n, _) => closed(format!("{} to settle or ring-fence", cases(n))),
    }
}

/// How a shop wants its books pulled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rhythm {
    /// The morning's pull begins this long before the opening.
    pub lead_minutes: i64,
    /// While the day is on; nought for the morning's only.
    pub every_minutes: i64,
}

/// When the books are to be pulled again on this day after a comparison, if nobody asks before; `None` when they are not.
pub fn next_pull(now: Timestamp, hours: &Hours, rhythm: Rhythm, whole: bool) -> Option<Timestamp> {
    let minutes = if whole { rhythm.every_minutes } else { RETRY_MINUTES };
    (minutes > 0).then(|| now.plus_minutes(minutes)).filter(|next| *next < hours.closes_at)
}

/// Until when a case of this severity should be settled.
pub fn due(severity: Severity, opened: Timestamp) -> Timestamp {
    opened.plus_minutes(match severity {
        Severity::Critical => 30,
        Severity::High => 4 * 60,
        Severity::Medium => 24 * 60,
        Severity::Low => 7 * 24 * 60,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("an instant")
    }

    const RHYTHM: Rhythm = Rhythm { lead_minutes: 60, every_minutes: 30 };

    fn hours(now: &str) -> Hours {
        Hours::around(at(now), "America/Denver", "09:00", "21:45").expect("hours")
    }

    #[test]
    fn a_trading_day_goes_from_one_closing_to_the_next() {
        let night = hours("2026-11-22T14:00:00Z");
        assert_eq!(night.closed_at, at("2026-11-22T04:45:00Z"));
        assert_eq!(
            (night.opens_at, night.closes_at),
            (at("2026-11-22T16:00:00Z"), at("2026-11-23T04:45:00Z"))
        );
        assert_eq!(hours("2026-11-22T20:00:00Z"), night);
        let evening = hours("2026-11-23T04:45:00Z");
        assert_eq!(evening.closed_at, at("2026-11-23T04:45:00Z"));
        assert_eq!(evening.opens_at, at("2026-11-23T16:00:00Z"));
        let all_day =
            Hours::around(at("2026-11-22T20:00:00Z"), "America/Denver", "00:00", "00:00").expect("hours");
        assert!(all_day.is_trading(at("2026-11-22T20:00:00Z")));
        assert_eq!(all_day.closed_at, all_day.opens_at);
        assert!(Hours::around(at("2026-11-22T20:00:00Z"), "America/Denver", "nine", "21:45").is_err());
        // The clocks go back on 1 November: the day before closes at 03:45 UTC, the day itself at 04:45.
        let autumn = hours("2026-11-01T20:00:00Z");
        assert_eq!(
            (autumn.closed_at, autumn.closes_at),
            (at("2026-11-01T03:45:00Z"), at("2026-11-02T04:45:00Z"))
        );
    }

    #[test]
    fn the_gate_is_open_only_on_books_of_this_day_that_nothing_blocks() {
        let noon = at("2026-11-22T20:00:00Z");
        let day = hours("2026-11-22T20:00:00Z");
        let of =
            |compared: Option<&str>, blocking, fencing| Compared { at: compared.map(at), blocking, fencing };
        let morning = Some("2026-11-22T15:00:00Z");
        for (now, held, books, open) in [
            (noon, None, of(morning, 0, 0), true),
            (noon, Some("a leak"), of(morning, 0, 0), false),
            (noon, None, of(None, 0, 0), false),
            (noon, None, of(Some("2026-11-22T04:44:59Z"), 0, 0), false),
            (noon, None, of(Some("2026-11-22T14:59:59Z"), 0, 0), false),
            (noon, None, of(morning, 1, 0), false),
            (noon, None, of(morning, 2, 2), false),
            (at("2026-11-22T15:59:59Z"), None, of(morning, 0, 0), false),
            (at("2026-11-23T04:45:00Z"), None, of(morning, 0, 0), false),
        ] {
            let verdict = decide(now, &hours(&now.to_string()), RHYTHM, held, books);
            assert_eq!(verdict.open, open, "{now} {held:?} {books:?}: {}", verdict.reason);
        }
        assert!(day.is_trading(noon));
    }

    #[test]
    fn the_books_are_pulled_before_the_opening_then_every_so_often_and_not_at_night() {
        let at_nine = "2026-11-22T16:00:00Z";
        assert_eq!(hours(at_nine).morning(RHYTHM), at("2026-11-22T15:00:00Z"));
        // A shop that hardly closes begins its morning with the closing.
        let long = Hours::around(at(at_nine), "America/Denver", "00:00", "23:59").expect("hours");
        assert_eq!(long.morning(RHYTHM), at("2026-11-22T06:59:00Z"));
        let next = |now: &str, rhythm, whole| next_pull(at(now), &hours(now), rhythm, whole);
        assert_eq!(next(at_nine, RHYTHM, true), Some(at("2026-11-22T16:30:00Z")));
        assert_eq!(next(at_nine, RHYTHM, false), Some(at("2026-11-22T16:05:00Z")));
        assert_eq!(next("2026-11-23T04:20:00Z", RHYTHM, true), None);
        let once = Rhythm { every_minutes: 0, ..RHYTHM };
        assert_eq!(next(at_nine, once, true), None);
        assert_eq!(next(at_nine, once, false), Some(at("2026-11-22T16:05:00Z")), "a part is tried again");
    }
}
