//! Begin, do, commit; and start over when somebody else was in the way.

use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::boundary::Boundary;
use super::error::{Cause, DbError};
use super::sqlite::SqliteTx;
use super::tx::{Health, Inner, Mode};
use super::{Db, Pools, Tx};

/// How often a transaction is tried before the conflict is reported.
pub const ATTEMPTS_MAX: u32 = 10;
const PAUSE_BASE: Duration = Duration::from_millis(2);
const PAUSE_MAX: Duration = Duration::from_millis(250);
/// Retries that meet are spread over this many slots, by turn instead of by chance.
const SLOTS: u64 = 7;

type Work<'t, T, E> = Pin<Box<dyn Future<Output = Result<T, E>> + Send + 't>>;

impl Db {
    /// Runs `work` in a transaction and commits it. An `Err` rolls back. On a conflict `work` runs again, up to
    /// [`ATTEMPTS_MAX`] times, so it must have no effect outside its `tx`.
    ///
    /// `work` is a boxed future: with `AsyncFn` the caller's own future could not be spawned (rustc 1.95).
    pub async fn write<'a, T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: for<'t> FnMut(&'t mut Tx<'a>) -> Work<'t, T, E>,
        E: From<DbError>,
    {
        self.boundaries.pass(Boundary::BeforeWrite).await;
        let value = self.attempt(Mode::Write, work).await?;
        self.boundaries.pass(Boundary::AfterCommit).await;
        Ok(value)
    }

    /// Several reads that see one moment. Writes are refused.
    pub async fn read<'a, T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: for<'t> FnMut(&'t mut Tx<'a>) -> Work<'t, T, E>,
        E: From<DbError>,
    {
        self.attempt(Mode::Read, work).await
    }

    async fn attempt<'a, T, E, F>(&self, mode: Mode, mut work: F) -> Result<T, E>
    where
        F: for<'t> FnMut(&'t mut Tx<'a>) -> Work<'t, T, E>,
        E: From<DbError>,
    {
        for attempt in 1..=ATTEMPTS_MAX {
            let last = attempt == ATTEMPTS_MAX;
            let mut tx = match self.begin(mode).await {
                Ok(tx) => tx,
                Err(error) if error.is_conflict() && !last => {
                    self.pause(attempt).await;
                    continue;
                }
                Err(error) => return Err(DbError::Begin(error).into()),
            };
            let result = work(&mut tx).await;
            match (result, tx.health) {
                (_, Health::Conflict) if !last => tx.rollback().await,
                (Err(error), _) => {
                    tx.rollback().await;
                    return Err(error);
                }
                (Ok(_), Health::Conflict | Health::Spoiled) => {
                    tx.rollback().await;
                    return Err(DbError::Spoiled.into());
                }
                (Ok(value), Health::Sound) => {
                    if mode == Mode::Write {
                        self.boundaries.pass(Boundary::BeforeCommit).await;
                    }
                    match tx.commit().await {
                        Ok(()) => return Ok(value),
                        Err(error) if error.is_conflict() && !last => {}
                        Err(error) if error.is_refusal() => return Err(DbError::Commit(error).into()),
                        Err(error) => return Err(DbError::CommitUnknown(error).into()),
                    }
                }
            }
            self.pause(attempt).await;
        }
        unreachable!("the last attempt returns from within the loop")
    }

    /// PostgreSQL writes are SERIALIZABLE as a *second* belt only. Limits must not rest on it: write-skew under
    /// SERIALIZABLE has been reported more than once. Decisions on one person wait for each other on the person's row
    /// (`customers::take_turn`), which would hold at READ COMMITTED too. Only that two persons' holds together fit into a
    /// package, and that the record is one chain, rests on this level beside the `check`s.
    async fn begin<'a>(&self, mode: Mode) -> Result<Tx<'a>, Cause> {
        let inner = match (&self.pools, mode) {
            (Pools::Sqlite(sqlite), mode) => Inner::Sqlite(SqliteTx::begin(sqlite, mode).await?),
            (Pools::Postgres(pool), Mode::Write) => {
                Inner::Postgres(pool.begin_with("begin isolation level serializable read write").await?)
            }
            (Pools::Postgres(pool), Mode::Read) => {
                Inner::Postgres(pool.begin_with("begin isolation level repeatable read read only").await?)
            }
        };
        Ok(Tx { inner, health: Health::Sound, scope: PhantomData })
    }

    /// Doubles each time, and gives each retry of this process another slot: two that collided do not meet again.
    async fn pause(&self, attempt: u32) {
        let slot = self.turns.fetch_add(1, Ordering::Relaxed) % SLOTS;
        let base = PAUSE_BASE.saturating_mul(1 << attempt.min(10)).min(PAUSE_MAX);
        tokio::time::sleep(base + PAUSE_BASE.saturating_mul(slot as u32)).await;
    }
}
