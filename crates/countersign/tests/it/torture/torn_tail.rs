//! The log of a killed server is torn off at every 512 bytes, as a disk may leave it that lost power. What is left
//! opens as it stood after some whole transaction: the last one that is there to its end.

use std::collections::BTreeMap;
use std::fs;

use countersign_store::db::{Db, Engine};
use countersign_store::testing::{Scratch, contents};

use super::deed::Deed;
use super::stage::{Stage, Trial};
use super::{Size, look, seed};

const SECTOR: usize = 512;
const LOG_HEADER: usize = 32;
const FRAME_HEADER: usize = 24;
const KEY: &str = "once-and-for-all";
/// Transactions that are torn in a quick run, counted from the last.
const QUICK_TRANSACTIONS: usize = 1;

type Contents = BTreeMap<String, Vec<String>>;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_torn_log_opens_to_a_whole_transaction() {
    let stage = Stage::set(Engine::Sqlite, seed()).await;
    let deeds = Size::of_this_run().pick(&[Deed::Complete][..], &Deed::ALL[..5]);
    for deed in deeds {
        let trial = left_by_a_killed_server(&stage, *deed).await;
        let log = Log::read(&trial);
        let commits = log.commits();
        assert!(commits.len() > 3, "{deed:?}: only {} transactions are in the log", commits.len());
        let torn = Size::of_this_run().pick(QUICK_TRANSACTIONS, commits.len() - 1);
        let mut steps = 0;
        for pair in commits[commits.len() - 1 - torn..].windows(2) {
            steps += tear(&stage, &log, pair[0], pair[1]).await;
        }
        eprintln!("{deed:?}: {torn} of {} transactions torn, {steps} times", commits.len());
        trial.remove().await;
    }
    stage.strike().await;
}

async fn left_by_a_killed_server(stage: &Stage, deed: Deed) -> Trial<'_> {
    let trial = stage.trial(deed).await;
    let mut server = trial.place.healthy().await;
    let answer = trial.ask(KEY).await;
    assert!(answer.as_ref().is_some_and(crate::http::Reply::is_good), "{answer:?}");
    assert!(!trial.until_dead_or_done(&mut server, answer.as_ref()).await, "the server died");
    server.kill();
    trial
}

/// A database and the log beside it, as bytes.
struct Log {
    file: Vec<u8>,
    log: Vec<u8>,
}

impl Log {
    fn read(trial: &Trial<'_>) -> Self {
        let file = fs::read(trial.file()).expect("the database is there");
        let log = fs::read(format!("{}-wal", trial.file())).expect("a killed server leaves its log");
        Self { file, log }
    }

    fn number(&self, at: usize) -> u32 {
        u32::from_be_bytes(self.log[at..at + 4].try_into().expect("four bytes"))
    }

    /// Where each transaction ends, the first of which is the empty log. SQLite's file format, section 4.
    fn commits(&self) -> Vec<usize> {
        let page = self.number(8) as usize;
        let salt = (self.number(16), self.number(20));
        let mut ends = vec![LOG_HEADER];
        let frames = (self.log.len() - LOG_HEADER) / (FRAME_HEADER + page);
        for frame in 0..frames {
            let at = LOG_HEADER + frame * (FRAME_HEADER + page);
            if (self.number(at + 8), self.number(at + 12)) != salt {
                break;
            }
            // Not zero in the last frame of a transaction only.
            if self.number(at + 4) != 0 {
                ends.push(at + FRAME_HEADER + page);
            }
        }
        ends
    }

    async fn with_log(&self, log: &[u8]) -> Scratch {
        let scratch = Scratch::empty(Engine::Sqlite).await;
        let file = scratch.file().expect("an SQLite database");
        fs::write(file, &self.file).expect("a scratch file");
        fs::write(format!("{file}-wal"), log).expect("a scratch file");
        scratch
    }

    /// What is read of it when its log is this.
    async fn opened(&self, log: &[u8]) -> Contents {
        let scratch = self.with_log(log).await;
        let db = Db::open(scratch.url()).await.expect("it opens");
        let found = contents(&db).await;
        db.close().await;
        found
    }
}

/// Tears the transaction that begins at `start` and ends at `end`. Answers how often.
async fn tear(stage: &Stage, log: &Log, start: usize, end: usize) -> usize {
    for whole in [start, end] {
        let scratch = log.with_log(&log.log[..whole]).await;
        let app = stage.shop.app_on(scratch.url(), 0x7EA2).await;
        look::look(&app).await;
        app.db().close().await;
    }
    let (before, after) = (log.opened(&log.log[..start]).await, log.opened(&log.log[..end]).await);
    assert_ne!(before, after, "a transaction that changes nothing");
    let mut steps = 0;
    for cut in (start..end).step_by(SECTOR) {
        let torn = log.opened(&log.log[..cut]).await;
        assert!(torn == before, "cut at byte {cut} of {start} to {end}, it is not as it was before");
        // The file was made longer, and one sector of it never written.
        let mut holed = log.log[..end].to_vec();
        let hole = cut..(cut + SECTOR).min(end);
        if holed[hole.clone()].iter().any(|byte| *byte != 0) {
            holed[hole].fill(0);
            let found = log.opened(&holed).await;
            assert!(
                found == before,
                "without the sector at byte {cut} of {start} to {end}, it is not as before"
            );
        }
        steps += 1;
    }
    steps
}
