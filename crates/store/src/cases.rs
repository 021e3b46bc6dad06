//! The cases of the books: what did not agree, since when, whose it is, and what was done about it.

use countersign_kernel::Timestamp;
use countersign_kernel::id::{CaseId, StoreId};

use crate::db::{Db, DbError, Source, Tx};

#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct CaseRow {
    #[serde(deserialize_with = "crate::db::from_text")]
    pub id: CaseId,
    #[serde(deserialize_with = "crate::db::from_text")]
    pub store_id: StoreId,
    /// The key while it is open.
    pub live: Option<String>,
    pub class: String,
    /// A package tag, or what else the disagreement is about.
    pub subject: String,
    pub channel: String,
    pub severity: String,
    pub cause: String,
    pub product: String,
    pub sku: String,
    /// What every side says, as JSON.
    pub evidence: String,
    #[serde(deserialize_with = "crate::db::from_number")]
    pub opened_at: Timestamp,
    /// The last comparison that found it.
    #[serde(deserialize_with = "crate::db::from_number")]
    pub seen_at: Timestamp,
    pub closed_at: Option<i64>,
    pub closed_why: Option<String>,
    /// Of staff, by id.
    pub owner: Option<String>,
    #[serde(deserialize_with = "crate::db::from_number")]
    pub due_at: Timestamp,
    /// `none`, `hiding` or `hidden`.
    pub fence: String,
    pub accepted_until: Option<i64>,
    pub accepted_why: Option<String>,
}

impl CaseRow {
    pub fn is_accepted(&self, now: Timestamp) -> bool {
        self.accepted_until.is_some_and(|until| now.micros() < until)
    }
}

macro_rules! columns {
    () => {
        "id, store_id, live, class, subject, channel, severity, cause, product, sku, evidence, opened_at, seen_at, closed_at, \
         closed_why, owner, due_at, fence, accepted_until, accepted_why"
    };
}

/// Of a key there is one open case; a second one is refused by `book_cases_live_key`.
pub async fn open(tx: &mut Tx<'_>, case: &CaseRow) -> Result<(), DbError> {
    tx.query(concat!(
        "insert into book_cases (",
        columns!(),
        ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)"
    ))
    .bind(case.id.as_str())
    .bind(case.store_id.as_str())
    .bind(case.live.as_deref())
    .bind(&case.class)
    .bind(&case.subject)
    .bind(&case.channel)
    .bind(&case.severity)
    .bind(&case.cause)
    .bind(&case.product)
    .bind(&case.sku)
    .bind(&case.evidence)
    .bind(case.opened_at.micros())
    .bind(case.seen_at.micros())
    .bind(case.closed_at)
    .bind(case.closed_why.as_deref())
    .bind(case.owner.as_deref())
    .bind(case.due_at.micros())
    .bind(&case.fence)
    .bind(case.accepted_until)
    .bind(case.accepted_why.as_deref())
    .execute()
    .await?;
    Ok(())
}

/// Everything about a case that changes after it was opened.
pub async fn save(tx: &mut Tx<'_>, case: &CaseRow) -> Result<(), DbError> {
    tx.query(
        "update book_cases set live = $2, cause = $3, product = $4, sku = $5, evidence = $6, seen_at = $7, closed_at = $8, \
         closed_why = $9, owner = $10, fence = $11, accepted_until = $12, accepted_why = $13 where id = $1",
    )
    .bind(case.id.as_str())
    .bind(case.live.as_deref())
    .bind(&case.cause)
    .bind(&case.product)
    .bind(&case.sku)
    .bind(&case.evidence)
    .bind(case.seen_at.micros())
    .bind(case.closed_at)
    .bind(case.closed_why.as_deref())
    .bind(case.owner.as_deref())
    .bind(&case.fence)
    .bind(case.accepted_until)
    .bind(case.accepted_why.as_deref())
    .execute()
    .await?;
    Ok(())
}

pub async fn by_id<'c>(from: impl Source<'c>, id: &CaseId) -> Result<Option<CaseRow>, DbError> {
    from.query(concat!("select ", columns!(), " from book_cases where id = $1"))
        .bind(id.as_str())
        .maybe()
        .await
}

/// The open cases of a store, oldest first. A shop that lets them grow beyond `count` is told that many.
pub async fn of_store<'c>(
    from: impl Source<'c>,
    store: &StoreId,
    count: i64,
) -> Result<Vec<CaseRow>, DbError> {
    from.query(concat!(
        "select ",
        columns!(),
        " from book_cases where store_id = $1 and closed_at is null order by opened_at, id limit $2"
    ))
    .bind(store.as_str())
    .bind(count)
    .all()
    .await
}

/// The open cases of a store, counted by what decides whether they block.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct Tally {
    pub class: String,
    pub severity: String,
    pub fence: String,
    pub accepted: bool,
    pub count: i64,
}

/// `now` is what an acceptance is held against.
pub async fn tallies<'c>(
    from: impl Source<'c>,
    store: &StoreId,
    now: Timestamp,
) -> Result<Vec<Tally>, DbError> {
    from.query(
        "select class, severity, fence, coalesce(accepted_until > $2, false) as accepted, count(*) as count \
         from book_cases where store_id = $1 and closed_at is null group by 1, 2, 3, 4 order by 1, 2, 3, 4",
    )
    .bind(store.as_str())
    .bind(now.micros())
    .all()
    .await
}

/// What was closed last, newest first.
pub async fn closed_lately(db: &Db, store: &StoreId, count: i64) -> Result<Vec<CaseRow>, DbError> {
    db.query(concat!(
        "select ",
        columns!(),
        " from book_cases where store_id = $1 and closed_at > 0 order by closed_at desc, id limit $2"
    ))
    .bind(store.as_str())
    .bind(count)
    .all()
    .await
}

/// When a case was open, and what it was.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct Span {
    pub class: String,
    pub cause: String,
    #[serde(deserialize_with = "crate::db::from_number")]
    pub opened_at: Timestamp,
    pub closed_at: Option<i64>,
}

/// The cases that were open at any time since, the latest first, and at most `count`.
pub async fn spans(db: &Db, store: &StoreId, since: Timestamp, count: i64) -> Result<Vec<Span>, DbError> {
    db.query(
        "select class, cause, opened_at, closed_at from book_cases \
         where store_id = $1 and (closed_at is null or closed_at >= $2) order by opened_at desc, id limit $3",
    )
    .bind(store.as_str())
    .bind(since.micros())
    .bind(count)
    .all()
    .await
}

/// Which products an open case keeps from being ordered.
pub async fn fenced<'c>(from: impl Source<'c>, store: &StoreId) -> Result<Vec<String>, DbError> {
    from.query(
        "select distinct sku from book_cases where store_id = $1 and closed_at is null and fence <> 'none' \
         and sku <> '' order by sku",
    )
    .bind(store.as_str())
    .all_values()
    .await
}

#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct NoteRow {
    pub place: i64,
    #[serde(deserialize_with = "crate::db::from_number")]
    pub at: Timestamp,
    /// As the record names them.
    pub by_whom: String,
    pub said: String,
}

pub async fn note(
    tx: &mut Tx<'_>,
    case: &CaseId,
    at: Timestamp,
    by: &str,
    said: &str,
) -> Result<(), DbError> {
    tx.query(
        "insert into book_notes (case_id, place, at, by_whom, said) \
         select $1, cast(coalesce(max(place), 0) + 1 as bigint), $2, $3, $4 from book_notes where case_id = $1",
    )
    .bind(case.as_str())
    .bind(at.micros())
    .bind(by)
    .bind(said)
    .execute()
    .await?;
    Ok(())
}

pub async fn notes<'c>(from: impl Source<'c>, case: &CaseId) -> Result<Vec<NoteRow>, DbError> {
    from.query("select place, at, by_whom, said from book_notes where case_id = $1 order by place")
        .bind(case.as_str())
        .all()
        .await
}
