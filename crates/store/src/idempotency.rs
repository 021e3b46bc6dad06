//! Answers the API has given, kept so that a repeated request gets the same one.

use countersign_kernel::Timestamp;
use countersign_kernel::id::{NodeId, TokenId};

use crate::db::{DbError, Source, Tx};

#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct KeptAnswer {
    pub body_sha256: String,
    pub status: i64,
    pub answer: String,
    pub made_at: i64,
    /// Whose request it is, while it is worked on; empty when nobody has it in hand.
    pub node_id: Option<String>,
    /// What the deed was about, once it was done.
    pub done: Option<String>,
}

pub async fn find<'c>(
    from: impl Source<'c>,
    token: &TokenId,
    key: &str,
) -> Result<Option<KeptAnswer>, DbError> {
    from.query(
        "select body_sha256, status, answer, made_at, node_id, done from idempotency \
         where token_id = $1 and key = $2",
    )
    .bind(token.as_str())
    .bind(key)
    .maybe()
    .await
}

/// Reserves a key before the work. `false` when somebody has it already.
pub async fn reserve(
    tx: &mut Tx<'_>,
    token: &TokenId,
    key: &str,
    body_sha256: &str,
    node: &NodeId,
    at: Timestamp,
) -> Result<bool, DbError> {
    let inserted = tx
        .query(
            "insert into idempotency (token_id, key, body_sha256, status, answer, made_at, node_id) \
             values ($1, $2, $3, $4, $5, $6, $7) on conflict (token_id, key) do nothing",
        )
        .bind(token.as_str())
        .bind(key)
        .bind(body_sha256)
        .bind(0_i64)
        .bind("")
        .bind(at.micros())
        .bind(node.as_str())
        .execute()
        .await?;
    Ok(inserted == 1)
}

/// Marks the key in the transaction of the deed. `false` when it has passed to another node since, which may be doing the
/// same: then this deed must not be.
pub async fn mark_done(
    tx: &mut Tx<'_>,
    token: &TokenId,
    key: &str,
    node: &NodeId,
    subject: &str,
) -> Result<bool, DbError> {
    let changed = tx
        .query(
            "update idempotency set done = $4 where token_id = $1 and key = $2 and node_id = $3 and status = 0",
        )
        .bind(token.as_str())
        .bind(key)
        .bind(node.as_str())
        .bind(subject)
        .execute()
        .await?;
    Ok(changed == 1)
}

/// Takes the key over from a node that died between the deed and its answer.
pub async fn take_over(tx: &mut Tx<'_>, token: &TokenId, key: &str, node: &NodeId) -> Result<(), DbError> {
    tx.query("update idempotency set node_id = $3 where token_id = $1 and key = $2 and status = 0")
        .bind(token.as_str())
        .bind(key)
        .bind(node.as_str())
        .execute()
        .await?;
    Ok(())
}

/// `false` when the key has passed to another node since: the answer that is kept will be that one's.
pub async fn keep(
    tx: &mut Tx<'_>,
    token: &TokenId,
    key: &str,
    node: &NodeId,
    status: i64,
    answer: &str,
) -> Result<bool, DbError> {
    let changed = tx
        .query(
            "update idempotency set status = $4, answer = $5 \
             where token_id = $1 and key = $2 and node_id = $3 and status = 0",
        )
        .bind(token.as_str())
        .bind(key)
        .bind(node.as_str())
        .bind(status)
        .bind(answer)
        .execute()
        .await?;
    Ok(changed == 1)
}

/// Gives a key back that `node` reserved, after a failure of ours, so that the caller may try again. One whose deed was done
/// stays, and nobody has it in hand.
pub async fn release(tx: &mut Tx<'_>, token: &TokenId, key: &str, node: Option<&str>) -> Result<(), DbError> {
    // Keys reserved by a version that knew no nodes have none.
    for sql in [
        "delete from idempotency where token_id = $1 and key = $2 and node_id is not distinct from $3 \
         and status = 0 and done is null",
        "update idempotency set node_id = '' where token_id = $1 and key = $2 and node_id is not distinct from $3 \
         and status = 0",
    ] {
        tx.query(sql).bind(token.as_str()).bind(key).bind(node).execute().await?;
    }
    Ok(())
}

/// Forgets what was kept before `before`. Answers how many rows that were.
pub async fn forget(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64, DbError> {
    tx.query("delete from idempotency where made_at < $1").bind(before.micros()).execute().await
}
