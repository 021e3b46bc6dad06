//! Two vendors that can be connected: one answers for everything, the other is fed by whoever says so.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use countersign_ports::Connection;
use countersign_ports::form::{Address, Field, FieldKind, Form};

use super::systems::Systems;
use crate::connections::{Configuration, Connector, Vendors};

/// The second of them.
pub const FED: &str = "menu_sim";
/// The secret that opens nothing.
pub const BAD_KEY: &str = "not a key";

#[derive(Debug)]
pub struct Two {
    pub systems: Arc<Systems>,
    /// How often a connection was opened.
    pub opened: AtomicI64,
}

impl Two {
    pub fn of(systems: Arc<Systems>) -> Arc<Self> {
        Arc::new(Self { systems, opened: AtomicI64::new(0) })
    }
}

impl Connector for Two {
    fn connect(&self, configuration: &Configuration) -> Result<Arc<dyn Connection>, String> {
        if configuration.secrets.values().any(|secret| secret == BAD_KEY) {
            return Err("its key is no key".to_owned());
        }
        self.opened.fetch_add(1, Ordering::SeqCst);
        Ok(self.systems.clone())
    }
}

const FIELDS: &[Field] = &[
    Field::secret("user_key", "User's key", "Of a user of this licence."),
    Field::needed("license", "Licence", FieldKind::Text, "For adult-use sales.", "402R-00001"),
    Field::or_not("feeds", "It writes itself", FieldKind::Words, "Vendors that it writes.", FED),
];

impl Vendors for Two {
    fn forms(&self) -> Vec<Form> {
        let form = |vendor, title, address| {
            let kinds = vec!["State system"];
            Form { vendor, title, kinds, address, fields: FIELDS.to_vec() }
        };
        vec![
            form(self.systems.vendor(), "State system", Address::Such("https://state.example")),
            form(FED, "Other menu", Address::Always("https://menu.example")),
        ]
    }

    fn two_writers(&self, together: &[Configuration]) -> Vec<String> {
        let feeds = |one: &Configuration, fed: &str| {
            one.settings["feeds"].as_array().is_some_and(|words| words.iter().any(|word| word == fed))
        };
        let fed = together.iter().filter(|fed| together.iter().any(|one| feeds(one, &fed.vendor)));
        fed.map(|fed| format!("{} would be written by two", fed.vendor)).collect()
    }
}
