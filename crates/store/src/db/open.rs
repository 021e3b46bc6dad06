//! Opening: which engine a URL means, and the settings that durability rests on.

use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Executor};
use thiserror::Error;

use super::boundary::Boundaries;
use super::error::Cause;
use super::hosts::{self, Hosts};
use super::sqlite::Sqlite;
use super::{Db, Pools};

/// PostgreSQL connections of one node. Four nodes stay below the server's usual limit of 100.
const CONNECTIONS_MAX: u32 = 20;
/// How long the migrator and a backup wait on SQLite for whoever writes.
const BUSY_WAIT: Duration = Duration::from_secs(5);
/// How long a caller waits for a free connection of PostgreSQL's before it hears that there is none.
const ACQUIRE_WAIT: Duration = Duration::from_secs(5);
/// Prepared statements kept per connection; more than the store has.
pub(super) const STATEMENTS_MAX: usize = 512;

#[derive(Debug, Error)]
pub enum OpenError {
    // The URL itself is never repeated: it may hold a password.
    #[error("the database url starts with `{0}`, expected `sqlite:` or `postgres:`")]
    Scheme(String),
    #[error("a database in memory is not kept and cannot be shared, give a file: `sqlite:countersign.db`")]
    Memory,
    #[error("none of the database servers in the url is a primary that answers")]
    NoPrimary,
    #[error("the database url is not understood")]
    Url(#[source] sqlx::Error),
    #[error("the {engine} database at {place} cannot be opened")]
    Connect {
        engine: super::Engine,
        place: String,
        #[source]
        cause: Cause,
    },
}

impl Db {
    /// Opens `sqlite:path/to/file` (made when missing) or `postgres://user@host/name`, where several hosts may stand with
    /// commas between them. Does not migrate.
    pub async fn open(url: &str) -> Result<Db, OpenError> {
        Self::open_or_make(url, true).await
    }

    /// The same for whoever only reads: a file that is not there is an error and stays away.
    pub async fn open_existing(url: &str) -> Result<Db, OpenError> {
        Self::open_or_make(url, false).await
    }

    async fn open_or_make(url: &str, make: bool) -> Result<Db, OpenError> {
        let scheme = url.split_once(':').map_or("", |(scheme, _)| scheme);
        let (mut url, mut several) = (url.to_owned(), None);
        let pools = match scheme {
            "sqlite" => open_sqlite(&sqlite_options(&url)?, make)?,
            "postgres" | "postgresql" => {
                (url, several) = choose(&url).await?;
                open_postgres(&url, several.clone()).await?
            }
            other => return Err(OpenError::Scheme(other.to_owned())),
        };
        Ok(Db {
            pools,
            url: Arc::from(url),
            hosts: several,
            turns: Arc::default(),
            boundaries: Boundaries::default(),
        })
    }
}

/// Where the file is, and how the migrator and a backup come to it; the product's own way is `sqlite::Sqlite`.
pub(crate) fn sqlite_options(url: &str) -> Result<SqliteConnectOptions, OpenError> {
    if url.contains(":memory:") || url.contains("mode=memory") {
        // Each connection would see a database of its own.
        return Err(OpenError::Memory);
    }
    Ok(SqliteConnectOptions::from_str(url)
        .map_err(OpenError::Url)?
        .journal_mode(SqliteJournalMode::Wal)
        // INVARIANT: a decision that was answered survives power loss. NORMAL would lose the last commits.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY_WAIT)
        .disable_statement_logging())
}

pub(crate) fn postgres_options(url: &str) -> Result<PgConnectOptions, OpenError> {
    Ok(PgConnectOptions::from_str(url)
        .map_err(OpenError::Url)?
        .application_name("countersign")
        .statement_cache_capacity(STATEMENTS_MAX)
        .disable_statement_logging())
}

fn open_sqlite(options: &SqliteConnectOptions, make: bool) -> Result<Pools, OpenError> {
    let path = options.get_filename();
    let failed = |cause: rusqlite::Error| OpenError::Connect {
        engine: super::Engine::Sqlite,
        place: path.display().to_string(),
        cause: cause.into(),
    };
    Sqlite::open(path, make).map(Pools::Sqlite).map_err(failed)
}

/// The url of the one server; of several, the primary's.
pub(crate) async fn choose(url: &str) -> Result<(String, Option<Hosts>), OpenError> {
    let mut urls = hosts::each(url);
    if urls.len() == 1 {
        return Ok((urls.remove(0), None));
    }
    let servers = urls.iter().map(|url| postgres_options(url)).collect::<Result<_, _>>()?;
    let several = Hosts::new(servers);
    let place = several.primary().await.ok_or(OpenError::NoPrimary)?;
    Ok((urls.remove(place), Some(several)))
}

async fn open_postgres(url: &str, several: Option<Hosts>) -> Result<Pools, OpenError> {
    let options = postgres_options(url)?;
    let place = format!("`{}` on `{}`", options.get_database().unwrap_or_default(), options.get_host());
    let mut pool = PgPoolOptions::new().max_connections(CONNECTIONS_MAX).acquire_timeout(ACQUIRE_WAIT);
    if let Some(several) = several.clone() {
        // In place of the ping: a connection to a server that is not the primary any more is dropped.
        pool = pool.test_before_acquire(false).before_acquire(move |conn, _| {
            let several = several.clone();
            Box::pin(async move { several.is_primary(conn).await })
        });
    }
    pool.after_connect(move |conn, _| {
        let several = several.clone();
        Box::pin(async move {
            if let Some(several) = several
                && !several.is_primary(conn).await?
            {
                return Err(sqlx::Error::Configuration("this database server is not the primary".into()));
            }
            conn.execute(
                "set default_transaction_read_only = on; \
                     set lock_timeout = '10s'; \
                     set idle_in_transaction_session_timeout = '60s'",
            )
            .await?;
            Ok(())
        })
    })
    .connect_with(options)
    .await
    .map(Pools::Postgres)
    .map_err(|cause| OpenError::Connect { engine: super::Engine::Postgres, place, cause: cause.into() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_strange_url_is_refused_without_repeating_it() {
        let error = Db::open("mysql://root:secret@host/shop").await.expect_err("not an engine of ours");
        assert!(matches!(&error, OpenError::Scheme(scheme) if scheme == "mysql"));
        assert!(!error.to_string().contains("secret"));
        assert!(matches!(Db::open("sqlite::memory:").await, Err(OpenError::Memory)));
    }
}
