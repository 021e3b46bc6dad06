//! Trello: the shop's open work as cards of one board. What is peculiar about it is in the README beside.

mod client;
mod fields;
mod flags;
mod map;
mod wire;

use countersign_ports::Connection;
use countersign_ports::flag::Flag;
use countersign_ports::http::{Applies, HttpLayer, Line, Policy, RateWindow, Secret};
use countersign_ports::task_board::TaskBoard;
use serde::Deserialize;

use crate::config::{ConfigError, ConnectionConfig};
use crate::people::People;
use crate::sheet::Sheet;

pub(crate) const NAME: &str = "trello";
pub(crate) const SHEET: Sheet = Sheet {
    name: NAME,
    title: "Trello",
    flags: flags::FLAGS,
    address: fields::ADDRESS,
    fields: fields::FIELDS,
    connect: |config, layer| Ok(Box::new(Trello::connect(config, layer)?)),
};

/// What the `settings` of a Trello connection hold.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    board_id: String,
    list_id: String,
    #[serde(default)]
    people: People,
    calls_per_day: Option<u32>,
}

/// One board.
#[derive(Debug)]
pub(crate) struct Trello {
    line: Line,
    key: Secret,
    token: Secret,
    api_secret: Secret,
    board: String,
    list: String,
    people: People,
    calls_per_day: Option<u32>,
}

impl Trello {
    pub(crate) fn connect(config: &ConnectionConfig, layer: &HttpLayer) -> Result<Self, ConfigError> {
        let settings: Settings = config.settings(NAME)?;
        let refused = |why: &str| ConfigError::Settings { vendor: NAME, why: why.to_owned() };
        if !map::is_id(&settings.board_id) || !map::is_id(&settings.list_id) {
            return Err(refused("`board_id` and `list_id` are numbers of 24 digits and letters from a to f"));
        }
        if !settings.people.accounts().all(map::is_id) {
            return Err(refused("`people` names an account by something else than its number"));
        }
        if settings.calls_per_day == Some(0) {
            return Err(refused("`calls_per_day` is 0, which asks for nothing to be done"));
        }
        Ok(Self {
            line: config.line(NAME, layer, policy())?,
            key: config.secret(NAME, "key")?,
            token: config.secret(NAME, "token")?,
            api_secret: config.secret(NAME, "api_secret")?,
            board: settings.board_id,
            list: settings.list_id,
            people: settings.people,
            calls_per_day: settings.calls_per_day,
        })
    }
}

/// The published limit of a token less a fifth: 100 in ten seconds. The limit of the key is three times that.
fn policy() -> Policy {
    let window = RateWindow { calls: 80, per_seconds: 10, burst: 80, applies: Applies::All };
    Policy { concurrent_max: 4, ..Policy::careful() }.with_rate(window)
}

impl Connection for Trello {
    fn vendor(&self) -> &'static str {
        NAME
    }

    fn account(&self) -> Option<&str> {
        Some(&self.board)
    }

    fn task_board(&self) -> Option<&dyn TaskBoard> {
        Some(self)
    }

    fn flags(&self) -> &'static [Flag] {
        flags::FLAGS
    }
}
