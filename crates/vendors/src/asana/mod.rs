//! Asana: the shop's open work as tasks of one project. What is peculiar about it is in the README beside.

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

pub(crate) const NAME: &str = "asana";
pub(crate) const SHEET: Sheet = Sheet {
    name: NAME,
    title: "Asana",
    flags: flags::FLAGS,
    address: fields::ADDRESS,
    fields: fields::FIELDS,
    connect: |config, layer| Ok(Box::new(Asana::connect(config, layer)?)),
};

/// What the `settings` of an Asana connection hold.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    project_gid: String,
    #[serde(default)]
    plan: Plan,
    /// Accounts of the board by their number, each with the sign-in name of the person here.
    #[serde(default)]
    people: People,
    calls_per_day: Option<u32>,
}

/// What the workspace pays for; the limits hang on it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Plan {
    #[default]
    Free,
    Paid,
}

/// One project of one workspace.
#[derive(Debug)]
pub(crate) struct Asana {
    line: Line,
    token: Secret,
    project: String,
    people: People,
    calls_per_day: Option<u32>,
}

impl Asana {
    pub(crate) fn connect(config: &ConnectionConfig, layer: &HttpLayer) -> Result<Self, ConfigError> {
        let settings: Settings = config.settings(NAME)?;
        let refused = |why: &str| ConfigError::Settings { vendor: NAME, why: why.to_owned() };
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if !is_number(&settings.project_gid) {
            return Err(refused("`project_gid` is not a number, as it stands in the project's address"));
        }
        if !settings.people.accounts().all(is_number) {
            return Err(refused("`people` names an account by something else than its number"));
        }
        if settings.calls_per_day == Some(0) {
            return Err(refused("`calls_per_day` is 0, which asks for nothing to be done"));
        }
        Ok(Self {
            line: config.line(NAME, layer, policy(settings.plan))?,
            token: config.secret(NAME, "token")?,
            project: settings.project_gid,
            people: settings.people,
            calls_per_day: settings.calls_per_day,
        })
    }
}

/// The published limits less a fifth: 150 a minute without a paid plan, 1,500 with one, 15 writes at one time.
fn policy(plan: Plan) -> Policy {
    let calls = match plan {
        Plan::Free => 120,
        Plan::Paid => 1_200,
    };
    let window = RateWindow { calls, per_seconds: 60, burst: calls, applies: Applies::All };
    Policy { concurrent_max: 4, ..Policy::careful() }.with_rate(window)
}

impl Connection for Asana {
    fn vendor(&self) -> &'static str {
        NAME
    }

    fn account(&self) -> Option<&str> {
        Some(&self.project)
    }

    fn task_board(&self) -> Option<&dyn TaskBoard> {
        Some(self)
    }

    fn flags(&self) -> &'static [Flag] {
        flags::FLAGS
    }
}
