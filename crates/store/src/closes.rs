//! Days as they were closed: drawn up, their differences accepted, signed. A signed day cannot change; the database refuses.

use countersign_kernel::Timestamp;
use countersign_kernel::id::{CloseId, StoreId};

use crate::db::{DbError, Source, Tx};

#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct CloseRow {
    #[serde(deserialize_with = "crate::db::from_text")]
    pub id: CloseId,
    #[serde(deserialize_with = "crate::db::from_text")]
    pub store_id: StoreId,
    pub day: String,
    /// `open` or `signed`.
    pub state: String,
    #[serde(deserialize_with = "crate::db::from_number")]
    pub drawn_at: Timestamp,
    pub drawn_by: String,
    pub books_sha256: String,
    pub drawn: String,
    pub body: Option<String>,
    pub body_sha256: Option<String>,
    pub signed_by: Option<String>,
    pub signed_at: Option<i64>,
    pub record_seq: Option<i64>,
}

#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct DifferenceRow {
    pub key: String,
    pub class: String,
    pub order_id: Option<String>,
    pub said: String,
    /// `open`, `accepted`, `resolved`.
    pub state: String,
    pub reason: Option<String>,
    pub accepted_by: Option<String>,
    pub accepted_at: Option<i64>,
}

#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct CorrectionRow {
    pub number: i64,
    #[serde(deserialize_with = "crate::db::from_number")]
    pub at: Timestamp,
    pub found_by: String,
    pub body: String,
    pub record_seq: i64,
}

/// What is signed, and where it stands on the record.
#[derive(Debug, Clone, Copy)]
pub struct Signature<'a> {
    pub body: &'a str,
    pub body_sha256: &'a str,
    pub by: &'a str,
    pub at: Timestamp,
    pub record_seq: i64,
}

const COLUMNS: &str = "select id, store_id, day, state, drawn_at, drawn_by, books_sha256, drawn, body, body_sha256, signed_by, \
                       signed_at, record_seq from closes";

/// Keeps a close as it was drawn up anew. Refused by the database once the day is signed.
pub async fn keep(tx: &mut Tx<'_>, close: &CloseRow, books: &str) -> Result<(), DbError> {
    tx.query(
        "insert into closes (id, store_id, day, state, drawn_at, drawn_by, books, books_sha256, drawn) \
         values ($1, $2, $3, 'open', $4, $5, $6, $7, $8) on conflict (store_id, day) do update set \
         drawn_at = excluded.drawn_at, drawn_by = excluded.drawn_by, books = excluded.books, \
         books_sha256 = excluded.books_sha256, drawn = excluded.drawn",
    )
    .bind(close.id.as_str())
    .bind(close.store_id.as_str())
    .bind(&close.day)
    .bind(close.drawn_at.micros())
    .bind(&close.drawn_by)
    .bind(books)
    .bind(&close.books_sha256)
    .bind(&close.drawn)
    .execute()
    .await?;
    Ok(())
}

/// The close of a day, with its row locked until the transaction ends.
pub async fn locked(tx: &mut Tx<'_>, store: &StoreId, day: &str) -> Result<Option<CloseRow>, DbError> {
    // DIALECT: SQLite has one writer, and this transaction is it.
    let lock = tx.pick("", " for update");
    tx.query(COLUMNS)
        .push(" where store_id = ")
        .arg(store.as_str())
        .push(" and day = ")
        .arg(day)
        .push(lock)
        .maybe()
        .await
}

pub async fn of_day<'c>(
    from: impl Source<'c>,
    store: &StoreId,
    day: &str,
) -> Result<Option<CloseRow>, DbError> {
    from.query(COLUMNS)
        .push(" where store_id = ")
        .arg(store.as_str())
        .push(" and day = ")
        .arg(day)
        .maybe()
        .await
}

/// The newest days first.
pub async fn newest<'c>(
    from: impl Source<'c>,
    store: &StoreId,
    count: i64,
) -> Result<Vec<CloseRow>, DbError> {
    from.query(COLUMNS)
        .push(" where store_id = ")
        .arg(store.as_str())
        .push(" order by day desc limit ")
        .arg(count)
        .all()
        .await
}

/// What the books held when the day was drawn up, as JSON.
pub async fn books<'c>(from: impl Source<'c>, close: &CloseId) -> Result<String, DbError> {
    from.query("select books from closes where id = $1").bind(close.as_str()).one_value().await
}

pub async fn differences<'c>(from: impl Source<'c>, close: &CloseId) -> Result<Vec<DifferenceRow>, DbError> {
    from.query(
        "select key, class, order_id, said, state, reason, accepted_by, accepted_at from close_differences \
         where close_id = $1 order by key",
    )
    .bind(close.as_str())
    .all()
    .await
}

pub async fn put_difference(tx: &mut Tx<'_>, close: &CloseId, row: &DifferenceRow) -> Result<(), DbError> {
    tx.query(
        "insert into close_differences (close_id, key, class, order_id, said, state, reason, accepted_by, accepted_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (close_id, key) do update set said = excluded.said, \
         state = excluded.state, reason = excluded.reason, accepted_by = excluded.accepted_by, \
         accepted_at = excluded.accepted_at",
    )
    .bind(close.as_str())
    .bind(&row.key)
    .bind(&row.class)
    .bind(row.order_id.as_deref())
    .bind(&row.said)
    .bind(&row.state)
    .bind(row.reason.as_deref())
    .bind(row.accepted_by.as_deref())
    .bind(row.accepted_at)
    .execute()
    .await?;
    Ok(())
}

/// Signs a day, once. `false` when it was signed already or is not there.
pub async fn sign(tx: &mut Tx<'_>, close: &CloseId, signature: Signature<'_>) -> Result<bool, DbError> {
    let changed = tx
        .query(
            "update closes set state = 'signed', body = $2, body_sha256 = $3, signed_by = $4, signed_at = $5, record_seq = $6 \
             where id = $1 and state = 'open'",
        )
        .bind(close.as_str())
        .bind(signature.body)
        .bind(signature.body_sha256)
        .bind(signature.by)
        .bind(signature.at.micros())
        .bind(signature.record_seq)
        .execute()
        .await?;
    Ok(changed == 1)
}

pub async fn corrections<'c>(from: impl Source<'c>, close: &CloseId) -> Result<Vec<CorrectionRow>, DbError> {
    from.query("select number, at, found_by, body, record_seq from close_corrections where close_id = $1 order by number")
        .bind(close.as_str())
        .all()
        .await
}

pub async fn correct(tx: &mut Tx<'_>, close: &CloseId, row: &CorrectionRow) -> Result<(), DbError> {
    tx.query(
        "insert into close_corrections (close_id, number, at, found_by, body, record_seq) values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(close.as_str())
    .bind(row.number)
    .bind(row.at.micros())
    .bind(&row.found_by)
    .bind(&row.body)
    .bind(row.record_seq)
    .execute()
    .await?;
    Ok(())
}
