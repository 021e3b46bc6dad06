//! Three things that happen to one customer's orders at once, in every order of their steps.
//!
//! The product's own code runs under shuttle's scheduler: the use cases, the store, SQLite, the writer's line. Where a
//! system outside is called the scheduler decides who goes on. Between two such calls the code is not interrupted, and a
//! transaction is the only one that writes, so these are all the places at which the order matters.
//! `COUNTERSIGN_TORTURE=long` goes through many more.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use countersign_app::orders::{approve, complete, expire};
use countersign_app::testing::shop::{self, checked, made_ready};
use countersign_app::{App, AppError, Refusal};
use countersign_kernel::Actor;
use countersign_kernel::id::{OrderId, StoreId};
use countersign_rulebook::{RuleFile, Rulebook};
use countersign_store::db::Db;
use countersign_store::{holds, orders};
use shuttle::scheduler::{DfsScheduler, PctScheduler, RandomScheduler, Scheduler};
use shuttle::{Config, Runner};

use super::shop::{UNITS_MAX, cancelled, units_taken};
use super::systems;

/// Two of three fit, three do not.
const EACH: i64 = 4;
/// An unoptimised use case needs more than a coroutine usually has.
const STACK_BYTES: usize = 4 << 20;
/// After this the first order's hold has run out.
const HOLD_SECONDS: i64 = 3_601;
/// How deep the bugs are that the second kind of random schedule looks for.
const DEPTH: usize = 3;

/// What happens to the order that is ready, while the two others are being approved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Third {
    Completed,
    Cancelled,
    Expired,
}

/// At which calls the scheduler chooses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Calls {
    All,
    /// The one between reading our own books and deciding. With the others there are too many orders to go through
    /// every one, and nothing of ours is touched between them.
    OfADecision,
}

/// Our own books are read before it, and written after it.
const OF_A_DECISION: [&str; 1] = ["package"];

/// The shop as every schedule finds it: one order ready to be handed over, two to be countersigned.
struct Start {
    file: PathBuf,
    store: StoreId,
    who: Actor,
    orders: [OrderId; 3],
    rulebook: Rulebook,
    /// Goes when this goes.
    _folder: tempfile::TempDir,
}

impl Start {
    fn make() -> Arc<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        Arc::new(runtime.block_on(Self::set_up()))
    }

    async fn set_up() -> Self {
        // A database that is copied ten thousand times is better kept in memory, where there is such a place.
        let memory = PathBuf::from("/dev/shm");
        let folder = tempfile::Builder::new().prefix("countersign-schedules-").tempdir_in(memory);
        let folder = folder.or_else(|_| tempfile::tempdir()).expect("a scratch folder");
        let file = folder.path().join("start.db");
        let db = Db::open(&format!("sqlite:{}", file.display())).await.unwrap();
        db.migrate().await.unwrap();
        let rulebook = colorado();
        let app = shop::process(db.clone(), &shop::clock(), 1, rulebook.clone());
        let systems = Arc::new(systems());
        let store = shop::open_shop(&app, &systems).await;
        let who = shop::staff(&app, &store);
        let mut orders = Vec::new();
        for key in ["ready", "first", "second"] {
            orders.push(checked(&app, &who, EACH, key).await);
        }
        made_ready(&app, &who, &orders[0]).await;
        db.close().await;
        let orders = orders.try_into().expect("three");
        Self { file, store, who, orders, rulebook, _folder: folder }
    }

    /// A process on a copy of its own, in which every call to a system outside lets the scheduler choose.
    async fn copy(&self, third: Third, calls: Calls) -> App {
        static COPY: AtomicUsize = AtomicUsize::new(0);
        let name = format!("{}.db", COPY.fetch_add(1, Ordering::Relaxed));
        let file = self.file.with_file_name(name);
        std::fs::copy(&self.file, &file).unwrap();
        let db = Db::open_existing(&format!("sqlite:{}", file.display())).await.unwrap();
        let clock = shop::clock();
        if third == Third::Expired {
            clock.advance_seconds(HOLD_SECONDS);
        }
        let app = shop::process(db, &clock, 2, self.rulebook.clone());
        let pause = move |call: &'static str| async move {
            if calls == Calls::All || OF_A_DECISION.contains(&call) {
                shuttle::future::yield_now().await;
            }
        };
        let systems = systems().pausing(Arc::new(move |call| Box::pin(pause(call))));
        app.set_connections(self.store.clone(), vec![Arc::new(systems)]);
        app
    }
}

/// The law of the one state: every schedule gets a copy, and of all states that takes longer than the schedule.
fn colorado() -> Rulebook {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../rules");
    let folder = std::fs::read_dir(root.join("us/co")).expect("the rules of Colorado");
    let paths = folder.map(|entry| entry.expect("a file").path());
    let files = paths.filter(|path| path.extension().is_some_and(|ending| ending == "toml")).map(|path| {
        let name = path.strip_prefix(&root).expect("below the root").to_string_lossy().into_owned();
        RuleFile { text: std::fs::read_to_string(&path).expect("a text"), path: name }
    });
    Rulebook::load(files.collect()).expect("they load by themselves")
}

/// About as many calls as an approval makes.
const CALLS_ABOUT: usize = 6;

/// How often each outcome was seen.
type Seen = Arc<Mutex<BTreeMap<String, usize>>>;

fn explore(
    start: &Arc<Start>,
    third: Third,
    calls: Calls,
    scheduler: impl Scheduler + 'static,
) -> (usize, BTreeMap<String, usize>) {
    let start = start.clone();
    let mut config = Config::new();
    config.stack_size = STACK_BYTES;
    let seen = Seen::default();
    let noted = seen.clone();
    let schedules = Runner::new(scheduler, config).run(move || {
        let outcome = shuttle::future::block_on(schedule(start.clone(), third, calls));
        *noted.lock().unwrap().entry(outcome).or_default() += 1;
    });
    let seen = seen.lock().unwrap().clone();
    (schedules, seen)
}

async fn schedule(start: Arc<Start>, third: Third, calls: Calls) -> String {
    let app = start.copy(third, calls).await;
    let tasks = [0, 1, 2].map(|place| {
        let (app, start) = (app.clone(), start.clone());
        let waits =
            if place == 0 && third != Third::Completed && calls == Calls::All { CALLS_ABOUT } else { 0 };
        shuttle::future::spawn(async move {
            // It calls nobody, so by chance it would nearly always be the first to end.
            for _ in 0..waits {
                shuttle::future::yield_now().await;
            }
            act(&app, &start, place, third).await
        })
    });
    let mut said = Vec::new();
    for task in tasks {
        said.push(task.await.expect("nobody panics"));
    }
    hold_together(&app, &start).await;
    app.db().close().await;
    let file = app.db().url().trim_start_matches("sqlite:").to_owned();
    for end in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{file}{end}"));
    }
    said.join(", ")
}

async fn act(app: &App, start: &Start, place: usize, third: Third) -> &'static str {
    let (who, id) = (&start.who, &start.orders[place]);
    let done = match (place, third) {
        (0, Third::Completed) => complete::complete(app, who, id, None).await,
        (0, Third::Cancelled) => cancelled(app, who, id).await,
        (0, Third::Expired) => expire::expire(app).await.map(|_| ()),
        _ => approve::approve(app, who, id, None).await.map(|_| ()),
    };
    match done {
        Ok(()) => "yes",
        Err(AppError::Refused(Refusal::Checks(_))) => "no",
        Err(why) => panic!("{third:?}, order {place}: {why}"),
    }
}

/// What must hold after every schedule.
async fn hold_together(app: &App, start: &Start) {
    let taken = units_taken(app, &start.orders).await;
    assert!(taken <= UNITS_MAX, "{taken} units are held or sold, {UNITS_MAX} are allowed");
    for id in &start.orders {
        let order = orders::by_id(app.db(), id).await.unwrap().expect("it was there");
        let hold = holds::of_order(app.db(), id).await.unwrap();
        let state = hold.as_ref().map_or("none", |hold| hold.state.as_str());
        let fits = match order.state.word() {
            "approved" | "ready" => state == "held",
            "completed" => state == "consumed",
            "cancelled" => state == "freed",
            "expired" => state == "expired",
            _ => state == "none",
        };
        assert!(fits, "{}: an order that is {} has a hold that is {state}", id, order.state.word());
    }
}

fn is_long() -> bool {
    std::env::var("COUNTERSIGN_TORTURE").is_ok_and(|value| value == "long")
}

/// `quick` in every run, `long` when asked for.
fn amount(quick: usize, long: usize) -> usize {
    if is_long() { long } else { quick }
}

#[track_caller]
fn both_were_first(seen: &BTreeMap<String, usize>) {
    for outcome in ["yes, yes, no", "yes, no, yes"] {
        assert!(seen.contains_key(outcome), "`{outcome}` was never seen: {seen:?}");
    }
}

/// A cancellation has 444 orders and an expiry about as many; a sale has 1,653, which only `long` goes through to the end.
const QUICK_MAX: usize = 500;

/// Every order there is, as far as there is time.
fn every_schedule(start: &Arc<Start>, third: Third) -> BTreeMap<String, usize> {
    let most = (!is_long()).then_some(QUICK_MAX);
    let (schedules, seen) = explore(start, third, Calls::OfADecision, DfsScheduler::new(most, false));
    eprintln!("{third:?}: {schedules} schedules: {seen:?}");
    let all = is_long() || third == Third::Completed || schedules < QUICK_MAX;
    assert!(all, "{third:?} has more schedules than are gone through");
    assert!(seen.contains_key("yes, yes, no") || seen.contains_key("yes, no, yes"), "{seen:?}");
    seen
}

#[test]
fn every_schedule_with_a_cancellation_keeps_the_limit() {
    let seen = every_schedule(&Start::make(), Third::Cancelled);
    assert!(seen.contains_key("yes, yes, yes"), "cancelled first, both fit: {seen:?}");
}

#[test]
fn every_schedule_with_an_expiry_keeps_the_limit() {
    let seen = every_schedule(&Start::make(), Third::Expired);
    assert!(seen.contains_key("yes, yes, yes"), "expired first, both fit: {seen:?}");
}

#[test]
fn every_schedule_with_a_sale_that_there_is_time_for_keeps_the_limit() {
    let seen = every_schedule(&Start::make(), Third::Completed);
    assert!(!seen.contains_key("yes, yes, yes"), "{seen:?}");
}

#[test]
fn schedules_by_chance_keep_the_limit() {
    let start = Start::make();
    for third in [Third::Completed, Third::Cancelled, Third::Expired] {
        let (schedules, seen) =
            explore(&start, third, Calls::All, RandomScheduler::new(amount(100, 170_000)));
        eprintln!("{third:?}: {schedules} by chance: {seen:?}");
        if third == Third::Completed {
            both_were_first(&seen);
        }
        let (schedules, seen) =
            explore(&start, third, Calls::All, PctScheduler::new(DEPTH, amount(100, 170_000)));
        eprintln!("{third:?}: {schedules} by priority: {seen:?}");
    }
}
