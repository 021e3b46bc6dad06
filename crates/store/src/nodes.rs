//! The processes that work on this database. A node is alive as long as it says so in time; what a dead one had in hand
//! is anybody's.

use countersign_kernel::Timestamp;
use countersign_kernel::id::NodeId;

use crate::db::{Db, DbError, Engine, Tx};

#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct NodeRow {
    #[serde(deserialize_with = "crate::db::from_text")]
    pub id: NodeId,
    /// As the operator knows it: a host's name, or where it listens.
    pub name: String,
    #[serde(deserialize_with = "crate::db::from_number")]
    pub started_at: Timestamp,
    #[serde(deserialize_with = "crate::db::from_number")]
    pub ends_at: Timestamp,
}

/// Says that a node is alive until `ends_at`. `false` when it was alive before and is held for dead by now: others may
/// have taken over what it had, so that it must begin anew under another id.
pub async fn beat(tx: &mut Tx<'_>, node: &NodeRow, now: Timestamp) -> Result<bool, DbError> {
    let changed = tx
        .query(
            "insert into nodes (id, name, started_at, ends_at) values ($1, $2, $3, $4) \
             on conflict (id) do update set ends_at = excluded.ends_at where nodes.ends_at > $5",
        )
        .bind(node.id.as_str())
        .bind(&node.name)
        .bind(node.started_at.micros())
        .bind(node.ends_at.micros())
        .bind(now.micros())
        .execute()
        .await?;
    Ok(changed == 1)
}

/// The node has ended in order: nobody need wait for what it had in hand.
pub async fn leave(tx: &mut Tx<'_>, id: &NodeId, now: Timestamp) -> Result<(), DbError> {
    tx.query("update nodes set ends_at = $2 where id = $1 and ends_at > $2")
        .bind(id.as_str())
        .bind(now.micros())
        .execute()
        .await?;
    Ok(())
}

/// Who listens where another node did has taken its place: that one is dead, whatever it last said.
pub async fn replace(tx: &mut Tx<'_>, name: &str, now: Timestamp) -> Result<u64, DbError> {
    tx.query("update nodes set ends_at = $2 where name = $1 and ends_at > $2")
        .bind(name)
        .bind(now.micros())
        .execute()
        .await
}

/// Whether a node is known to be dead. Of one that never said it was alive that is not known.
pub async fn is_dead(tx: &mut Tx<'_>, id: &str, now: Timestamp) -> Result<bool, DbError> {
    tx.query("select exists(select 1 from nodes where id = $1 and ends_at <= $2)")
        .bind(id)
        .bind(now.micros())
        .one_value()
        .await
}

/// Every node that is alive or was a little while ago, the oldest first.
pub async fn all(db: &Db) -> Result<Vec<NodeRow>, DbError> {
    db.query("select id, name, started_at, ends_at from nodes order by started_at, id").all().await
}

/// Forgets nodes that ended before `before`.
pub async fn forget(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64, DbError> {
    tx.query("delete from nodes where ends_at < $1").bind(before.micros()).execute().await
}

/// What the database server's clock says; `None` where the database is a file of this machine's.
pub async fn server_time(db: &Db) -> Result<Option<Timestamp>, DbError> {
    match db.engine() {
        Engine::Sqlite => Ok(None),
        Engine::Postgres => {
            let micros: i64 = db
                .query("select cast(extract(epoch from clock_timestamp()) * 1000000 as bigint)")
                .one_value()
                .await?;
            Ok(Some(Timestamp::from_micros(micros)))
        }
    }
}
