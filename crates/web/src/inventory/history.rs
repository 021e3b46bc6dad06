//! The books over time: what was open at the end of each day, and what caused it week by week. Every chart has its numbers
//! in a table below it.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use countersign_app::inventory::history::{self, DayOpen, History};
use countersign_kernel::BusinessDate;

use super::words;
use crate::serve::frame::{shell_for, show};
use crate::serve::refused::as_sentence;
use crate::serve::{Signed, Web, WebError};
use crate::shell::{Room, Shell, Theme};

/// The plot's inner box in SVG units.
const LEFT: usize = 28;
const WIDTH: usize = 412;
const TOP: usize = 11;
const HEIGHT: usize = 117;
/// A label under every so many days, counted from today.
const LABEL_DAYS: usize = 7;
/// The width of the longest bar of a cause.
const BAR_WIDTH: usize = 100;

/// `GET /inventory/history`
#[derive(Debug, Clone, Template)]
#[template(path = "inventory/history.html")]
pub struct HistoryPage {
    pub shell: Shell,
    pub now_open: usize,
    pub sentence: String,
    /// The highest value of the axis; a multiple of two.
    pub top: usize,
    pub open_line: String,
    pub counts_line: String,
    /// Where today's point is.
    pub today: (usize, usize),
    /// Under the axis: where, and the day.
    pub labels: Vec<(usize, String)>,
    pub days: Vec<DayRow>,
    pub weeks: Vec<String>,
    pub causes: Vec<CauseRow>,
    pub is_cut: bool,
}

#[derive(Debug, Clone)]
pub struct DayRow {
    pub day: String,
    pub open: usize,
    pub counts: usize,
}

#[derive(Debug, Clone)]
pub struct CauseRow {
    pub cause: String,
    pub opened: Vec<usize>,
    pub total: usize,
    /// The length of its bar.
    pub length: usize,
}

pub(super) async fn page(State(web): State<Web>, signed: Signed) -> Result<Response, WebError> {
    let seen = history::history(&web.app, &signed.actor).await?;
    let shell = shell_for(&web, &signed, Room::Inventory, "The books over time", Vec::new()).await?;
    show(&web, &signed, &drawn(shell, &seen))
}

fn drawn(shell: Shell, seen: &History) -> HistoryPage {
    let top = seen.days.iter().map(|day| day.open).max().unwrap_or(0).max(2).next_multiple_of(2);
    let steps = seen.days.len().saturating_sub(1).max(1);
    let x = |place: usize| LEFT + place * WIDTH / steps;
    let y = |value: usize| TOP + HEIGHT - value * HEIGHT / top;
    let line = |value: fn(&DayOpen) -> usize| {
        let points = seen.days.iter().enumerate().map(|(at, day)| format!("{},{}", x(at), y(value(day))));
        points.collect::<Vec<_>>().join(" ")
    };
    let last = seen.days.last();
    let labelled = seen.days.iter().enumerate().filter(|(at, _)| (steps - at).is_multiple_of(LABEL_DAYS));
    let longest = seen.causes.first().map_or(1, |cause| cause.total().max(1));
    HistoryPage {
        shell,
        now_open: last.map_or(0, |day| day.open),
        sentence: sentence(&seen.days),
        top,
        open_line: line(|day| day.open),
        counts_line: line(|day| day.counts),
        today: (x(steps), y(last.map_or(0, |day| day.open))),
        labels: labelled.map(|(at, day)| (x(at), short(day.day))).collect(),
        days: seen
            .days
            .iter()
            .rev()
            .map(|day| DayRow { day: day.day.to_string(), open: day.open, counts: day.counts })
            .collect(),
        weeks: seen.weeks.iter().map(|week| short(*week)).collect(),
        causes: seen
            .causes
            .iter()
            .map(|row| CauseRow {
                cause: as_sentence(&words::cause_of(&row.class, &row.cause)),
                opened: row.opened.clone(),
                total: row.total(),
                length: (row.total() * BAR_WIDTH).div_ceil(longest),
            })
            .collect(),
        is_cut: seen.is_cut,
    }
}

fn sentence(days: &[DayOpen]) -> String {
    let worst = days.iter().max_by_key(|day| day.open);
    match worst.filter(|day| day.open > 0) {
        Some(day) => format!(
            "Cases open at the end of each day, four weeks; most on {} with {}. The table below has every number.",
            day.day, day.open
        ),
        None => "No case was open at the end of any day of the last four weeks.".to_owned(),
    }
}

/// `22 Nov`
fn short(day: BusinessDate) -> String {
    day.0.strftime("%-d %b").to_string()
}

impl HistoryPage {
    pub fn sample() -> Self {
        let today: BusinessDate = "2026-11-22".parse().expect("a day");
        let back = |days: usize| (0..days).fold(today, |day, _| day.yesterday());
        let open = [3, 5, 4, 4, 2, 2, 6, 9, 8, 7, 5, 5, 4, 3, 3, 2, 4, 4, 3, 1, 1, 0, 2, 3, 3, 2, 1, 2];
        let day =
            |(at, open): (usize, &usize)| DayOpen { day: back(open_days(at)), open: *open, counts: open / 2 };
        let cause = |class: &str, cause: &str, opened: [usize; 8]| history::CauseWeeks {
            cause: cause.to_owned(),
            class: class.to_owned(),
            opened: opened.to_vec(),
        };
        let seen = History {
            days: open.iter().enumerate().map(day).collect(),
            weeks: (0..8).rev().map(|week| back(6 + 7 * week)).collect(),
            causes: vec![
                cause("quantity-mismatch", "usual", [4, 2, 3, 1, 5, 2, 2, 1]),
                cause("price-differs-from-pos", "usual", [1, 0, 2, 0, 0, 3, 1, 0]),
                cause("in-state-not-in-pos", "usual", [0, 1, 0, 1, 1, 0, 0, 2]),
            ],
            is_cut: false,
        };
        drawn(Shell::sample(Room::Inventory, "The books over time"), &seen)
    }
}

/// The sample's days lie so many before its today.
fn open_days(at: usize) -> usize {
    history::DAYS - 1 - at
}
