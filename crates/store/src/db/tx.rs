//! A transaction under way.

use std::fmt;
use std::marker::PhantomData;

use sqlx::{Postgres, Sqlite, Transaction};

use super::error::is_conflict;
use super::{Engine, Query, pick};

/// A transaction. `'a` is the life of what the closure given to `write` borrows; functions write `&mut Tx<'_>`.
pub struct Tx<'a> {
    pub(super) inner: Inner,
    pub(super) health: Health,
    /// Without it the compiler would have to believe that the closure's future lives for any life at all, and
    /// closures could not borrow from their surroundings.
    pub(super) scope: PhantomData<&'a ()>,
}

pub(super) enum Inner {
    Sqlite(Transaction<'static, Sqlite>),
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
    pub(super) fn note(&mut self, error: &sqlx::Error) {
        if is_conflict(error) {
            *self = Health::Conflict;
            return;
        }
        // A missing row and a column of another type are the reader's matter; the transaction is as sound as before.
        let reading = matches!(
            error,
            sqlx::Error::RowNotFound
                | sqlx::Error::ColumnDecode { .. }
                | sqlx::Error::ColumnNotFound(_)
                | sqlx::Error::ColumnIndexOutOfBounds { .. }
                | sqlx::Error::Decode(_)
        );
        if !reading && *self == Health::Sound {
            *self = Health::Spoiled;
        }
    }
}

impl Tx<'_> {
    pub fn query(&mut self, sql: &'static str) -> Query<'_> {
        match &mut self.inner {
            Inner::Sqlite(tx) => Query::in_sqlite_tx(tx, &mut self.health, sql),
            Inner::Postgres(tx) => Query::in_postgres_tx(tx, &mut self.health, sql),
        }
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

    pub(super) async fn commit(self) -> Result<(), sqlx::Error> {
        match self.inner {
            Inner::Sqlite(tx) => tx.commit().await,
            Inner::Postgres(tx) => tx.commit().await,
        }
    }

    /// Waits for the rollback, so that the next one in line finds the writer free.
    pub(super) async fn rollback(self) {
        let done = match self.inner {
            Inner::Sqlite(tx) => tx.rollback().await,
            Inner::Postgres(tx) => tx.rollback().await,
        };
        if let Err(error) = done {
            // The connection is broken then, and the server rolls back by itself.
            tracing::warn!(%error, "a rollback was not confirmed");
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
