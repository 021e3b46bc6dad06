//! Writes that share one commit. Waiting for the disk takes far longer than the writing itself, so whoever has written
//! goes to the end of the line and lets the next one write into the same transaction; the first to come round again
//! commits for all. Nobody is answered before that (`docs/adr/0012-writers-share-a-commit.md`).

use std::sync::Arc;

use rusqlite::{Connection, Error, ErrorCode};
use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::sync::SetOnce;

use crate::db::error::Cause;

/// How the transaction of several writers ended; empty while it is open.
#[derive(Debug, Default)]
pub struct Group {
    end: SetOnce<Result<(), Arc<Cause>>>,
}

impl Group {
    pub fn end(&self) -> Option<Result<(), Cause>> {
        self.end.get().map(|end| end.clone().map_err(Cause::Shared))
    }

    pub async fn ended(&self) -> Result<(), Cause> {
        self.end.wait().await.clone().map_err(Cause::Shared)
    }
}

/// The one connection that writes, and the group whose transaction is open on it.
#[derive(Debug)]
pub struct Writer {
    conn: Option<Connection>,
    group: Option<Arc<Group>>,
    /// INVARIANT: after a commit at which the disk failed, by a sync or otherwise, none is tried. The system may have
    /// dropped what it could not write, and would call the next sync a success. A full disk only said no, and stops nothing.
    stopped: Option<Arc<Cause>>,
}

/// What a writer began: the transaction itself, or a part of one that others have written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Whole,
    Joined,
}

impl Writer {
    pub fn new(conn: Connection) -> Self {
        Self { conn: Some(conn), group: None, stopped: None }
    }

    pub fn conn(&mut self) -> &mut Connection {
        self.conn.as_mut().expect("whoever closes it waits for this transaction")
    }

    /// Whether it can be written with: open, and without a transaction that nobody knows.
    pub fn is_sound(&self) -> bool {
        self.conn.as_ref().is_some_and(|conn| conn.is_autocommit() != self.group.is_some())
    }

    pub fn stopped(&self) -> Option<Cause> {
        self.stopped.clone().map(Cause::Shared)
    }

    pub fn replace(&mut self, conn: Option<Connection>) {
        self.fail_group();
        self.conn = conn;
    }

    /// Busy means that another process writes.
    pub fn begin(&mut self) -> Result<Part, Error> {
        if self.group.is_some() {
            run(self.conn(), "savepoint part")?;
            return Ok(Part::Joined);
        }
        // A deferred transaction that reads first and then writes is refused with "busy snapshot" when somebody else
        // wrote in between, so the lock is taken at once.
        run(self.conn(), "begin immediate")?;
        self.group = Some(Arc::default());
        Ok(Part::Whole)
    }

    /// Ends one writer's part and leaves the transaction open for the next.
    pub fn hand_on(&mut self, part: Part) -> Result<Arc<Group>, Error> {
        if part == Part::Joined {
            run(self.conn(), "release part")?;
        }
        Ok(self.group.clone().expect("it is open from its first writer on"))
    }

    /// Undoes one writer's part. What it cannot undo alone is undone for the whole group.
    pub fn undo(&mut self, part: Part) {
        let conn = self.conn();
        // Some errors have rolled everything back already.
        if !conn.is_autocommit() {
            let undone = match part {
                Part::Whole => run(conn, "rollback"),
                Part::Joined => run(conn, "rollback to part").and_then(|()| run(conn, "release part")),
            };
            match undone {
                Ok(()) if part == Part::Joined => return,
                Ok(()) => {}
                Err(error) => {
                    // Closing it rolls back, and it goes to nobody else: see `Sqlite::writer`.
                    tracing::warn!(%error, "a rollback was not confirmed");
                }
            }
        }
        self.fail_group();
    }

    /// For everybody who wrote into it.
    pub fn commit(&mut self) {
        let Some(group) = self.group.take() else { return };
        let conn = self.conn();
        let end = if conn.is_autocommit() {
            Err(Cause::Lost)
        } else {
            aside(|| run(conn, "commit")).map_err(Cause::from)
        };
        if end.is_err() && !conn.is_autocommit() && run(conn, "rollback").is_err() {
            self.conn = None;
        }
        let end = end.map_err(Arc::new);
        if let Err(cause) = &end
            && matches!(&**cause, Cause::Sqlite(why) if why.sqlite_error_code() == Some(ErrorCode::SystemIoFailure))
        {
            tracing::error!(%cause, "the disk failed while a decision was saved; nothing more is written");
            self.stopped = Some(cause.clone());
        }
        group.end.set(end).expect("a group ends once");
    }

    /// Commits what is open, and gives the connection up.
    pub fn close(&mut self) {
        if self.conn.is_some() {
            self.commit();
        }
        self.conn = None;
    }

    fn fail_group(&mut self) {
        if let Some(group) = self.group.take() {
            group.end.set(Err(Arc::new(Cause::Lost))).expect("a group ends once");
        }
    }
}

fn run(conn: &Connection, sql: &str) -> Result<(), Error> {
    conn.prepare_cached(sql)?.raw_execute().map(drop)
}

/// Waiting for the disk: other work of this thread goes to another one meanwhile.
fn aside<T>(wait: impl FnOnce() -> T) -> T {
    match Handle::try_current().map(|handle| handle.runtime_flavor()) {
        Ok(RuntimeFlavor::MultiThread) => tokio::task::block_in_place(wait),
        _ => wait(),
    }
}
