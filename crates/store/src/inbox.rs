//! Messages from outside, journalled as they came before anybody is told "received".

use countersign_kernel::Timestamp;
use countersign_kernel::id::{InboxId, StoreId};

use crate::db::{Db, DbError, Source, Tx};

#[derive(Clone, PartialEq, Eq, serde::Deserialize)]
pub struct InboxRow {
    #[serde(deserialize_with = "crate::db::from_text")]
    pub id: InboxId,
    #[serde(deserialize_with = "crate::db::from_text")]
    pub store_id: StoreId,
    pub vendor: String,
    pub dedupe: String,
    pub sealed_body: Vec<u8>,
    pub body_sha256: String,
    #[serde(deserialize_with = "crate::db::from_number")]
    pub received_at: Timestamp,
    /// `new`, `done`, `dead`.
    pub state: String,
    pub attempts: i64,
    #[serde(deserialize_with = "crate::db::from_number")]
    pub next_at: Timestamp,
    pub last_error: Option<String>,
}

impl std::fmt::Debug for InboxRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "InboxRow({}, {}, ‹sealed›)", self.id, self.vendor)
    }
}

/// Whether the same message is journalled already.
pub async fn is_kept(db: &Db, vendor: &str, dedupe: &str) -> Result<bool, DbError> {
    let query = db.query("select id from inbox where vendor = $1 and dedupe = $2").bind(vendor).bind(dedupe);
    Ok(query.maybe_value::<String>().await?.is_some())
}

/// The hash of the message that is journalled as this one.
pub async fn sha_of<'c>(
    from: impl Source<'c>,
    vendor: &str,
    dedupe: &str,
) -> Result<Option<String>, DbError> {
    from.query("select body_sha256 from inbox where vendor = $1 and dedupe = $2")
        .bind(vendor)
        .bind(dedupe)
        .maybe_value()
        .await
}

/// Journals a message. `false` when the same one had come before.
pub async fn keep(tx: &mut Tx<'_>, row: &InboxRow) -> Result<bool, DbError> {
    let inserted = tx
        .query(
            "insert into inbox (id, store_id, vendor, dedupe, sealed_body, body_sha256, received_at, state, attempts, \
             next_at, last_error) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
             on conflict (vendor, dedupe) do nothing",
        )
        .bind(row.id.as_str())
        .bind(row.store_id.as_str())
        .bind(&row.vendor)
        .bind(&row.dedupe)
        .bind(&row.sealed_body)
        .bind(&row.body_sha256)
        .bind(row.received_at.micros())
        .bind(&row.state)
        .bind(row.attempts)
        .bind(row.next_at.micros())
        .bind(row.last_error.as_deref())
        .execute()
        .await?;
    Ok(inserted == 1)
}

/// Marks a message as dealt with, once: the caller's effects stand only when this is `true`.
pub async fn finish(tx: &mut Tx<'_>, id: &InboxId) -> Result<bool, DbError> {
    let changed = tx
        .query("update inbox set state = 'done', last_error = null where id = $1 and state = 'new'")
        .bind(id.as_str())
        .execute()
        .await?;
    Ok(changed == 1)
}

pub async fn put_off(
    tx: &mut Tx<'_>,
    id: &InboxId,
    next_at: Timestamp,
    error: &str,
    dead: bool,
) -> Result<(), DbError> {
    tx.query(
        "update inbox set state = $2, attempts = attempts + 1, next_at = $3, last_error = $4 where id = $1 \
         and state = 'new'",
    )
    .bind(id.as_str())
    .bind(if dead { "dead" } else { "new" })
    .bind(next_at.micros())
    .bind(error)
    .execute()
    .await?;
    Ok(())
}
