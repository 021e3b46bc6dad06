//! Everything the website remembers.

use std::collections::BTreeMap;

use countersign_kernel::Timestamp;
use serde_json::{Value, json};

use super::orders::Order;
use super::settings::Settings;
use crate::server::{Memory, Stage};

pub const ORDERS_MAX: usize = 50_000;

#[derive(Debug)]
pub struct State {
    pub settings: Settings,
    /// By their quotes.
    pub orders: BTreeMap<String, Order>,
    /// What is still to be sent, or was not answered.
    pub queue: Vec<Sending>,
    pub next_key: u64,
    /// Messages that were not believed, and that told nothing new.
    pub not_believed: u64,
    pub told_again: u64,
}

/// One request to the shop, the same however often it is sent.
#[derive(Debug, Clone)]
pub struct Sending {
    pub due: Timestamp,
    pub what: What,
    pub quote: String,
    pub store: usize,
    pub path: String,
    pub key: String,
    pub body: Vec<u8>,
    /// Identical extra requests.
    pub copies: u32,
    /// So many tries more go with a token that is none.
    pub forged: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    Order,
    Cancellation,
}

impl Memory for State {
    type Settings = Settings;

    fn seeded(stage: &Stage) -> Self {
        Self {
            settings: Settings::seeded(stage.hub_url.as_deref()),
            orders: BTreeMap::new(),
            queue: Vec::new(),
            next_key: 1,
            not_believed: 0,
            told_again: 0,
        }
    }

    fn settings(&mut self) -> &mut Settings {
        &mut self.settings
    }
}

impl State {
    pub fn fresh_key(&mut self) -> String {
        let key = format!("site-{}", self.next_key);
        self.next_key += 1;
        key
    }

    pub fn ledger(&self) -> Value {
        let order = |order: &Order| {
            json!({
                "order_id": order.quote, "store": order.store, "status": order.status(),
                "statuses": order.history, "total_cents": order.total.0, "shop_id": order.id,
            })
        };
        let orders: Vec<Value> = self.orders.values().map(order).collect();
        json!({
            "orders": orders, "callbacks_owed": self.queue.len(), "not_believed": self.not_believed,
            "told_again": self.told_again,
        })
    }
}
