//! Instants in the store's own zone, in the few forms pages use.

use countersign_app::AppError;
use countersign_kernel::{BusinessDate, Timestamp, time};
use jiff::tz::TimeZone;

/// A store's zone.
#[derive(Debug, Clone)]
pub struct Local {
    zone: TimeZone,
}

/// `Sunday, 22 November`
pub fn weekday_of(day: BusinessDate) -> String {
    day.0.strftime("%A, %-d %B").to_string()
}

impl Local {
    pub fn of(name: &str) -> Result<Self, AppError> {
        let zone = time::zone(name).map_err(|why| AppError::Damaged(why.to_string()))?;
        Ok(Self { zone })
    }

    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    fn shown(&self, at: Timestamp, form: &str) -> String {
        at.in_zone(&self.zone).strftime(form).to_string()
    }

    pub fn date(&self, at: Timestamp) -> BusinessDate {
        at.date_in(&self.zone)
    }

    /// `10:06`
    pub fn clock(&self, at: Timestamp) -> String {
        self.shown(at, "%H:%M")
    }

    /// `09:59:33`
    pub fn seconds(&self, at: Timestamp) -> String {
        self.shown(at, "%H:%M:%S")
    }

    /// `22 Nov 2026`
    pub fn day(&self, at: Timestamp) -> String {
        self.shown(at, "%-d %b %Y")
    }

    /// `Sunday, 22 November`
    pub fn weekday(&self, at: Timestamp) -> String {
        self.shown(at, "%A, %-d %B")
    }

    /// `Sun 22 Nov, 10:06`
    pub fn short(&self, at: Timestamp) -> String {
        self.shown(at, "%a %-d %b, %H:%M")
    }

    /// `22 Nov 2026, 09:59:33 MST`
    pub fn full(&self, at: Timestamp) -> String {
        self.shown(at, "%-d %b %Y, %H:%M:%S %Z")
    }

    /// `MST`
    pub fn zone_letters(&self, at: Timestamp) -> String {
        self.shown(at, "%Z")
    }

    /// `Mountain Standard Time`; where the letters are not known to us, the zone's own name.
    pub fn zone_words(&self, at: Timestamp) -> String {
        let letters = self.zone_letters(at);
        let known = ZONES.iter().find(|(short, _)| *short == letters).map(|(_, words)| (*words).to_owned());
        known.unwrap_or_else(|| self.zone.iana_name().unwrap_or("the store's zone").to_owned())
    }

    /// `10:06` today, `21 Nov, 10:06` on another day.
    pub fn clock_or_day(&self, at: Timestamp, now: Timestamp) -> String {
        if self.date(at) == self.date(now) { self.clock(at) } else { self.shown(at, "%-d %b, %H:%M") }
    }

    /// `today 11:30 to 12:00`, `tomorrow …`, `24 Nov …`
    pub fn window(&self, from: Timestamp, to: Timestamp, now: Timestamp) -> String {
        let (day, today) = (self.date(from), self.date(now));
        let day = if day == today {
            "today".to_owned()
        } else if day == today.tomorrow() {
            "tomorrow".to_owned()
        } else {
            self.shown(from, "%-d %b")
        };
        format!("{day} {} to {}", self.clock(from), self.clock(to))
    }
}

const ZONES: [(&str, &str); 11] = [
    ("EST", "Eastern Standard Time"),
    ("EDT", "Eastern Daylight Time"),
    ("CST", "Central Standard Time"),
    ("CDT", "Central Daylight Time"),
    ("MST", "Mountain Standard Time"),
    ("MDT", "Mountain Daylight Time"),
    ("PST", "Pacific Standard Time"),
    ("PDT", "Pacific Daylight Time"),
    ("AKST", "Alaska Standard Time"),
    ("AKDT", "Alaska Daylight Time"),
    ("HST", "Hawaii Standard Time"),
];

/// `45 s`, `14 min`, `2 h 5 min`, `3 d`
pub fn lasting(seconds: i64) -> String {
    let seconds = seconds.max(0);
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3_600 => format!("{} min", seconds / 60),
        3_600..172_800 if seconds % 3_600 < 60 => format!("{} h", seconds / 3_600),
        3_600..172_800 => format!("{} h {} min", seconds / 3_600, seconds % 3_600 / 60),
        _ => format!("{} d", seconds / 86_400),
    }
}

/// `4:37`
pub fn countdown(seconds: i64) -> String {
    let seconds = seconds.max(0);
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("an instant")
    }

    #[test]
    fn times_are_the_stores_and_name_its_zone() {
        let local = Local::of("America/Denver").expect("a zone");
        let now = at("2026-11-22T17:06:00Z");
        assert_eq!(local.short(now), "Sun 22 Nov, 10:06");
        assert_eq!(local.full(now), "22 Nov 2026, 10:06:00 MST");
        assert_eq!(local.zone_words(now), "Mountain Standard Time");
        assert_eq!(local.zone_words(at("2026-07-22T17:06:00Z")), "Mountain Daylight Time");
        assert_eq!(
            local.window(at("2026-11-23T18:00:00Z"), at("2026-11-23T18:30:00Z"), now),
            "tomorrow 11:00 to 11:30"
        );
    }

    #[test]
    fn lengths_of_time_are_said_in_two_units_at_most() {
        let said: Vec<_> = [5, 61, 3_600, 7_500, 200_000].map(lasting).into();
        assert_eq!(said, ["5 s", "1 min", "1 h", "2 h 5 min", "2 d"]);
        assert_eq!(countdown(277), "4:37");
    }
}
