//! The n-th write or sync of the database fails, once or for good, while a deed is done. Whoever asked hears that the
//! database did not answer, never a yes for what is not kept; nothing is half done; the log says what happened.

use countersign_kernel::Random;
use countersign_store::db::Engine;

use super::deed::Deed;
use super::faults::{Errno, Kinds, What};
use super::place::POLL;
use super::stage::Stage;
use super::{Size, seed};
use crate::http::Reply;
use crate::program::Deadline;

const KEY: &str = "once-and-for-all";
/// Points of each way to fail and each deed.
const QUICK_POINTS: usize = 1;
const LONG_POINTS: usize = 20;

/// What fails, and how.
const ON_DISK: [(Kinds, What); 5] = [
    (Kinds::Writes, What::Fail(Errno::Eio)),
    (Kinds::Writes, What::Fail(Errno::Enospc)),
    (Kinds::Writes, What::FailFrom(Errno::Enospc)),
    (Kinds::Syncs, What::Fail(Errno::Eio)),
    (Kinds::Syncs, What::FailFrom(Errno::Eio)),
];
const ON_THE_WIRE: [(Kinds, What); 2] =
    [(Kinds::Writes, What::Fail(Errno::Econnreset)), (Kinds::Writes, What::FailFrom(Errno::Econnreset))];

#[derive(Debug, Default)]
struct Seen {
    points: usize,
    /// So many times it came to the n-th call.
    struck: usize,
    /// Answered with a yes, all the same or because another try went through.
    good: usize,
    /// Heard that the database did not answer.
    database: usize,
    /// Of these, how often the deed stands in the database after a kill.
    stands_unsaid: usize,
    /// The server ended by itself.
    ended: usize,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_sqlite_a_failing_disk_is_never_a_yes() {
    every_failure(Engine::Sqlite, &ON_DISK).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_postgres_a_broken_connection_is_never_a_yes() {
    every_failure(Engine::Postgres, &ON_THE_WIRE).await;
}

async fn every_failure(engine: Engine, ways: &[(Kinds, What)]) {
    let seed = seed();
    let random = Random::from_number(seed);
    let stage = Stage::set(engine, seed).await;
    let mut struck = 0;
    let deeds = Size::of_this_run().pick(&[Deed::Approve, Deed::Complete][..], &Deed::ALL[..5]);
    for deed in deeds {
        for (kinds, what) in ways {
            let calls = calls_until_answer(&stage, *deed, *kinds).await;
            let all: Vec<i64> = (1..=calls).collect();
            let points: Vec<i64> = match Size::of_this_run() {
                Size::Long if all.len() <= LONG_POINTS => all,
                Size::Long => (0..LONG_POINTS).map(|_| *random.pick(&all)).collect(),
                Size::Quick => (0..QUICK_POINTS).map(|_| *random.pick(&all)).collect(),
            };
            let mut seen = Seen::default();
            for n in points {
                fail_at(&stage, *deed, n, *what, *kinds, &mut seen).await;
            }
            eprintln!("{engine} {deed:?}, {what:?} of {calls} {kinds:?}: {seen:?}");
            struck += seen.struck;
        }
    }
    assert!(struck > 0, "nothing ever failed");
    stage.strike().await;
}

async fn calls_until_answer(stage: &Stage, deed: Deed, kinds: Kinds) -> i64 {
    let trial = stage.trial(deed).await;
    stage.faults.count(kinds);
    let (server, _) = trial.place.start_and_wait(Some(&stage.faults)).await;
    stage.faults.count(kinds);
    let answer = trial.ask(KEY).await.expect("an answer");
    let calls = stage.faults.calls();
    assert!(answer.is_good() && calls > 0, "{deed:?}: {answer:?}, {calls} calls");
    server.kill();
    trial.remove().await;
    calls
}

/// The deed itself found the database broken, or the node had noticed before.
fn is_of_the_database(reply: &Reply) -> bool {
    ["database", "cannot-verify"].contains(&reply.problem())
}

async fn fail_at(stage: &Stage, deed: Deed, n: i64, what: What, kinds: Kinds, seen: &mut Seen) {
    let context = format!("{deed:?}, {what:?} at the {n}th of {kinds:?}");
    eprintln!("{context}");
    let trial = stage.trial(deed).await;
    stage.faults.count(kinds);
    let (mut server, is_ready) = trial.place.start_and_wait(Some(&stage.faults)).await;
    assert!(is_ready, "{context}: it did not start");
    let log_before = trial.place.log_text().len();
    stage.faults.at(n, what, kinds);
    let answer = trial.ask(KEY).await;
    let has_struck = stage.faults.calls() >= n;
    seen.points += 1;
    seen.struck += usize::from(has_struck);
    match &answer {
        Some(reply) if reply.is_good() => seen.good += 1,
        Some(reply) => {
            assert!(is_of_the_database(reply), "{context}: {reply:?}");
            assert!(has_struck, "{context}: nothing failed, and {reply:?}");
            assert!(trial.place.log_text().len() > log_before, "{context}: the log says nothing");
            seen.database += 1;
        }
        None => {
            // Its connections break a moment before the system says that it has ended.
            let deadline = Deadline::in_seconds(10);
            while !server.has_ended() {
                deadline.check(&format!("{context}: the end of a server that does not answer"));
                tokio::time::sleep(POLL).await;
            }
            seen.ended += 1;
        }
    }
    let was_good = answer.as_ref().is_some_and(Reply::is_good);
    if kinds == Kinds::Syncs && what == What::Fail(Errno::Eio) && !was_good {
        // The disk is well again, but what it lost nobody knows.
        let next = trial.ask("after-the-failed-sync").await;
        assert!(next.as_ref().is_none_or(is_of_the_database), "{context}: it went on after a failed sync");
    }
    server.kill();

    let found = trial.look().await;
    let order = trial.order();
    let done = found.is_done(deed, order.as_str());
    assert!(done || !was_good, "{context}: what was acknowledged is lost");
    seen.stands_unsaid += usize::from(done && !was_good);

    // With a good disk it is done, once, whatever had become of it.
    let server = trial.place.healthy().await;
    let again = trial.ask(KEY).await.expect("an answer");
    if !again.is_good() && again.problem() == "in-flight" && !done {
        let anew = trial.ask("another-key").await.expect("an answer");
        assert!(anew.is_good(), "{context}: {anew:?}");
    }
    server.kill();
    let found = trial.look().await;
    assert!(found.is_done(deed, order.as_str()), "{context}: it could not be done afterwards: {again:?}");
    trial.remove().await;
}
