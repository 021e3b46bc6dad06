//! A transaction on SQLite. Dropped before its end, it leaves nothing behind.

use std::time::Duration;

use rusqlite::{Connection, Error, ErrorCode};
use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::sync::OwnedMutexGuard;

use super::pool::{Lent, Sqlite};
use crate::db::tx::Mode;

/// How long a writer waits for another *process* that writes; within this process there is a line.
const BUSY_PAUSE: Duration = Duration::from_millis(5);
const BUSY_TRIES: u32 = 400;

pub struct SqliteTx(On);

enum On {
    Writer(OwnedMutexGuard<Option<Connection>>),
    Reader(Lent),
}

impl SqliteTx {
    pub async fn begin(sqlite: &Sqlite, mode: Mode) -> Result<Self, Error> {
        let on = match mode {
            Mode::Write => On::Writer(sqlite.writer().await?),
            Mode::Read => On::Reader(sqlite.reader()?),
        };
        let mut tx = Self(on);
        // A deferred transaction that reads first and then writes is refused with "busy snapshot" when somebody else
        // wrote in between, so the lock is taken at once.
        let begin = if mode == Mode::Write { "begin immediate" } else { "begin deferred" };
        for attempt in 1.. {
            match tx.conn().execute_batch(begin) {
                Err(why) if is_busy(&why) && attempt < BUSY_TRIES => tokio::time::sleep(BUSY_PAUSE).await,
                done => {
                    done?;
                    break;
                }
            }
        }
        Ok(tx)
    }

    pub fn conn(&mut self) -> &mut Connection {
        match &mut self.0 {
            On::Writer(writer) => writer.as_mut().expect("whoever closes it waits for this transaction"),
            On::Reader(lent) => lent.conn(),
        }
    }

    pub fn commit(mut self) -> Result<(), Error> {
        let is_write = matches!(self.0, On::Writer(_));
        let mut commit = || self.conn().execute_batch("commit");
        if is_write { aside(commit) } else { commit() }
    }
}

/// Whatever is not committed by now is undone.
impl Drop for SqliteTx {
    fn drop(&mut self) {
        let conn = self.conn();
        // Some errors have rolled everything back already.
        if !conn.is_autocommit()
            && let Err(error) = conn.execute_batch("rollback")
        {
            // Closing it rolls back, and it goes to nobody else: see `Sqlite`.
            tracing::warn!(%error, "a rollback was not confirmed");
        }
    }
}

fn is_busy(why: &Error) -> bool {
    why.sqlite_error_code() == Some(ErrorCode::DatabaseBusy)
}

/// Waiting for the disk: other work of this thread goes to another one meanwhile.
fn aside<T>(wait: impl FnOnce() -> T) -> T {
    match Handle::try_current().map(|handle| handle.runtime_flavor()) {
        Ok(RuntimeFlavor::MultiThread) => tokio::task::block_in_place(wait),
        _ => wait(),
    }
}
