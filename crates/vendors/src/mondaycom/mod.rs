//! monday.com: the shop's open work as items of one board. What is peculiar about it is in the README beside.

mod client;
mod fields;
mod flags;
mod map;
#[cfg(test)]
mod tests;
mod wire;

use countersign_ports::Connection;
use countersign_ports::flag::Flag;
use countersign_ports::http::{Applies, HttpLayer, Line, Policy, RateWindow, Secret};
use countersign_ports::task_board::TaskBoard;
use serde::Deserialize;

use crate::config::{ConfigError, ConnectionConfig};
use crate::people::People;
use crate::sheet::Sheet;

pub(crate) const NAME: &str = "mondaycom";
pub(crate) const SHEET: Sheet = Sheet {
    name: NAME,
    title: "monday.com",
    flags: flags::FLAGS,
    address: fields::ADDRESS,
    fields: fields::FIELDS,
    connect: |config, layer| Ok(Box::new(Monday::connect(config, layer)?)),
};

/// The newest whose history of a board is a plain list; from 2027-01 on it comes in pages of its own.
const API_VERSION: &str = "2026-07";
const SWEEP_SECONDS_MIN: i64 = 300;
const DAY_SECONDS: i64 = 86_400;

/// What the `settings` of a monday.com connection hold.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    board_id: String,
    key_column: String,
    notes_column: String,
    due_column: String,
    people_column: String,
    done_column: String,
    #[serde(default)]
    people: People,
    #[serde(default)]
    plan: Plan,
    calls_per_day: Option<u32>,
    api_version: Option<String>,
}

/// What the account pays for; the calls of a day hang on it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Plan {
    #[default]
    Free,
    Standard,
    Pro,
    Enterprise,
}

impl Plan {
    /// The published number less a fifth, which is for whatever else the account does.
    fn calls_per_day(self) -> u32 {
        match self {
            Self::Free => 160,
            Self::Standard => 800,
            Self::Pro => 8_000,
            Self::Enterprise => 20_000,
        }
    }
}

/// Which column holds what.
#[derive(Debug)]
struct Columns {
    key: String,
    notes: String,
    due: String,
    people: String,
    done: String,
}

impl Columns {
    /// The setting, the column, and the type it must be of.
    fn each(&self) -> [(&'static str, &str, &'static str); 5] {
        [
            ("key_column", &self.key, "text"),
            ("notes_column", &self.notes, "text"),
            ("due_column", &self.due, "date"),
            ("people_column", &self.people, "people"),
            ("done_column", &self.done, "checkbox"),
        ]
    }
}

/// One board.
#[derive(Debug)]
pub(crate) struct Monday {
    line: Line,
    token: Secret,
    board: String,
    columns: Columns,
    people: People,
    calls_per_day: u32,
    api_version: String,
}

impl Monday {
    pub(crate) fn connect(config: &ConnectionConfig, layer: &HttpLayer) -> Result<Self, ConfigError> {
        let settings: Settings = config.settings(NAME)?;
        let refused = |why: &str| ConfigError::Settings { vendor: NAME, why: why.to_owned() };
        if !map::is_id(&settings.board_id) {
            return Err(refused("`board_id` is not a number, as it stands in the board's address"));
        }
        if !settings.people.accounts().all(map::is_id) {
            return Err(refused("`people` names an account by something else than its number"));
        }
        if settings.calls_per_day == Some(0) {
            return Err(refused("`calls_per_day` is 0, which asks for nothing to be done"));
        }
        let columns = Columns {
            key: settings.key_column,
            notes: settings.notes_column,
            due: settings.due_column,
            people: settings.people_column,
            done: settings.done_column,
        };
        if columns.key == columns.notes {
            return Err(refused("`key_column` and `notes_column` are one column"));
        }
        Ok(Self {
            line: config.line(NAME, layer, policy())?,
            token: config.secret(NAME, "token")?,
            board: settings.board_id,
            columns,
            people: settings.people,
            calls_per_day: settings.calls_per_day.unwrap_or(settings.plan.calls_per_day()),
            api_version: settings.api_version.unwrap_or_else(|| API_VERSION.to_owned()),
        })
    }

    /// Half of the day's calls are for looking, the other half for changes.
    fn sweep_seconds(&self) -> i64 {
        (DAY_SECONDS * 2 / i64::from(self.calls_per_day)).clamp(SWEEP_SECONDS_MIN, DAY_SECONDS)
    }
}

/// The smallest published limit of a minute less a fifth.
fn policy() -> Policy {
    let window = RateWindow { calls: 800, per_seconds: 60, burst: 800, applies: Applies::All };
    Policy { concurrent_max: 4, ..Policy::careful() }.with_rate(window)
}

impl Connection for Monday {
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
