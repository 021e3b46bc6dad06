//! What the people and programs around the server know: whom they told what, and what they were answered.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::http::Method;
use countersign_sandbox::RunningSandbox;
use countersign_sandbox::world::Story;
use serde_json::Value;

use crate::http::{Caller, Reply};
use crate::shop::Shop;

/// Between two tries that got no answer.
const AGAIN: Duration = Duration::from_millis(30);

/// One deed that the server said it had done.
#[derive(Debug, Clone)]
pub struct Acknowledged {
    pub order: String,
    pub deed: &'static str,
    pub answer: Value,
}

#[derive(Debug, Default, Clone)]
pub struct Told {
    /// Orders that a shopper placed: marketplace and its id.
    pub placed: BTreeSet<(String, String)>,
    /// Orders that were taken by phone, by the id we were answered.
    pub phoned: BTreeSet<String>,
    pub acknowledged: Vec<Acknowledged>,
    /// Answers that were asked for twice with one key.
    pub repeats: usize,
    /// Tries that broke off or came to nobody.
    pub broken: usize,
    /// Answers that should not have been given.
    pub surprises: Vec<String>,
}

pub struct Driver {
    pub caller: Caller,
    /// The licence of everybody who orders, by full name.
    barcodes: BTreeMap<String, String>,
    told: Mutex<Told>,
    keys: Mutex<BTreeMap<(String, &'static str), u32>>,
    /// Orders that were seen with nothing left to do.
    finished: Mutex<BTreeSet<String>>,
    closed: AtomicBool,
    over: AtomicBool,
}

impl Driver {
    pub fn new(shop: &Shop, hub: &str) -> Self {
        let adults = shop.sandbox.world.customers_with(Story::Adult);
        let barcodes =
            adults.map(|c| (format!("{} {}", c.first_name, c.last_name), c.id.barcode.clone())).collect();
        Self {
            caller: Caller::new(hub, &shop.token),
            barcodes,
            told: Mutex::default(),
            keys: Mutex::default(),
            finished: Mutex::default(),
            closed: AtomicBool::new(false),
            over: AtomicBool::new(false),
        }
    }

    pub fn tell<T>(&self, act: impl FnOnce(&mut Told) -> T) -> T {
        act(&mut self.told.lock().expect("nobody panics while telling"))
    }

    pub fn surprise(&self, what: String) {
        self.tell(|told| told.surprises.push(what));
    }

    pub fn barcode(&self, name: &str) -> Option<&str> {
        self.barcodes.get(name).map(String::as_str)
    }

    /// No new orders.
    pub fn close_the_door(&self) {
        self.closed.store(true, Ordering::SeqCst);
    }

    pub fn is_closed(&self) -> bool {
        self.closed.load(Ordering::SeqCst)
    }

    pub fn go_home(&self) {
        self.over.store(true, Ordering::SeqCst);
    }

    pub fn is_over(&self) -> bool {
        self.over.load(Ordering::SeqCst)
    }

    /// One read; nothing when the server is not there to answer.
    pub async fn read(&self, path: &str) -> Option<Value> {
        match self.caller.send(Method::GET, path, None, None).await {
            Ok(reply) if reply.is_good() => Some(reply.body),
            Ok(reply) => {
                if reply.status < 500 && reply.status != 429 {
                    self.surprise(format!("GET {path}: {} {}", reply.status, reply.body));
                }
                None
            }
            Err(_) => {
                self.tell(|told| told.broken += 1);
                None
            }
        }
    }

    /// Sends one deed until it is answered, each time with the same key. Nothing when the process that had begun it
    /// died: then nobody knows, and the order must be looked at before it is tried under another key.
    pub async fn deed(&self, path: &str, deed: &'static str, body: &Value) -> Option<Reply> {
        let key = self.key(path, deed);
        while !self.is_over() {
            match self.caller.send(Method::POST, path, Some(&key), Some(body)).await {
                Err(_) => self.tell(|told| told.broken += 1),
                Ok(reply) if reply.status >= 500 || reply.status == 429 => {}
                Ok(reply) if reply.problem() == "in-flight" => {
                    self.next_key(path, deed);
                    return None;
                }
                Ok(reply) if reply.is_good() => {
                    self.ask_again(path, &key, body, &reply).await;
                    self.next_key(path, deed);
                    return Some(reply);
                }
                Ok(reply) => {
                    self.next_key(path, deed);
                    return Some(reply);
                }
            }
            tokio::time::sleep(AGAIN).await;
        }
        None
    }

    /// A caller that lost the answer asks with the same key and must hear the same.
    async fn ask_again(&self, path: &str, key: &str, body: &Value, first: &Reply) {
        let Ok(second) = self.caller.send(Method::POST, path, Some(key), Some(body)).await else { return };
        if second.status >= 500 || second.status == 429 {
            return;
        }
        if (second.status, &second.body) != (first.status, &first.body) {
            self.surprise(format!("{path} with one key: first {first:?}, then {second:?}"));
        }
        self.tell(|told| told.repeats += 1);
    }

    /// The key now in use for a deed; no longer than the server takes.
    pub fn key(&self, path: &str, deed: &'static str) -> String {
        let mut keys = self.keys.lock().expect("nobody panics while holding the keys");
        let number = keys.entry((path.to_owned(), deed)).or_insert(0);
        let order = path.split('/').nth(4).unwrap_or("new");
        format!("{order}:{deed}:{number}")
    }

    pub fn next_key(&self, path: &str, deed: &'static str) {
        let mut keys = self.keys.lock().expect("nobody panics while holding the keys");
        *keys.entry((path.to_owned(), deed)).or_insert(0) += 1;
    }

    /// Every order of the shop as the list shows it.
    pub async fn all_orders(&self) -> Option<Vec<Value>> {
        let mut rows = Vec::new();
        let mut next = Some("/api/v1/orders?limit=200".to_owned());
        while let Some(path) = next {
            let page = self.read(&path).await?;
            rows.extend(page["items"].as_array()?.iter().cloned());
            next = page["next"].as_str().map(str::to_owned);
        }
        Some(rows)
    }

    /// What is still to be done, in words; nothing when everybody can go home.
    pub async fn what_is_open(&self, sandbox: &RunningSandbox) -> Option<String> {
        for vendor in ["weedmaps", "leafly"] {
            let ledger = sandbox.room(vendor).expect("a simulator").vendor.ledger();
            if ledger["callbacks_owed"] != 0 {
                return Some(format!("{} callbacks of {vendor}", ledger["callbacks_owed"]));
            }
        }
        let Some(orders) = self.all_orders().await else { return Some("the list of orders".to_owned()) };
        let expected = self.tell(|told| told.placed.len() + told.phoned.len());
        if orders.len() < expected {
            return Some(format!("{} of {expected} orders to arrive", expected - orders.len()));
        }
        for order in &orders {
            let state = order["state"].as_str().unwrap_or("");
            if !matches!(state, "completed" | "refused" | "cancelled" | "expired" | "no_show") {
                return Some(format!("order {} in state {state}: {}", order["number"], order["outcome"]));
            }
            let id = order["id"].as_str().unwrap_or("");
            if self.finished.lock().expect("nobody panics while noting").contains(id) {
                continue;
            }
            let path = format!("/api/v1/orders/{id}");
            let Some(whole) = self.read(&path).await else { return Some("an order".to_owned()) };
            for act in whole["acts"].as_array().into_iter().flatten() {
                assert_ne!(act["state"], "dead", "an act is stuck: {act}");
                if act["state"] != "done" {
                    return Some(format!("act {act}"));
                }
            }
            self.finished.lock().expect("nobody panics while noting").insert(id.to_owned());
        }
        None
    }
}
