//! A server dies at each write and each sync of its database while a deed is done, and nothing is half done.

use std::time::Duration;

use countersign_kernel::Random;
use countersign_store::db::Engine;

use super::deed::Deed;
use super::faults::{Kinds, What};
use super::stage::{Stage, Trial};
use super::{Size, seed};
use crate::http::Reply;
use crate::program::Deadline;

/// Points of each deed in a quick run.
const QUICK_POINTS: usize = 3;
const LONG_POINTS_POSTGRES: usize = 50;
const TEAR_EVERY: i64 = 3;
const KEY: &str = "once-and-for-all";
/// As the answer says that the key is taken.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// What was seen over all points.
#[derive(Debug, Default)]
struct Seen {
    points: usize,
    killed: usize,
    /// Killed, and the deed was done all the same.
    done: usize,
    /// Killed before an answer, and the same key gives an answer afterwards.
    answered_later: usize,
    /// Killed before an answer, and the key is taken until it is given up.
    in_flight: usize,
    /// Of these, how often the deed was done all the same.
    in_flight_and_done: usize,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_sqlite_no_deed_is_ever_half_done() {
    every_deed(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_postgres_no_deed_is_ever_half_done() {
    every_deed(Engine::Postgres).await;
}

async fn every_deed(engine: Engine) {
    let seed = seed();
    let random = Random::from_number(seed);
    let stage = Stage::set(engine, seed).await;
    let mut killed = 0;
    for deed in Deed::ALL {
        let calls = calls_of(&stage, deed).await;
        assert!(calls > 3, "{deed:?} came to {calls} calls: the counting does not work");
        let mut seen = Seen::default();
        for (n, what) in points(engine, &random, calls) {
            die_at(&stage, deed, n, what, &mut seen).await;
        }
        killed += seen.killed;
        eprintln!("{engine} {deed:?}: {calls} calls, {seen:?}");
    }
    // Of one deed the few points may all lie where the server is not waited for any more.
    assert!(killed > 0, "nothing was ever killed");
    stage.strike().await;
}

/// On SQLite every call, and every third one torn as well. On PostgreSQL, where most calls only ask, a part of them.
fn points(engine: Engine, random: &Random, calls: i64) -> Vec<(i64, What)> {
    let all: Vec<_> = (1..=calls).flat_map(|n| [(n, What::Kill), (n, What::Tear)]).collect();
    let some = |count| (0..count).map(|_| *random.pick(&all)).collect();
    match (Size::of_this_run(), engine) {
        (Size::Long, Engine::Sqlite) => {
            all.into_iter().filter(|(n, what)| *what == What::Kill || n % TEAR_EVERY == 0).collect()
        }
        (Size::Long, Engine::Postgres) => some(LONG_POINTS_POSTGRES),
        (Size::Quick, _) => some(QUICK_POINTS),
    }
}

/// How many calls a deed takes with all that the worker does after it.
async fn calls_of(stage: &Stage, deed: Deed) -> i64 {
    let trial = stage.trial(deed).await;
    stage.faults.count(Kinds::Both);
    let (mut server, _) = trial.place.start_and_wait(Some(&stage.faults)).await;
    if deed != Deed::Expire {
        stage.faults.count(Kinds::Both);
    }
    let answer = trial.ask(KEY).await;
    let died = trial.until_dead_or_done(&mut server, answer.as_ref()).await;
    assert!(!died, "{deed:?}: {}", trial.place.log_text());
    let calls = stage.faults.calls();
    server.kill();
    trial.remove().await;
    calls
}

async fn die_at(stage: &Stage, deed: Deed, n: i64, what: What, seen: &mut Seen) {
    let trial = stage.trial(deed).await;
    if deed == Deed::Expire {
        stage.faults.at(n, what, Kinds::Both);
    } else {
        // The server is to live until it is asked.
        stage.faults.count(Kinds::Both);
    }
    let (mut server, _) = trial.place.start_and_wait(Some(&stage.faults)).await;
    if deed != Deed::Expire {
        stage.faults.at(n, what, Kinds::Both);
    }
    let answer = trial.ask(KEY).await;
    let died = trial.until_dead_or_done(&mut server, answer.as_ref()).await;
    server.kill();
    let context = format!("{deed:?}, {what:?} at call {n}, answered {answer:?}");
    eprintln!("{context}");

    let found = trial.look().await;
    let order = trial.order();
    let done = found.is_done(deed, order.as_str());
    assert!(done || answer.is_none(), "{context}: what was acknowledged is lost");
    seen.points += 1;
    seen.killed += usize::from(died);
    seen.done += usize::from(died && done);

    let mut server = trial.place.healthy().await;
    if deed == Deed::Expire {
        assert!(!trial.until_dead_or_done(&mut server, None).await, "{context}: the next server died");
    } else {
        ask_again(&trial, &context, answer, done, seen).await;
    }
    server.kill();
    let found = trial.look().await;
    assert!(found.is_done(deed, order.as_str()), "{context}: it could not be done afterwards");
    trial.remove().await;
}

/// The same key hears the same again, or that nobody knows yet; then a new key does what is still to be done.
async fn ask_again(trial: &Trial<'_>, context: &str, first: Option<Reply>, done: bool, seen: &mut Seen) {
    let again = trial.ask(KEY).await.unwrap_or_else(|| panic!("{context}: no answer afterwards"));
    if let Some(first) = first {
        assert!(first.is_good(), "{context}");
        assert_eq!((again.status, &again.body), (first.status, &first.body), "{context}: another answer");
        return;
    }
    if again.is_good() {
        seen.answered_later += 1;
        return;
    }
    // Of a file the next server knows at once that the one before it is dead, and does not keep its keys waiting.
    assert!(!trial.place.database.starts_with("sqlite:"), "{context}: {again:?}");
    assert_eq!(again.problem(), "in-flight", "{context}: {again:?}");
    seen.in_flight += 1;
    seen.in_flight_and_done += usize::from(done);
    if trial.deed == Deed::Complete {
        // Until the server that died is known to be dead; with the other deeds nobody waits so long.
        let deadline = Deadline::in_seconds(60);
        loop {
            let later = trial.ask(KEY).await.unwrap_or_else(|| panic!("{context}: no answer afterwards"));
            if later.problem() != "in-flight" {
                assert!(later.is_good(), "{context}: {later:?}");
                return;
            }
            deadline.check("the key of a dead server");
            tokio::time::sleep(RETRY_AFTER).await;
        }
    }
    if trial.deed == Deed::Enter && done {
        // A new key would be a new order; this one is found by its old key.
        return;
    }
    let anew = trial.ask("another-key").await.unwrap_or_else(|| panic!("{context}: no answer afterwards"));
    if done {
        assert_eq!(anew.problem(), "out-of-step", "{context}: {anew:?}");
    } else {
        assert!(anew.is_good(), "{context}: {anew:?}");
    }
}
