//! What the state remembers: its tables, files that wait, mails that were sent.

use std::collections::{BTreeMap, VecDeque};

use countersign_kernel::Timestamp;

use super::settings::Settings;
use crate::server::{Memory, Stage};

/// A file as it was uploaded.
#[derive(Debug, Clone)]
pub(super) struct Upload {
    pub name: String,
    pub text: String,
    pub due: Timestamp,
}

/// A mail that arrived.
#[derive(Debug, Clone)]
pub(super) struct Sent {
    pub at: Timestamp,
    pub subject: String,
    pub text: String,
}

/// One row: its columns by name.
pub(super) type Fields = BTreeMap<String, String>;

/// Everything there is.
#[derive(Debug, Default)]
pub struct State {
    pub(super) settings: Settings,
    pub(super) tables: BTreeMap<String, BTreeMap<String, Fields>>,
    pub(super) waiting: VecDeque<Upload>,
    pub(super) mailbox: Vec<Sent>,
    pub(super) answered: u64,
}

impl State {
    pub(super) fn has(&self, table: &str, key: &str) -> bool {
        self.tables.get(table).is_some_and(|rows| rows.contains_key(key))
    }

    pub(super) fn any(&self, table: &str, column: &str, value: &str) -> bool {
        let rows = self.tables.get(table).into_iter().flat_map(BTreeMap::values);
        rows.into_iter().any(|row| row.get(column).is_some_and(|v| v == value))
    }
}

impl Memory for State {
    type Settings = Settings;

    fn seeded(_: &Stage) -> Self {
        Self::default()
    }

    fn settings(&mut self) -> &mut Settings {
        &mut self.settings
    }
}
