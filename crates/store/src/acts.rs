//! The outbox: acts owed to systems outside, leased to whoever carries them out.

use countersign_kernel::Timestamp;
use countersign_kernel::id::{ActId, NodeId, OrderId, StoreId};

use crate::db::{Db, DbError, Source, Tx};
use crate::due;

#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct ActRow {
    #[serde(deserialize_with = "crate::db::from_text")]
    pub id: ActId,
    #[serde(deserialize_with = "crate::db::from_text")]
    pub store_id: StoreId,
    pub order_id: Option<String>,
    /// The vendor's short name.
    pub target: String,
    pub kind: String,
    pub payload: String,
    pub dedupe: String,
    /// Acts of one lane are carried out one after the other, by `place`.
    pub lane: String,
    pub place: i64,
    /// `due`, `done`, `dead` (a person must look), `dropped` (no longer owed, or left to a person to do there).
    pub state: String,
    pub attempts: i64,
    #[serde(deserialize_with = "crate::db::from_number")]
    pub due_at: Timestamp,
    pub leased_until: Option<i64>,
    #[serde(deserialize_with = "crate::db::from_number")]
    pub made_at: Timestamp,
    pub done_at: Option<i64>,
    pub result: Option<String>,
    pub last_error: Option<String>,
}

macro_rules! columns {
    () => {
        "id, store_id, order_id, target, kind, payload, dedupe, lane, place, state, attempts, due_at, leased_until, \
         made_at, done_at, result, last_error"
    };
}

/// Owes an act. The same dedupe key is owed once, whoever asks.
pub async fn owe(tx: &mut Tx<'_>, act: &ActRow) -> Result<bool, DbError> {
    let inserted = tx
        .query(concat!(
            "insert into acts (",
            columns!(),
            ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) \
             on conflict (dedupe) do nothing"
        ))
        .bind(act.id.as_str())
        .bind(act.store_id.as_str())
        .bind(act.order_id.as_deref())
        .bind(&act.target)
        .bind(&act.kind)
        .bind(&act.payload)
        .bind(&act.dedupe)
        .bind(&act.lane)
        .bind(act.place)
        .bind(&act.state)
        .bind(act.attempts)
        .bind(act.due_at.micros())
        .bind(act.leased_until)
        .bind(act.made_at.micros())
        .bind(act.done_at)
        .bind(act.result.as_deref())
        .bind(act.last_error.as_deref())
        .execute()
        .await?;
    Ok(inserted == 1)
}

pub async fn next_place(tx: &mut Tx<'_>, lane: &str) -> Result<i64, DbError> {
    tx.query("select cast(coalesce(max(place), 0) + 1 as bigint) from acts where lane = $1")
        .bind(lane)
        .one_value()
        .await
}

/// Takes the oldest due act whose lane is free, for `node` until `until`. The attempt is counted now, before anything is
/// done outside, so that after a crash the next one knows that it may have happened. Its number is also the lease's
/// token: whoever comes later has a higher one.
pub async fn claim(
    tx: &mut Tx<'_>,
    node: &NodeId,
    now: Timestamp,
    until: Timestamp,
) -> Result<Option<ActRow>, DbError> {
    // DIALECT: on PostgreSQL several nodes pick at once and pass over each other's rows.
    let skip = tx.pick("", " for update skip locked");
    let id: Option<String> = tx
        .query(concat!("select id from acts a where ", due::act!(), " order by due_at, id limit 1"))
        .bind(now.micros())
        .push(skip)
        .maybe_value()
        .await?;
    match id {
        Some(id) => take(tx, id, node, until).await.map(Some),
        None => Ok(None),
    }
}

/// More acts of the kind of one that was just taken, for the same system and store, so that they can be done in one go:
/// at most so many, and none that has been tried so often before.
pub async fn claim_alike(
    tx: &mut Tx<'_>,
    one: &ActRow,
    node: &NodeId,
    (now, until): (Timestamp, Timestamp),
    (most, tries): (i64, i64),
) -> Result<Vec<ActRow>, DbError> {
    // DIALECT: as for the first.
    let skip = tx.pick("", " for update skip locked");
    let ids: Vec<String> = tx
        .query(concat!(
            "select id from acts a where ",
            due::act!(),
            " and store_id = $2 and target = $3 and kind = $4 and attempts < $5 order by due_at, id limit $6"
        ))
        .bind(now.micros())
        .bind(one.store_id.as_str())
        .bind(&one.target)
        .bind(&one.kind)
        .bind(tries)
        .bind(most)
        .push(skip)
        .all_values()
        .await?;
    let mut taken = Vec::new();
    for id in ids {
        taken.push(take(tx, id, node, until).await?);
    }
    Ok(taken)
}

async fn take(tx: &mut Tx<'_>, id: String, node: &NodeId, until: Timestamp) -> Result<ActRow, DbError> {
    tx.query(concat!(
        "update acts set leased_until = $2, leased_by = $3, attempts = attempts + 1 where id = $1 returning ",
        columns!()
    ))
    .bind(id)
    .bind(until.micros())
    .bind(node.as_str())
    .one()
    .await
}

/// `false` when somebody else has taken the act since it was claimed: its result is then theirs to write.
pub async fn finish(tx: &mut Tx<'_>, act: &ActRow, at: Timestamp, result: &str) -> Result<bool, DbError> {
    let changed = tx
        .query(
            "update acts set state = 'done', done_at = $2, result = $3, leased_until = null, leased_by = null, \
             last_error = null where id = $1 and state = 'due' and attempts = $4",
        )
        .bind(act.id.as_str())
        .bind(at.micros())
        .bind(result)
        .bind(act.attempts)
        .execute()
        .await?;
    Ok(changed == 1)
}

/// The same for an attempt that came to nothing.
pub async fn put_off(
    tx: &mut Tx<'_>,
    act: &ActRow,
    due_at: Timestamp,
    error: &str,
    dead: bool,
) -> Result<bool, DbError> {
    let changed = tx
        .query(
            "update acts set state = $2, due_at = $3, leased_until = null, leased_by = null, last_error = $4 \
             where id = $1 and state = 'due' and attempts = $5",
        )
        .bind(act.id.as_str())
        .bind(if dead { "dead" } else { "due" })
        .bind(due_at.micros())
        .bind(error)
        .bind(act.attempts)
        .execute()
        .await?;
    Ok(changed == 1)
}

/// What an order still owes one system is no longer owed. Answers how many acts that were.
pub async fn drop_owed(tx: &mut Tx<'_>, order: &OrderId, target: &str) -> Result<u64, DbError> {
    tx.query(
        "update acts set state = 'dropped', leased_until = null where order_id = $1 and target = $2 \
         and state in ('due', 'dead')",
    )
    .bind(order.as_str())
    .bind(target)
    .execute()
    .await
}

/// Puts a dead act of a store back to work after a person has looked.
pub async fn revive(
    tx: &mut Tx<'_>,
    store: &StoreId,
    id: &ActId,
    due_at: Timestamp,
) -> Result<bool, DbError> {
    let changed = tx
        .query(
            "update acts set state = 'due', due_at = $3, leased_until = null \
             where id = $1 and store_id = $2 and state = 'dead'",
        )
        .bind(id.as_str())
        .bind(store.as_str())
        .bind(due_at.micros())
        .execute()
        .await?;
    Ok(changed == 1)
}

/// An act that was dropped for this reason was done by a person outside. `false` when it lies there no more.
pub async fn done_by_hand(
    tx: &mut Tx<'_>,
    id: &ActId,
    reason: &str,
    at: Timestamp,
    result: &str,
) -> Result<bool, DbError> {
    let changed = tx
        .query(
            "update acts set state = 'done', done_at = $3, result = $4, last_error = null \
             where id = $1 and state = 'dropped' and last_error = $2",
        )
        .bind(id.as_str())
        .bind(reason)
        .bind(at.micros())
        .bind(result)
        .execute()
        .await?;
    Ok(changed == 1)
}

pub async fn by_id<'c>(from: impl Source<'c>, id: &ActId) -> Result<Option<ActRow>, DbError> {
    from.query(concat!("select ", columns!(), " from acts where id = $1")).bind(id.as_str()).maybe().await
}

pub async fn of_order<'c>(from: impl Source<'c>, order: &OrderId) -> Result<Vec<ActRow>, DbError> {
    from.query(concat!("select ", columns!(), " from acts where order_id = $1 order by made_at, lane, place"))
        .bind(order.as_str())
        .all()
        .await
}

/// The acts of these lanes, oldest first.
pub async fn of_lanes<'c>(from: impl Source<'c>, lanes: &[String]) -> Result<Vec<ActRow>, DbError> {
    from.query(concat!("select ", columns!(), " from acts where lane in ("))
        .args(lanes.iter().map(String::as_str))
        .push(") order by made_at, lane, place")
        .all()
        .await
}

/// What was given up in a lane no longer holds up what is owed after it.
pub async fn drop_dead(tx: &mut Tx<'_>, lane: &str) -> Result<u64, DbError> {
    tx.query("update acts set state = 'dropped', leased_until = null where lane = $1 and state = 'dead'")
        .bind(lane)
        .execute()
        .await
}

/// What is owed in a lane, or was given up there, and nobody is at now is no longer owed, where it is one of these kinds. Answers
/// which acts that were.
pub async fn drop_kinds(tx: &mut Tx<'_>, lane: &str, kinds: &[&str]) -> Result<Vec<ActRow>, DbError> {
    tx.query("update acts set state = 'dropped' where state in ('due', 'dead') and leased_until is null and lane = ")
        .arg(lane)
        .push(" and kind in (")
        .args(kinds.iter().copied())
        .push(concat!(") returning ", columns!()))
        .all()
        .await
}

/// Whether something else is owed in the lane of an act, behind it.
pub async fn is_overtaken(tx: &mut Tx<'_>, act: &ActRow) -> Result<bool, DbError> {
    let behind: i64 = tx
        .query("select count(*) from acts where lane = $1 and place > $2 and state = 'due'")
        .bind(&act.lane)
        .bind(act.place)
        .one_value()
        .await?;
    Ok(behind > 0)
}

/// An act that somebody is at, and that is not owed any more. `false` when somebody else has taken it.
pub async fn drop_one(tx: &mut Tx<'_>, act: &ActRow, why: &str) -> Result<bool, DbError> {
    let changed = tx
        .query(
            "update acts set state = 'dropped', leased_until = null, leased_by = null, last_error = $2 \
             where id = $1 and state = 'due' and attempts = $3",
        )
        .bind(act.id.as_str())
        .bind(why)
        .bind(act.attempts)
        .execute()
        .await?;
    Ok(changed == 1)
}

/// What is still owed in a lane is no longer owed.
pub async fn drop_lane(tx: &mut Tx<'_>, lane: &str) -> Result<u64, DbError> {
    tx.query(
        "update acts set state = 'dropped', leased_until = null where lane = $1 and state in ('due', 'dead')",
    )
    .bind(lane)
    .execute()
    .await
}

/// How many acts at one system are not over.
pub async fn waiting_there<'c>(from: impl Source<'c>, store: &StoreId, target: &str) -> Result<i64, DbError> {
    from.query("select count(*) from acts where store_id = $1 and target = $2 and state in ('due', 'dead')")
        .bind(store.as_str())
        .bind(target)
        .one_value()
        .await
}

/// Acts that wait: due ones, then those a person must look at.
pub async fn waiting(db: &Db, store: &StoreId, count: i64) -> Result<Vec<ActRow>, DbError> {
    db.query(concat!(
        "select ",
        columns!(),
        " from acts where store_id = $1 and state in ('due', 'dead') order by state, due_at, id limit $2"
    ))
    .bind(store.as_str())
    .bind(count)
    .all()
    .await
}
