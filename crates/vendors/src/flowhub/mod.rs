//! Flowhub: the till's shelves, customers and sales, to be read. What is peculiar about it is in the README beside.

mod client;
mod fields;
mod flags;
mod map;
mod wire;

use countersign_ports::Connection;
use countersign_ports::flag::Flag;
use countersign_ports::http::{Applies, HttpLayer, Line, Policy, RateWindow, Secret};
use countersign_ports::point_of_sale::PointOfSale;
use serde::Deserialize;

use crate::config::{ConfigError, ConnectionConfig};
use crate::sheet::Sheet;

pub(crate) const NAME: &str = "flowhub";
pub(crate) const SHEET: Sheet = Sheet {
    name: NAME,
    title: "Flowhub",
    flags: flags::FLAGS,
    address: fields::ADDRESS,
    fields: fields::FIELDS,
    connect: |config, layer| Ok(Box::new(Flowhub::connect(config, layer)?)),
};

/// What the `settings` of a Flowhub connection hold.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    location_id: String,
    /// The location of the medical licence, where one shop has two.
    medical_location_id: Option<String>,
    /// The customer group in which this shop keeps those it does not serve.
    banned_group: Option<String>,
    /// So many days back sales are read again, to see what was voided since.
    #[serde(default = "two")]
    look_back_days: u32,
}

const LOOK_BACK_DAYS_MAX: u32 = 31;

fn two() -> u32 {
    2
}

/// One shop, of one or two locations.
#[derive(Debug)]
pub(crate) struct Flowhub {
    line: Line,
    client_id: Secret,
    key: Secret,
    location_id: String,
    medical_location_id: Option<String>,
    banned_group: Option<String>,
    look_back_days: u32,
}

impl Flowhub {
    pub(crate) fn connect(config: &ConnectionConfig, layer: &HttpLayer) -> Result<Self, ConfigError> {
        let settings: Settings = config.settings(NAME)?;
        let refused = |why: String| ConfigError::Settings { vendor: NAME, why };
        if settings.location_id.is_empty() {
            return Err(refused("`location_id` is empty".to_owned()));
        }
        if settings.look_back_days > LOOK_BACK_DAYS_MAX {
            let days = settings.look_back_days;
            return Err(refused(format!("`look_back_days` is {days}; at most {LOOK_BACK_DAYS_MAX}")));
        }
        let full = |text: Option<String>| text.filter(|t| !t.trim().is_empty());
        Ok(Self {
            line: config.line(NAME, layer, policy())?,
            client_id: config.secret(NAME, "client_id")?,
            key: config.secret(NAME, "key")?,
            location_id: settings.location_id,
            medical_location_id: full(settings.medical_location_id),
            banned_group: full(settings.banned_group),
            look_back_days: settings.look_back_days,
        })
    }
}

/// Refusals were seen near 59 calls a second: we keep to 45, and start no more than 15 at once.
fn policy() -> Policy {
    let calls = RateWindow { calls: 45, per_seconds: 1, burst: 15, applies: Applies::All };
    // The whole inventory comes in one answer.
    Policy { concurrent_max: 4, answer_bytes_max: 64 * 1024 * 1024, ..Policy::careful() }.with_rate(calls)
}

impl Connection for Flowhub {
    fn vendor(&self) -> &'static str {
        NAME
    }

    fn point_of_sale(&self) -> Option<&dyn PointOfSale> {
        Some(self)
    }

    fn flags(&self) -> &'static [Flag] {
        flags::FLAGS
    }
}
