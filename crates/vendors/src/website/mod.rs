//! The shop's own website: it brings its orders through our API, and is told here how they go on. What it is told, and how it
//! knows us, is in the README beside.

mod client;
mod fields;
mod flags;
mod wire;

use countersign_ports::Connection;
use countersign_ports::flag::Flag;
use countersign_ports::http::{Applies, HttpLayer, Line, Policy, RateWindow, Secret};
use countersign_ports::marketplace::OrderSource;
use serde::Deserialize;

use crate::config::{ConfigError, ConnectionConfig};
use crate::sheet::Sheet;

pub(crate) const NAME: &str = "website";
pub(crate) const SHEET: Sheet = Sheet {
    name: NAME,
    title: "Own website",
    flags: flags::FLAGS,
    address: fields::ADDRESS,
    fields: fields::FIELDS,
    connect: |config, layer| Ok(Box::new(Website::connect(config, layer)?)),
};

/// A shorter secret is guessed.
const SECRET_CHARS_MIN: usize = 16;

/// It has no settings of its own.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {}

/// The website of one shop.
#[derive(Debug)]
pub(crate) struct Website {
    line: Line,
    secret: Secret,
}

impl Website {
    pub(crate) fn connect(config: &ConnectionConfig, layer: &HttpLayer) -> Result<Self, ConfigError> {
        let Settings {} = config.settings(NAME)?;
        let secret = config.secret(NAME, "webhook_secret")?;
        if secret.expose().len() < SECRET_CHARS_MIN {
            let why = "the secret `webhook_secret` is shorter than 16 characters".to_owned();
            return Err(ConfigError::Settings { vendor: NAME, why });
        }
        Ok(Self { line: config.line(NAME, layer, policy())?, secret })
    }
}

/// A shop's own server is no marketplace's: a little at a time.
fn policy() -> Policy {
    let calls = RateWindow { calls: 60, per_seconds: 10, burst: 10, applies: Applies::All };
    Policy { concurrent_max: 4, ..Policy::careful() }.with_rate(calls)
}

impl Connection for Website {
    fn vendor(&self) -> &'static str {
        NAME
    }

    fn order_source(&self) -> Option<&dyn OrderSource> {
        Some(self)
    }

    fn flags(&self) -> &'static [Flag] {
        flags::FLAGS
    }
}
