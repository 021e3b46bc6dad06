//! How many decisions a second SQLite saves for 64 clients, every answer after its sync, beside two floors in the same
//! run: a bare loop that commits whatever has come in, and eight connections that contend for the file's lock.
//! Run: `cargo bench -p countersign-store --bench group_commit`.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use countersign_kernel::{Clock, SystemClock};
use countersign_store::db::{Db, DbError};
use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot};

const CLIENTS: usize = 64;
const CONTENDERS: usize = 8;
const SPAN: Duration = Duration::from_secs(3);
const ROUNDS: usize = 3;
/// About what a decision writes: a row with its text, found by two keys.
const TABLE: &str = "create table if not exists decisions (id text primary key, person text not null, body text not null); \
                     create index if not exists decisions_person on decisions (person)";
const INSERT: &str = "insert into decisions (id, person, body) values ($1, $2, $3)";
const BODY: &str = "Two eighths of flower and a vape, seven grams and a half, within the day's limit of one ounce. \
                    Two eighths of flower and a vape, seven grams and a half, within the day's limit of one ounce.";

/// One run's count and its end.
#[derive(Default)]
struct Race {
    saved: AtomicU64,
    over: AtomicBool,
}

impl Race {
    fn next(&self) -> Option<u64> {
        (!self.over.load(Ordering::Relaxed)).then(|| self.saved.fetch_add(1, Ordering::Relaxed))
    }
}

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    for round in 1..=ROUNDS {
        let (bare, ours, contending) = (bare_loop(&runtime), ours(&runtime), contending());
        eprintln!(
            "round {round}: bare loop {bare}/s, ours {ours}/s ({} of it), eight connections {contending}/s (ours {} times)",
            hundredths(ours, bare),
            hundredths(ours, contending)
        );
    }
}

fn hundredths(this: u64, of: u64) -> String {
    let hundredths = this * 100 / of.max(1);
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// Saved a second, while `SPAN` passes.
fn over_time(race: &Race) -> u64 {
    let began = SystemClock.now();
    thread::sleep(SPAN);
    let saved = race.saved.load(Ordering::Relaxed);
    race.over.store(true, Ordering::Relaxed);
    let micros = u64::try_from(SystemClock.now().micros() - began.micros()).expect("time goes on");
    saved * 1_000_000 / micros.max(1)
}

fn connect(path: &Path) -> Connection {
    let conn = Connection::open(path).expect("a database");
    conn.busy_timeout(Duration::from_secs(30)).expect("a setting");
    conn.execute_batch("pragma journal_mode = wal; pragma synchronous = full").expect("settings");
    conn.execute_batch(TABLE).expect("a table");
    conn
}

fn put(conn: &Connection, lane: usize, number: u64) {
    let (id, person) = (format!("{lane}-{number}"), format!("person {}", number % 50));
    conn.prepare_cached(INSERT).expect("a statement").execute([&id, &person, BODY]).expect("a row");
}

/// One thread owns the connection: it takes what is there, writes it, commits once, and answers all.
fn bare_loop(runtime: &tokio::runtime::Runtime) -> u64 {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let conn = connect(&folder.path().join("bare.db"));
    let (ask, mut asked) = mpsc::channel::<(usize, u64, oneshot::Sender<()>)>(CLIENTS);
    let writer = thread::spawn(move || {
        let mut batch = Vec::new();
        while asked.blocking_recv_many(&mut batch, CLIENTS) > 0 {
            conn.execute_batch("begin immediate").expect("a transaction");
            for (lane, number, _) in &batch {
                put(&conn, *lane, *number);
            }
            conn.execute_batch("commit").expect("saved");
            for (_, _, answer) in batch.drain(..) {
                // A client that is gone needs no answer.
                let _ = answer.send(());
            }
        }
    });
    let race = Arc::new(Race::default());
    for lane in 0..CLIENTS {
        let (race, ask) = (race.clone(), ask.clone());
        runtime.spawn(async move {
            while let Some(number) = race.next() {
                let (answer, answered) = oneshot::channel();
                ask.send((lane, number, answer)).await.expect("the writer lives");
                answered.await.expect("an answer");
            }
        });
    }
    drop(ask);
    let rate = over_time(&race);
    writer.join().expect("no panic");
    rate
}

fn ours(runtime: &tokio::runtime::Runtime) -> u64 {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let path = folder.path().join("ours.db");
    drop(connect(&path));
    let db = runtime.block_on(Db::open(&format!("sqlite:{}", path.display()))).expect("a database");
    let race = Arc::new(Race::default());
    let clients: Vec<_> = (0..CLIENTS)
        .map(|lane| {
            let (race, db) = (race.clone(), db.clone());
            runtime.spawn(async move {
                while let Some(number) = race.next() {
                    let (id, person) = (format!("{lane}-{number}"), format!("person {}", number % 50));
                    let (id, person) = (&id, &person);
                    db.write(|tx| {
                        Box::pin(async move {
                            tx.query(INSERT).bind(id).bind(person).bind(BODY).execute().await?;
                            Ok::<_, DbError>(())
                        })
                    })
                    .await
                    .expect("saved");
                }
            })
        })
        .collect();
    let rate = over_time(&race);
    for client in clients {
        runtime.block_on(client).expect("no panic");
    }
    runtime.block_on(db.close());
    rate
}

/// Each with a connection of its own, waiting for the lock as SQLite waits.
fn contending() -> u64 {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let path = folder.path().join("contending.db");
    drop(connect(&path));
    let race = Arc::new(Race::default());
    let lanes: Vec<_> = (0..CONTENDERS)
        .map(|lane| {
            let (race, conn) = (race.clone(), connect(&path));
            thread::spawn(move || {
                while let Some(number) = race.next() {
                    conn.execute_batch("begin immediate").expect("the lock, in time");
                    put(&conn, lane, number);
                    conn.execute_batch("commit").expect("saved");
                }
            })
        })
        .collect();
    let rate = over_time(&race);
    for lane in lanes {
        lane.join().expect("no panic");
    }
    rate
}
