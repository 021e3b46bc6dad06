//! The answers that a pull was made of, as they came and packed, for as long as the shop keeps them.

use std::collections::BTreeSet;

use countersign_kernel::Timestamp;
use countersign_kernel::id::{PullId, StoreId};

use crate::books::PullRow;
use crate::db::{DbError, Source, Tx};

/// Rows of one statement, and bodies of one, whichever is reached first: of what is written no second copy in memory is larger.
const ROWS_MAX: usize = 50;
const BATCH_BYTES_MAX: usize = 4 << 20;

#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct AnswerRow {
    /// From 1, in the order in which they came.
    pub place: i64,
    #[serde(deserialize_with = "crate::db::from_number")]
    pub came_at: Timestamp,
    /// What was asked, in our own word.
    pub operation: String,
    pub method: String,
    /// With the query, without the host.
    pub path: String,
    /// Absent where no whole answer came.
    pub status: Option<i64>,
    pub media_type: String,
    /// Of the body as it came.
    pub bytes: i64,
    /// SHA-256 of the body as it came.
    pub digest: String,
    /// The body in zlib's format; absent where it was empty.
    pub packed: Option<Vec<u8>>,
}

/// Keeps the answers of a pull, each body once for all pulls of the store, until then.
pub async fn keep(
    tx: &mut Tx<'_>,
    pull: &PullRow,
    answers: &[AnswerRow],
    until: Timestamp,
) -> Result<(), DbError> {
    for batch in answers.chunks(ROWS_MAX) {
        let mut query = tx.query(
            "insert into book_answers (pull_id, place, came_at, operation, method, path, status, media_type, bytes, digest, \
             kept_until) values ",
        );
        for (at, row) in batch.iter().enumerate() {
            query = query.push(if at == 0 { "(" } else { ", (" }).arg(pull.id.as_str()).push(", ");
            query = query.arg(row.place).push(", ").arg(row.came_at.micros()).push(", ").arg(&row.operation);
            query = query.push(", ").arg(&row.method).push(", ").arg(&row.path).push(", ").arg(row.status);
            query = query.push(", ").arg(&row.media_type).push(", ").arg(row.bytes).push(", ");
            query = query.arg(&row.digest).push(", ").arg(until.micros()).push(")");
        }
        query.execute().await?;
    }
    let mut seen = BTreeSet::new();
    let mut batch = Vec::new();
    let mut size = 0;
    // One body twice in one statement is refused by an engine.
    for row in answers.iter().filter(|row| row.packed.is_some() && seen.insert(&row.digest)) {
        size += row.packed.as_ref().map_or(0, Vec::len);
        batch.push(row);
        if batch.len() == ROWS_MAX || size >= BATCH_BYTES_MAX {
            keep_bodies(tx, &pull.store_id, &batch, until).await?;
            (batch, size) = (Vec::new(), 0);
        }
    }
    keep_bodies(tx, &pull.store_id, &batch, until).await
}

async fn keep_bodies(
    tx: &mut Tx<'_>,
    store: &StoreId,
    rows: &[&AnswerRow],
    until: Timestamp,
) -> Result<(), DbError> {
    if rows.is_empty() {
        return Ok(());
    }
    let mut query = tx.query("insert into book_answer_bodies (store_id, digest, packed, kept_until) values ");
    for (at, row) in rows.iter().enumerate() {
        query = query.push(if at == 0 { "(" } else { ", (" }).arg(store.as_str()).push(", ");
        query = query.arg(&row.digest).push(", ").arg(row.packed.clone().unwrap_or_default()).push(", ");
        query = query.arg(until.micros()).push(")");
    }
    // A shop that keeps less long from now on does not shorten what was promised of an earlier pull.
    let again = " on conflict (store_id, digest) do update set kept_until = excluded.kept_until \
                 where book_answer_bodies.kept_until < excluded.kept_until";
    query.push(again).execute().await?;
    Ok(())
}

/// The next so many answers of a pull after a place, with their bodies.
pub async fn after<'c>(
    from: impl Source<'c>,
    store: &StoreId,
    pull: &PullId,
    place: i64,
    count: i64,
) -> Result<Vec<AnswerRow>, DbError> {
    from.query(
        "select a.place, a.came_at, a.operation, a.method, a.path, a.status, a.media_type, a.bytes, a.digest, b.packed \
         from book_answers a left join book_answer_bodies b on b.store_id = $1 and b.digest = a.digest \
         where a.pull_id = $2 and a.place > $3 order by a.place limit $4",
    )
    .bind(store.as_str())
    .bind(pull.as_str())
    .bind(place)
    .bind(count)
    .all()
    .await
}

/// The bytes that all bodies of a store take here, packed.
pub async fn packed_bytes<'c>(from: impl Source<'c>, store: &StoreId) -> Result<i64, DbError> {
    from.query(
        "select cast(coalesce(sum(length(packed)), 0) as bigint) from book_answer_bodies where store_id = $1",
    )
    .bind(store.as_str())
    .one_value()
    .await
}

/// Lets go of what need not be kept any longer. How many there were, and the digest over all of them, stay with the pull.
pub async fn forget(tx: &mut Tx<'_>, now: Timestamp) -> Result<u64, DbError> {
    let rows =
        tx.query("delete from book_answers where kept_until <= $1").bind(now.micros()).execute().await?;
    tx.query("delete from book_answer_bodies where kept_until <= $1").bind(now.micros()).execute().await?;
    Ok(rows)
}

/// How many days the answers of a store's pulls are kept from now on.
pub async fn keep_for(tx: &mut Tx<'_>, store: &StoreId, days: i64) -> Result<u64, DbError> {
    tx.query("update book_plans set raw_days = $2 where store_id = $1")
        .bind(store.as_str())
        .bind(days)
        .execute()
        .await
}
