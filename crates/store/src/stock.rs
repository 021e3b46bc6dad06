//! The POS shelf as last read, one row a package.

use std::collections::{BTreeMap, BTreeSet};

use countersign_kernel::Timestamp;
use countersign_kernel::id::StoreId;

use crate::db::{Db, DbError, Source, Tx};

#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct StockRow {
    pub inventory_id: String,
    pub product_id: String,
    pub sku: String,
    pub name: String,
    pub category: String,
    pub tag: Option<String>,
    pub quantity: i64,
    pub unit: String,
    pub price_adult: Option<i64>,
    pub price_medical: Option<i64>,
    pub cannabis: bool,
    pub medical_only: bool,
    /// What one unit contains, as JSON.
    pub measures: String,
    pub packaged_on: Option<String>,
}

/// A product that is listed and sold out is written down anew no more often than this.
const SOLD_OUT_SECONDS: i64 = 3_600;

/// Puts a complete reading in place of the one before. Answers how many packages have something in them.
///
/// From one reading to the next hardly anything changes, so only that is written: a shop of 50,000 packages is read every
/// minute.
pub async fn replace(
    tx: &mut Tx<'_>,
    store: &StoreId,
    rows: &[StockRow],
    at: Timestamp,
) -> Result<i64, DbError> {
    let packages = rows.iter().filter(|row| row.quantity > 0).count() as i64;
    let kept: Vec<StockRow> = tx.query(COLUMNS).arg(store.as_str()).all().await?;
    let mut kept: BTreeMap<&str, &StockRow> =
        kept.iter().map(|row| (row.inventory_id.as_str(), row)).collect();
    let sold_out: BTreeSet<String> = tx
        .query("select inventory_id from pos_stock where store_id = $1 and quantity = 0 and read_at >= $2")
        .bind(store.as_str())
        .bind(at.plus_seconds(-SOLD_OUT_SECONDS).micros())
        .all_values()
        .await?
        .into_iter()
        .collect();
    for row in rows {
        let is_fresh = row.quantity > 0 || sold_out.contains(&row.inventory_id);
        let is_known = kept.remove(row.inventory_id.as_str()) == Some(row) && is_fresh;
        if !is_known {
            upsert(tx, store, row, at).await?;
        }
    }
    // What is no longer listed is out of stock; the row stays, because what was sold must still be measured.
    for (inventory_id, _) in kept.into_iter().filter(|(_, row)| row.quantity > 0) {
        tx.query("update pos_stock set quantity = 0, read_at = $3 where store_id = $1 and inventory_id = $2")
            .bind(store.as_str())
            .bind(inventory_id)
            .bind(at.micros())
            .execute()
            .await?;
    }
    tx.query(
        "insert into pos_reads (store_id, complete_at, packages) values ($1, $2, $3) \
         on conflict (store_id) do update set complete_at = excluded.complete_at, packages = excluded.packages",
    )
    .bind(store.as_str())
    .bind(at.micros())
    .bind(packages)
    .execute()
    .await?;
    Ok(packages)
}

async fn upsert(tx: &mut Tx<'_>, store: &StoreId, row: &StockRow, at: Timestamp) -> Result<(), DbError> {
    tx.query(
        "insert into pos_stock (store_id, inventory_id, product_id, sku, name, category, tag, quantity, unit, \
         price_adult, price_medical, cannabis, medical_only, measures, packaged_on, read_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) \
         on conflict (store_id, inventory_id) do update set product_id = excluded.product_id, sku = excluded.sku, \
         name = excluded.name, category = excluded.category, tag = excluded.tag, quantity = excluded.quantity, \
         unit = excluded.unit, price_adult = excluded.price_adult, price_medical = excluded.price_medical, \
         cannabis = excluded.cannabis, medical_only = excluded.medical_only, measures = excluded.measures, \
         packaged_on = excluded.packaged_on, read_at = excluded.read_at",
    )
    .bind(store.as_str())
    .bind(&row.inventory_id)
    .bind(&row.product_id)
    .bind(&row.sku)
    .bind(&row.name)
    .bind(&row.category)
    .bind(row.tag.as_deref())
    .bind(row.quantity)
    .bind(&row.unit)
    .bind(row.price_adult)
    .bind(row.price_medical)
    .bind(row.cannabis)
    .bind(row.medical_only)
    .bind(&row.measures)
    .bind(row.packaged_on.as_deref())
    .bind(at.micros())
    .execute()
    .await?;
    Ok(())
}

/// When the shelf was last read to its end, and how many packages it had.
pub async fn last_read<'c>(from: impl Source<'c>, store: &StoreId) -> Result<Option<(i64, i64)>, DbError> {
    from.query("select complete_at, packages from pos_reads where store_id = $1")
        .bind(store.as_str())
        .maybe()
        .await
}

const COLUMNS: &str = "select inventory_id, product_id, sku, name, category, tag, quantity, unit, price_adult, \
                       price_medical, cannabis, medical_only, measures, packaged_on from pos_stock where store_id = ";

/// Product id, sku, tag and unit of everything that was ever on the shelf.
pub async fn names<'c>(
    from: impl Source<'c>,
    store: &StoreId,
) -> Result<Vec<(String, String, Option<String>, String)>, DbError> {
    from.query("select product_id, sku, tag, unit from pos_stock where store_id = $1 order by inventory_id")
        .bind(store.as_str())
        .all()
        .await
}

/// The packages of the products asked for.
pub async fn by_skus<'c>(
    from: impl Source<'c>,
    store: &StoreId,
    skus: &[String],
) -> Result<Vec<StockRow>, DbError> {
    from.query(COLUMNS)
        .arg(store.as_str())
        .push(" and sku in (")
        .args(skus.iter().map(String::as_str))
        .push(") order by inventory_id")
        .all()
        .await
}

/// Every package that the last reading had something of.
pub async fn with_goods<'c>(from: impl Source<'c>, store: &StoreId) -> Result<Vec<StockRow>, DbError> {
    from.query(COLUMNS).arg(store.as_str()).push(" and quantity > 0 order by inventory_id").all().await
}

/// The measures of every product that was ever on the shelf, by the POS's product id.
pub async fn measures_of<'c>(
    from: impl Source<'c>,
    product_ids: &[String],
) -> Result<Vec<StockRow>, DbError> {
    from.query(
        "select inventory_id, product_id, sku, name, category, tag, quantity, unit, price_adult, price_medical, \
         cannabis, medical_only, measures, packaged_on from pos_stock where product_id in (",
    )
    .args(product_ids.iter().map(String::as_str))
    .push(") order by product_id, case when quantity > 0 then 0 else 1 end, read_at desc, inventory_id")
    .all()
    .await
}

/// One row a product that is on the shelf: sku, name, category, adult price, units.
pub async fn products(
    db: &Db,
    store: &StoreId,
    count: i64,
) -> Result<Vec<(String, String, String, Option<i64>, i64)>, DbError> {
    db.query(
        "select sku, min(name), min(category), min(price_adult), cast(sum(quantity) as bigint) from pos_stock \
         where store_id = $1 and quantity > 0 group by sku order by min(category), min(name), sku limit $2",
    )
    .bind(store.as_str())
    .bind(count)
    .all()
    .await
}
