//! The live books: what is found and what is not, how a case lives, and when the gate is open.

mod cases;
mod changes;
mod found;
mod gate;
mod lab_values;
mod listings;
mod raw;

use std::sync::{Arc, Mutex, MutexGuard};

use countersign_app::inventory::{GateMode, plan};
use countersign_app::testing::books::{self, Shelves, Written};
use countersign_app::testing::shop as bristlecone;
use countersign_app::testing::systems::Systems;
use countersign_app::{App, jobs};
use countersign_domain::inventory::gate::Rhythm;
use countersign_kernel::id::{CaseId, StoreId};
use countersign_kernel::{Actor, ManualClock, Timestamp};
use countersign_rulebook::Rulebook;
use countersign_store::cases::{self as rows, CaseRow};
use countersign_store::db::Db;
use countersign_store::stores::{self, StoreRow};

/// A shop from 09:00 to 22:00 in Denver whose gate follows its books.
pub struct Shop {
    pub app: App,
    pub clock: Arc<ManualClock>,
    pub store: StoreId,
    pub staff: Actor,
    pub shelves: Shelves,
}

/// 08:00 in Denver.
const MORNING: &str = "2026-11-22T15:00:00Z";
pub const RHYTHM: Rhythm = Rhythm { lead_minutes: 60, every_minutes: 30 };

pub fn at(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

impl Shop {
    pub async fn open(db: Db) -> Self {
        let clock = Arc::new(ManualClock::at(at("2026-11-22T14:00:00Z")));
        let rulebook = Rulebook::shipped().expect("the shipped rulebook");
        let app = bristlecone::process(db, &clock, 7, rulebook);
        let store = bristlecone::open_shop(&app, &Arc::new(Systems::new("unused"))).await;
        let shelves = Arc::new(Mutex::new(books::clean()));
        app.set_connections(store.clone(), books::connections(&shelves));
        let staff = bristlecone::staff(&app, &store);
        plan::set(&app, &staff, &store, GateMode::Automatic, RHYTHM).await.expect("a plan");
        Self { app, clock, store, staff, shelves }
    }

    /// The same at 08:00, with these books, pulled and compared.
    pub async fn on(db: Db, change: impl FnOnce(&mut Written)) -> Self {
        let shop = Self::open(db).await;
        change(&mut shop.books());
        shop.go_to(MORNING).await;
        shop
    }

    pub fn books(&self) -> MutexGuard<'_, Written> {
        self.shelves.lock().expect("nobody panics while writing the books")
    }

    /// What the workers do until this moment.
    pub async fn go_to(&self, when: &str) {
        while self.app.now() < at(when) {
            let next = self.app.now().plus_minutes(1).min(at(when));
            self.clock.advance_to(next);
            self.work().await;
        }
    }

    pub async fn work(&self) {
        jobs::books(&self.app).await.expect("the books are looked at");
        jobs::settle(&self.app).await.expect("what is owed is carried out");
        jobs::books(&self.app).await.expect("the books are looked at");
    }

    pub async fn pull(&self) {
        self.clock.advance_seconds(1);
        plan::pull_now(&self.app, &self.staff).await.expect("asked for");
        self.work().await;
    }

    pub async fn cases(&self) -> Vec<CaseRow> {
        rows::of_store(self.app.db(), &self.store, 100).await.expect("cases")
    }

    /// Class, subject and channel of every open case.
    pub async fn open_cases(&self) -> Vec<String> {
        let mut all: Vec<String> =
            self.cases().await.iter().map(|c| format!("{} {} {}", c.class, c.subject, c.channel)).collect();
        all.sort();
        all.iter().map(|text| text.trim().to_owned()).collect()
    }

    pub async fn case(&self, id: &CaseId) -> CaseRow {
        rows::by_id(self.app.db(), id).await.expect("an answer").expect("a case")
    }

    pub async fn gate(&self) -> StoreRow {
        stores::by_id(self.app.db(), &self.store).await.expect("an answer").expect("a store")
    }
}
