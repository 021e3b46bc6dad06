//! Sales at our own registers, as the POS reports them.

use countersign_kernel::Timestamp;
use countersign_kernel::id::StoreId;

use crate::db::{DbError, Source, Tx};

#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct RegisterSaleRow {
    pub number: String,
    #[serde(deserialize_with = "crate::db::from_number")]
    pub sold_at: Timestamp,
    pub pos_customer: Option<String>,
    pub reference: Option<String>,
    pub voided: bool,
    /// Product ids and quantities, as JSON.
    pub lines: String,
}

/// Keeps what was read; a sale that changed since is brought up to date.
pub async fn keep(
    tx: &mut Tx<'_>,
    store: &StoreId,
    sales: &[RegisterSaleRow],
    read_until: Timestamp,
) -> Result<(), DbError> {
    for sale in sales {
        tx.query(
            "insert into register_sales (store_id, number, sold_at, pos_customer, reference, voided, lines) \
             values ($1, $2, $3, $4, $5, $6, $7) on conflict (store_id, number) do update set \
             sold_at = excluded.sold_at, pos_customer = excluded.pos_customer, reference = excluded.reference, \
             voided = excluded.voided, lines = excluded.lines",
        )
        .bind(store.as_str())
        .bind(&sale.number)
        .bind(sale.sold_at.micros())
        .bind(sale.pos_customer.as_deref())
        .bind(sale.reference.as_deref())
        .bind(sale.voided)
        .bind(&sale.lines)
        .execute()
        .await?;
    }
    tx.query(
        "insert into register_reads (store_id, read_until) values ($1, $2) \
         on conflict (store_id) do update set read_until = excluded.read_until",
    )
    .bind(store.as_str())
    .bind(read_until.micros())
    .execute()
    .await?;
    Ok(())
}

pub async fn read_until<'c>(from: impl Source<'c>, store: &StoreId) -> Result<Option<i64>, DbError> {
    from.query("select read_until from register_reads where store_id = $1")
        .bind(store.as_str())
        .maybe_value()
        .await
}

/// What one customer of the POS bought since `since`, in any of our stores, and that still counts.
pub async fn of_customer<'c>(
    from: impl Source<'c>,
    pos_customer: &str,
    since: Timestamp,
) -> Result<Vec<RegisterSaleRow>, DbError> {
    from.query(
        "select number, sold_at, pos_customer, reference, voided, lines from register_sales \
         where pos_customer = $1 and sold_at >= $2 and not voided order by sold_at, number",
    )
    .bind(pos_customer)
    .bind(since.micros())
    .all()
    .await
}
