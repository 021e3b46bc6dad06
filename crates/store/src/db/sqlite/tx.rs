//! A transaction on SQLite. Dropped before its end, it leaves nothing behind.

use std::sync::Arc;
use std::time::Duration;

use rusqlite::{Connection, Error, ErrorCode};
use tokio::runtime::Handle;
use tokio::sync::OwnedMutexGuard;

use super::group::{Group, Part, Writer};
use super::pool::{Lent, Sqlite};
use crate::db::error::Cause;
use crate::db::tx::Mode;

/// How long a writer waits for another *process* that writes; within this process there is a line.
const BUSY_PAUSE: Duration = Duration::from_millis(5);
const BUSY_TRIES: u32 = 400;

pub struct SqliteTx(On);

enum On {
    Writer(Turn),
    Reader(Lent),
}

/// A place at the head of the line.
struct Turn {
    writer: Option<OwnedMutexGuard<Writer>>,
    part: Part,
    sqlite: Sqlite,
}

impl SqliteTx {
    pub async fn begin(sqlite: &Sqlite, mode: Mode) -> Result<Self, Cause> {
        match mode {
            Mode::Write => Ok(Self(On::Writer(Turn::begin(sqlite).await?))),
            Mode::Read => {
                let mut lent = sqlite.reader()?;
                lent.conn().execute_batch("begin deferred")?;
                Ok(Self(On::Reader(lent)))
            }
        }
    }

    pub fn conn(&mut self) -> &mut Connection {
        match &mut self.0 {
            On::Writer(turn) => turn.writer().conn(),
            On::Reader(lent) => lent.conn(),
        }
    }

    pub async fn commit(mut self) -> Result<(), Cause> {
        match &mut self.0 {
            On::Writer(turn) => {
                let coming = turn.hand_on()?;
                coming.round().await
            }
            On::Reader(lent) => Ok(lent.conn().execute_batch("commit")?),
        }
    }
}

impl Turn {
    async fn begin(sqlite: &Sqlite) -> Result<Self, Cause> {
        let mut writer = sqlite.writer().await?;
        for attempt in 1.. {
            match writer.begin() {
                Err(why) if is_busy(&why) && attempt < BUSY_TRIES => tokio::time::sleep(BUSY_PAUSE).await,
                begun => {
                    let part = begun?;
                    return Ok(Self { writer: Some(writer), part, sqlite: sqlite.clone() });
                }
            }
        }
        unreachable!("the last attempt returns from within the loop")
    }

    fn writer(&mut self) -> &mut Writer {
        self.writer.as_mut().expect("it is handed on only at the end")
    }

    fn hand_on(&mut self) -> Result<Coming, Cause> {
        let part = self.part;
        let group = self.writer().hand_on(part)?;
        self.writer = None;
        Ok(Coming { group, sqlite: self.sqlite.clone(), is_stand_in: false })
    }
}

/// Whatever was not handed on by now is undone.
impl Drop for Turn {
    fn drop(&mut self) {
        let part = self.part;
        if let Some(writer) = &mut self.writer {
            writer.undo(part);
        }
    }
}

impl Drop for SqliteTx {
    fn drop(&mut self) {
        if let On::Reader(lent) = &mut self.0
            && !lent.conn().is_autocommit()
            && let Err(error) = lent.conn().execute_batch("rollback")
        {
            // It goes to nobody else: see `Lent`.
            tracing::warn!(%error, "a rollback was not confirmed");
        }
    }
}

/// Somebody who has written, on the way to the end of the line and round again.
struct Coming {
    group: Arc<Group>,
    sqlite: Sqlite,
    /// Goes in somebody's place.
    is_stand_in: bool,
}

impl Coming {
    async fn round(self) -> Result<(), Cause> {
        let mut writer = tokio::select! {
            biased;
            end = self.group.ended() => return end,
            writer = self.sqlite.line() => writer,
        };
        if let Some(end) = self.group.end() {
            return end;
        }
        // INVARIANT: this group is the open one. It ends only under the line's lock, and every end is written into it.
        writer.commit();
        self.group.end().expect("it was committed just now")
    }
}

/// One that is given up on its way, as when a client hangs up, may be the only one left to commit: then somebody else goes.
impl Drop for Coming {
    fn drop(&mut self) {
        if self.is_stand_in || self.group.end().is_some() {
            return;
        }
        let stand_in = Self { group: self.group.clone(), sqlite: self.sqlite.clone(), is_stand_in: true };
        if let Ok(runtime) = Handle::try_current() {
            runtime.spawn(stand_in.round());
        }
    }
}

fn is_busy(why: &Error) -> bool {
    why.sqlite_error_code() == Some(ErrorCode::DatabaseBusy)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stock() -> (tempfile::TempDir, Sqlite) {
        let folder = tempfile::tempdir().expect("a scratch folder");
        let sqlite = Sqlite::open(&folder.path().join("group.db"), true).expect("a database");
        (folder, sqlite)
    }

    async fn begin(sqlite: &Sqlite) -> SqliteTx {
        SqliteTx::begin(sqlite, Mode::Write).await.expect("a transaction")
    }

    async fn put(sqlite: &Sqlite, jar: &str) -> SqliteTx {
        let mut tx = begin(sqlite).await;
        tx.conn().execute("insert into jars values ($1)", [jar]).expect("a jar");
        tx
    }

    async fn make(sqlite: &Sqlite) {
        let mut tx = begin(sqlite).await;
        tx.conn()
            .execute_batch(
                "create table jars (id text primary key); \
                 create table lids (jar text references jars (id) deferrable initially deferred)",
            )
            .expect("tables");
        tx.commit().await.expect("saved");
    }

    /// What a second look at the file finds: only what is committed.
    fn seen(sqlite: &Sqlite) -> Vec<String> {
        let mut reader = sqlite.reader().expect("a reader");
        let mut found = reader.conn().prepare("select id from jars order by id").expect("a statement");
        let rows = found.query_map([], |row| row.get(0)).expect("rows");
        rows.collect::<Result<_, _>>().expect("texts")
    }

    /// Lets everybody who can go on do so, until nobody can.
    async fn settle() {
        for _ in 0..20 {
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test]
    async fn nobody_is_answered_before_the_commit_that_all_in_line_share() {
        let (_folder, sqlite) = stock();
        make(&sqlite).await;
        let first = put(&sqlite, "a").await;
        let others: Vec<_> = ["b", "c"]
            .map(|jar| {
                let sqlite = sqlite.clone();
                tokio::spawn(async move { put(&sqlite, jar).await.commit().await })
            })
            .into();
        settle().await;
        // A third party stands at the end of the line and keeps it, so that nobody who wrote can come round.
        let line = {
            let sqlite = sqlite.clone();
            tokio::spawn(async move { sqlite.line().await })
        };
        settle().await;
        let first = tokio::spawn(first.commit());
        settle().await;
        let line = line.await.expect("the line");
        settle().await;
        assert!(!first.is_finished() && others.iter().all(|other| !other.is_finished()));
        assert_eq!(seen(&sqlite), Vec::<String>::new(), "one commit for all, and it was not made yet");
        drop(line);
        first.await.expect("no panic").expect("saved");
        for other in others {
            other.await.expect("no panic").expect("saved");
        }
        assert_eq!(seen(&sqlite), ["a", "b", "c"]);
    }

    #[tokio::test]
    async fn a_commit_that_fails_is_told_to_all_and_saves_nothing() {
        let (_folder, sqlite) = stock();
        make(&sqlite).await;
        let mut first = begin(&sqlite).await;
        first
            .conn()
            .execute("insert into lids values ('no such jar')", [])
            .expect("it is checked at the commit");
        let other = {
            let sqlite = sqlite.clone();
            tokio::spawn(async move { put(&sqlite, "b").await.commit().await })
        };
        settle().await;
        let said = [first.commit().await, other.await.expect("no panic")];
        assert!(said.iter().all(Result::is_err), "{said:?}");
        assert_eq!(seen(&sqlite), Vec::<String>::new());
        put(&sqlite, "c").await.commit().await.expect("the next one is not concerned");
        assert_eq!(seen(&sqlite), ["c"]);
    }

    #[tokio::test]
    async fn one_that_undoes_its_part_takes_nothing_from_the_others() {
        let (_folder, sqlite) = stock();
        make(&sqlite).await;
        let first = put(&sqlite, "a").await;
        let other = {
            let sqlite = sqlite.clone();
            tokio::spawn(async move { drop(put(&sqlite, "b").await) })
        };
        let third = {
            let sqlite = sqlite.clone();
            tokio::spawn(async move { put(&sqlite, "c").await.commit().await })
        };
        settle().await;
        first.commit().await.expect("saved");
        other.await.expect("no panic");
        third.await.expect("no panic").expect("saved");
        assert_eq!(seen(&sqlite), ["a", "c"]);
    }

    #[tokio::test]
    async fn what_undoes_the_whole_transaction_is_told_to_those_before_it() {
        let (_folder, sqlite) = stock();
        make(&sqlite).await;
        let first = put(&sqlite, "a").await;
        let other = {
            let sqlite = sqlite.clone();
            tokio::spawn(async move {
                let mut tx = put(&sqlite, "b").await;
                // What a full disk does by itself.
                tx.conn().execute_batch("rollback").expect("rolled back");
            })
        };
        settle().await;
        let why = first.commit().await.expect_err("it is lost with the other");
        assert!(why.is_conflict(), "so it is tried again: {why}");
        other.await.expect("no panic");
        assert_eq!(seen(&sqlite), Vec::<String>::new());
    }

    #[tokio::test]
    async fn one_that_hangs_up_on_its_way_is_committed_by_somebody() {
        let (_folder, sqlite) = stock();
        make(&sqlite).await;
        let first = put(&sqlite, "a").await;
        let line = {
            let sqlite = sqlite.clone();
            tokio::spawn(async move { sqlite.line().await })
        };
        settle().await;
        let gone = tokio::spawn(first.commit());
        settle().await;
        gone.abort();
        assert!(gone.await.is_err_and(|why| why.is_cancelled()));
        drop(line.await.expect("the line"));
        settle().await;
        assert_eq!(seen(&sqlite), ["a"], "it had written, and nobody else came");
        let writer = sqlite.writer().await.expect("the writer");
        assert!(writer.is_sound());
    }

    #[tokio::test]
    async fn closing_saves_what_was_written() {
        let (folder, sqlite) = stock();
        make(&sqlite).await;
        let first = put(&sqlite, "a").await;
        let closing = {
            let sqlite = sqlite.clone();
            tokio::spawn(async move { sqlite.close().await })
        };
        settle().await;
        first.commit().await.expect("saved");
        closing.await.expect("no panic");
        let again = Sqlite::open(&folder.path().join("group.db"), false).expect("the database");
        assert_eq!(seen(&again), ["a"]);
    }
}
