//! Leaf Data Systems (MJ Freeway, Akerna): lots with their areas, types and laboratory results, sales and adjustments. What is
//! peculiar about it, and who still uses it, is in the README beside.

mod client;
mod fields;
mod flags;
mod map;
mod moment;
mod wire;

use countersign_kernel::time;
use countersign_ports::Connection;
use countersign_ports::flag::Flag;
use countersign_ports::http::{Applies, HttpLayer, Line, Pace, Policy, RateWindow, Secret};
use countersign_ports::state_system::StateSystem;
use serde::Deserialize;

use crate::config::{ConfigError, ConnectionConfig};
use crate::sheet::Sheet;

pub(crate) const NAME: &str = "leafdata";
pub(crate) const SHEET: Sheet = Sheet {
    name: NAME,
    title: "Leaf Data Systems",
    flags: flags::FLAGS,
    address: fields::ADDRESS,
    fields: fields::FIELDS,
    connect: |config, layer| Ok(Box::new(LeafData::connect(config, layer)?)),
};

/// What the `settings` of a Leaf Data connection hold.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    /// The licensee by the code that travels in the header.
    mme_code: String,
    /// The licensee by its global identifier, to which every row is held.
    mme_id: String,
    /// IANA zone of the premises: times come and go by its wall clock.
    zone: String,
    /// The user under whom sales are reported, where the state wants one.
    user_id: Option<String>,
}

/// One licensee.
#[derive(Debug)]
pub(crate) struct LeafData {
    line: Line,
    key: Secret,
    mme_code: String,
    mme_id: String,
    zone: String,
    user_id: Option<String>,
}

impl LeafData {
    pub(crate) fn connect(config: &ConnectionConfig, layer: &HttpLayer) -> Result<Self, ConfigError> {
        let settings: Settings = config.settings(NAME)?;
        let refused = |why: String| ConfigError::Settings { vendor: NAME, why };
        for (name, value) in [("mme_code", &settings.mme_code), ("mme_id", &settings.mme_id)] {
            if value.is_empty() || !value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.') {
                return Err(refused(format!("`{name}` is not letters, digits and points")));
            }
        }
        time::zone(&settings.zone).map_err(|why| refused(why.to_string()))?;
        Ok(Self {
            line: config.line(NAME, layer, policy(layer.pace))?,
            key: config.secret(NAME, "key")?,
            mme_code: settings.mme_code,
            mme_id: settings.mme_id,
            zone: settings.zone,
            user_id: settings.user_id.filter(|id| !id.trim().is_empty()),
        })
    }
}

/// No limit is published; this is ours. One package takes four calls and an order has several: few come at once, so that those that
/// follow get nearly all of every second. Who does not wait for a turn may have an order's worth at once.
fn policy(pace: Pace) -> Policy {
    let (calls, burst) = match pace {
        Pace::Patient { .. } => (8, 2),
        Pace::Never => (39, 32),
    };
    let calls = RateWindow { calls, per_seconds: 1, burst, applies: Applies::All };
    // A page has 2500 rows of some forty members.
    Policy { concurrent_max: 2, answer_bytes_max: 32 * 1024 * 1024, ..Policy::careful() }.with_rate(calls)
}

impl Connection for LeafData {
    fn vendor(&self) -> &'static str {
        NAME
    }

    fn state_system(&self) -> Option<&dyn StateSystem> {
        Some(self)
    }

    fn flags(&self) -> &'static [Flag] {
        flags::FLAGS
    }
}
