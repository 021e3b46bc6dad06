//! Everything this vendor remembers.

use std::collections::BTreeMap;

use countersign_kernel::Random;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::seed;
use super::settings::{Settings, menu_id};
use super::taxonomy::Taxonomy;
use super::token::Tokens;
use crate::callback::{Delivery, Queue};
use crate::server::{Memory, Stage};
use crate::shopper::StatusStep;
use crate::window::Window;

pub const ITEMS_MAX: usize = 20_000;
pub const ORDERS_MAX: usize = 50_000;

/// One item of a menu, kept as the members that were accepted.
#[derive(Debug, Clone)]
pub struct Item {
    pub id: u64,
    pub menu_id: String,
    pub external_id: String,
    pub body: Map<String, Value>,
}

/// One order, as Weedmaps knows it.
#[derive(Debug, Clone)]
pub struct Order {
    pub id: String,
    pub merchant: String,
    /// The Order object without `status` and `lastModifiedAt`, which are put in when it is shown.
    pub body: Map<String, Value>,
    pub history: Vec<StatusStep>,
    /// The words on the uploaded identity picture.
    pub picture: Option<Vec<String>>,
    pub complaints: Vec<String>,
    /// Text messages Weedmaps sent the shopper.
    pub texts: Vec<String>,
}

impl Order {
    pub fn status(&self) -> &str {
        self.history.last().map_or("DRAFT", |step| step.status.as_str())
    }

    pub fn is_ended(&self) -> bool {
        super::order_status::is_end(self.status())
    }
}

/// What the ledger says about one order.
#[derive(Debug, Clone, Serialize)]
pub struct OrderView<'a> {
    pub order_id: &'a str,
    pub merchant_id: &'a str,
    pub status: &'a str,
    pub statuses: &'a [StatusStep],
    pub order: Value,
    pub complaints: &'a [String],
    pub texts: &'a [String],
}

#[derive(Debug)]
pub struct State {
    pub settings: Settings,
    pub base_url: String,
    pub random: Random,
    pub taxonomy: Taxonomy,
    pub tokens: Tokens,
    pub calls: Window,
    pub token_calls: Window,
    pub items: BTreeMap<u64, Item>,
    pub next_item: u64,
    pub orders: BTreeMap<String, Order>,
    pub next_order: u64,
    pub queue: Queue,
    pub deliveries: Vec<Delivery>,
    pub menus: Vec<String>,
}

impl Memory for State {
    type Settings = Settings;

    fn seeded(stage: &Stage) -> Self {
        let mut state = Self {
            settings: Settings::seeded(stage.world.seed, stage.hub_url.as_deref()),
            base_url: "http://weedmaps.invalid".to_owned(),
            random: stage.random(),
            taxonomy: Taxonomy::of(&stage.world),
            tokens: Tokens::default(),
            calls: Window::default(),
            token_calls: Window::default(),
            items: BTreeMap::new(),
            next_item: 900_001,
            orders: BTreeMap::new(),
            next_order: 1,
            queue: Queue::default(),
            deliveries: Vec::new(),
            menus: (0..stage.world.stores.len()).map(menu_id).collect(),
        };
        seed::fill_menus(&mut state, &stage.world);
        state
    }

    fn settings(&mut self) -> &mut Settings {
        &mut self.settings
    }

    /// Where it listens stays true.
    fn begin_again(&mut self, stage: &Stage) {
        let base_url = std::mem::take(&mut self.base_url);
        *self = Self { base_url, ..Self::seeded(stage) };
    }
}

impl State {
    pub fn add_item(&mut self, menu_id: &str, external_id: &str, body: Map<String, Value>) -> u64 {
        assert!(self.items.len() < ITEMS_MAX, "the simulator keeps at most {ITEMS_MAX} items");
        let id = self.next_item;
        self.next_item += 1;
        let item = Item { id, menu_id: menu_id.to_owned(), external_id: external_id.to_owned(), body };
        self.items.insert(id, item);
        id
    }

    pub fn by_external_id(&self, menu_id: &str, external_id: &str) -> Option<&Item> {
        self.items.values().find(|i| i.menu_id == menu_id && i.external_id == external_id)
    }

    pub fn ledger(&self) -> Value {
        let orders: Vec<OrderView<'_>> = self
            .orders
            .values()
            .map(|order| OrderView {
                order_id: &order.id,
                merchant_id: &order.merchant,
                status: order.status(),
                statuses: &order.history,
                order: order.wire(),
                complaints: &order.complaints,
                texts: &order.texts,
            })
            .collect();
        let menus: Vec<Value> = self
            .menus
            .iter()
            .map(|menu| {
                let items: Vec<Value> =
                    self.items.values().filter(|i| &i.menu_id == menu).map(|i| i.wire("2025-07")).collect();
                json!({"menu_id": menu, "items": items})
            })
            .collect();
        json!({
            "orders": orders,
            "menus": menus,
            "deliveries": self.deliveries,
            "callbacks_owed": self.queue.len(),
            "next_callback_due": self.queue.next_due(),
        })
    }
}
