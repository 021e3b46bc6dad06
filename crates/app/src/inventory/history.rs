//! How the books did over time: what was open at the end of each day, and what caused it, week by week.

use std::collections::BTreeMap;

use countersign_domain::inventory::Class;
use countersign_kernel::{Actor, BusinessDate, Permission, Timestamp};
use countersign_store::cases::{self, Span};
use jiff::civil::Weekday;
use jiff::tz::TimeZone;

use crate::app::App;
use crate::error::AppError;
use crate::permit::store_of;

/// Days in the line of what was open.
pub const DAYS: usize = 28;
/// Weeks in the table of causes.
pub const WEEKS: usize = 8;
/// More cases than this are not read; the page says so.
const SPANS_MAX: i64 = 50_000;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    /// Oldest first; the last one is today, as it is now.
    pub days: Vec<DayOpen>,
    /// The Mondays, oldest first; the last one is of this week.
    pub weeks: Vec<BusinessDate>,
    /// The most frequent first.
    pub causes: Vec<CauseWeeks>,
    /// Older cases were left out.
    pub is_cut: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayOpen {
    pub day: BusinessDate,
    /// Cases open at its end.
    pub open: usize,
    /// Those of them in which state and point of sale count differently.
    pub counts: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CauseWeeks {
    /// Its name, as a case has it.
    pub cause: String,
    pub class: String,
    /// Cases opened, a number for each week.
    pub opened: Vec<usize>,
}

impl CauseWeeks {
    pub fn total(&self) -> usize {
        self.opened.iter().sum()
    }
}

pub async fn history(app: &App, actor: &Actor) -> Result<History, AppError> {
    app.permit(actor, Permission::InventoryView)?;
    let store = store_of(actor)?;
    let zone = crate::orders::load::zone(&crate::orders::load::store(app.db(), store).await?)?;
    let (now, mondays) = (app.now(), mondays(app.now().date_in(&zone)));
    let since = mondays.first().map_or(now, |monday| monday.start_in(&zone));
    let spans = cases::spans(app.db(), store, since, SPANS_MAX).await?;
    Ok(told(&spans, &mondays, now, &zone))
}

/// The Mondays of the last weeks, oldest first.
fn mondays(today: BusinessDate) -> Vec<BusinessDate> {
    let mut day = today;
    while day.0.weekday() != Weekday::Monday {
        day = day.yesterday();
    }
    let week_before = |day: &BusinessDate| Some((0..7).fold(*day, |day, _| day.yesterday()));
    let mut mondays: Vec<_> = std::iter::successors(Some(day), week_before).take(WEEKS).collect();
    mondays.reverse();
    mondays
}

fn told(spans: &[Span], mondays: &[BusinessDate], now: Timestamp, zone: &TimeZone) -> History {
    let mut days: Vec<BusinessDate> =
        std::iter::successors(Some(now.date_in(zone)), |day| Some(day.yesterday())).take(DAYS).collect();
    days.reverse();
    let of_day = |day: &BusinessDate| {
        let end = day.tomorrow().start_in(zone).min(now);
        let was_open = |span: &&Span| {
            span.opened_at <= end && span.closed_at.is_none_or(|closed| Timestamp::from(closed) > end)
        };
        let open = spans.iter().filter(was_open);
        let counts = open.clone().filter(|span| span.class == Class::QuantityMismatch.name());
        DayOpen { day: *day, open: open.count(), counts: counts.count() }
    };
    let mut causes: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    for span in spans {
        let day = span.opened_at.date_in(zone);
        let Some(week) = mondays.iter().rposition(|monday| *monday <= day) else { continue };
        let opened = causes.entry((&span.cause, &span.class)).or_insert_with(|| vec![0; mondays.len()]);
        opened[week] += 1;
    }
    let row = |((cause, class), opened): ((&str, &str), Vec<usize>)| CauseWeeks {
        cause: cause.to_owned(),
        class: class.to_owned(),
        opened,
    };
    let mut causes: Vec<CauseWeeks> = causes.into_iter().map(row).collect();
    causes.sort_by_key(|row| std::cmp::Reverse(row.total()));
    let is_cut = spans.len() >= usize::try_from(SPANS_MAX).unwrap_or(usize::MAX);
    History { days: days.iter().map(of_day).collect(), weeks: mondays.to_vec(), causes, is_cut }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(class: &str, cause: &str, opened: &str, closed: Option<&str>) -> Span {
        let at = |text: &str| text.parse::<Timestamp>().expect("an instant");
        Span {
            class: class.to_owned(),
            cause: cause.to_owned(),
            opened_at: at(opened),
            closed_at: closed.map(|text| at(text).micros()),
        }
    }

    fn day(text: &str) -> BusinessDate {
        text.parse().expect("a day")
    }

    #[test]
    fn a_day_has_what_was_open_at_its_end_by_the_shops_clock() {
        let zone = countersign_kernel::time::zone("America/Denver").expect("a zone");
        let now: Timestamp = "2026-11-22T18:00:00Z".parse().expect("an instant");
        let spans = [
            // Opened at 23:30 of the 19th in Denver, closed at noon of the 21st.
            span("quantity-mismatch", "usual", "2026-11-20T06:30:00Z", Some("2026-11-21T19:00:00Z")),
            span("recalled-for-sale", "usual", "2026-11-21T15:00:00Z", None),
        ];
        let told = told(&spans, &mondays(now.date_in(&zone)), now, &zone);
        let last: Vec<_> = told.days.iter().rev().take(4).map(|d| (d.day, d.open, d.counts)).collect();
        let wanted = [("2026-11-22", 1, 0), ("2026-11-21", 1, 0), ("2026-11-20", 1, 1), ("2026-11-19", 1, 1)];
        assert_eq!(last, wanted.map(|(text, open, counts)| (day(text), open, counts)));
        assert_eq!((told.days.len(), told.days[23].open), (DAYS, 0), "the 18th");
    }

    #[test]
    fn a_case_counts_in_the_week_it_was_opened_and_the_most_frequent_cause_comes_first() {
        let zone = countersign_kernel::time::zone("America/Denver").expect("a zone");
        let now: Timestamp = "2026-11-22T18:00:00Z".parse().expect("an instant");
        let spans = [
            // Sunday 23:59 in Denver is Monday by the world's clock.
            span("quantity-mismatch", "sale-not-posted", "2026-11-16T06:59:00Z", None),
            span("quantity-mismatch", "usual", "2026-11-16T07:00:00Z", None),
            span("quantity-mismatch", "usual", "2026-11-20T07:00:00Z", None),
            span("quantity-mismatch", "usual", "2026-09-20T07:00:00Z", None),
        ];
        let told = told(&spans, &mondays(now.date_in(&zone)), now, &zone);
        assert_eq!(told.weeks.first().copied(), Some(day("2026-09-28")));
        assert_eq!(told.weeks.last().copied(), Some(day("2026-11-16")));
        let rows: Vec<_> = told.causes.iter().map(|row| (row.cause.as_str(), row.opened.clone())).collect();
        let wanted =
            [("usual", vec![0, 0, 0, 0, 0, 0, 0, 2]), ("sale-not-posted", vec![0, 0, 0, 0, 0, 0, 1, 0])];
        assert_eq!(rows, wanted);
    }
}
