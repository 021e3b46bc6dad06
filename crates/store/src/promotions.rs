//! What a store offers for less: every version, from its draft to its end.

use countersign_kernel::Timestamp;
use countersign_kernel::id::{PromotionId, StoreId};

use crate::db::{DbError, Source, Tx};

/// One version of a promotion.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct PromotionRow {
    #[serde(deserialize_with = "crate::db::from_text")]
    pub id: PromotionId,
    pub version: i64,
    #[serde(deserialize_with = "crate::db::from_text")]
    pub store_id: StoreId,
    /// `draft`, `live`, `ended`, `refused`.
    pub state: String,
    pub terms: String,
    #[serde(deserialize_with = "crate::db::from_number")]
    pub made_at: Timestamp,
    pub made_by: String,
    pub asked_at: Option<i64>,
    pub asked_by: Option<String>,
    pub register_name: Option<String>,
    pub live_at: Option<i64>,
    pub live_by: Option<String>,
    pub countersigned_by: Option<String>,
    pub ground: Option<String>,
    pub ended_at: Option<i64>,
    pub ended_by: Option<String>,
    pub end_reason: Option<String>,
    pub law: Option<String>,
    pub record_seq: i64,
}

macro_rules! columns {
    () => {
        "id, version, store_id, state, terms, made_at, made_by, asked_at, asked_by, register_name, live_at, live_by, \
         countersigned_by, ground, ended_at, ended_by, end_reason, law, record_seq"
    };
}

pub async fn insert(tx: &mut Tx<'_>, row: &PromotionRow) -> Result<(), DbError> {
    tx.query(
        "insert into promotions (id, version, store_id, state, terms, made_at, made_by, record_seq) \
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(row.id.as_str())
    .bind(row.version)
    .bind(row.store_id.as_str())
    .bind(&row.state)
    .bind(&row.terms)
    .bind(row.made_at.micros())
    .bind(&row.made_by)
    .bind(row.record_seq)
    .execute()
    .await?;
    Ok(())
}

/// Writes everything but whose and which it is, and never other terms. Whoever comes too late is told so by a `false`.
pub async fn save(tx: &mut Tx<'_>, row: &PromotionRow, was: &str) -> Result<bool, DbError> {
    let changed = tx
        .query(
            "update promotions set state = $4, terms = $5, made_at = $6, made_by = $7, asked_at = $8, asked_by = $9, \
             register_name = $10, live_at = $11, live_by = $12, countersigned_by = $13, ground = $14, ended_at = $15, \
             ended_by = $16, end_reason = $17, law = $18, record_seq = $19 \
             where id = $1 and version = $2 and state = $3 and terms = $5",
        )
        .bind(row.id.as_str())
        .bind(row.version)
        .bind(was)
        .bind(&row.state)
        .bind(&row.terms)
        .bind(row.made_at.micros())
        .bind(&row.made_by)
        .bind(row.asked_at)
        .bind(row.asked_by.as_deref())
        .bind(row.register_name.as_deref())
        .bind(row.live_at)
        .bind(row.live_by.as_deref())
        .bind(row.countersigned_by.as_deref())
        .bind(row.ground.as_deref())
        .bind(row.ended_at)
        .bind(row.ended_by.as_deref())
        .bind(row.end_reason.as_deref())
        .bind(row.law.as_deref())
        .bind(row.record_seq)
        .execute()
        .await?;
    Ok(changed == 1)
}

/// A draft that is written anew under the next number. What it said stays on the record.
pub async fn drop_draft(
    tx: &mut Tx<'_>,
    store: &StoreId,
    id: &PromotionId,
    version: i64,
) -> Result<(), DbError> {
    tx.query("delete from promotions where store_id = $1 and id = $2 and version = $3 and state = 'draft'")
        .bind(store.as_str())
        .bind(id.as_str())
        .bind(version)
        .execute()
        .await?;
    Ok(())
}

/// Every version of one, newest first.
pub async fn versions<'c>(
    from: impl Source<'c>,
    store: &StoreId,
    id: &PromotionId,
) -> Result<Vec<PromotionRow>, DbError> {
    from.query(concat!(
        "select ",
        columns!(),
        " from promotions where store_id = $1 and id = $2 order by version desc"
    ))
    .bind(store.as_str())
    .bind(id.as_str())
    .all()
    .await
}

/// Drafts and live ones, then the last ended, newest first in each.
pub async fn of_store<'c>(
    from: impl Source<'c>,
    store: &StoreId,
    count: i64,
) -> Result<Vec<PromotionRow>, DbError> {
    from.query(concat!(
        "select ",
        columns!(),
        " from promotions where store_id = $1 order by case when ended_at is null then 0 else 1 end, ended_at desc, \
         made_at desc, id, version desc limit $2"
    ))
    .bind(store.as_str())
    .bind(count)
    .all()
    .await
}

/// Those that were live at this moment.
pub async fn live_at<'c>(
    from: impl Source<'c>,
    store: &StoreId,
    at: Timestamp,
) -> Result<Vec<PromotionRow>, DbError> {
    live_within(from, store, at, at).await
}

/// Those that were live at any moment from the one to the other; several versions of one perhaps.
pub async fn live_within<'c>(
    from: impl Source<'c>,
    store: &StoreId,
    since: Timestamp,
    until: Timestamp,
) -> Result<Vec<PromotionRow>, DbError> {
    from.query(concat!(
        "select ",
        columns!(),
        " from promotions where store_id = $1 and live_at <= $2 and (ended_at is null or ended_at > $3) \
         order by id, version"
    ))
    .bind(store.as_str())
    .bind(until.micros())
    .bind(since.micros())
    .all()
    .await
}

impl PromotionRow {
    pub fn is_live_at(&self, at: Timestamp) -> bool {
        let at = at.micros();
        self.live_at.is_some_and(|from| from <= at) && self.ended_at.is_none_or(|end| end > at)
    }
}

/// Every store's that are live now.
pub async fn all_live<'c>(from: impl Source<'c>) -> Result<Vec<PromotionRow>, DbError> {
    from.query(concat!("select ", columns!(), " from promotions where state = 'live' order by id"))
        .all()
        .await
}
