//! The product on some database, connected to the street. May be opened again on the same database, as after a
//! restart; everything it needs to go on must then be in there.

mod connect;
mod slow;
mod staff;

use std::sync::Arc;

use anyhow::{Context, bail};
use countersign_app::connections::{self, Watch};
use countersign_app::inventory::{GateMode, plan, safety};
use countersign_app::people::roles::RoleMatrix;
use countersign_app::setup::{self, NewStore};
use countersign_app::{App, gate, jobs};
use countersign_domain::inventory::gate::Rhythm;
use countersign_kernel::id::StoreId;
use countersign_kernel::{Actor, Clock, Random};
use countersign_ports::http::{HttpLayer, Pace};
use countersign_rulebook::Rulebook;
use countersign_seal::keys::KeyRing;
use countersign_store::db::{Db, Watcher};

use crate::street::Street;
pub(crate) use connect::{SandboxConnector, configuration_of};
use slow::Slow;
pub use slow::SlowReport;
pub use staff::Team;

/// How an unclaimed order is kept after it was approved.
const PICKUP_MINUTES: i64 = 240;

#[derive(Debug)]
pub struct ShopConfig {
    pub database_url: String,
    pub keys: KeyRing,
    /// Where ids and nonces come from. Another seed at every opening, or ids would repeat.
    pub seed: u64,
    /// Virtual milliseconds every call to a vendor takes. On a clock that stood still, a busy minute would break
    /// rate limits that no real minute comes near.
    pub call_millis: i64,
    /// The file of the shops' safety stock; empty where there is none.
    pub safety_stock: String,
    /// Stands at the edges of every write.
    pub watcher: Option<Arc<dyn Watcher>>,
}

/// The open shop: two stores under one roof of software.
#[derive(Debug)]
pub struct Shop {
    pub app: App,
    /// In the order of the world's stores.
    pub stores: Vec<StoreId>,
    pub teams: Vec<Team>,
    watch: Arc<Watch>,
}

impl Shop {
    /// Opens the database, sets up what is missing in it, connects, and lets callbacks in.
    pub async fn open(config: ShopConfig, street: &Street) -> anyhow::Result<Self> {
        let db = Db::open(&config.database_url).await.context("the database cannot be opened")?;
        db.migrate().await.context("the database cannot be brought up to date")?;
        let db = match config.watcher {
            Some(watcher) => db.watched_by(watcher),
            None => db,
        };
        let clock: Arc<dyn Clock> = street.clock.clone();
        let random = Arc::new(Random::from_number(config.seed));
        let rulebook = Rulebook::shipped();
        let rulebook = rulebook.map_err(|errors| anyhow::anyhow!("the shipped rulebook: {errors:?}"))?;
        let roles = RoleMatrix::built_in();
        let app = App::new(db, clock.clone(), random.clone(), config.keys, rulebook, roles);
        setup::begin(&app).await?;
        app.set_safety(safety::read(&config.safety_stock).context("the safety stock")?);
        let stores = stores(&app, street).await?;
        let watch = Arc::new(Watch::default());
        let log =
            Slow::new(watch.clone(), street.clock.clone(), config.call_millis, street.slow_report.clone());
        let layer = HttpLayer::new(clock, random, Arc::new(log), Pace::Never);
        let failed = connections::open_all(&app, &SandboxConnector(layer)).await?;
        if !failed.is_empty() {
            bail!("connections that cannot be opened: {}", failed.join("; "));
        }
        street.door.open(app.clone());
        let teams = stores.iter().enumerate().map(|(place, id)| Team::of(place, id)).collect();
        Ok(Self { app, stores, teams, watch })
    }

    /// Everything that is due, as the worker does it; with the listings, where the shop keeps a safety stock.
    pub async fn work(&self, listings: bool) -> anyhow::Result<()> {
        jobs::ask(&self.app).await?;
        jobs::settle(&self.app).await?;
        jobs::books(&self.app).await?;
        if listings && jobs::listings(&self.app).await? > 0 {
            jobs::settle(&self.app).await?;
        }
        self.watch.write_down(&self.app).await?;
        Ok(())
    }

    /// Closes the database. The street keeps running; the door leads nowhere until a shop opens again.
    pub async fn close(self, street: &Street) {
        street.door.close();
        self.app.db().close().await;
    }
}

/// The world's stores, set up where the database does not have them yet.
async fn stores(app: &App, street: &Street) -> anyhow::Result<Vec<StoreId>> {
    let actor = Actor::system("setup");
    let mut ids = Vec::new();
    for (place, store) in street.world().stores.iter().enumerate() {
        let known = setup::stores(app).await?.into_iter().find(|row| row.license == store.retail.0);
        if let Some(row) = known {
            ids.push(row.id);
            continue;
        }
        let weekday = street.world().today.0.weekday().to_monday_zero_offset();
        let (opens, closes) = store.hours[usize::try_from(weekday).expect("0 to 6")];
        let new = NewStore {
            name: store.name.to_owned(),
            place: format!("{}, {}", store.city, store.state),
            jurisdiction: "us-co".to_owned(),
            zone: store.zone.to_owned(),
            license: store.retail.0.clone(),
            opens: wall(opens),
            closes: wall(closes),
            pickup_minutes: PICKUP_MINUTES,
        };
        let id = setup::add_store(app, &actor, &new).await?;
        for configuration in connect::configurations(street, place)? {
            connections::keep(app, &actor, &id, &configuration).await?;
        }
        let manager = Team::of(place, &id).manager;
        if street.mix.has_known_books() {
            // In the morning only: this till takes its sales from other packages than ours, so that later on the two
            // sides differ by what nobody can settle before the close.
            let rhythm = Rhythm { lead_minutes: 60, every_minutes: 0 };
            plan::set(app, &manager, &id, GateMode::Automatic, rhythm).await?;
        } else {
            gate::set(app, &manager, true, "opening for the day").await?;
        }
        ids.push(id);
    }
    Ok(ids)
}

fn wall(minutes: u16) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}
