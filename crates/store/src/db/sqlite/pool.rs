//! The connections: one that writes, for which callers stand in line, and those that read.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, Error, OpenFlags, ffi};
use tokio::sync::{Mutex as Line, OwnedMutexGuard};

use super::group::Writer;
use crate::db::error::Cause;
use crate::db::open::STATEMENTS_MAX;
use crate::db::tx::Mode;

/// Readers kept open. More are opened while more are wanted at once, and closed again.
const READERS_KEPT_MAX: usize = 8;
/// Pages of the log that are folded back into the file at once: some 30 MB. A page that is written with every decision
/// is copied once for all of them.
const LOG_PAGES_MAX: u32 = 8_000;
/// How long opening and reading wait for another *process* that recovers the file or is the last to close it.
const BUSY_WAIT: Duration = Duration::from_secs(5);

/// An open file.
#[derive(Clone)]
pub struct Sqlite {
    shared: Arc<Shared>,
}

struct Shared {
    path: PathBuf,
    writer: Arc<Line<Writer>>,
    /// None once it is closed.
    readers: Mutex<Option<Vec<Connection>>>,
}

impl Sqlite {
    pub fn open(path: &Path, make: bool) -> Result<Self, Error> {
        let writer = connect(path, Mode::Write, make)?;
        let readers = vec![connect(path, Mode::Read, false)?];
        let shared = Shared {
            path: path.to_owned(),
            writer: Arc::new(Line::new(Writer::new(writer))),
            readers: Mutex::new(Some(readers)),
        };
        Ok(Self { shared: Arc::new(shared) })
    }

    pub fn reader(&self) -> Result<Lent, Error> {
        let kept = self.shared.kept().as_mut().map(Vec::pop).ok_or_else(closed)?;
        let conn = match kept {
            Some(conn) => conn,
            None => connect(&self.shared.path, Mode::Read, false)?,
        };
        Ok(Lent { conn: Some(conn), home: self.shared.clone() })
    }

    /// Waits until whoever came before has finished.
    pub async fn line(&self) -> OwnedMutexGuard<Writer> {
        self.shared.writer.clone().lock_owned().await
    }

    /// The same, for whoever is going to write. A connection that could not be brought to an end is replaced.
    pub async fn writer(&self) -> Result<OwnedMutexGuard<Writer>, Cause> {
        let mut writer = self.line().await;
        if let Some(stopped) = writer.stopped() {
            return Err(stopped);
        }
        if !writer.is_sound() {
            writer.replace(None);
            if self.shared.kept().is_none() {
                return Err(closed().into());
            }
            writer.replace(Some(connect(&self.shared.path, Mode::Write, false)?));
        }
        Ok(writer)
    }

    pub async fn close(&self) {
        drop(self.shared.kept().take());
        self.line().await.close();
    }
}

impl Shared {
    fn kept(&self) -> std::sync::MutexGuard<'_, Option<Vec<Connection>>> {
        self.readers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A reader, given back when dropped, unless its transaction could not be brought to an end.
pub struct Lent {
    conn: Option<Connection>,
    home: Arc<Shared>,
}

impl Lent {
    pub fn conn(&mut self) -> &mut Connection {
        self.conn.as_mut().expect("it is given back only when dropped")
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if let (Some(conn), Some(kept)) = (self.conn.take(), self.home.kept().as_mut())
            && conn.is_autocommit()
            && kept.len() < READERS_KEPT_MAX
        {
            kept.push(conn);
        }
    }
}

fn connect(path: &Path, mode: Mode, make: bool) -> Result<Connection, Error> {
    let make = if make { OpenFlags::SQLITE_OPEN_CREATE } else { OpenFlags::empty() };
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | make;
    let conn = Connection::open_with_flags(path, flags)?;
    conn.busy_timeout(BUSY_WAIT)?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS_MAX);
    // INVARIANT: a decision that was answered survives power loss. NORMAL would lose the last commits.
    conn.execute_batch("pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on")?;
    conn.pragma_update(None, "wal_autocheckpoint", LOG_PAGES_MAX)?;
    match mode {
        // Refuses writes that forgot `db.write`, as PostgreSQL's pool does.
        Mode::Read => conn.execute_batch("pragma query_only = on")?,
        // Whoever begins to write waits for another process too, but not on its thread: see `SqliteTx::begin`.
        Mode::Write => conn.busy_timeout(Duration::ZERO)?,
    }
    Ok(conn)
}

fn closed() -> Error {
    Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_MISUSE), Some("the database is closed".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a rollback that failed would leave behind.
    const UNFINISHED: &str = "begin; select count(*) from sqlite_schema";

    #[tokio::test]
    async fn a_connection_with_an_unfinished_transaction_goes_to_nobody_else() {
        let folder = tempfile::tempdir().expect("a scratch folder");
        let sqlite = Sqlite::open(&folder.path().join("pool.db"), true).expect("a database");
        let mut lent = sqlite.reader().expect("a reader");
        lent.conn().execute_batch(UNFINISHED).expect("a transaction");
        drop(lent);
        assert!(sqlite.reader().expect("another reader").conn().is_autocommit());
        let mut writer = sqlite.writer().await.expect("the writer");
        writer.conn().execute_batch("begin immediate").expect("a transaction");
        drop(writer);
        let mut writer = sqlite.writer().await.expect("another writer");
        writer.conn().execute_batch("begin immediate; commit").expect("the lock is free");
    }

    #[tokio::test]
    async fn a_closed_database_says_so() {
        let folder = tempfile::tempdir().expect("a scratch folder");
        let sqlite = Sqlite::open(&folder.path().join("pool.db"), true).expect("a database");
        let lent = sqlite.reader().expect("a reader");
        sqlite.close().await;
        drop(lent);
        let said = [sqlite.reader().err().map(Cause::from), sqlite.writer().await.err()];
        assert!(said.iter().all(|why| why.as_ref().is_some_and(|why| why.to_string().contains("closed"))));
    }
}
