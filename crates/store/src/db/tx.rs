//! A transaction under way.

use std::fmt;
use std::marker::PhantomData;

use sqlx::{Postgres, Transaction};

use super::error::Cause;
use super::query::Target;
use super::sqlite::SqliteTx;
use super::{Engine, Query, pick};

/// A transaction. `'a` is the life of what the closure given to `write` borrows; functions write `&mut Tx<'_>`.
pub struct Tx<'a> {
    pub(super) inner: Inner,
    pub(super) health: Health,
    /// Without it the compiler would have to believe that the closure's future lives for any life at all, and
    /// closures could not borrow from their surroundings.
    pub(super) scope: PhantomData<&'a ()>,
}

/// What it may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Read,
    Write,
}

pub(super) enum Inner {
    Sqlite(SqliteTx),
    Postgres(Transaction<'static, Postgres>),
}

/// What the statements so far have done to the transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Health {
    Sound,
    /// Another transaction was in the way; starting over may help.
    Conflict,
    /// A statement failed for its own reasons; starting over will not help.
    Spoiled,
}

impl Health {
    pub(super) fn note(&mut self, cause: &Cause) {
        if cause.is_conflict() {
            *self = Health::Conflict;
        } else if !cause.is_of_reading() && *self == Health::Sound {
            *self = Health::Spoiled;
        }
    }
}

impl Tx<'_> {
    pub fn query(&mut self, sql: &'static str) -> Query<'_> {
        let health = &mut self.health;
        let target = match &mut self.inner {
            Inner::Sqlite(tx) => Target::SqliteTx(tx, health),
            Inner::Postgres(tx) => Target::PostgresTx(tx, health),
        };
        Query::new(target, sql)
    }

    pub fn engine(&self) -> Engine {
        match self.inner {
            Inner::Sqlite(_) => Engine::Sqlite,
            Inner::Postgres(_) => Engine::Postgres,
        }
    }

    /// As [`super::Db::pick`]: `tx.pick("", " for update")`.
    pub fn pick(&self, sqlite: &'static str, postgres: &'static str) -> &'static str {
        pick(self.engine(), sqlite, postgres)
    }

    pub(super) async fn commit(self) -> Result<(), Cause> {
        match self.inner {
            Inner::Sqlite(tx) => tx.commit().await,
            Inner::Postgres(tx) => Ok(tx.commit().await?),
        }
    }

    /// Waits for the rollback, so that the next one in line finds the writer free.
    pub(super) async fn rollback(self) {
        match self.inner {
            Inner::Sqlite(tx) => drop(tx),
            Inner::Postgres(tx) => {
                if let Err(error) = tx.rollback().await {
                    // The connection is broken then, and the server rolls back by itself.
                    tracing::warn!(%error, "a rollback was not confirmed");
                }
            }
        }
    }
}

impl fmt::Debug for Tx<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tx")
            .field("engine", &self.engine())
            .field("health", &self.health)
            .finish_non_exhaustive()
    }
}
