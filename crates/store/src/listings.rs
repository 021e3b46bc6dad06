//! Which listings were turned off or on because of the count, and the shelf by product.

use countersign_kernel::Timestamp;
use countersign_kernel::id::{ActId, StoreId};

use crate::db::{Db, DbError, Source, Tx};

#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct TurnRow {
    pub channel: String,
    pub sku: String,
    /// `off` or `on`.
    pub turn: String,
    pub act_id: String,
    /// Of the act.
    pub state: String,
    pub done_at: Option<i64>,
    /// Of an act that was given up: when that was.
    pub due_at: i64,
}

/// How each listing that was ever turned was turned last.
pub async fn turns<'c>(from: impl Source<'c>, store: &StoreId) -> Result<Vec<TurnRow>, DbError> {
    from.query(
        "select t.channel, t.sku, t.turn, t.act_id, a.state, a.done_at, a.due_at from listing_turns t \
         join acts a on a.id = t.act_id where t.store_id = $1 order by t.channel, t.sku",
    )
    .bind(store.as_str())
    .all()
    .await
}

/// The act that turned a listing last.
pub async fn last_act<'c>(
    from: impl Source<'c>,
    store: &StoreId,
    channel: &str,
    sku: &str,
) -> Result<Option<String>, DbError> {
    let found: Option<(String,)> = from
        .query("select act_id from listing_turns where store_id = $1 and channel = $2 and sku = $3")
        .bind(store.as_str())
        .bind(channel)
        .bind(sku)
        .maybe()
        .await?;
    Ok(found.map(|(act,)| act))
}

pub async fn put_turn(
    tx: &mut Tx<'_>,
    store: &StoreId,
    channel: &str,
    sku: &str,
    turn: &str,
    act: &ActId,
) -> Result<(), DbError> {
    tx.query(
        "insert into listing_turns (store_id, channel, sku, turn, act_id) values ($1, $2, $3, $4, $5) \
         on conflict (store_id, channel, sku) do update set turn = excluded.turn, act_id = excluded.act_id",
    )
    .bind(store.as_str())
    .bind(channel)
    .bind(sku)
    .bind(turn)
    .bind(act.as_str())
    .execute()
    .await?;
    Ok(())
}

/// A person took it off: it is nobody's to turn because of the count.
pub async fn forget_turn(tx: &mut Tx<'_>, store: &StoreId, channel: &str, sku: &str) -> Result<(), DbError> {
    tx.query("delete from listing_turns where store_id = $1 and channel = $2 and sku = $3")
        .bind(store.as_str())
        .bind(channel)
        .bind(sku)
        .execute()
        .await?;
    Ok(())
}

/// A package on the shelf, or one that was there lately.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct ShelfRow {
    pub sku: String,
    pub name: String,
    pub category: String,
    pub tag: Option<String>,
    pub quantity: i64,
    pub cannabis: bool,
    pub medical_only: bool,
}

/// What was on the shelf at a reading since then, the sold out included.
pub async fn shelf(db: &Db, store: &StoreId, since: Timestamp) -> Result<Vec<ShelfRow>, DbError> {
    db.query(
        "select sku, name, category, tag, quantity, cannabis, medical_only from pos_stock \
         where store_id = $1 and sku <> '' and (quantity > 0 or read_at >= $2) order by sku, inventory_id",
    )
    .bind(store.as_str())
    .bind(since.micros())
    .all()
    .await
}

/// When the last fence round each product ended.
pub async fn fences_ended(db: &Db, store: &StoreId) -> Result<Vec<(String, i64)>, DbError> {
    db.query(
        "select sku, max(closed_at) from book_cases where store_id = $1 and closed_at > 0 and fence <> 'none' \
         and sku <> '' group by sku order by sku",
    )
    .bind(store.as_str())
    .all()
    .await
}
