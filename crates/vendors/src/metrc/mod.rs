//! Metrc, API v2: the state's packages, receipts and patients. What is peculiar about it is in the README beside.

mod changes;
mod client;
mod fields;
mod flags;
mod map;
mod wire;

use countersign_ports::Connection;
use countersign_ports::flag::Flag;
use countersign_ports::http::{Applies, Auth, HttpLayer, Line, Pace, Policy, RateWindow};
use countersign_ports::state_system::StateSystem;
use serde::Deserialize;

use crate::config::{ConfigError, ConnectionConfig};
use crate::sheet::Sheet;

pub(crate) const NAME: &str = "metrc";
pub(crate) const SHEET: Sheet = Sheet {
    name: NAME,
    title: "Metrc",
    flags: flags::FLAGS,
    address: fields::ADDRESS,
    fields: fields::FIELDS,
    connect: |config, layer| Ok(Box::new(Metrc::connect(config, layer)?)),
};

/// What the `settings` of a Metrc connection hold.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    /// The facility's licence for adult-use sales.
    license: String,
    /// Its medical licence, where one shop has two.
    medical_license: Option<String>,
    /// Rows a page, 1 to 20; 0 reads every list in one answer.
    #[serde(default = "twenty")]
    page_size: u32,
    /// Whether receipts can be found by external number; else the lists are scanned.
    #[serde(default = "yes")]
    external_lookup: bool,
}

fn twenty() -> u32 {
    PAGE_SIZE_MAX
}

fn yes() -> bool {
    true
}

const PAGE_SIZE_MAX: u32 = 20;

/// One facility of one state, under one or two licences.
#[derive(Debug)]
pub(crate) struct Metrc {
    line: Line,
    auth: Auth,
    license: String,
    medical_license: Option<String>,
    page_size: u32,
    external_lookup: bool,
}

impl Metrc {
    pub(crate) fn connect(config: &ConnectionConfig, layer: &HttpLayer) -> Result<Self, ConfigError> {
        let settings: Settings = config.settings(NAME)?;
        let refused = |why: &str| ConfigError::Settings { vendor: NAME, why: why.to_owned() };
        if settings.license.is_empty() {
            return Err(refused("`license` is empty"));
        }
        if settings.page_size > PAGE_SIZE_MAX {
            return Err(refused("`page_size` is above 20, the most that Metrc pages by"));
        }
        let auth = Auth::Basic {
            user: config.secret(NAME, "vendor_key")?,
            password: config.secret(NAME, "user_key")?,
        };
        Ok(Self {
            line: config.line(NAME, layer, policy(layer.pace))?,
            auth,
            license: settings.license,
            medical_license: settings.medical_license.filter(|license| !license.is_empty()),
            page_size: settings.page_size,
            external_lookup: settings.external_lookup,
        })
    }

    /// Every licence of this facility, adult-use first.
    fn licenses(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.license.as_str()).chain(self.medical_license.as_deref())
    }
}

/// What Metrc lets one facility read.
const READS_A_SECOND: u64 = 50;

/// 50 reads a second and 10 at once a facility. A little is left free, since their seconds are not ours; few at once, so that a
/// long pull gets nearly all of every second. Who does not wait for a turn may have more at once and less in the long run.
fn policy(pace: Pace) -> Policy {
    let (calls, burst) = match pace {
        Pace::Patient { .. } => (49, 2),
        Pace::Never => (40, 35),
    };
    let reads = RateWindow { calls, per_seconds: 1, burst, applies: Applies::Reads };
    Policy { concurrent_max: 8, ..Policy::careful() }.with_rate(reads)
}

impl Connection for Metrc {
    fn vendor(&self) -> &'static str {
        NAME
    }

    fn books_seconds_min(&self, rows: u64) -> Option<u64> {
        (self.page_size > 0).then(|| rows.div_ceil(u64::from(self.page_size)) / READS_A_SECOND)
    }

    fn state_system(&self) -> Option<&dyn StateSystem> {
        Some(self)
    }

    fn flags(&self) -> &'static [Flag] {
        flags::FLAGS
    }
}
