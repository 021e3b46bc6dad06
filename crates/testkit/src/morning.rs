//! The morning of a large store: its books are pulled from the simulated vendors at the vendors' own limits, compared, and the
//! gate follows. Lives on the machine's clock, because what is asked is how long it takes.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Arc, Mutex};

use anyhow::{Context, ensure};
use countersign_app::connections;
use countersign_app::inventory::{GateMode, plan};
use countersign_app::people::roles::RoleMatrix;
use countersign_app::setup::{self, NewStore};
use countersign_app::{App, jobs};
use countersign_domain::inventory::gate::Rhythm;
use countersign_kernel::id::StoreId;
use countersign_kernel::{Actor, Clock, Random, ShiftedClock, Timestamp};
use countersign_ports::http::{CallEntry, CallLog, HttpLayer, Pace};
use countersign_rulebook::Rulebook;
use countersign_sandbox::{Sandbox, SandboxConfig, overnight};
use countersign_seal::keys::{KeyRing, MasterKey};
use countersign_store::db::Db;
use countersign_store::{answers, books, cases, stores};

use crate::shop::{SandboxConnector, Team, configuration_of};
use crate::street::Street;

/// Who gives the books of this store, and how many calls a second each lets one facility make: Metrc's and Weedmaps' published
/// limits (50 reads a second for a facility; 420 calls in ten seconds), Dutchie's observed one for reports (60 a minute). For
/// Leafly and Jane none is published.
const SOURCES: [(&str, Option<(u32, u32)>); 5] = [
    ("metrc", Some((50, 1))),
    ("dutchie_pos", Some((60, 60))),
    ("weedmaps", Some((420, 10))),
    ("leafly", None),
    ("jane", None),
];
const WAIT_MS_MAX: u64 = 5_000;

#[derive(Debug)]
pub struct MorningConfig {
    pub packages: usize,
    pub seed: u64,
    pub database_url: String,
    pub key: MasterKey,
    /// The day's time at the start; from there it runs as the machine's does, because the limits are in real seconds.
    pub begins: Timestamp,
}

/// One system's part.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceTaken {
    pub vendor: &'static str,
    pub rows: i64,
    pub extent: String,
    pub calls: u32,
    pub refused: u32,
    /// From its first call to its last answer.
    pub millis: i64,
    /// What so many calls take at the vendor's own limit, however fast we are.
    pub limit_millis: Option<i64>,
    /// Of its answers as they came.
    pub raw_bytes: i64,
}

/// One comparison from the first call to the gate.
#[derive(Debug, Clone, PartialEq)]
pub struct Pass {
    pub name: &'static str,
    pub sources: Vec<SourceTaken>,
    /// Until the last book was there, and from then until everything was kept and the gate moved.
    pub pulled_millis: i64,
    pub kept_millis: i64,
    /// What the answers of all pulls up to this one take in the database.
    pub packed_bytes: i64,
    pub cases: usize,
    pub by_class: BTreeMap<String, usize>,
    pub is_open: bool,
    pub gate: String,
}

#[derive(Debug, Clone, PartialEq)]
pub struct MorningReport {
    pub packages: usize,
    pub products: usize,
    pub passes: Vec<Pass>,
}

/// Every call of a pass, as it was made.
#[derive(Debug, Default)]
struct Calls(Mutex<Vec<CallEntry>>);

impl CallLog for Calls {
    fn record(&self, entry: &CallEntry) {
        self.0.lock().expect("nobody panics while holding the calls").push(entry.clone());
    }
}

impl Calls {
    fn take(&self) -> Vec<CallEntry> {
        std::mem::take(&mut *self.0.lock().expect("nobody panics while holding the calls"))
    }
}

/// Opens the store twice: after a night in which nothing happened, and after one that upset the books.
pub async fn morning(config: MorningConfig) -> anyhow::Result<MorningReport> {
    let clock: Arc<dyn Clock> = Arc::new(ShiftedClock::beginning(config.begins));
    let sandbox =
        SandboxConfig { packages: Some(config.packages), ..SandboxConfig::new(config.seed, clock.clone()) };
    let street = Street::of(Sandbox::start(sandbox).await.context("the simulators cannot be started")?);
    let is_here = |p: &&countersign_sandbox::world::Package| p.store == 0;
    let packages = street.world().packages.iter().filter(is_here).count();
    let products = street.world().products.len();
    let calls = Arc::new(Calls::default());
    let (app, store) = open(config, &street, clock, calls.clone()).await?;
    let mut passes = Vec::new();
    passes.push(pass(&app, &store, &calls, "after a quiet night").await?);
    overnight::pass(street.sandbox(), 1).await?;
    let (due, asked) = (app.now(), &store);
    app.db().write(|tx| Box::pin(books::pull_by(tx, asked, due))).await?;
    passes.push(pass(&app, &store, &calls, "after a night that upset the books").await?);
    app.db().close().await;
    Ok(MorningReport { packages, products, passes })
}

async fn open(
    config: MorningConfig,
    street: &Street,
    clock: Arc<dyn Clock>,
    calls: Arc<Calls>,
) -> anyhow::Result<(App, StoreId)> {
    let db = Db::open(&config.database_url).await.context("the database cannot be opened")?;
    db.migrate().await.context("the database cannot be brought up to date")?;
    let random = Arc::new(Random::from_number(config.seed));
    let rulebook = Rulebook::shipped();
    let rulebook = rulebook.map_err(|errors| anyhow::anyhow!("the shipped rulebook: {errors:?}"))?;
    let keys = KeyRing::new(&config.key, &[])?;
    let app = App::new(db, clock.clone(), random.clone(), keys, rulebook, RoleMatrix::built_in());
    setup::begin(&app).await?;
    app.pull_side_by_side();
    let actor = Actor::system("setup");
    let place = &street.world().stores[0];
    let new = NewStore {
        name: place.name.to_owned(),
        place: format!("{}, {}", place.city, place.state),
        jurisdiction: "us-co".to_owned(),
        zone: place.zone.to_owned(),
        license: place.retail.0.clone(),
        opens: "09:00".to_owned(),
        closes: "21:00".to_owned(),
        pickup_minutes: 60,
    };
    let store = setup::add_store(&app, &actor, &new).await?;
    for (vendor, _) in SOURCES {
        connections::keep(&app, &actor, &store, &configuration_of(street, 0, vendor)?).await?;
    }
    let rhythm = Rhythm { lead_minutes: 60, every_minutes: 0 };
    plan::set(&app, &Team::of(0, &store).manager, &store, GateMode::Automatic, rhythm).await?;
    let layer = HttpLayer::new(clock, random, calls, Pace::Patient { wait_max_ms: WAIT_MS_MAX });
    let failed = connections::open_all(&app, &SandboxConnector(layer)).await?;
    ensure!(failed.is_empty(), "connections that cannot be opened: {}", failed.join("; "));
    Ok((app, store))
}

async fn pass(app: &App, store: &StoreId, calls: &Calls, name: &'static str) -> anyhow::Result<Pass> {
    calls.take();
    let began = app.now();
    ensure!(jobs::books(app).await? == 1, "the store's books are due");
    let ended = app.now();
    let calls = calls.take();
    let run = books::runs(app.db(), store, 1).await?.pop().context("a comparison was kept")?;
    let mut sources = Vec::new();
    for pull in books::pulls(app.db(), &run.id).await? {
        let found = SOURCES.iter().find(|(vendor, _)| *vendor == pull.channel);
        let (vendor, limit) = found.context("a source that was not connected")?;
        let made: Vec<&CallEntry> = calls.iter().filter(|call| call.vendor == *vendor).collect();
        let count = u32::try_from(made.len())?;
        let limit = limit.map(|(calls, seconds)| {
            i64::from(count.saturating_sub(calls)) * i64::from(seconds) * 1_000 / i64::from(calls)
        });
        sources.push(SourceTaken {
            vendor,
            rows: pull.rows_count,
            extent: pull.extent,
            calls: count,
            refused: u32::try_from(made.iter().filter(|call| call.status == Some(429)).count())?,
            millis: millis(pull.taken_at, pull.ended_at),
            limit_millis: limit,
            raw_bytes: pull.raw_bytes.unwrap_or(0),
        });
    }
    let last = calls.iter().map(|call| call.at.plus_millis(call.duration_ms)).max().unwrap_or(began);
    let shop = stores::by_id(app.db(), store).await?.context("the store")?;
    let open = cases::of_store(app.db(), store, plan::CASES_MAX).await?;
    let mut by_class = BTreeMap::new();
    for case in &open {
        *by_class.entry(case.class.clone()).or_default() += 1;
    }
    Ok(Pass {
        name,
        sources,
        pulled_millis: millis(began, last),
        kept_millis: millis(last, ended),
        packed_bytes: answers::packed_bytes(app.db(), store).await?,
        cases: open.len(),
        by_class,
        is_open: shop.gate_open,
        gate: shop.gate_reason,
    })
}

fn millis(from: Timestamp, to: Timestamp) -> i64 {
    (to.micros() - from.micros()) / 1_000
}

/// `53.5 s`
fn seconds(millis: i64) -> String {
    format!("{}.{} s", millis / 1_000, millis % 1_000 / 100)
}

impl MorningReport {
    /// For a terminal.
    pub fn table(&self) -> String {
        let mut text = format!(
            "{} packages of {} products, state, till and three menus\n",
            self.packages, self.products
        );
        for pass in &self.passes {
            let _ = writeln!(
                text,
                "\n{}: pulled in {}, compared and kept in {}, {} in all; {} cases; gate {}: {}",
                pass.name,
                seconds(pass.pulled_millis),
                seconds(pass.kept_millis),
                seconds(pass.pulled_millis + pass.kept_millis),
                pass.cases,
                if pass.is_open { "open" } else { "closed" },
                pass.gate,
            );
            let _ = writeln!(text, "  {:>6} bytes of answers kept, packed", pass.packed_bytes);
            for (class, count) in &pass.by_class {
                let _ = writeln!(text, "  {count:>6} {class}");
            }
            for source in &pass.sources {
                let SourceTaken { vendor, rows, extent, calls, refused, millis, limit_millis, raw_bytes } =
                    source;
                let (took, limit) = (seconds(*millis), limit_millis.map(seconds));
                let limit = limit.unwrap_or_else(|| "none published".to_owned());
                let _ = writeln!(
                    text,
                    "  {vendor:<12} {rows:>7} rows, {extent}; {calls:>5} calls, {refused} refused; {took:>7}, the limit \
                     alone takes {limit}; {raw_bytes} bytes as they came",
                );
            }
        }
        text
    }
}
