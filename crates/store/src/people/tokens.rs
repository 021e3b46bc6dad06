//! Access tokens of the API. Only the hash of a token is kept.

use std::fmt;

use countersign_kernel::Timestamp;
use countersign_kernel::id::{StoreId, TokenId};

use super::Scopes;
use crate::db::{DbError, Source, Tx};

/// The most tokens one store is listed with.
pub const TOKENS_MAX: i64 = 500;

#[derive(Clone, PartialEq, Eq, serde::Deserialize)]
pub struct TokenRow {
    #[serde(deserialize_with = "crate::db::from_text")]
    pub id: TokenId,
    #[serde(deserialize_with = "crate::db::from_text")]
    pub store_id: StoreId,
    pub name: String,
    pub secret_hash: String,
    #[serde(deserialize_with = "crate::db::from_text")]
    pub scopes: Scopes,
    /// A person's id, or `system:…`.
    pub created_by: String,
    #[serde(deserialize_with = "crate::db::from_number")]
    pub created_at: Timestamp,
    ends_at: Option<i64>,
    revoked_at: Option<i64>,
}

/// What a token is made from.
#[derive(Debug, Clone)]
pub struct NewToken<'a> {
    pub id: &'a TokenId,
    pub store_id: &'a StoreId,
    pub name: &'a str,
    pub secret_hash: &'a str,
    pub scopes: &'a Scopes,
    pub created_by: &'a str,
    pub created_at: Timestamp,
    pub ends_at: Option<Timestamp>,
}

impl TokenRow {
    pub fn ends_at(&self) -> Option<Timestamp> {
        self.ends_at.map(Timestamp::from_micros)
    }

    pub fn revoked_at(&self) -> Option<Timestamp> {
        self.revoked_at.map(Timestamp::from_micros)
    }
}

impl fmt::Debug for TokenRow {
    /// Without the hash.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenRow").field("id", &self.id).field("scopes", &self.scopes).finish_non_exhaustive()
    }
}

const COLUMNS: &str = "select id, store_id, name, secret_hash, scopes, created_by, created_at, ends_at, \
                       revoked_at from tokens";

pub async fn insert(tx: &mut Tx<'_>, token: &NewToken<'_>) -> Result<(), DbError> {
    tx.query(
        "insert into tokens (id, store_id, name, secret_hash, scopes, created_by, created_at, ends_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(token.id.as_str())
    .bind(token.store_id.as_str())
    .bind(token.name)
    .bind(token.secret_hash)
    .bind(token.scopes.to_text())
    .bind(token.created_by)
    .bind(token.created_at.micros())
    .bind(token.ends_at.map(Timestamp::micros))
    .execute()
    .await?;
    Ok(())
}

pub async fn by_secret_hash<'c>(from: impl Source<'c>, hash: &str) -> Result<Option<TokenRow>, DbError> {
    from.query(COLUMNS).push(" where secret_hash = ").arg(hash).maybe().await
}

pub async fn by_id<'c>(from: impl Source<'c>, id: &TokenId) -> Result<Option<TokenRow>, DbError> {
    from.query(COLUMNS).push(" where id = ").arg(id.as_str()).maybe().await
}

/// Newest first, the revoked ones too.
pub async fn of_store<'c>(from: impl Source<'c>, store: &StoreId) -> Result<Vec<TokenRow>, DbError> {
    from.query(COLUMNS)
        .push(" where store_id = ")
        .arg(store.as_str())
        .push(" order by created_at desc, id desc limit ")
        .arg(TOKENS_MAX)
        .all()
        .await
}

/// How many tokens of a store could still be used.
pub async fn count_usable<'c>(
    from: impl Source<'c>,
    store: &StoreId,
    now: Timestamp,
) -> Result<i64, DbError> {
    from.query(
        "select count(*) from tokens \
         where store_id = $1 and revoked_at is null and (ends_at is null or ends_at > $2)",
    )
    .bind(store.as_str())
    .bind(now.micros())
    .one_value()
    .await
}

/// False when it was revoked already.
pub async fn revoke(tx: &mut Tx<'_>, id: &TokenId, at: Timestamp) -> Result<bool, DbError> {
    let changed = tx
        .query("update tokens set revoked_at = $2 where id = $1 and revoked_at is null")
        .bind(id.as_str())
        .bind(at.micros())
        .execute()
        .await?;
    Ok(changed == 1)
}
