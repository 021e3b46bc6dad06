//! Everything this vendor remembers, and what time alone does to it.

use std::collections::BTreeMap;

use countersign_kernel::{Random, Timestamp};
use serde_json::{Value, json};

use super::menu::Menu;
use super::order::Order;
use super::seed;
use super::settings::{Settings, menu_key, order_key};
use super::token::Tokens;
use super::webhook;
use crate::callback::{Delivery, Queue};
use crate::server::{Memory, Stage};
use crate::shopper::CallbackFault;

pub const ORDERS_MAX: usize = 50_000;

#[derive(Debug)]
pub struct State {
    pub settings: Settings,
    pub random: Random,
    pub tokens: Tokens,
    pub menus: Vec<Menu>,
    /// Whether each store's order integration is switched on at Leafly.
    pub active: Vec<bool>,
    pub zones: Vec<&'static str>,
    pub orders: BTreeMap<String, Order>,
    pub queue: Queue,
    pub deliveries: Vec<Delivery>,
    /// Oddities that certification would hold against the integrator.
    pub complaints: Vec<String>,
}

impl Memory for State {
    type Settings = Settings;

    fn seeded(stage: &Stage) -> Self {
        let stores = stage.world.stores.len();
        Self {
            settings: Settings::seeded(stage.world.seed, stage.hub_url.as_deref()),
            random: stage.random(),
            tokens: Tokens::default(),
            menus: (0..stores).map(|store| seed::menu(&stage.world, store, stage.world.at)).collect(),
            active: vec![true; stores],
            zones: stage.world.stores.iter().map(|store| store.zone).collect(),
            orders: BTreeMap::new(),
            queue: Queue::default(),
            deliveries: Vec::new(),
            complaints: Vec::new(),
        }
    }

    fn settings(&mut self) -> &mut Settings {
        &mut self.settings
    }
}

impl State {
    /// A version 4 UUID from this vendor's own randomness.
    pub fn uuid(&self) -> String {
        let mut bytes: [u8; 16] = self.random.array();
        bytes[6] = bytes[6] & 0x0f | 0x40;
        bytes[8] = bytes[8] & 0x3f | 0x80;
        let hex = data_encoding::HEXLOWER.encode(&bytes);
        format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
    }

    pub fn settle(&mut self, now: Timestamp) {
        for menu in &mut self.menus {
            menu.settle(now);
        }
        let lasts = self.settings.sim_assumption_expires_after_hours * 3_600;
        let mut news = Vec::new();
        for order in self.orders.values_mut().filter(|order| !order.is_ended()) {
            if order.acknowledged_at.is_none() && order.acknowledge_by <= now {
                order.cancel(webhook::UNACKNOWLEDGED, order.acknowledge_by, "vendor");
                news.push(webhook::cancel(order, webhook::UNACKNOWLEDGED, CallbackFault::default()));
            } else if order.created_at.plus_seconds(lasts) <= now {
                let at = order.created_at.plus_seconds(lasts);
                order.step("expired", at, None, "vendor");
                news.push(webhook::status(order, at));
            }
        }
        news.into_iter().for_each(|pending| self.queue.push(pending));
    }

    pub fn ledger(&self) -> Value {
        let orders: Vec<Value> = self
            .orders
            .values()
            .map(|order| {
                json!({
                    "order_id": order.id,
                    "store": order.store,
                    "status": order.status(),
                    "statuses": order.history,
                    "acknowledge_by": order.acknowledge_by,
                    "acknowledged_at": order.acknowledged_at,
                    "cancelation_reason_code": order.cancel_code,
                    "images_fetched": order.images_fetched,
                    "order": order.wire(self.zones[order.store]),
                })
            })
            .collect();
        let menus: Vec<Value> = self
            .menus
            .iter()
            .enumerate()
            .map(|(store, menu)| {
                json!({
                    "menu_integration_key": menu_key(store),
                    "order_integration_key": order_key(store),
                    "active": self.active[store],
                    "waiting_changes": menu.waiting(),
                    "menu": menu.wire(),
                })
            })
            .collect();
        json!({
            "orders": orders,
            "menus": menus,
            "deliveries": self.deliveries,
            "callbacks_owed": self.queue.len(),
            "next_callback_due": self.queue.next_due(),
            "complaints": self.complaints,
        })
    }
}
