//! Local days of one zone. The last ones are remembered, because questions come in on the same day, and where its
//! midnights are takes longer to work out than the question itself.

use std::sync::Mutex;

use countersign_kernel::{BusinessDate, Timestamp};
use jiff::tz::TimeZone;

/// From the first instant of a local day to the first instant of the next, however long it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LocalDay {
    pub date: BusinessDate,
    pub start: Timestamp,
    pub end: Timestamp,
}

#[derive(Debug)]
pub(crate) struct Days {
    pub zone: TimeZone,
    /// Today and, for what may be bought later, tomorrow.
    last: Mutex<[Option<LocalDay>; 2]>,
}

impl Days {
    pub fn of(zone: TimeZone) -> Self {
        Self { zone, last: Mutex::new([None; 2]) }
    }

    /// The local day that `at` falls on. Who finds the memory in use works it out instead of waiting.
    pub fn day(&self, at: Timestamp) -> LocalDay {
        let Ok(mut last) = self.last.try_lock() else { return self.work_out(at) };
        if let Some(known) = last.iter().flatten().find(|day| day.start <= at && at < day.end) {
            return *known;
        }
        let day = self.work_out(at);
        *last = [Some(day), last[0]];
        day
    }

    fn work_out(&self, at: Timestamp) -> LocalDay {
        let date = at.date_in(&self.zone);
        LocalDay { date, start: date.start_in(&self.zone), end: date.tomorrow().start_in(&self.zone) }
    }
}

impl Clone for Days {
    fn clone(&self) -> Self {
        Self::of(self.zone.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_is_what_would_be_worked_out() {
        let days = Days::of(countersign_kernel::time::zone("America/Chicago").expect("a zone"));
        let first: Timestamp = "2026-03-07T18:00:00-06:00".parse().expect("an instant");
        for hours in [0, 1, 5, 6, 7, 28, 29, 30, 2, 6, 29, 500, 0] {
            let at = first.plus_seconds(hours * 3_600);
            assert_eq!(days.day(at), days.work_out(at));
        }
    }
}
