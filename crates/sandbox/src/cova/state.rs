//! Everything this vendor remembers.

use std::collections::BTreeMap;

use countersign_kernel::Timestamp;
use serde_json::{Value, json};

use super::orders::Order;
use super::settings::Settings;
use crate::server::{Memory, Stage};
use crate::till::Till;
use crate::window::Window;
use crate::world::World;

#[derive(Debug)]
pub struct State {
    pub settings: Settings,
    /// One a service.
    pub windows: BTreeMap<&'static str, Window>,
    /// Token and its end.
    pub tokens: BTreeMap<String, Timestamp>,
    pub till: Till,
    pub orders: BTreeMap<String, Order>,
    /// Customers by their place whose profile staff have disabled.
    pub disabled: BTreeMap<usize, bool>,
}

impl Memory for State {
    type Settings = Settings;

    fn seeded(stage: &Stage) -> Self {
        let world = &stage.world;
        let banned = world.customers.iter().filter(|customer| customer.banned);
        Self {
            settings: Settings::seeded(),
            windows: BTreeMap::new(),
            tokens: BTreeMap::new(),
            till: Till::seeded(world),
            orders: BTreeMap::new(),
            disabled: banned.map(|customer| (customer.index, true)).collect(),
        }
    }

    fn settings(&mut self) -> &mut Settings {
        &mut self.settings
    }
}

impl State {
    pub fn ledger(&self, world: &World) -> Value {
        let mut ledger = self.till.ledger(world);
        ledger["orders"] = json!(self.orders.values().collect::<Vec<_>>());
        ledger
    }
}
