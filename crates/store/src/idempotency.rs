//! Answers the API has given, kept so that a repeated request gets the same one.

use countersign_kernel::Timestamp;
use countersign_kernel::id::TokenId;

use crate::db::{DbError, Source, Tx};

#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct KeptAnswer {
    pub body_sha256: String,
    pub status: i64,
    pub answer: String,
    pub made_at: i64,
}

pub async fn find<'c>(
    from: impl Source<'c>,
    token: &TokenId,
    key: &str,
) -> Result<Option<KeptAnswer>, DbError> {
    from.query(
        "select body_sha256, status, answer, made_at from idempotency where token_id = $1 and key = $2",
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
    at: Timestamp,
) -> Result<bool, DbError> {
    let inserted = tx
        .query(
            "insert into idempotency (token_id, key, body_sha256, status, answer, made_at) \
             values ($1, $2, $3, $4, $5, $6) on conflict (token_id, key) do nothing",
        )
        .bind(token.as_str())
        .bind(key)
        .bind(body_sha256)
        .bind(0_i64)
        .bind("")
        .bind(at.micros())
        .execute()
        .await?;
    Ok(inserted == 1)
}

pub async fn keep(
    tx: &mut Tx<'_>,
    token: &TokenId,
    key: &str,
    status: i64,
    answer: &str,
) -> Result<(), DbError> {
    tx.query("update idempotency set status = $3, answer = $4 where token_id = $1 and key = $2")
        .bind(token.as_str())
        .bind(key)
        .bind(status)
        .bind(answer)
        .execute()
        .await?;
    Ok(())
}

/// Gives a reserved key back after a failure of ours, so that the caller may try again.
pub async fn release(tx: &mut Tx<'_>, token: &TokenId, key: &str) -> Result<(), DbError> {
    tx.query("delete from idempotency where token_id = $1 and key = $2 and status = 0")
        .bind(token.as_str())
        .bind(key)
        .execute()
        .await?;
    Ok(())
}

/// Forgets what was kept before `before`. Answers how many rows that were.
pub async fn forget(tx: &mut Tx<'_>, before: Timestamp) -> Result<u64, DbError> {
    tx.query("delete from idempotency where made_at < $1").bind(before.micros()).execute().await
}
