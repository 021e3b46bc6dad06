//! A whole working day, headless: real code, simulated vendors in process, a clock that moves from event to event.
//!
//! Everything that happens is drawn from the seed: who orders what and when, how the staff err, which calls fail.
//! The same seed gives the same day to the entry of the record. Start reading at [`day`].

mod agenda;
mod auditor;
mod books;
mod by_hand;
mod carts;
mod certificates;
mod changes;
mod counter;
mod day;
mod desk;
mod evening;
mod log;
mod moments;
mod night;
mod nodes;
mod phone;
mod register;
mod report;
mod safety;
mod shoppers;
pub mod swarm;
mod weather;

use std::sync::Arc;

use anyhow::Context;
use countersign_kernel::{ManualClock, Timestamp};
use countersign_seal::keys::MasterKey;

use crate::checkers;
use crate::mix::Mix;
use crate::street::Street;
pub use auditor::Audit;
use day::Day;
pub use evening::{StoreEvening, Told};
pub use log::{DayLog, HandedOver};
pub use night::{OF_CLASSES, Place, Seeded};
pub use report::{Outcomes, Report};

/// 08:00 in Denver on a Saturday.
const MORNING: &str = "2026-11-21T15:00:00Z";
/// More servers than this no shop runs, and each keeps to the vendors' pace by itself.
pub const NODES_MAX: u32 = 5;
/// More orders than this are no day of two stores.
pub const ORDERS_MAX: u32 = 20_000;

/// What kind of day it shall be.
#[derive(Debug, Clone)]
pub struct SimulateConfig {
    /// How many times somebody tries to order.
    pub orders: u32,
    pub seed: u64,
    /// An empty database, `sqlite:FILE` or `postgres://…`.
    pub database_url: String,
    /// Whether the vendors misbehave.
    pub faults: bool,
    /// How often the shop's server is shut and opened again in the middle of the day.
    pub restarts: u32,
    /// Servers on the one database; each thing that happens happens at one of them.
    pub nodes: u32,
    /// How often a server dies at the edge of a write, in the middle of what it does.
    pub crashes: u32,
    /// Until so many minutes after the beginning the shops keep a safety stock, and what every menu shows is looked at after each
    /// thing that happens. It takes its time: the till is read every minute.
    pub menus_minutes: i64,
    /// The systems that the shop works with.
    pub mix: Mix,
    /// Seals and signs everything in that database.
    pub key: Arc<MasterKey>,
}

impl SimulateConfig {
    pub fn new(orders: u32, seed: u64, database_url: &str, key: MasterKey) -> Self {
        let database_url = database_url.to_owned();
        Self {
            orders,
            seed,
            database_url,
            faults: false,
            restarts: 0,
            nodes: 1,
            crashes: 0,
            menus_minutes: 0,
            mix: Mix::USUAL,
            key: Arc::new(key),
        }
    }
}

impl SimulateConfig {
    #[must_use]
    pub fn shaped(self, shape: swarm::Shape) -> Self {
        let swarm::Shape { orders, nodes, crashes, restarts, faults } = shape;
        Self { orders, nodes, crashes, restarts, faults, ..self }
    }
}

/// Lives through the day and checks what is left of it.
pub async fn simulate(config: SimulateConfig) -> anyhow::Result<Report> {
    anyhow::ensure!(config.orders <= ORDERS_MAX, "at most {ORDERS_MAX} orders can be simulated");
    anyhow::ensure!((1..=NODES_MAX).contains(&config.nodes), "1 to {NODES_MAX} servers can be simulated");
    let morning: Timestamp = MORNING.parse().expect("an instant");
    let clock = Arc::new(ManualClock::at(morning));
    let street = Street::open(config.seed, clock, config.mix).await?;
    let keeps_books = config.mix.has_known_books();
    // A server that dies in the middle of a slow reading leaves nothing of it to be told.
    let is_slow = config.crashes == 0;
    let befallen = if keeps_books { night::pass(&street, config.seed, is_slow).await? } else { Vec::new() };
    let before = night::as_on_the_shelf(street.outside()?, &befallen, street.world());
    let mut day = Day::begin(config, street).await?;
    day.log.stores = day.shop.stores.iter().map(ToString::to_string).collect();
    if keeps_books {
        // Stores whose turn comes at the same moment have it by their ids.
        let first = (0..day.log.stores.len()).min_by_key(|store| &day.log.stores[*store]);
        day.log.seeded = night::to_find(&befallen, day.log.stores.len(), first.filter(|_| is_slow));
    }
    if keeps_books {
        day.log.audits = auditor::audit(&day.street, &before, &befallen, day.config.seed)?;
    }
    (day.log.befallen, day.log.keeps_books) = (befallen, keeps_books);
    if keeps_books {
        day.hand_in_certificates().await?;
    }
    day.look_at_listings().await?;
    day.run().await?;
    let inside = checkers::inside::read(&day.shop.app, &day.shop.stores, &day.shop.teams[0].auditor).await;
    let inside = inside.context("the shop's own books cannot be read")?;
    let after = day.street.outside()?;
    let evening =
        if keeps_books { day.evening(&after).await.context("the day cannot be closed")? } else { Vec::new() };
    let seen = checkers::Seen {
        world: day.street.world(),
        before: &before,
        after: &after,
        inside: &inside,
        log: &day.log,
        evening: &evening,
    };
    let found = checkers::all(&seen);
    let report = report::of(&day, &seen, found);
    day.end().await;
    Ok(report)
}
