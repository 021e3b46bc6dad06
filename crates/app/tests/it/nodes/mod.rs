//! Several processes on one database: what must hold whichever of them does a thing, and when one dies in the middle.

mod acts;
mod idempotency;
mod jobs;
mod lease_model;
mod limits;
mod live;
mod schedules;
mod shop;

use std::sync::Arc;

use countersign_app::testing::in_time;
use countersign_app::testing::shop as bristlecone;
use countersign_app::testing::systems::{Goods, Systems, customer};
use countersign_app::{App, node};
use countersign_kernel::id::StoreId;
use countersign_kernel::{Actor, ManualClock};
use countersign_rulebook::Rulebook;
use countersign_store::db::{Db, Engine, MIGRATIONS};

/// Two nodes of one shop. Each has connections of its own to the database.
pub struct Pair {
    pub a: App,
    pub b: App,
    pub clock: Arc<ManualClock>,
    pub store: StoreId,
    pub systems: Arc<Systems>,
    pub who: Actor,
}

impl Pair {
    pub async fn on(db: Db) -> Self {
        let (clock, other) = (bristlecone::clock(), Db::open(db.url()).await.unwrap());
        let systems = Arc::new(systems());
        let rulebook = Rulebook::shipped().unwrap();
        let a = bristlecone::process(db, &clock, 1, rulebook.clone());
        let b = bristlecone::process(other, &clock, 2, rulebook);
        let store = bristlecone::open_shop(&a, &systems).await;
        countersign_app::setup::begin(&b).await.unwrap();
        b.set_connections(store.clone(), vec![systems.clone()]);
        let who = bristlecone::staff(&a, &store);
        Self { a, b, clock, store, systems, who }
    }

    /// Both say that they are alive. The clock of a test is not the server's, so only the row is written.
    pub async fn both_alive(&self) {
        for (app, name) in [(&self.a, "a"), (&self.b, "b")] {
            node::begin(app, name).await.unwrap();
            self.alive(app).await;
        }
    }

    pub async fn alive(&self, app: &App) {
        node::say_alive(app).await.unwrap();
    }
}

/// Enough of everything for many orders.
fn systems() -> Systems {
    Systems::new("metrc").of(Goods { units: 400, ..Goods::default() }, customer())
}

/// A test with two nodes on PostgreSQL.
pub fn on_two_nodes<F: Future<Output = ()>>(body: impl FnOnce(Pair) -> F) {
    two_on(Engine::Postgres, body);
}

pub fn two_on<F: Future<Output = ()>>(engine: Engine, body: impl FnOnce(Pair) -> F) {
    countersign_store::testing::on(engine, MIGRATIONS, |db| async move {
        let pair = Pair::on(db).await;
        let other = pair.b.db().clone();
        body(pair).await;
        other.close().await;
    });
}
