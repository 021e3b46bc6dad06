//! iHeartJane: carts over webhooks, fetched by their id; a menu to be read. What is peculiar about it is in the README
//! beside.

mod client;
mod fields;
mod flags;
mod map;
mod wire;

use countersign_ports::Connection;
use countersign_ports::flag::Flag;
use countersign_ports::http::{Applies, HttpLayer, Line, Policy, RateWindow, Secret};
use countersign_ports::marketplace::{MarketplaceMenu, OrderSource};
use serde::Deserialize;

use crate::config::{ConfigError, ConnectionConfig};
use crate::sheet::Sheet;

pub(crate) const NAME: &str = "jane";
pub(crate) const SHEET: Sheet = Sheet {
    name: NAME,
    title: "iHeartJane",
    flags: flags::FLAGS,
    address: fields::ADDRESS,
    fields: fields::FIELDS,
    connect: |config, layer| Ok(Box::new(Jane::connect(config, layer)?)),
};

/// A shorter secret is guessed; Jane signs nothing, so it is all that tells its webhooks from others'.
const SECRET_CHARS_MIN: usize = 16;

/// What the `settings` of a Jane connection hold.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    store_id: String,
}

/// One shop on Jane.
#[derive(Debug)]
pub(crate) struct Jane {
    line: Line,
    token: Secret,
    webhook_secret: Secret,
    store_id: String,
}

impl Jane {
    pub(crate) fn connect(config: &ConnectionConfig, layer: &HttpLayer) -> Result<Self, ConfigError> {
        let settings: Settings = config.settings(NAME)?;
        let refused = |why: &str| ConfigError::Settings { vendor: NAME, why: why.to_owned() };
        if settings.store_id.is_empty() {
            return Err(refused("`store_id` is empty"));
        }
        let webhook_secret = config.secret(NAME, "webhook_secret")?;
        if webhook_secret.expose().len() < SECRET_CHARS_MIN {
            return Err(refused("the secret `webhook_secret` is shorter than 16 characters"));
        }
        Ok(Self {
            line: config.line(NAME, layer, policy())?,
            token: config.secret(NAME, "token")?,
            webhook_secret,
            store_id: settings.store_id,
        })
    }
}

/// No limit is published; this is our own restraint.
fn policy() -> Policy {
    let calls = RateWindow { calls: 60, per_seconds: 10, burst: 10, applies: Applies::All };
    Policy { concurrent_max: 4, ..Policy::careful() }.with_rate(calls)
}

impl Connection for Jane {
    fn vendor(&self) -> &'static str {
        NAME
    }

    fn account(&self) -> Option<&str> {
        Some(&self.store_id)
    }

    fn order_source(&self) -> Option<&dyn OrderSource> {
        Some(self)
    }

    fn marketplace_menu(&self) -> Option<&dyn MarketplaceMenu> {
        Some(self)
    }

    fn flags(&self) -> &'static [Flag] {
        flags::FLAGS
    }
}
