//! A store's connections to systems outside, and how they are doing.

use countersign_kernel::Timestamp;
use countersign_kernel::id::{ConnectionId, StoreId};

use crate::db::{Db, DbError, Source, Tx};

#[derive(Clone, PartialEq, Eq, serde::Deserialize)]
pub struct ConnectionRow {
    #[serde(deserialize_with = "crate::db::from_text")]
    pub id: ConnectionId,
    #[serde(deserialize_with = "crate::db::from_text")]
    pub store_id: StoreId,
    pub vendor: String,
    pub base_url: String,
    pub sealed_secret: Vec<u8>,
    /// What is not secret, as JSON.
    pub settings: String,
    /// `untried`, `good`, `failing`.
    pub state: String,
    pub last_good_at: Option<i64>,
    pub last_error: Option<String>,
    pub last_error_at: Option<i64>,
    pub calls: i64,
    pub failures: i64,
}

impl std::fmt::Debug for ConnectionRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ConnectionRow({}, {}, {})", self.store_id, self.vendor, self.state)
    }
}

macro_rules! columns {
    () => {
        "select id, store_id, vendor, base_url, sealed_secret, settings, state, last_good_at, last_error, \
         last_error_at, calls, failures from connections"
    };
}

pub async fn upsert(tx: &mut Tx<'_>, row: &ConnectionRow) -> Result<(), DbError> {
    tx.query(
        "insert into connections (id, store_id, vendor, base_url, sealed_secret, settings, state, last_good_at, \
         last_error, last_error_at, calls, failures) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) \
         on conflict (store_id, vendor) do update set base_url = excluded.base_url, \
         sealed_secret = excluded.sealed_secret, settings = excluded.settings, state = excluded.state",
    )
    .bind(row.id.as_str())
    .bind(row.store_id.as_str())
    .bind(&row.vendor)
    .bind(&row.base_url)
    .bind(&row.sealed_secret)
    .bind(&row.settings)
    .bind(&row.state)
    .bind(row.last_good_at)
    .bind(row.last_error.as_deref())
    .bind(row.last_error_at)
    .bind(row.calls)
    .bind(row.failures)
    .execute()
    .await?;
    Ok(())
}

pub async fn all(db: &Db) -> Result<Vec<ConnectionRow>, DbError> {
    db.query(concat!(columns!(), " order by store_id, vendor")).all().await
}

pub async fn of_store<'c>(from: impl Source<'c>, store: &StoreId) -> Result<Vec<ConnectionRow>, DbError> {
    from.query(concat!(columns!(), " where store_id = $1 order by vendor")).bind(store.as_str()).all().await
}

pub async fn of_vendor(
    tx: &mut Tx<'_>,
    store: &StoreId,
    vendor: &str,
) -> Result<Option<ConnectionRow>, DbError> {
    tx.query(concat!(columns!(), " where store_id = $1 and vendor = $2"))
        .bind(store.as_str())
        .bind(vendor)
        .maybe()
        .await
}

/// Its keys go with it.
pub async fn remove(tx: &mut Tx<'_>, store: &StoreId, vendor: &str) -> Result<(), DbError> {
    tx.query("delete from connections where store_id = $1 and vendor = $2")
        .bind(store.as_str())
        .bind(vendor)
        .execute()
        .await?;
    Ok(())
}

/// Adds up what happened since the last time it was noted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    pub calls: i64,
    pub failures: i64,
    pub last_good_at: Option<Timestamp>,
    pub last_error: Option<(Timestamp, String)>,
}

pub async fn note(tx: &mut Tx<'_>, store: &StoreId, vendor: &str, tally: &Tally) -> Result<(), DbError> {
    let good = tally.last_good_at.map(Timestamp::micros);
    let bad = tally.last_error.as_ref().map(|(at, _)| at.micros());
    let state = if good >= bad { "good" } else { "failing" };
    tx.query(
        "update connections set calls = calls + $3, failures = failures + $4, \
         last_good_at = coalesce($5, last_good_at), last_error = coalesce($6, last_error), \
         last_error_at = coalesce($7, last_error_at), state = $8 where store_id = $1 and vendor = $2",
    )
    .bind(store.as_str())
    .bind(vendor)
    .bind(tally.calls)
    .bind(tally.failures)
    .bind(good)
    .bind(tally.last_error.as_ref().map(|(_, text)| text.as_str()))
    .bind(bad)
    .bind(state)
    .execute()
    .await?;
    Ok(())
}
