//! BioTrackTHC, the JSON API 4.0: the state's packages and sales behind one URL. What is peculiar about it is in the README
//! beside.

mod client;
mod fields;
mod flags;
mod map;
mod session;
mod types;
mod wire;

use std::collections::BTreeMap;

use countersign_kernel::time;
use countersign_ports::Connection;
use countersign_ports::flag::Flag;
use countersign_ports::http::{Applies, HttpLayer, Line, Policy, RateWindow};
use countersign_ports::state_system::StateSystem;
use serde::Deserialize;

use self::map::PriceIs;
use self::session::Desk;
use self::types::{Counted, Types};
use crate::config::{ConfigError, ConnectionConfig};
use crate::sheet::Sheet;

pub(crate) const NAME: &str = "biotrack";
pub(crate) const SHEET: Sheet = Sheet {
    name: NAME,
    title: "BioTrackTHC",
    flags: flags::FLAGS,
    address: fields::ADDRESS,
    fields: fields::FIELDS,
    connect: |config, layer| Ok(Box::new(BioTrack::connect(config, layer)?)),
};

/// What the `settings` of a BioTrackTHC connection hold.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    /// The company, by the number that its people log in with.
    license_number: String,
    username: String,
    /// The licence of the premises.
    location: String,
    /// The premises' other licence, where goods for patients lie under one of their own.
    medical_location: Option<String>,
    /// IANA zone of the premises: the table of sales tells seconds, a day's close wants a day.
    zone: String,
    /// The state's training database.
    #[serde(default)]
    training: bool,
    /// The transaction from which the table of sales is read. The whole table comes in one answer, so a shop of many years
    /// sets it to last year's.
    #[serde(default)]
    sales_from: u64,
    /// Whether our number travels as the terminal's name, by which a sale can be found in the table.
    #[serde(default = "yes")]
    number_as_terminal: bool,
    /// No source settles it and nothing read back shows it, so it is asked of the state and written here.
    price_is: PriceIs,
    /// Types of inventory that this state added, and what they are counted in.
    #[serde(default)]
    inventory_types: BTreeMap<u16, Counted>,
}

fn yes() -> bool {
    true
}

/// One shop of one company, under one or two locations.
#[derive(Debug)]
pub(crate) struct BioTrack {
    line: Line,
    desk: Desk,
    location: String,
    medical_location: Option<String>,
    zone: String,
    training: bool,
    sales_from: u64,
    number_as_terminal: bool,
    price_is: PriceIs,
    types: Types,
}

impl BioTrack {
    pub(crate) fn connect(config: &ConnectionConfig, layer: &HttpLayer) -> Result<Self, ConfigError> {
        let settings: Settings = config.settings(NAME)?;
        let refused = |why: String| ConfigError::Settings { vendor: NAME, why };
        for (name, value) in [
            ("license_number", &settings.license_number),
            ("username", &settings.username),
            ("location", &settings.location),
        ] {
            if value.trim().is_empty() {
                return Err(refused(format!("`{name}` is empty")));
            }
        }
        time::zone(&settings.zone).map_err(|why| refused(why.to_string()))?;
        let password = config.secret(NAME, "password")?;
        Ok(Self {
            line: config.line(NAME, layer, policy())?,
            desk: Desk::new(settings.license_number, settings.username, password),
            location: settings.location,
            medical_location: settings.medical_location.filter(|location| !location.trim().is_empty()),
            zone: settings.zone,
            training: settings.training,
            sales_from: settings.sales_from,
            number_as_terminal: settings.number_as_terminal,
            price_is: settings.price_is,
            types: Types::with(settings.inventory_types),
        })
    }

    /// Whether a row of the company's tables is this shop's.
    fn is_here(&self, location: &str) -> bool {
        location == self.location || self.medical_location.as_deref() == Some(location)
    }
}

/// No limit is published; this is ours, and enough for one shop.
fn policy() -> Policy {
    let calls = RateWindow { calls: 20, per_seconds: 1, burst: 15, applies: Applies::All };
    // Tables come whole.
    Policy { concurrent_max: 4, answer_bytes_max: 64 * 1024 * 1024, ..Policy::careful() }.with_rate(calls)
}

impl Connection for BioTrack {
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
