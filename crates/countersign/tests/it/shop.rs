//! A shop on a scratch database beside running simulators: set up the way an operator would, through use cases.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use countersign_app::connections::Configuration;
use countersign_app::people::roles::RoleMatrix;
use countersign_app::people::tokens::{NewToken, create_token};
use countersign_app::{App, connections, gate, setup};
use countersign_kernel::id::StoreId;
use countersign_kernel::{Actor, Permission, Random, SystemClock};
use countersign_rulebook::Rulebook;
use countersign_sandbox::world::Customer;
use countersign_sandbox::{RunningSandbox, Sandbox, SandboxConfig};
use countersign_seal::keys::{KeyRing, MasterKey};
use countersign_store::db::Db;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::demo_shop;

/// What a program that drives orders may do.
pub const SCOPES: [Permission; 10] = [
    Permission::OrderView,
    Permission::OrderVerify,
    Permission::OrderApprove,
    Permission::OrderRefuse,
    Permission::OrderEnter,
    Permission::OrderCancel,
    Permission::OrderPick,
    Permission::OrderHandOver,
    Permission::OrderReturn,
    Permission::RecordView,
];

/// A failed webhook is tried again this often, at every tick.
const WEBHOOK_TRIES: usize = 400;

pub struct Shop {
    pub folder: TempDir,
    pub database: String,
    pub sandbox: Arc<RunningSandbox>,
    pub store: StoreId,
    pub token: String,
    pub key_file: PathBuf,
    key: MasterKey,
    rulebook: Rulebook,
}

impl Shop {
    /// On a new SQLite file. The simulators run in this process and call back to `hub`.
    pub async fn open(seed: u64, hub: &str) -> Self {
        Self::open_on(None, seed, hub, Pace::Published).await
    }

    /// On a database that is there and empty, if one is given.
    pub async fn open_on(database: Option<&str>, seed: u64, hub: &str, pace: Pace) -> Self {
        let clock = Arc::new(SystemClock);
        let config = SandboxConfig {
            ticker_ms: Some(200),
            hub_url: Some(hub.to_owned()),
            ..SandboxConfig::new(seed, clock)
        };
        let sandbox = Arc::new(Sandbox::start(config).await.expect("the simulators start"));
        demo_shop::point_callbacks(&sandbox, hub).expect("the callbacks are pointed");
        be_patient(&sandbox);
        let folder = tempfile::tempdir().expect("a scratch folder");
        let file = folder.path().join("shop.db");
        let database = database.map_or_else(|| format!("sqlite:{}", file.display()), str::to_owned);
        let key = MasterKey::fresh(&Random::from_number(seed));
        let key_file = key_file(&file);
        std::fs::write(&key_file, key.to_hex().as_bytes()).expect("the key file is written");
        let (store, token) = (nobody(seed), String::new());
        let rulebook = Rulebook::shipped().expect("the shipped rules load");
        let mut shop = Self { folder, database, sandbox, store, token, key_file, key, rulebook };
        shop.set_up(seed, pace).await;
        shop
    }

    async fn set_up(&mut self, seed: u64, pace: Pace) {
        let app = self.app(seed).await;
        let actor = Actor::system("test");
        app.db().migrate().await.expect("the database is brought up to date");
        setup::begin(&app).await.expect("the record begins");
        let new = demo_shop::store(&self.sandbox.world.stores[0]);
        self.store = setup::add_store(&app, &actor, &new).await.expect("a store");
        for mut configuration in demo_shop::connections(&self.sandbox.endpoints, 0).expect("four connections")
        {
            if pace == Pace::Granted {
                be_granted_more(&self.sandbox, &mut configuration);
            }
            connections::keep(&app, &actor, &self.store, &configuration).await.expect("a connection is kept");
        }
        gate::set_for(&app, &actor, &self.store, true, "open for the test").await.expect("the gate opens");
        let token = NewToken { store: &self.store, name: "driver", scopes: &SCOPES, ends_at: None };
        let created = create_token(&app, &actor, token).await.expect("a token");
        self.token = created.secret.expose().clone();
        app.db().close().await;
    }

    /// The product's use cases on the shop's database, without connections. Another `seed` at every opening: ids
    /// must not repeat.
    pub async fn app(&self, seed: u64) -> App {
        self.app_on(&self.database, seed).await
    }

    /// The same on a copy of the shop's database.
    pub async fn app_on(&self, database: &str, seed: u64) -> App {
        let db = Db::open(database).await.expect("the database opens");
        let keys = KeyRing::new(&self.key, &[]).expect("one key");
        let random = Arc::new(Random::from_number(seed));
        App::new(db, Arc::new(SystemClock), random, keys, self.rulebook.clone(), RoleMatrix::built_in())
    }

    pub fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }
}

/// What is sent to take an order of one thing by phone.
#[allow(dead_code, reason = "the benches order at a marketplace")]
pub fn phone_order(who: &Customer, sku: &str, quantity: u64) -> Value {
    json!({
        "program": "adult", "fulfilment": "pickup",
        "buyer": {
            "first_name": who.first_name, "last_name": who.last_name, "birth_date": who.birth_date_on_file,
            "phone": who.phone, "email": who.email,
        },
        "lines": [{"sku": sku, "quantity": quantity}],
    })
}

/// How much the shop may ask of the systems outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// What they publish. A busy test then mostly waits for the point of sale.
    Published,
    /// A hundred times as much at the point of sale.
    Granted,
}

fn be_granted_more(sandbox: &RunningSandbox, configuration: &mut Configuration) {
    let vendor = configuration.vendor.as_str();
    if vendor == "dutchie_pos" {
        configuration.settings["limits_times"] = json!(100);
    }
    if matches!(vendor, "dutchie_pos" | "weedmaps") {
        let room = sandbox.room(vendor).expect("a simulator");
        room.vendor.set_switches(json!({"enforce_rate_limits": false})).expect("the switch is known");
    }
}

/// Marketplaces that do not give up while the shop is dead for a while.
fn be_patient(sandbox: &RunningSandbox) {
    let again = vec![0; WEBHOOK_TRIES];
    let set = |vendor: &str, switches| {
        let room = sandbox.room(vendor).expect("a simulator");
        room.vendor.set_switches(switches).expect("the switches are known");
    };
    set(
        "weedmaps",
        json!({"sim_assumption_failed_draft_submits": true, "sim_assumption_create_retry_minutes": again}),
    );
    set(
        "leafly",
        json!({"sim_assumption_failed_preview_submits": true, "sim_assumption_webhook_retry_minutes": again}),
    );
}

fn key_file(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(".key");
    name.into()
}

fn nobody(seed: u64) -> StoreId {
    StoreId::fresh(&SystemClock, &Random::from_number(seed))
}
