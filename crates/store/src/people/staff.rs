//! People with an account.

use std::fmt;

use countersign_kernel::Timestamp;
use countersign_kernel::id::{StaffId, StoreId};

use super::Roles;
use crate::db::{DbError, Source, Tx};

/// The most people one store is listed with.
pub const STAFF_MAX: i64 = 1_000;

#[derive(Clone, PartialEq, Eq, serde::Deserialize)]
pub struct StaffRow {
    #[serde(deserialize_with = "crate::db::from_text")]
    pub id: StaffId,
    #[serde(deserialize_with = "crate::db::from_text")]
    pub store_id: StoreId,
    pub name: String,
    pub login: String,
    pub password_hash: String,
    /// Somebody else chose it; until it is changed it opens nothing but the page that changes it.
    pub password_temporary: bool,
    /// Sealed.
    pub totp_secret: Option<Vec<u8>>,
    /// Sealed; shown to its owner but not yet proven to have arrived.
    pub totp_pending: Option<Vec<u8>>,
    /// The newest step whose code was used; that code and those before it are spent.
    pub totp_last_step: i64,
    #[serde(deserialize_with = "crate::db::from_text")]
    pub roles: Roles,
    pub active: bool,
    #[serde(deserialize_with = "crate::db::from_number")]
    pub created_at: Timestamp,
}

impl fmt::Debug for StaffRow {
    /// Without the hash and the sealed secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StaffRow").field("id", &self.id).field("roles", &self.roles).finish_non_exhaustive()
    }
}

const COLUMNS: &str = "select id, store_id, name, login, password_hash, password_temporary, totp_secret, \
                       totp_pending, totp_last_step, roles, active, created_at from staff";

pub async fn insert(tx: &mut Tx<'_>, person: &StaffRow) -> Result<(), DbError> {
    tx.query(
        "insert into staff (id, store_id, name, login, password_hash, password_temporary, totp_secret, \
         totp_pending, totp_last_step, roles, active, created_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    )
    .bind(person.id.as_str())
    .bind(person.store_id.as_str())
    .bind(&person.name)
    .bind(&person.login)
    .bind(&person.password_hash)
    .bind(person.password_temporary)
    .bind(person.totp_secret.as_deref())
    .bind(person.totp_pending.as_deref())
    .bind(person.totp_last_step)
    .bind(person.roles.to_text())
    .bind(person.active)
    .bind(person.created_at.micros())
    .execute()
    .await?;
    Ok(())
}

pub async fn by_id<'c>(from: impl Source<'c>, id: &StaffId) -> Result<Option<StaffRow>, DbError> {
    from.query(COLUMNS).push(" where id = ").arg(id.as_str()).maybe().await
}

pub async fn by_login<'c>(from: impl Source<'c>, login: &str) -> Result<Option<StaffRow>, DbError> {
    from.query(COLUMNS).push(" where login = ").arg(login).maybe().await
}

/// Active ones first, then by name.
pub async fn of_store<'c>(from: impl Source<'c>, store: &StoreId) -> Result<Vec<StaffRow>, DbError> {
    from.query(COLUMNS)
        .push(" where store_id = ")
        .arg(store.as_str())
        .push(" order by active desc, name, id limit ")
        .arg(STAFF_MAX)
        .all()
        .await
}

pub async fn set_roles(tx: &mut Tx<'_>, id: &StaffId, roles: &Roles) -> Result<(), DbError> {
    tx.query("update staff set roles = $2 where id = $1")
        .bind(id.as_str())
        .bind(roles.to_text())
        .execute()
        .await?;
    Ok(())
}

pub async fn set_active(tx: &mut Tx<'_>, id: &StaffId, active: bool) -> Result<(), DbError> {
    tx.query("update staff set active = $2 where id = $1").bind(id.as_str()).bind(active).execute().await?;
    Ok(())
}

pub async fn set_password(tx: &mut Tx<'_>, id: &StaffId, hash: &str, temporary: bool) -> Result<(), DbError> {
    tx.query("update staff set password_hash = $2, password_temporary = $3 where id = $1")
        .bind(id.as_str())
        .bind(hash)
        .bind(temporary)
        .execute()
        .await?;
    Ok(())
}

/// Keeps a secret until a code proves that it arrived. An earlier one that waited is forgotten.
pub async fn offer_totp(tx: &mut Tx<'_>, id: &StaffId, sealed: &[u8]) -> Result<(), DbError> {
    tx.query("update staff set totp_pending = $2 where id = $1")
        .bind(id.as_str())
        .bind(sealed)
        .execute()
        .await?;
    Ok(())
}

/// The waiting secret becomes the one in use. The sealed bytes are given because they are sealed to their column.
pub async fn accept_totp(tx: &mut Tx<'_>, id: &StaffId, sealed: &[u8], step: i64) -> Result<(), DbError> {
    tx.query("update staff set totp_secret = $2, totp_pending = null, totp_last_step = $3 where id = $1")
        .bind(id.as_str())
        .bind(sealed)
        .bind(step)
        .execute()
        .await?;
    Ok(())
}

pub async fn remove_totp(tx: &mut Tx<'_>, id: &StaffId) -> Result<(), DbError> {
    tx.query("update staff set totp_secret = null, totp_pending = null where id = $1")
        .bind(id.as_str())
        .execute()
        .await?;
    Ok(())
}

/// Spends the code of `step`. False when it, or a newer one, was spent before.
pub async fn spend_totp_step(tx: &mut Tx<'_>, id: &StaffId, step: i64) -> Result<bool, DbError> {
    let changed = tx
        .query("update staff set totp_last_step = $2 where id = $1 and totp_last_step < $2")
        .bind(id.as_str())
        .bind(step)
        .execute()
        .await?;
    Ok(changed == 1)
}
