//! What the checks said, and the two hands under it.

use countersign_kernel::Timestamp;
use countersign_kernel::id::{OrderId, StoreId, VerificationId};

use crate::db::{Db, DbError, Source, Tx};

#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct VerificationRow {
    #[serde(deserialize_with = "crate::db::from_text")]
    pub id: VerificationId,
    #[serde(deserialize_with = "crate::db::from_number")]
    pub at: Timestamp,
    pub verdict: String,
    pub rulebook: String,
    /// JSON; SQL never looks inside.
    pub facts: String,
    pub results: String,
    pub record_seq: i64,
}

pub async fn insert(tx: &mut Tx<'_>, order: &OrderId, row: &VerificationRow) -> Result<(), DbError> {
    tx.query(
        "insert into verifications (id, order_id, at, verdict, rulebook, facts, results, record_seq) \
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(row.id.as_str())
    .bind(order.as_str())
    .bind(row.at.micros())
    .bind(&row.verdict)
    .bind(&row.rulebook)
    .bind(&row.facts)
    .bind(&row.results)
    .bind(row.record_seq)
    .execute()
    .await?;
    Ok(())
}

pub async fn latest<'c>(from: impl Source<'c>, order: &OrderId) -> Result<Option<VerificationRow>, DbError> {
    from.query(
        "select id, at, verdict, rulebook, facts, results, record_seq from verifications where order_id = $1 \
         order by record_seq desc limit 1",
    )
    .bind(order.as_str())
    .maybe()
    .await
}

/// The facts by which a past order was last decided on.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct PastRow {
    pub order_id: String,
    pub number: i64,
    pub facts: String,
    pub record_seq: i64,
}

/// Of each order the last verification, older than entry `before` of the record: newest first.
pub async fn last_of_each_order(db: &Db, before: i64, count: i64) -> Result<Vec<PastRow>, DbError> {
    db.query(
        "select o.id as order_id, o.number, v.facts, v.record_seq from verifications v \
         join orders o on o.id = v.order_id where v.record_seq < $1 and not exists (select 1 from verifications w \
         where w.order_id = v.order_id and w.record_seq > v.record_seq) order by v.record_seq desc limit $2",
    )
    .bind(before)
    .bind(count)
    .all()
    .await
}

#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct OverrideRow {
    pub check_name: String,
    pub ground: String,
    pub requested_by: String,
    #[serde(deserialize_with = "crate::db::from_number")]
    pub requested_at: Timestamp,
    pub countersigned_by: Option<String>,
    pub countersigned_at: Option<i64>,
}

/// Asks for an override. Asking again replaces an unsigned request and never a signed one.
pub async fn request_override(
    tx: &mut Tx<'_>,
    order: &OrderId,
    check: &str,
    ground: &str,
    by: &str,
    at: Timestamp,
) -> Result<bool, DbError> {
    let changed = tx
        .query(
            "insert into overrides (order_id, check_name, ground, requested_by, requested_at) \
             values ($1, $2, $3, $4, $5) on conflict (order_id, check_name) do update set ground = excluded.ground, \
             requested_by = excluded.requested_by, requested_at = excluded.requested_at \
             where overrides.countersigned_by is null",
        )
        .bind(order.as_str())
        .bind(check)
        .bind(ground)
        .bind(by)
        .bind(at.micros())
        .execute()
        .await?;
    Ok(changed == 1)
}

/// The second hand. `false` when there is nothing to sign, or the first hand tries to be the second too.
pub async fn countersign_override(
    tx: &mut Tx<'_>,
    order: &OrderId,
    check: &str,
    by: &str,
    at: Timestamp,
) -> Result<bool, DbError> {
    let changed = tx
        .query(
            "update overrides set countersigned_by = $3, countersigned_at = $4 where order_id = $1 \
             and check_name = $2 and countersigned_by is null and requested_by <> $3",
        )
        .bind(order.as_str())
        .bind(check)
        .bind(by)
        .bind(at.micros())
        .execute()
        .await?;
    Ok(changed == 1)
}

pub async fn overrides<'c>(from: impl Source<'c>, order: &OrderId) -> Result<Vec<OverrideRow>, DbError> {
    from.query(
        "select check_name, ground, requested_by, requested_at, countersigned_by, countersigned_at from overrides \
         where order_id = $1 order by check_name",
    )
    .bind(order.as_str())
    .all()
    .await
}

/// Drops what was asked for or signed on these checks: it was about facts that are others now.
pub async fn drop_overrides(tx: &mut Tx<'_>, order: &OrderId, checks: &[&str]) -> Result<u64, DbError> {
    tx.query("delete from overrides where order_id = $1")
        .bind(order.as_str())
        .push(" and check_name in (")
        .args(checks.iter().copied())
        .push(")")
        .execute()
        .await
}

pub async fn keep_hand_over(
    tx: &mut Tx<'_>,
    order: &OrderId,
    at: Timestamp,
    staff: &str,
    verdict: &str,
    results: &str,
) -> Result<(), DbError> {
    tx.query("insert into hand_overs (order_id, at, staff_id, verdict, results) values ($1, $2, $3, $4, $5)")
        .bind(order.as_str())
        .bind(at.micros())
        .bind(staff)
        .bind(verdict)
        .bind(results)
        .execute()
        .await?;
    Ok(())
}

/// The newest scan at hand-over: when, and `(verdict, results)`.
pub async fn last_hand_over<'c>(
    from: impl Source<'c>,
    order: &OrderId,
) -> Result<Option<(i64, String, String)>, DbError> {
    from.query("select at, verdict, results from hand_overs where order_id = $1 order by at desc limit 1")
        .bind(order.as_str())
        .maybe()
        .await
}

/// When each order of a store arrived and what its first checks said, `wait` where there were none yet. Oldest first.
pub async fn first_verdicts(
    db: &Db,
    store: &StoreId,
    since: Timestamp,
    count: i64,
) -> Result<Vec<(i64, String)>, DbError> {
    db.query(
        "select o.arrived_at, coalesce((select v.verdict from verifications v where v.order_id = o.id \
         order by v.at, v.id limit 1), 'wait') from orders o where o.store_id = $1 and o.arrived_at >= $2 \
         order by o.arrived_at, o.id limit $3",
    )
    .bind(store.as_str())
    .bind(since.micros())
    .bind(count)
    .all()
    .await
}

/// Overrides that a first person asked for and nobody has signed, on orders not decided yet. Oldest first.
pub async fn unsigned_overrides(
    db: &Db,
    store: &StoreId,
    count: i64,
) -> Result<Vec<(String, String, i64)>, DbError> {
    db.query(
        "select o.id, r.check_name, r.requested_at from overrides r join orders o on o.id = r.order_id \
         where o.store_id = $1 and o.state = 'checked' and r.countersigned_by is null \
         order by r.requested_at, o.id limit $2",
    )
    .bind(store.as_str())
    .bind(count)
    .all()
    .await
}
