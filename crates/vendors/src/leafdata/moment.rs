//! Times as Leaf Data writes them: `03/07/2026 4:44pm` by the wall clock, with some ways to say nothing.

use countersign_kernel::{BusinessDate, Timestamp, time};

const NOTHING: &[&str] = &["", "00/00/0000", "0000-00-00", "0000-00-00 00:00:00"];

/// The day of a date or time; `None` where nothing is said.
pub(super) fn day(text: Option<&str>) -> Result<Option<BusinessDate>, &'static str> {
    let text = text.unwrap_or_default().trim();
    if NOTHING.contains(&text) {
        return Ok(None);
    }
    let date = text.split(' ').next().unwrap_or_default();
    let parts: Vec<&str> = date.split('/').collect();
    let [month, day, year] = parts[..] else { return Err("a date") };
    format!("{year:0>4}-{month:0>2}-{day:0>2}").parse().map(Some).map_err(|_| "a date")
}

/// The instant of a time; hours above twelve come together with am and pm, and then count as they stand.
pub(super) fn instant(text: Option<&str>, zone: &str) -> Result<Option<Timestamp>, &'static str> {
    let Some(day) = day(text)? else { return Ok(None) };
    let zone = time::zone(zone).map_err(|_| "a zone")?;
    let Some((_, clock)) = text.unwrap_or_default().trim().split_once(' ') else {
        return Ok(Some(day.start_in(&zone)));
    };
    let clock = clock.trim().to_ascii_lowercase();
    let digits = clock.trim_end_matches(['a', 'p', 'm', ' ']);
    let (hour, minute) = digits.split_once(':').ok_or("a time")?;
    let hour: u8 = hour.parse().map_err(|_| "a time")?;
    let hour = match (hour, clock.ends_with("am"), clock.ends_with("pm")) {
        (12, true, _) => 0,
        (1..=11, _, true) => hour + 12,
        _ => hour,
    };
    let minute = minute.get(..2).ok_or("a time")?;
    day.at(&format!("{hour:02}:{minute}"), &zone).map(Some).ok_or("a time")
}

/// As a call tells a time.
pub(super) fn told(at: Timestamp, zone: &str) -> String {
    time::zone(zone)
        .map_or_else(|_| String::new(), |zone| at.in_zone(&zone).strftime("%m/%d/%Y %-I:%M%P").to_string())
}

/// As a filter names a day.
pub(super) fn named(day: BusinessDate) -> String {
    day.0.strftime("%m/%d/%Y").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ZONE: &str = "America/Los_Angeles";

    #[test]
    fn times_are_read_by_the_wall_clock_however_odd_they_are() {
        for (text, at) in [
            ("03/07/2026 4:44pm", "2026-03-08T00:44:00Z"),
            ("03/07/2026 16:44pm", "2026-03-08T00:44:00Z"),
            ("03/07/2026 12:05am", "2026-03-07T08:05:00Z"),
            ("03/07/2026 00:05am", "2026-03-07T08:05:00Z"),
            ("03/07/2026 12:05pm", "2026-03-07T20:05:00Z"),
            ("3/7/2026", "2026-03-07T08:00:00Z"),
        ] {
            let expected: Timestamp = at.parse().expect("an instant");
            assert_eq!(instant(Some(text), ZONE), Ok(Some(expected)), "{text}");
        }
    }

    #[test]
    fn nothing_is_said_in_some_ways_and_anything_else_is_no_date() {
        for text in [None, Some(""), Some("00/00/0000"), Some("0000-00-00"), Some("0000-00-00 00:00:00")] {
            assert_eq!((day(text), instant(text, ZONE)), (Ok(None), Ok(None)), "{text:?}");
        }
        for text in ["13/45/2026", "2026-03-07", "soon", "03/07/2026 late", "03/07/2026 25:00"] {
            assert!(instant(Some(text), ZONE).is_err(), "{text}");
        }
    }

    #[test]
    fn what_is_told_is_read_back_to_the_minute() {
        let at: Timestamp = "2026-11-21T19:00:00Z".parse().expect("an instant");
        assert_eq!(told(at, ZONE), "11/21/2026 11:00am");
        assert_eq!(instant(Some(&told(at, ZONE)), ZONE), Ok(Some(at)));
    }
}
