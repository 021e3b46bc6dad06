//! Dutchie POS: the till's shelves, customers, prices and sales. What is peculiar about it is in the README beside.

mod client;
mod fields;
mod flags;
mod map;
mod measures;
mod wire;

use countersign_ports::Connection;
use countersign_ports::flag::Flag;
use countersign_ports::http::{Applies, Auth, HttpLayer, Line, Policy, RateWindow, Secret};
use countersign_ports::point_of_sale::PointOfSale;
use serde::Deserialize;

use crate::config::{ConfigError, ConnectionConfig};
use crate::sheet::Sheet;

pub(crate) const NAME: &str = "dutchie_pos";
pub(crate) const SHEET: Sheet = Sheet {
    name: NAME,
    title: "Dutchie POS",
    flags: flags::FLAGS,
    address: fields::ADDRESS,
    fields: fields::FIELDS,
    connect: |config, layer| Ok(Box::new(DutchiePos::connect(config, layer)?)),
};

/// What the `settings` of a Dutchie POS connection hold.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    /// A GUID of our own; without it the POS silently ignores idempotency keys.
    consumer_key: String,
    /// This location's ids of its customer types, to price a cart for nobody in particular.
    adult_customer_type_id: Option<i64>,
    medical_customer_type_id: Option<i64>,
    /// The profile that sales without a customer are rung up on.
    walk_in_customer_id: Option<i64>,
    /// How many times the published limits this location has been granted.
    #[serde(default = "once")]
    limits_times: u32,
}

/// More than anybody was ever granted; a slip of the keyboard ends here.
const LIMITS_TIMES_MAX: u32 = 100;

fn once() -> u32 {
    1
}

/// One location. Each kind of call has its own limit there, and so its own line here.
#[derive(Debug)]
pub(crate) struct DutchiePos {
    shelves: Line,
    customers: Line,
    prices: Line,
    sales: Line,
    reports: Line,
    auth: Auth,
    settings: Settings,
}

impl DutchiePos {
    pub(crate) fn connect(config: &ConnectionConfig, layer: &HttpLayer) -> Result<Self, ConfigError> {
        let settings: Settings = config.settings(NAME)?;
        if settings.consumer_key.is_empty() {
            let why = "`consumer_key` is empty, so a repeated sale would be rung up twice".to_owned();
            return Err(ConfigError::Settings { vendor: NAME, why });
        }
        let times = settings.limits_times;
        if !(1..=LIMITS_TIMES_MAX).contains(&times) {
            let why = format!("`limits_times` is {times}; it goes from 1 to {LIMITS_TIMES_MAX}");
            return Err(ConfigError::Settings { vendor: NAME, why });
        }
        let user = config.secret(NAME, "location_key")?;
        // The integrator's key is said to become mandatory; until then the password may be empty.
        let password = config.secret(NAME, "integrator_key").unwrap_or_else(|_| Secret::new(""));
        let line = |a_minute| config.line(NAME, layer, policy(a_minute * times));
        Ok(Self {
            shelves: line(120)?,
            customers: line(360)?,
            prices: line(240)?,
            sales: line(120)?,
            reports: line(600)?,
            auth: Auth::Basic { user, password },
            settings,
        })
    }
}

/// A fifth of each limit is left to the register and to other programs with the same key.
fn policy(calls_a_minute: u32) -> Policy {
    let calls = calls_a_minute / 5 * 4;
    let window = RateWindow { calls, per_seconds: 60, burst: calls * 3 / 4, applies: Applies::All };
    // The whole inventory comes in one answer.
    Policy { concurrent_max: 4, answer_bytes_max: 64 * 1024 * 1024, ..Policy::careful() }.with_rate(window)
}

impl Connection for DutchiePos {
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
