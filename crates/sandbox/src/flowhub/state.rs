//! Everything this vendor remembers.

use std::collections::{BTreeMap, BTreeSet};

use super::settings::{BANNED_GROUP, Settings};
use crate::server::{Memory, Stage};
use crate::till::Till;
use crate::window::Window;

#[derive(Debug)]
pub struct State {
    pub settings: Settings,
    pub window: Window,
    pub till: Till,
    /// Groups by the customer's place in the world.
    pub groups: BTreeMap<usize, BTreeSet<String>>,
}

impl Memory for State {
    type Settings = Settings;

    fn seeded(stage: &Stage) -> Self {
        let world = &stage.world;
        let banned = world.customers.iter().filter(|customer| customer.banned);
        let group = || BTreeSet::from([BANNED_GROUP.to_owned()]);
        let groups = banned.map(|customer| (customer.index, group())).collect();
        Self { window: Window::default(), till: Till::seeded(world), groups, settings: Settings::seeded() }
    }

    fn settings(&mut self) -> &mut Settings {
        &mut self.settings
    }
}
