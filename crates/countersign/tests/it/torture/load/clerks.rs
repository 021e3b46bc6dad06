//! Staff with programs: approve what the checks let through, and then sell it, cancel it, or leave it held.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use axum::http::Method;
use countersign_app::people::tokens::{NewToken, create_token};
use countersign_kernel::Actor;
use countersign_sandbox::world::World;
use serde_json::{Value, json};
use tokio::sync::mpsc::{Receiver, Sender};

use super::super::place::POLL;
use crate::demo_shop;
use crate::http::{Caller, Reply};
use crate::shop::{SCOPES, Shop};

/// Each token may be used so often a second; together they are enough.
const TOKENS: usize = 6;
/// How often an order whose facts are not known is checked again before it is refused.
const CHECKS_MAX: u32 = 4;

/// What the clerks and the console need: tokens, and people who may sign in.
pub async fn tokens(shop: &Shop) -> Vec<String> {
    let app = shop.app(0x70CE).await;
    let actor = Actor::system("test");
    demo_shop::hire(&app, &actor, &shop.store).await.expect("people are hired");
    let mut secrets = Vec::new();
    for _ in 0..TOKENS {
        let token = NewToken { store: &shop.store, name: "clerk", scopes: &SCOPES, ends_at: None };
        let made = create_token(&app, &actor, token).await.expect("a token");
        secrets.push(made.secret.expose().clone());
    }
    app.db().close().await;
    secrets
}

pub struct Clerks {
    callers: Vec<Caller>,
    barcodes: BTreeMap<String, String>,
    /// Orders that are on the desk or with a clerk.
    in_hand: Mutex<BTreeSet<String>>,
    /// How often an order was checked again.
    looked: Mutex<BTreeMap<String, u32>>,
    over: AtomicBool,
}

/// What becomes of an approved order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Sold,
    Cancelled,
    Held,
}

impl Fate {
    fn of(order: &Value) -> Self {
        match order["number"].as_i64().expect("a number") % 3 {
            0 => Self::Sold,
            1 => Self::Cancelled,
            _ => Self::Held,
        }
    }
}

impl Clerks {
    pub fn new(shop: &Shop, hub: &str, tokens: &[String]) -> Self {
        let callers = tokens.iter().map(|token| Caller::new(hub, token)).collect();
        let barcodes = barcodes(&shop.sandbox.world);
        Self {
            callers,
            barcodes,
            in_hand: Mutex::default(),
            looked: Mutex::default(),
            over: AtomicBool::new(false),
        }
    }

    pub fn go_home(&self) {
        self.over.store(true, Ordering::SeqCst);
    }

    /// Lays every order that waits for a step before the clerks, again and again, until sent home.
    pub async fn lay_out(self: Arc<Self>, desk: Sender<Value>) {
        while !self.over.load(Ordering::SeqCst) {
            for order in self.orders("state=checked,approved,preparing,ready").await {
                let id = order["id"].as_str().expect("an id").to_owned();
                let is_held = order["state"] == "approved" && Fate::of(&order) == Fate::Held;
                if !is_held && self.in_hand().insert(id) {
                    desk.send(order).await.expect("a clerk is there");
                }
            }
            tokio::time::sleep(20 * POLL).await;
        }
    }

    /// Takes one order after the other from the desk, one step each, until nobody lays out any more.
    pub async fn work(self: Arc<Self>, part: usize, desk: Arc<tokio::sync::Mutex<Receiver<Value>>>) {
        let caller = &self.callers[part % self.callers.len()];
        loop {
            let Some(order) = desk.lock().await.recv().await else { return };
            self.step(caller, &order).await;
            self.in_hand().remove(order["id"].as_str().expect("an id"));
        }
    }

    fn in_hand(&self) -> std::sync::MutexGuard<'_, BTreeSet<String>> {
        self.in_hand.lock().expect("nobody panics while handing on")
    }

    async fn step(&self, caller: &Caller, order: &Value) {
        let id = order["id"].as_str().expect("an id");
        let why = |reason: &str| json!({"reason": reason, "words": "a test"});
        match (order["state"].as_str().unwrap_or_default(), order["group"].as_str().unwrap_or_default()) {
            ("checked", "to_countersign") => drop(deed(caller, id, "approval", &json!({})).await),
            ("checked", "stopped") => drop(deed(caller, id, "refusal", &why("over_limit")).await),
            ("checked", _) => {
                let times = {
                    let mut looked = self.looked.lock().expect("nobody panics while counting");
                    let times = looked.entry(id.to_owned()).or_insert(0);
                    *times += 1;
                    *times
                };
                let (noun, body) = match times <= CHECKS_MAX {
                    true => ("verification", json!({})),
                    false => ("refusal", why("other")),
                };
                deed(caller, id, noun, &body).await;
            }
            _ if Fate::of(order) == Fate::Held => {}
            _ if Fate::of(order) == Fate::Cancelled => {
                deed(caller, id, "cancellation", &why("customer_request")).await;
            }
            ("approved", _) => drop(deed(caller, id, "pick-list", &json!({})).await),
            ("preparing", _) => drop(deed(caller, id, "readiness", &json!({})).await),
            _ => {
                let barcode = &self.barcodes[order["customer_name"].as_str().unwrap_or_default()];
                if deed(caller, id, "hand-over", &json!({"barcode": barcode})).await.is_good() {
                    deed(caller, id, "completion", &json!({})).await;
                }
            }
        }
    }

    /// What is still to be done, in words; nothing when everybody can go home. What is quick to look at comes first.
    pub async fn what_is_open(&self, shop: &Shop, placed: usize) -> Option<String> {
        let undecided = self.orders("state=arrived,checked,preparing,ready").await;
        if let Some(order) = undecided.first() {
            return Some(format!("{} orders, among them {order}", undecided.len()));
        }
        let approved = self.orders("state=approved").await;
        if let Some(order) = approved.iter().find(|order| Fate::of(order) != Fate::Held) {
            return Some(format!("approved order {order}"));
        }
        for vendor in ["weedmaps", "leafly"] {
            let owed =
                shop.sandbox.room(vendor).expect("a simulator").vendor.ledger()["callbacks_owed"].clone();
            if owed != 0 {
                return Some(format!("{owed} callbacks of {vendor}"));
            }
        }
        let arrived = self.orders("").await.len();
        (arrived < placed).then(|| format!("{} of {placed} orders to arrive", placed - arrived))
    }

    /// Every order that the filter lets through.
    async fn orders(&self, filter: &str) -> Vec<Value> {
        let mut found = Vec::new();
        let mut next = Some(format!("/api/v1/orders?{filter}&limit=200").replace("?&", "?"));
        while let Some(path) = next {
            let page = get(&self.callers[0], &path).await;
            found.extend(page["items"].as_array().into_iter().flatten().cloned());
            next = page["next"].as_str().map(str::to_owned);
        }
        found
    }
}

fn barcodes(world: &World) -> BTreeMap<String, String> {
    let named =
        world.customers.iter().map(|c| (format!("{} {}", c.first_name, c.last_name), c.id.barcode.clone()));
    named.collect()
}

async fn get(caller: &Caller, path: &str) -> Value {
    let reply = caller.ask(Method::GET, path, None, None).await;
    assert!(reply.is_good(), "{path}: {reply:?}");
    reply.body
}

/// Asks until it is done, or until the shop says no.
async fn deed(caller: &Caller, order: &str, noun: &str, body: &Value) -> Reply {
    let path = format!("/api/v1/orders/{order}/{noun}");
    let reply = caller.ask(Method::POST, &path, None, Some(body)).await;
    assert!(reply.is_good() || reply.status == 409, "{path}: {reply:?}");
    reply
}
