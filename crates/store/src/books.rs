//! The books of goods as they were pulled: how each store wants it done, each run, each pull and what it gave.

use countersign_kernel::Timestamp;
use countersign_kernel::id::{PullId, RunId, StoreId};

use crate::db::{Db, DbError, Source, Tx};

#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct PlanRow {
    #[serde(deserialize_with = "crate::db::from_text")]
    pub store_id: StoreId,
    /// `off` or `automatic`.
    pub gate: String,
    pub lead_minutes: i64,
    pub every_minutes: i64,
    /// What the store tolerates, as JSON.
    pub policy: String,
    /// Somebody holds the gate closed.
    pub held_reason: Option<String>,
    pub held_by: Option<String>,
    #[serde(deserialize_with = "crate::db::from_number")]
    pub next_at: Timestamp,
    #[serde(deserialize_with = "crate::db::from_number")]
    pub pull_at: Timestamp,
    /// When the pulls of the last comparison began.
    pub compared_at: Option<i64>,
    /// Days that the answers of a pull are kept as they came.
    pub raw_days: i64,
}

macro_rules! plan_columns {
    () => {
        "store_id, gate, lead_minutes, every_minutes, policy, held_reason, held_by, next_at, pull_at, compared_at, \
         raw_days"
    };
}

pub async fn plan<'c>(from: impl Source<'c>, store: &StoreId) -> Result<Option<PlanRow>, DbError> {
    from.query(concat!("select ", plan_columns!(), " from book_plans where store_id = $1"))
        .bind(store.as_str())
        .maybe()
        .await
}

/// What the plan says of the shop's wishes; when it is next looked at and pulled is another matter.
pub async fn put_plan(tx: &mut Tx<'_>, plan: &PlanRow) -> Result<(), DbError> {
    tx.query(concat!(
        "insert into book_plans (",
        plan_columns!(),
        ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (store_id) do update set gate = excluded.gate, \
         lead_minutes = excluded.lead_minutes, every_minutes = excluded.every_minutes, policy = excluded.policy, \
         held_reason = excluded.held_reason, held_by = excluded.held_by, next_at = excluded.next_at, \
         raw_days = excluded.raw_days"
    ))
    .bind(plan.store_id.as_str())
    .bind(&plan.gate)
    .bind(plan.lead_minutes)
    .bind(plan.every_minutes)
    .bind(&plan.policy)
    .bind(plan.held_reason.as_deref())
    .bind(plan.held_by.as_deref())
    .bind(plan.next_at.micros())
    .bind(plan.pull_at.micros())
    .bind(plan.compared_at)
    .bind(plan.raw_days)
    .execute()
    .await?;
    Ok(())
}

/// The stores whose books are to be looked at now. The table has a row a store.
pub async fn due(db: &Db, now: Timestamp) -> Result<Vec<PlanRow>, DbError> {
    db.query(concat!(
        "select ",
        plan_columns!(),
        " from book_plans where next_at <= $1 order by next_at, store_id"
    ))
    .bind(now.micros())
    .all()
    .await
}

/// Of all nodes that see a store due, one gets it, until `until`.
pub async fn claim(tx: &mut Tx<'_>, plan: &PlanRow, until: Timestamp) -> Result<bool, DbError> {
    let changed = tx
        .query("update book_plans set next_at = $3 where store_id = $1 and next_at = $2")
        .bind(plan.store_id.as_str())
        .bind(plan.next_at.micros())
        .bind(until.micros())
        .execute()
        .await?;
    Ok(changed == 1)
}

/// Sooner, never later: somebody may have asked for an earlier look meanwhile.
pub async fn look_by(tx: &mut Tx<'_>, store: &StoreId, at: Timestamp) -> Result<(), DbError> {
    tx.query("update book_plans set next_at = $2 where store_id = $1 and next_at > $2")
        .bind(store.as_str())
        .bind(at.micros())
        .execute()
        .await?;
    Ok(())
}

/// The books are to be pulled by `at`.
pub async fn pull_by(tx: &mut Tx<'_>, store: &StoreId, at: Timestamp) -> Result<(), DbError> {
    tx.query("update book_plans set pull_at = $2 where store_id = $1 and pull_at > $2")
        .bind(store.as_str())
        .bind(at.micros())
        .execute()
        .await?;
    look_by(tx, store, at).await
}

/// Ends a look that `claim` began: what was asked for since then stays sooner.
pub async fn looked(
    tx: &mut Tx<'_>,
    store: &StoreId,
    claimed: Timestamp,
    next: Timestamp,
) -> Result<(), DbError> {
    tx.query("update book_plans set next_at = $3 where store_id = $1 and next_at = $2")
        .bind(store.as_str())
        .bind(claimed.micros())
        .bind(next.micros())
        .execute()
        .await?;
    Ok(())
}

#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct RunRow {
    #[serde(deserialize_with = "crate::db::from_text")]
    pub id: RunId,
    #[serde(deserialize_with = "crate::db::from_text")]
    pub store_id: StoreId,
    #[serde(deserialize_with = "crate::db::from_number")]
    pub began_at: Timestamp,
    #[serde(deserialize_with = "crate::db::from_number")]
    pub ended_at: Timestamp,
    /// Who asked for it, as the record names them.
    pub asked_by: String,
    pub whole: bool,
    pub findings: i64,
    pub opened: i64,
    pub closed: i64,
}

/// Writes a run down and when to pull next; what somebody asked for while it ran is still to come. `false`: a run that began later is written already, so this one is told
/// nothing by.
pub async fn keep_run(tx: &mut Tx<'_>, run: &RunRow, pull_at: Timestamp) -> Result<bool, DbError> {
    let newest = tx
        .query(
            "update book_plans set compared_at = $2, \
             pull_at = case when pull_at > $2 and pull_at <= $4 then pull_at else $3 end \
             where store_id = $1 and (compared_at is null or compared_at < $2)",
        )
        .bind(run.store_id.as_str())
        .bind(run.began_at.micros())
        .bind(pull_at.micros())
        .bind(run.ended_at.micros())
        .execute()
        .await?;
    if newest == 0 {
        return Ok(false);
    }
    tx.query(
        "insert into book_runs (id, store_id, began_at, ended_at, asked_by, whole, findings, opened, closed) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(run.id.as_str())
    .bind(run.store_id.as_str())
    .bind(run.began_at.micros())
    .bind(run.ended_at.micros())
    .bind(&run.asked_by)
    .bind(run.whole)
    .bind(run.findings)
    .bind(run.opened)
    .bind(run.closed)
    .execute()
    .await?;
    Ok(true)
}

pub async fn count_run(tx: &mut Tx<'_>, id: &RunId, opened: i64, closed: i64) -> Result<(), DbError> {
    tx.query("update book_runs set opened = $2, closed = $3 where id = $1")
        .bind(id.as_str())
        .bind(opened)
        .bind(closed)
        .execute()
        .await?;
    Ok(())
}

/// The latest runs of a store, newest first.
pub async fn runs<'c>(from: impl Source<'c>, store: &StoreId, count: i64) -> Result<Vec<RunRow>, DbError> {
    from.query(
        "select id, store_id, began_at, ended_at, asked_by, whole, findings, opened, closed from book_runs \
         where store_id = $1 order by began_at desc, id desc limit $2",
    )
    .bind(store.as_str())
    .bind(count)
    .all()
    .await
}

#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct PullRow {
    #[serde(deserialize_with = "crate::db::from_text")]
    pub id: PullId,
    #[serde(deserialize_with = "crate::db::from_text")]
    pub run_id: RunId,
    #[serde(deserialize_with = "crate::db::from_text")]
    pub store_id: StoreId,
    /// `state`, `pos` or `menu`.
    pub source: String,
    /// The vendor's short name.
    pub channel: String,
    #[serde(deserialize_with = "crate::db::from_number")]
    pub taken_at: Timestamp,
    #[serde(deserialize_with = "crate::db::from_number")]
    pub ended_at: Timestamp,
    /// `whole`, `part`, `empty` or `unreadable`.
    pub extent: String,
    pub rows_count: i64,
    /// SHA-256 over the rows as they are kept.
    pub digest: String,
    pub missing: Option<String>,
    /// When the whole reading began that this one of changes rests on.
    pub whole_at: Option<i64>,
    /// How many answers it was made of, and their bytes as they came; absent where they were not kept.
    pub raw_count: Option<i64>,
    pub raw_bytes: Option<i64>,
    /// SHA-256 over their SHA-256, in the order in which they came.
    pub raw_digest: Option<String>,
    /// Until when they can be had.
    pub raw_until: Option<i64>,
}

macro_rules! pull_columns {
    () => {
        "id, run_id, store_id, source, channel, taken_at, ended_at, extent, rows_count, digest, missing, whole_at, raw_count, \
         raw_bytes, raw_digest, raw_until"
    };
}

pub async fn keep_pull(tx: &mut Tx<'_>, pull: &PullRow, body: &[u8]) -> Result<(), DbError> {
    tx.query(
        "insert into book_bodies (digest, body, kept_at) values ($1, $2, $3) \
         on conflict (digest) do update set kept_at = excluded.kept_at",
    )
    .bind(&pull.digest)
    .bind(body.to_vec())
    .bind(pull.ended_at.micros())
    .execute()
    .await?;
    tx.query(concat!(
        "insert into book_pulls (",
        pull_columns!(),
        ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"
    ))
    .bind(pull.id.as_str())
    .bind(pull.run_id.as_str())
    .bind(pull.store_id.as_str())
    .bind(&pull.source)
    .bind(&pull.channel)
    .bind(pull.taken_at.micros())
    .bind(pull.ended_at.micros())
    .bind(&pull.extent)
    .bind(pull.rows_count)
    .bind(&pull.digest)
    .bind(pull.missing.as_deref())
    .bind(pull.whole_at)
    .bind(pull.raw_count)
    .bind(pull.raw_bytes)
    .bind(pull.raw_digest.as_deref())
    .bind(pull.raw_until)
    .execute()
    .await?;
    Ok(())
}

pub async fn pulls<'c>(from: impl Source<'c>, run: &RunId) -> Result<Vec<PullRow>, DbError> {
    from.query(concat!(
        "select ",
        pull_columns!(),
        " from book_pulls where run_id = $1 order by source desc, channel"
    ))
    .bind(run.as_str())
    .all()
    .await
}

pub async fn pull<'c>(from: impl Source<'c>, id: &PullId) -> Result<Option<PullRow>, DbError> {
    from.query(concat!("select ", pull_columns!(), " from book_pulls where id = $1"))
        .bind(id.as_str())
        .maybe()
        .await
}

/// The newest run of a store that began by then.
pub async fn run_by<'c>(
    from: impl Source<'c>,
    store: &StoreId,
    by: Timestamp,
) -> Result<Option<RunRow>, DbError> {
    from.query(
        "select id, store_id, began_at, ended_at, asked_by, whole, findings, opened, closed from book_runs \
         where store_id = $1 and began_at <= $2 order by began_at desc, id desc limit 1",
    )
    .bind(store.as_str())
    .bind(by.micros())
    .maybe()
    .await
}

/// The rows of a pull as they came; `None` when they are no longer kept.
pub async fn body<'c>(from: impl Source<'c>, digest: &str) -> Result<Option<Vec<u8>>, DbError> {
    from.query("select body from book_bodies where digest = $1").bind(digest).maybe_value().await
}

/// Lets go of rows that no pull since `before` gave. That a pull was made, when, and the digest of its rows stay.
pub async fn forget_bodies(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64, DbError> {
    tx.query("delete from book_bodies where kept_at < $1").bind(before.micros()).execute().await
}

/// Whether a comparison of whole books began since then.
pub async fn whole_since<'c>(
    from: impl Source<'c>,
    store: &StoreId,
    since: Timestamp,
) -> Result<bool, DbError> {
    let count: i64 = from
        .query("select count(*) from book_runs where store_id = $1 and began_at >= $2 and whole")
        .bind(store.as_str())
        .bind(since.micros())
        .one_value()
        .await?;
    Ok(count > 0)
}
