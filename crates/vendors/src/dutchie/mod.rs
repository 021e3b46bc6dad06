//! Dutchie E-commerce: a menu read over GraphQL, and orders that lie in the same vendor's point of sale, where they are asked
//! for. What is peculiar about it is in the README beside.

mod client;
mod fields;
mod flags;
mod map;
mod menu;
mod wire;

use countersign_ports::Connection;
use countersign_ports::flag::Flag;
use countersign_ports::http::{Applies, Auth, HttpLayer, Line, Policy, RateWindow, Secret};
use countersign_ports::marketplace::{MarketplaceMenu, OrderSource};
use serde::Deserialize;

use crate::config::{ConfigError, ConnectionConfig};
use crate::sheet::Sheet;

pub(crate) const NAME: &str = "dutchie";
pub(crate) const SHEET: Sheet = Sheet {
    name: NAME,
    title: "Dutchie E-commerce",
    flags: flags::FLAGS,
    address: fields::ADDRESS,
    fields: fields::FIELDS,
    connect: |config, layer| Ok(Box::new(Dutchie::connect(config, layer)?)),
};

/// Asking more often than this would eat up what the register needs of the location's limit; more seldom than that, and a
/// shopper waits in vain.
const ASK_SECONDS: std::ops::RangeInclusive<u32> = 15..=600;

/// What the `settings` of a Dutchie E-commerce connection hold.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    /// The shop's id at the menu.
    retailer_id: String,
    /// The version in the menu's address.
    #[serde(default = "version")]
    version: String,
    /// Where the point of sale answers.
    pos_url: String,
    /// The words by which the point of sale tells orders from this menu from others.
    order_sources: Vec<String>,
    #[serde(default = "half_a_minute")]
    ask_seconds: u32,
}

fn version() -> String {
    "2021-07".to_owned()
}

fn half_a_minute() -> u32 {
    30
}

/// One shop: its menu, and the point of sale's calls about its orders.
#[derive(Debug)]
pub(crate) struct Dutchie {
    plus: Line,
    till: Line,
    plus_auth: Auth,
    till_auth: Auth,
    settings: Settings,
}

impl Dutchie {
    pub(crate) fn connect(config: &ConnectionConfig, layer: &HttpLayer) -> Result<Self, ConfigError> {
        let settings: Settings = config.settings(NAME)?;
        let refused = |why: String| Err(ConfigError::Settings { vendor: NAME, why });
        if settings.retailer_id.is_empty() {
            return refused("`retailer_id` is empty".to_owned());
        }
        if settings.order_sources.is_empty() || settings.order_sources.iter().any(String::is_empty) {
            return refused("`order_sources` names no source, so no order would be found".to_owned());
        }
        if !ASK_SECONDS.contains(&settings.ask_seconds) {
            let (least, most) = (ASK_SECONDS.start(), ASK_SECONDS.end());
            return refused(format!(
                "`ask_seconds` is {}; it goes from {least} to {most}",
                settings.ask_seconds
            ));
        }
        let user = config.secret(NAME, "location_key")?;
        let password = config.secret(NAME, "integrator_key").unwrap_or_else(|_| Secret::new(""));
        Ok(Self {
            plus: config.line(NAME, layer, policy(PLUS_A_MINUTE))?,
            till: config.line_to(NAME, &settings.pos_url, layer, policy(TILL_A_MINUTE))?,
            plus_auth: Auth::Bearer(config.secret(NAME, "plus_key")?),
            till_auth: Auth::Basic { user, password },
            settings,
        })
    }
}

/// No limit of the menu is published; this is our own restraint.
const PLUS_A_MINUTE: u32 = 48;
/// The location's key makes 120 calls a minute, of which the connector of the point of sale leaves a fifth.
const TILL_A_MINUTE: u32 = 24;

fn policy(calls: u32) -> Policy {
    let window = RateWindow { calls, per_seconds: 60, burst: calls * 3 / 4, applies: Applies::All };
    Policy { concurrent_max: 4, ..Policy::careful() }.with_rate(window)
}

impl Connection for Dutchie {
    fn vendor(&self) -> &'static str {
        NAME
    }

    fn account(&self) -> Option<&str> {
        Some(&self.settings.retailer_id)
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
