//! Quotes of the shop's own website: what a cart was told to cost, until when.

use countersign_kernel::Timestamp;
use countersign_kernel::id::{QuoteId, StoreId};

use crate::db::{DbError, Source, Tx};

#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct QuoteRow {
    #[serde(deserialize_with = "crate::db::from_text")]
    pub id: QuoteId,
    #[serde(deserialize_with = "crate::db::from_text")]
    pub store_id: StoreId,
    pub program: String,
    /// JSON: the lines and what they were told to cost.
    pub cart: String,
    #[serde(deserialize_with = "crate::db::from_number")]
    pub made_at: Timestamp,
    #[serde(deserialize_with = "crate::db::from_number")]
    pub valid_until: Timestamp,
}

pub async fn keep_quote(tx: &mut Tx<'_>, row: &QuoteRow) -> Result<(), DbError> {
    tx.query(
        "insert into storefront_quotes (id, store_id, program, cart, made_at, valid_until) \
         values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(row.id.as_str())
    .bind(row.store_id.as_str())
    .bind(&row.program)
    .bind(&row.cart)
    .bind(row.made_at.micros())
    .bind(row.valid_until.micros())
    .execute()
    .await?;
    Ok(())
}

/// A quote of this store, whether it still stands or not.
pub async fn quote<'c>(
    from: impl Source<'c>,
    store: &StoreId,
    id: &QuoteId,
) -> Result<Option<QuoteRow>, DbError> {
    from.query(
        "select id, store_id, program, cart, made_at, valid_until from storefront_quotes \
         where id = $1 and store_id = $2",
    )
    .bind(id.as_str())
    .bind(store.as_str())
    .maybe()
    .await
}

/// Forgets what no longer stood before this moment. Answers how many there were.
pub async fn forget_quotes(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64, DbError> {
    tx.query("delete from storefront_quotes where valid_until < $1").bind(before.micros()).execute().await
}
