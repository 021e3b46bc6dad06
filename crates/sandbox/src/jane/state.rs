//! Everything this vendor remembers.

use std::collections::BTreeMap;

use countersign_kernel::Random;
use serde_json::{Value, json};

use super::cart::Cart;
use super::settings::Settings;
use crate::callback::{Delivery, Queue};
use crate::server::{Memory, Stage};
use crate::shopper::sellable;
use crate::world::{Product, World};

pub const CARTS_MAX: usize = 50_000;

#[derive(Debug)]
pub struct State {
    pub settings: Settings,
    pub random: Random,
    pub carts: BTreeMap<u64, Cart>,
    pub queue: Queue,
    pub deliveries: Vec<Delivery>,
    pub next_cart: u64,
}

impl Memory for State {
    type Settings = Settings;

    fn seeded(stage: &Stage) -> Self {
        Self {
            settings: Settings::seeded(stage.hub_url.as_deref()),
            random: stage.random(),
            carts: BTreeMap::new(),
            queue: Queue::default(),
            deliveries: Vec::new(),
            next_cart: 7_000_001,
        }
    }

    fn settings(&mut self) -> &mut Settings {
        &mut self.settings
    }
}

impl State {
    pub fn ledger(&self) -> Value {
        let orders: Vec<Value> = self
            .carts
            .values()
            .map(|cart| {
                json!({
                    "order_id": cart.id.to_string(), "store": cart.store, "status": cart.status(),
                    "statuses": cart.history, "total_cents": cart.total_cents(),
                })
            })
            .collect();
        json!({"orders": orders, "callbacks_owed": self.queue.len(), "deliveries": self.deliveries})
    }
}

/// What a shop shows: the point of sale's own shelf, which Jane reads by itself.
pub fn shown(world: &World, store: usize) -> impl Iterator<Item = (&Product, i64)> {
    sellable(world, store)
}
