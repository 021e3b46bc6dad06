//! Who does a job, among several nodes. A lease has an owner, an end, and a token that rises with each taking: whoever
//! writes a job's result shows the token in the same transaction, and one that was overtaken writes nothing.

use countersign_kernel::Timestamp;
use countersign_kernel::id::NodeId;

use crate::db::{Db, DbError, Tx};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeaseRow {
    pub name: String,
    pub token: i64,
    pub ends_at: Timestamp,
}

/// Whether another node has a lease. A look before [`take`], so that whoever only waits writes nothing.
pub async fn is_elsewhere(db: &Db, name: &str, node: &NodeId, now: Timestamp) -> Result<bool, DbError> {
    db.query(
        "select exists(select 1 from leases where name = $1 and node_id <> $2 and ends_at > $3 \
         and not exists (select 1 from nodes where nodes.id = leases.node_id and nodes.ends_at <= $3))",
    )
    .bind(name)
    .bind(node.as_str())
    .bind(now.micros())
    .one_value()
    .await
}

/// Takes a lease that nobody has, that has ended, whose node is dead, or that is this node's own from before. `None`
/// while somebody else has it.
pub async fn take(
    tx: &mut Tx<'_>,
    name: &str,
    node: &NodeId,
    now: Timestamp,
    ends_at: Timestamp,
) -> Result<Option<LeaseRow>, DbError> {
    let token: Option<i64> = tx
        .query(
            "insert into leases (name, node_id, token, ends_at) values ($1, $2, $5, $4) \
             on conflict (name) do update set node_id = excluded.node_id, token = leases.token + 1, \
             ends_at = excluded.ends_at \
             where leases.ends_at <= $3 or leases.node_id = $2 \
             or exists (select 1 from nodes where nodes.id = leases.node_id and nodes.ends_at <= $3) \
             returning token",
        )
        .bind(name)
        .bind(node.as_str())
        .bind(now.micros())
        .bind(ends_at.micros())
        .bind(1_i64)
        .maybe_value()
        .await?;
    Ok(token.map(|token| LeaseRow { name: name.to_owned(), token, ends_at }))
}

/// Moves the end of a lease that is still held. `false` when it was taken over.
pub async fn extend(tx: &mut Tx<'_>, lease: &LeaseRow, ends_at: Timestamp) -> Result<bool, DbError> {
    let changed = tx
        .query("update leases set ends_at = $3 where name = $1 and token = $2")
        .bind(&lease.name)
        .bind(lease.token)
        .bind(ends_at.micros())
        .execute()
        .await?;
    Ok(changed == 1)
}

/// Whether the lease is still held, which stays so until this transaction ends. A lease whose time is over but which
/// nobody has taken is still held.
pub async fn is_held(tx: &mut Tx<'_>, lease: &LeaseRow) -> Result<bool, DbError> {
    // DIALECT: on SQLite this transaction is the only writer; PostgreSQL keeps the row as it is.
    let keep = tx.pick("", " for share");
    let found: Option<i64> = tx
        .query("select token from leases where name = $1 and token = $2")
        .bind(&lease.name)
        .bind(lease.token)
        .push(keep)
        .maybe_value()
        .await?;
    Ok(found.is_some())
}
