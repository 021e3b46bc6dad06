//! The list's handler.

use std::collections::BTreeMap;

use axum::extract::{Query, State};
use axum::response::Response;
use countersign_app::orders::numbers;
use countersign_app::people::names;
use countersign_app::record::browse::{self, RecordRow};
use countersign_kernel::{Permission, Timestamp};

use super::list::{Day, Entry, RECORD_PAGE_MAX, RecordPage, RecordQuery};
use super::say;
use crate::serve::frame::{shell_for, show};
use crate::serve::local::Local;
use crate::serve::refused::in_query;
use crate::serve::{Signed, Web, WebError};
use crate::shell::{Keys, Room};
use crate::ui::{Badge, Empty, Field, Page, Verdict};

/// The family of each word that the filter offers.
const FAMILIES: [(&str, &str, &str); 5] = [
    ("fact", "Facts", "fact"),
    ("check", "Checks", "verdict"),
    ("act", "Acts", "act"),
    ("look", "Looks", "look"),
    ("note", "Notes", "note"),
];

/// `GET /record`
pub(super) async fn page(
    State(web): State<Web>,
    signed: Signed,
    Query(query): Query<RecordQuery>,
) -> Result<Response, WebError> {
    signed.must(Permission::RecordView)?;
    let subject = subject(&web, &signed, query.order.trim()).await?;
    let family =
        FAMILIES.iter().find(|(word, ..)| *word == query.kind).map(|(.., family)| (*family).to_owned());
    let before = query.after.as_deref().and_then(|after| after.parse().ok());
    let wanted = i64::try_from(RECORD_PAGE_MAX).expect("a page is small");
    let mut rows = browse::page(&web.app, &signed.actor, before, subject, family, wanted + 1).await?;
    let more = rows.len() > RECORD_PAGE_MAX;
    rows.truncate(RECORD_PAGE_MAX);
    let known = Known {
        names: names::of_store(&web.app, &signed.actor).await?,
        numbers: order_numbers(&web, &signed, &rows).await?,
        may_open: signed.may(Permission::OrderView),
    };
    let keys =
        vec![Keys::new(&["j", "k"], "move"), Keys::new(&["Enter"], "open"), Keys::new(&["v"], "verify all")];
    let filtered = !query.kind.is_empty() || !query.order.trim().is_empty();
    let page = RecordPage {
        shell: shell_for(&web, &signed, Room::Record, "Record", keys).await?,
        summary: "Every fact, check, act and look, newest first. Nothing here can be changed; a changed entry would be found.".to_owned(),
        verified: head(&web, &signed).await?,
        filters: filters(&query),
        empty: rows.is_empty().then(|| empty(filtered)),
        page: pager(&query, &rows, more),
        days: days(&signed, &known, &rows),
        may_export: signed.may(Permission::RecordExport),
    };
    show(&web, &signed, &page)
}

/// What the reader's lists say in place of ids.
pub(super) struct Known {
    pub names: BTreeMap<String, String>,
    pub numbers: BTreeMap<String, i64>,
    /// Whether the reader may follow a link to an order.
    pub may_open: bool,
}

pub(super) async fn order_numbers(
    web: &Web,
    signed: &Signed,
    rows: &[RecordRow],
) -> Result<BTreeMap<String, i64>, WebError> {
    let ids: Vec<&str> =
        rows.iter().map(|row| row.subject.as_str()).filter(|s| s.starts_with("ord_")).collect();
    Ok(numbers::of_orders(&web.app, &signed.actor, &ids).await?)
}

/// The subject that the order filter means; a number nobody has matches nothing.
async fn subject(web: &Web, signed: &Signed, order: &str) -> Result<Option<String>, WebError> {
    if order.is_empty() {
        return Ok(None);
    }
    let found = match order.parse::<i64>() {
        Ok(number) => numbers::id_of(&web.app, &signed.actor, number).await?,
        Err(_) => None,
    };
    Ok(Some(found.unwrap_or_else(|| order.to_owned())))
}

async fn head(web: &Web, signed: &Signed) -> Result<Badge, WebError> {
    let head = browse::last_head(&web.app, &signed.actor).await?;
    Ok(match head {
        Some((seq, at, _)) => {
            let at = signed.local().clock_or_day(Timestamp::from(at), signed.now);
            Badge::new(Verdict::Pass, &format!("Signed up to {seq} at {at}"))
        }
        None => Badge::new(Verdict::Wait, "No head signed yet"),
    })
}

fn filters(query: &RecordQuery) -> Vec<Field> {
    let mut kinds = vec![("", "All kinds")];
    kinds.extend(FAMILIES.iter().map(|(word, words, _)| (*word, *words)));
    vec![
        Field::choose("kind", "Kind", &kinds).value(&query.kind),
        Field::text("order", "Order").value(query.order.trim()),
    ]
}

fn empty(filtered: bool) -> Empty {
    if filtered {
        Empty::new(
            "record",
            "Nothing like that is on the record",
            "Choose another kind, or leave the order's number out.",
        )
    } else {
        Empty::new("record", "The record is empty", "The first order, sign-in or setting begins it.")
    }
}

fn pager(query: &RecordQuery, rows: &[RecordRow], more: bool) -> Page {
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return Page::default() };
    let kept = format!("kind={}&order={}", in_query(&query.kind), in_query(query.order.trim()));
    Page {
        shown: format!("{} to {}", first.seq, last.seq),
        first: query.after.is_some().then(|| format!("/record?{kept}")),
        next: more.then(|| format!("/record?{kept}&after={}", last.seq)),
    }
}

fn days(signed: &Signed, known: &Known, rows: &[RecordRow]) -> Vec<Day> {
    let local = signed.local();
    let mut days: Vec<Day> = Vec::new();
    for row in rows {
        let name = local.weekday(row.at);
        let entry = entry(row, local, known, signed.who(&known.names, &row.actor));
        match days.last_mut() {
            Some(day) if day.name == name => day.entries.push(entry),
            _ => days.push(Day { name, entries: vec![entry] }),
        }
    }
    days
}

fn entry(row: &RecordRow, local: &Local, known: &Known, who: &str) -> Entry {
    let number = known.numbers.get(&row.subject).filter(|_| known.may_open);
    Entry {
        sequence: row.seq.to_string(),
        time: local.seconds(row.at),
        kind: say::log_kind(&row.kind),
        text: say::say(&row.kind, &say::body(&row.line)),
        who: who.to_owned(),
        order: number.map(|number| (format!("/orders/{}", row.subject), number.to_string())),
        stub: say::stub(&row.hash),
        href: format!("/record/{}", row.seq),
    }
}
