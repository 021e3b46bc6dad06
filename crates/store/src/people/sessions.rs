//! Sign-ins that are open. Only the hash of a session's secret is kept.

use std::fmt;

use countersign_kernel::Timestamp;
use countersign_kernel::id::{SessionId, StaffId, StoreId};

use crate::db::{DbError, Source, Tx};

#[derive(Clone, PartialEq, Eq, serde::Deserialize)]
pub struct SessionRow {
    #[serde(deserialize_with = "crate::db::from_text")]
    pub id: SessionId,
    pub secret_hash: String,
    #[serde(deserialize_with = "crate::db::from_text")]
    pub staff_id: StaffId,
    #[serde(deserialize_with = "crate::db::from_text")]
    pub store_id: StoreId,
    pub csrf: String,
    pub second_factor_done: bool,
    #[serde(deserialize_with = "crate::db::from_number")]
    pub created_at: Timestamp,
    #[serde(deserialize_with = "crate::db::from_number")]
    pub seen_at: Timestamp,
    #[serde(deserialize_with = "crate::db::from_number")]
    pub ends_at: Timestamp,
    pub device: String,
}

impl fmt::Debug for SessionRow {
    /// Without the hash and the page token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionRow")
            .field("id", &self.id)
            .field("staff_id", &self.staff_id)
            .finish_non_exhaustive()
    }
}

const COLUMNS: &str = "select id, secret_hash, staff_id, store_id, csrf, second_factor_done, created_at, seen_at, \
                       ends_at, device from sessions";

pub async fn insert(tx: &mut Tx<'_>, session: &SessionRow) -> Result<(), DbError> {
    tx.query(
        "insert into sessions (id, secret_hash, staff_id, store_id, csrf, second_factor_done, created_at, \
         seen_at, ends_at, device) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(session.id.as_str())
    .bind(&session.secret_hash)
    .bind(session.staff_id.as_str())
    .bind(session.store_id.as_str())
    .bind(&session.csrf)
    .bind(session.second_factor_done)
    .bind(session.created_at.micros())
    .bind(session.seen_at.micros())
    .bind(session.ends_at.micros())
    .bind(&session.device)
    .execute()
    .await?;
    Ok(())
}

pub async fn by_secret_hash<'c>(from: impl Source<'c>, hash: &str) -> Result<Option<SessionRow>, DbError> {
    from.query(COLUMNS).push(" where secret_hash = ").arg(hash).maybe().await
}

/// Newest first.
pub async fn of_staff<'c>(from: impl Source<'c>, staff: &StaffId) -> Result<Vec<SessionRow>, DbError> {
    from.query(COLUMNS)
        .push(" where staff_id = ")
        .arg(staff.as_str())
        .push(" order by created_at desc, id desc")
        .all()
        .await
}

/// The person did something. Never turns a later sighting back.
pub async fn seen(tx: &mut Tx<'_>, id: &SessionId, at: Timestamp) -> Result<(), DbError> {
    tx.query("update sessions set seen_at = $2 where id = $1 and seen_at < $2")
        .bind(id.as_str())
        .bind(at.micros())
        .execute()
        .await?;
    Ok(())
}

/// False when it was gone already.
pub async fn end(tx: &mut Tx<'_>, id: &SessionId) -> Result<bool, DbError> {
    let changed = tx.query("delete from sessions where id = $1").bind(id.as_str()).execute().await?;
    Ok(changed == 1)
}

/// Ends all of a person's sessions but `keep`; returns how many.
pub async fn end_of_staff(
    tx: &mut Tx<'_>,
    staff: &StaffId,
    keep: Option<&SessionId>,
) -> Result<u64, DbError> {
    let mut query = tx.query("delete from sessions").push(" where staff_id = ").arg(staff.as_str());
    if let Some(keep) = keep {
        query = query.push(" and id <> ").arg(keep.as_str());
    }
    query.execute().await
}

pub async fn forget_ended(tx: &mut Tx<'_>, now: Timestamp) -> Result<u64, DbError> {
    tx.query("delete from sessions where ends_at <= $1").bind(now.micros()).execute().await
}
