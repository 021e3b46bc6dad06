//! v1's daily family, which v2 dropped: sums by day, and lines reported for a day without a receipt.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::routing::{get, post};
use countersign_kernel::{BusinessDate, Money, time};
use serde_json::{Value, json};

use super::{Paths, both, write};
use crate::decimal;
use crate::metrc::Metrc;
use crate::metrc::answer::{Answer, Refusal, bare, nothing};
use crate::metrc::ask::Ask;
use crate::metrc::books::{Books, Line};

const DAYS_MAX: i32 = 7;

pub(super) fn paths(paths: Paths) -> Paths {
    let paths = both(paths, "/sales/v1/transactions", get(recent));
    let paths = both(paths, "/sales/v1/transactions/{date}", post(add).put(replace));
    both(paths, "/sales/v1/transactions/{date}/{end}", get(between))
}

#[derive(Debug, Default)]
struct Day {
    transactions: usize,
    packages: usize,
    total: Money,
}

fn days(metrc: &Metrc, books: &Books, facility: usize) -> BTreeMap<BusinessDate, Day> {
    let zone = time::zone(metrc.zone(facility)).expect("the world's zones are known");
    let mut days: BTreeMap<BusinessDate, Day> = BTreeMap::new();
    let mut add = |date: BusinessDate, transactions: usize, lines: &[Line]| {
        let day = days.entry(date).or_default();
        day.transactions += transactions;
        day.packages += lines.len();
        day.total = day.total + lines.iter().map(|line| line.total).sum();
    };
    let live = books.receipts.values().filter(|r| r.facility == facility && r.archived_at.is_none());
    for receipt in live {
        add(receipt.sold_at.date_in(&zone), 1, &receipt.lines);
    }
    for ((_, date), lines) in books.daily.iter().filter(|((place, _), _)| *place == facility) {
        add(*date, lines.len(), lines);
    }
    days
}

fn shown(days: BTreeMap<BusinessDate, Day>, from: BusinessDate, to: BusinessDate) -> Vec<Value> {
    let rows = days.range(from..=to).map(|(date, day)| {
        json!({
            "SalesDate": date,
            "TotalTransactions": day.transactions,
            "TotalPackages": day.packages,
            "TotalPrice": decimal::number(day.total.0, 2),
        })
    });
    rows.collect()
}

async fn recent(State(metrc): State<Arc<Metrc>>, ask: Ask) -> Answer {
    let facility = ask.facility(&metrc)?;
    let zone = time::zone(metrc.zone(facility)).expect("the world's zones are known");
    let now = metrc.stage.now();
    let yesterday = now.plus_seconds(-24 * 3_600).date_in(&zone);
    let books = metrc.books();
    bare(shown(days(&metrc, &books, facility), yesterday, now.date_in(&zone)))
}

fn date(text: &str) -> Result<BusinessDate, Refusal> {
    let day = text.split_once('T').map_or(text, |(day, _)| day);
    day.parse().map_err(|_| Refusal::bad(format!("\"{text}\" is not a date.")))
}

async fn between(
    State(metrc): State<Arc<Metrc>>,
    Path((start, end)): Path<(String, String)>,
    ask: Ask,
) -> Answer {
    let facility = ask.facility(&metrc)?;
    let (start, end) = (date(&start)?, date(&end)?);
    let span = end.0.since(start.0).map_or(i32::MAX, |span| span.get_days());
    if !(0..=DAYS_MAX).contains(&span) {
        return Err(Refusal::bad(format!("The end must be 0 to {DAYS_MAX} days after the start.")));
    }
    let books = metrc.books();
    bare(shown(days(&metrc, &books, facility), start, end))
}

/// Records the rows for a day; with `replacing`, what was reported before goes back to the packages first.
fn report(metrc: &Metrc, ask: &Ask, day: &str, body: &Bytes, replacing: bool) -> Answer {
    let place = ask.facility(metrc)?;
    let (key, now) = ((place, date(day)?), metrc.stage.now());
    let rows = write::rows(body)?;
    let mut first = replacing;
    write::each(metrc, &rows, |books, row| {
        let lines = vec![books.read_line(place, row)?];
        let before = if first { books.daily.get(&key).cloned().unwrap_or_default() } else { Vec::new() };
        books.enough(&lines, &before)?;
        if std::mem::take(&mut first) {
            books.put_back(&before, now);
            books.daily.remove(&key);
        }
        let taken = books.take(lines, now);
        books.daily.entry(key).or_default().extend(taken);
        Ok(())
    })?;
    nothing()
}

async fn add(State(metrc): State<Arc<Metrc>>, Path(date): Path<String>, ask: Ask, body: Bytes) -> Answer {
    report(&metrc, &ask, &date, &body, false)
}

async fn replace(State(metrc): State<Arc<Metrc>>, Path(date): Path<String>, ask: Ask, body: Bytes) -> Answer {
    report(&metrc, &ask, &date, &body, true)
}
