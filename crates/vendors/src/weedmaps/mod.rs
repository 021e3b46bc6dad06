//! Weedmaps: orders over signed callbacks, menus item by item. What is peculiar about it is in the README beside.

mod client;
mod fields;
mod flags;
mod map;
mod menu;
mod order_client;
mod wire;
mod words;

use countersign_ports::Connection;
use countersign_ports::flag::Flag;
use countersign_ports::http::{Applies, Call, HttpLayer, Line, Policy, RateWindow, Secret};
use countersign_ports::marketplace::{MarketplaceMenu, OrderSource};
use serde::Deserialize;
use serde_json::json;

use crate::config::{ConfigError, ConnectionConfig};
use crate::sheet::Sheet;
use crate::token::TokenDesk;
use crate::writers::MenuWriter;

pub(crate) const NAME: &str = "weedmaps";
pub(crate) const SHEET: Sheet = Sheet {
    name: NAME,
    title: "Weedmaps",
    flags: flags::FLAGS,
    address: fields::ADDRESS,
    fields: fields::FIELDS,
    connect: |config, layer| Ok(Box::new(Weedmaps::connect(config, layer)?)),
};

/// All that this connector ever does.
const SCOPES: &str = "taxonomy:read brands:read products:read menu_items menus:write";
/// The first dated version whose status update takes the status alone; before it the whole order must be sent
/// back, which a connector that keeps nothing cannot do.
const ORDER_VERSION_MIN: &str = "2026-01";

/// What the `settings` of a Weedmaps connection hold.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    client_id: String,
    /// The menu id ("WMID"); the Orders API calls it merchant or listing id.
    menu_id: String,
    #[serde(default = "menu_version")]
    menu_version: String,
    #[serde(default = "order_version")]
    order_version: String,
}

fn menu_version() -> String {
    "2025-07".to_owned()
}

fn order_version() -> String {
    ORDER_VERSION_MIN.to_owned()
}

/// One menu and its orders.
#[derive(Debug)]
pub(crate) struct Weedmaps {
    writer: MenuWriter,
    line: Line,
    tokens: TokenDesk,
    client_secret: Secret,
    menu_id: String,
    menu_version: String,
    order_version: String,
}

impl Weedmaps {
    pub(crate) fn connect(config: &ConnectionConfig, layer: &HttpLayer) -> Result<Self, ConfigError> {
        let settings: Settings = config.settings(NAME)?;
        let refused = |why: &str| ConfigError::Settings { vendor: NAME, why: why.to_owned() };
        if settings.menu_id.is_empty() || settings.client_id.is_empty() {
            return Err(refused("`menu_id` and `client_id` must not be empty"));
        }
        // Dated versions compare as text.
        if settings.order_version.as_str() < ORDER_VERSION_MIN {
            return Err(refused(
                "`order_version` must be 2026-01 or later; earlier ones need the whole order sent back",
            ));
        }
        let client_secret = config.secret(NAME, "client_secret")?;
        let request = Call::post("token", &["auth", "token"]).changes_nothing().json(&json!({
            "client_id": settings.client_id,
            "client_secret": client_secret.expose(),
            "grant_type": "client_credentials",
            "scope": SCOPES,
        }));
        Ok(Self {
            writer: MenuWriter::of(config, NAME)?,
            line: config.line(NAME, layer, policy())?,
            tokens: TokenDesk::new(config.line(NAME, layer, token_policy())?, request),
            client_secret,
            menu_id: settings.menu_id,
            menu_version: settings.menu_version,
            order_version: settings.order_version,
        })
    }
}

/// 420 calls in 10 seconds over everything an integrator does; a fifth is left free.
fn policy() -> Policy {
    let calls = RateWindow { calls: 336, per_seconds: 10, burst: 250, applies: Applies::All };
    Policy { concurrent_max: 4, ..Policy::careful() }.with_rate(calls)
}

/// One token a minute, so a token call is never repeated within the call.
fn token_policy() -> Policy {
    let calls = RateWindow { calls: 1, per_seconds: 60, burst: 1, applies: Applies::All };
    Policy { concurrent_max: 1, repeats: 0, ..Policy::careful() }.with_rate(calls)
}

impl Connection for Weedmaps {
    fn vendor(&self) -> &'static str {
        NAME
    }

    fn account(&self) -> Option<&str> {
        Some(&self.menu_id)
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
