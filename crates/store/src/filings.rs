//! What a store files with a state that has no API: that it does, the sales it owes, the book of what was handed in, and the files.

use countersign_kernel::Timestamp;
use countersign_kernel::id::{OrderId, StoreId};

use crate::db::{DbError, Source, Tx};

/// That a store files, with what and in whose name.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct DutyRow {
    #[serde(deserialize_with = "crate::db::from_text")]
    pub store_id: StoreId,
    pub system: String,
    pub licence: String,
    pub filed_by: String,
    #[serde(deserialize_with = "crate::db::from_number")]
    pub since: Timestamp,
}

/// A sale that the state is owed.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct SaleRow {
    #[serde(deserialize_with = "crate::db::from_text")]
    pub order_id: OrderId,
    /// JSON.
    pub sale: String,
    #[serde(deserialize_with = "crate::db::from_number")]
    pub sold_at: Timestamp,
    pub drawn_at: Option<i64>,
    pub gone_at: Option<i64>,
    pub out_at: Option<i64>,
}

/// Says that a store files, or in another name than before.
pub async fn put_duty(tx: &mut Tx<'_>, duty: &DutyRow) -> Result<(), DbError> {
    tx.query(
        "insert into filing_duties (store_id, system, licence, filed_by, since) values ($1, $2, $3, $4, $5) \
         on conflict (store_id) do update set system = $2, licence = $3, filed_by = $4",
    )
    .bind(duty.store_id.as_str())
    .bind(&duty.system)
    .bind(&duty.licence)
    .bind(&duty.filed_by)
    .bind(duty.since.micros())
    .execute()
    .await?;
    Ok(())
}

/// From now on its sales are not owed as files. `false` where they were not.
pub async fn drop_duty(tx: &mut Tx<'_>, store: &StoreId) -> Result<bool, DbError> {
    let dropped =
        tx.query("delete from filing_duties where store_id = $1").bind(store.as_str()).execute().await?;
    Ok(dropped == 1)
}

pub async fn duty<'c>(from: impl Source<'c>, store: &StoreId) -> Result<Option<DutyRow>, DbError> {
    from.query("select store_id, system, licence, filed_by, since from filing_duties where store_id = $1")
        .bind(store.as_str())
        .maybe()
        .await
}

/// Keeps what an order sold. An order is owed once, whoever says it and however often.
pub async fn keep_sale(
    tx: &mut Tx<'_>,
    store: &StoreId,
    order: &OrderId,
    sale: &str,
    sold_at: Timestamp,
) -> Result<bool, DbError> {
    let kept = tx
        .query(
            "insert into filing_sales (order_id, store_id, sale, sold_at) values ($1, $2, $3, $4) \
             on conflict (order_id) do nothing",
        )
        .bind(order.as_str())
        .bind(store.as_str())
        .bind(sale)
        .bind(sold_at.micros())
        .execute()
        .await?;
    Ok(kept == 1)
}

/// The sales of a store, the oldest first: so many at most, and one more where there are more.
pub async fn sales<'c>(from: impl Source<'c>, store: &StoreId, limit: i64) -> Result<Vec<SaleRow>, DbError> {
    from.query(
        "select order_id, sale, sold_at, drawn_at, gone_at, out_at from filing_sales where store_id = $1 \
         order by sold_at, order_id limit $2",
    )
    .bind(store.as_str())
    .bind(limit + 1)
    .all()
    .await
}

pub async fn sale_of<'c>(from: impl Source<'c>, order: &OrderId) -> Result<Option<SaleRow>, DbError> {
    from.query(
        "select order_id, sale, sold_at, drawn_at, gone_at, out_at from filing_sales where order_id = $1",
    )
    .bind(order.as_str())
    .maybe()
    .await
}

/// It stands in a file now. `false` where it does already, or was brought back meanwhile.
pub async fn sale_is_drawn(tx: &mut Tx<'_>, order: &OrderId, at: Timestamp) -> Result<bool, DbError> {
    let drawn = tx
        .query("update filing_sales set drawn_at = $2 where order_id = $1 and drawn_at is null and gone_at is null")
        .bind(order.as_str())
        .bind(at.micros())
        .execute()
        .await?;
    Ok(drawn == 1)
}

/// It was brought back. `false` where no such sale is kept, or that is known.
pub async fn sale_is_gone(tx: &mut Tx<'_>, order: &OrderId, at: Timestamp) -> Result<bool, DbError> {
    let gone = tx
        .query("update filing_sales set gone_at = $2 where order_id = $1 and gone_at is null")
        .bind(order.as_str())
        .bind(at.micros())
        .execute()
        .await?;
    Ok(gone == 1)
}

/// The state has it no longer, or never had it. `true` for whoever says so first.
pub async fn sale_is_out(tx: &mut Tx<'_>, order: &OrderId, at: Timestamp) -> Result<bool, DbError> {
    let first = tx
        .query("update filing_sales set out_at = $2 where order_id = $1 and gone_at is not null and out_at is null")
        .bind(order.as_str())
        .bind(at.micros())
        .execute()
        .await?;
    Ok(first == 1)
}

/// The book's entries in their order: so many at most, and one more where there are more.
pub async fn entries<'c>(from: impl Source<'c>, store: &StoreId, limit: i64) -> Result<Vec<String>, DbError> {
    from.query("select entry from filing_entries where store_id = $1 order by place limit $2")
        .bind(store.as_str())
        .bind(limit + 1)
        .all_values()
        .await
}

/// Adds an entry at its place. A conflict says that somebody else wrote in the book meanwhile.
pub async fn add_entry(
    tx: &mut Tx<'_>,
    store: &StoreId,
    place: i64,
    at: Timestamp,
    entry: &str,
) -> Result<(), DbError> {
    tx.query("insert into filing_entries (store_id, place, at, entry) values ($1, $2, $3, $4)")
        .bind(store.as_str())
        .bind(place)
        .bind(at.micros())
        .bind(entry)
        .execute()
        .await?;
    Ok(())
}

pub async fn put_file(tx: &mut Tx<'_>, store: &StoreId, name: &str, body: &str) -> Result<(), DbError> {
    tx.query("insert into filing_files (store_id, name, body) values ($1, $2, $3)")
        .bind(store.as_str())
        .bind(name)
        .bind(body)
        .execute()
        .await?;
    Ok(())
}

/// A file as it was drawn up.
pub async fn file<'c>(from: impl Source<'c>, store: &StoreId, name: &str) -> Result<Option<String>, DbError> {
    from.query("select body from filing_files where store_id = $1 and name = $2")
        .bind(store.as_str())
        .bind(name)
        .maybe_value()
        .await
}
