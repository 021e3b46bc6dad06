//! Stores and their gates.

use countersign_kernel::Timestamp;
use countersign_kernel::id::StoreId;

use crate::db::{DbError, Source, Tx};

#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct StoreRow {
    #[serde(deserialize_with = "crate::db::from_text")]
    pub id: StoreId,
    pub name: String,
    pub place: String,
    pub jurisdiction: String,
    pub zone: String,
    pub license: String,
    pub opens: String,
    pub closes: String,
    pub pickup_minutes: i64,
    pub gate_open: bool,
    #[serde(deserialize_with = "crate::db::from_number")]
    pub gate_since: Timestamp,
    pub gate_reason: String,
}

const COLUMNS: &str = "select id, name, place, jurisdiction, zone, license, opens, closes, pickup_minutes, \
                       gate_open, gate_since, gate_reason from stores";

pub async fn insert(tx: &mut Tx<'_>, store: &StoreRow) -> Result<(), DbError> {
    tx.query(
        "insert into stores (id, name, place, jurisdiction, zone, license, opens, closes, pickup_minutes, \
         gate_open, gate_since, gate_reason) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    )
    .bind(store.id.as_str())
    .bind(&store.name)
    .bind(&store.place)
    .bind(&store.jurisdiction)
    .bind(&store.zone)
    .bind(&store.license)
    .bind(&store.opens)
    .bind(&store.closes)
    .bind(store.pickup_minutes)
    .bind(store.gate_open)
    .bind(store.gate_since.micros())
    .bind(&store.gate_reason)
    .execute()
    .await?;
    tx.query("insert into order_numbers (store_id, last) values ($1, $2)")
        .bind(store.id.as_str())
        .bind(1_000_i64)
        .execute()
        .await?;
    Ok(())
}

pub async fn all<'c>(from: impl Source<'c>) -> Result<Vec<StoreRow>, DbError> {
    from.query(COLUMNS).push(" order by name, id").all().await
}

pub async fn by_id<'c>(from: impl Source<'c>, id: &StoreId) -> Result<Option<StoreRow>, DbError> {
    from.query(COLUMNS).push(" where id = ").arg(id.as_str()).maybe().await
}

pub async fn set_gate(
    tx: &mut Tx<'_>,
    id: &StoreId,
    open: bool,
    since: Timestamp,
    reason: &str,
) -> Result<(), DbError> {
    tx.query("update stores set gate_open = $2, gate_since = $3, gate_reason = $4 where id = $1")
        .bind(id.as_str())
        .bind(open)
        .bind(since.micros())
        .bind(reason)
        .execute()
        .await?;
    Ok(())
}

pub async fn set_hours(tx: &mut Tx<'_>, id: &StoreId, opens: &str, closes: &str) -> Result<(), DbError> {
    tx.query("update stores set opens = $2, closes = $3 where id = $1")
        .bind(id.as_str())
        .bind(opens)
        .bind(closes)
        .execute()
        .await?;
    Ok(())
}
