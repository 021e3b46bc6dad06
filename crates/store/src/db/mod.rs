//! The only way to the database. One SQL text runs on SQLite and on PostgreSQL.
//!
//! Reads outside a transaction go through [`Db::query`]; every write goes through [`Db::write`], which begins,
//! commits and starts over when the engine says "busy" or "conflict". Autocommitted writes are refused by both
//! engines: the pools hand out read-only connections, and only `write` lifts that.
//!
//! ```ignore
//! #[derive(serde::Deserialize)]
//! struct Order { id: String, total_cents: i64, note: Option<String> }
//!
//! let order = db.query("select id, total_cents, note from orders where id = $1").bind(id).maybe::<Order>().await?;
//!
//! let count = db.write(|tx| Box::pin(async move {
//!     tx.query("update orders set note = $2 where id = $1").bind(id).bind(note).execute().await?;
//!     tx.query("select count(*) from orders").one_value::<i64>().await
//! })).await?;
//! ```
//!
//! How to write a repository file (`crates/store/src/<noun>.rs`):
//! - Functions that change something take `tx: &mut Tx<'_>`. A function that makes one read may take
//!   `from: impl Source<'_>`, which both `&Db` and `&mut Tx` are; several reads that must agree go in [`Db::read`].
//! - Columns are `text`, `bigint`, `boolean`, `bytea`; fields and parameters `String`, `i64`, `bool`, `Vec<u8>`, or
//!   `Option` of them. A field of another type: `#[serde(deserialize_with = "from_text")]`, `from_number`.
//! - A computed column is cast: `cast(coalesce(sum(x), 0) as bigint)`. PostgreSQL refuses it otherwise.
//! - Parameters are `$1`, `$2`, … . Optional filters and lists: [`Query::push`], [`Query::arg`], [`Query::args`].
//! - The closure given to `write` may run again, so it changes nothing but its `tx`, and it clones what it consumes.
//! - A failed statement spoils its transaction on both engines (PostgreSQL would roll it back in silence at the
//!   commit). To expect a conflict write `on conflict do nothing`, or let the error leave the closure and ask
//!   [`violated`] for the constraint's name.
//! - Column names: PostgreSQL reserves more words than SQLite (`only`, `user`, `order`, `end`, `offset`, `limit`, …).
//! - Never call `db.write` inside `db.write`: SQLite has one writer, so the inner one would wait for the outer one,
//!   for ever.
//! - Keys: `constraint orders_pkey primary key (id)` with `id text not null`, `constraint orders_shop_id_number_key
//!   unique (shop_id, number)`. The name is the table, the columns, `key`, so that [`violated`] can rebuild it.

mod boundary;
mod error;
mod hosts;
mod listen;
mod migrate;
mod open;
mod postgres;
mod query;
mod reworded;
mod row;
mod sqlite;
mod tx;
mod value;
mod write;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use sqlx::PgPool;

pub use boundary::{Boundary, Watcher};
pub use error::{Cause, DbError, violated};
pub use listen::Listener;
pub use migrate::{MIGRATIONS, MigrateError, MigrationFile};
pub use open::OpenError;
pub(crate) use open::{choose, postgres_options, sqlite_options};
pub use query::{ARGUMENTS_MAX, Query, Source};
pub use row::{ReadError, from_number, from_text};
pub use tx::Tx;
pub use value::Bind;
pub use write::ATTEMPTS_MAX;

use query::Target;
use sqlite::Sqlite;

/// Which database a [`Db`] talks to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    pub const ALL: [Engine; 2] = [Engine::Sqlite, Engine::Postgres];

    pub fn name(self) -> &'static str {
        match self {
            Engine::Sqlite => "sqlite",
            Engine::Postgres => "postgres",
        }
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// An open database. Cheap to clone; all clones share the pools.
#[derive(Clone)]
pub struct Db {
    pub(crate) pools: Pools,
    /// Kept for the backup's child process. It may hold a password, so it is never printed.
    pub(crate) url: Arc<str>,
    /// PostgreSQL on several servers.
    hosts: Option<hosts::Hosts>,
    /// Counts retries, to space them out without ambient randomness.
    turns: Arc<AtomicU64>,
    boundaries: boundary::Boundaries,
}

#[derive(Clone)]
pub(crate) enum Pools {
    Sqlite(Sqlite),
    Postgres(PgPool),
}

impl Db {
    pub fn engine(&self) -> Engine {
        match self.pools {
            Pools::Sqlite(_) => Engine::Sqlite,
            Pools::Postgres(_) => Engine::Postgres,
        }
    }

    /// As it was given to [`Db::open`]. It may hold a password: not for logs.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Where the engines differ by a suffix: both texts side by side, the one for this engine returned.
    pub fn pick(&self, sqlite: &'static str, postgres: &'static str) -> &'static str {
        pick(self.engine(), sqlite, postgres)
    }

    /// A read outside any transaction. Both engines refuse a write here; use [`Db::write`].
    pub fn query(&self, sql: &'static str) -> Query<'_> {
        let target = match &self.pools {
            Pools::Sqlite(sqlite) => Target::Sqlite(sqlite),
            Pools::Postgres(pool) => Target::Postgres(pool),
        };
        Query::new(target, sql)
    }

    /// Waits for the writes under way and closes. SQLite folds its log back into the file when its last connection
    /// closes; a read under way keeps its own until it ends.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite(sqlite) => sqlite.close().await,
            Pools::Postgres(pool) => pool.close().await,
        }
    }
}

fn pick(engine: Engine, sqlite: &'static str, postgres: &'static str) -> &'static str {
    match engine {
        Engine::Sqlite => sqlite,
        Engine::Postgres => postgres,
    }
}

impl fmt::Debug for Db {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Db").field("engine", &self.engine()).finish_non_exhaustive()
    }
}
