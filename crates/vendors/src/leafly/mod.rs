//! Leafly: orders with a fifteen-minute clock, and a menu that follows minutes later. The README beside has the rest.

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

use crate::config::{ConfigError, ConnectionConfig};
use crate::sheet::Sheet;
use crate::signature::Encoding;
use crate::token::TokenDesk;
use crate::writers::MenuWriter;

pub(crate) const NAME: &str = "leafly";
pub(crate) const SHEET: Sheet = Sheet {
    name: NAME,
    title: "Leafly",
    flags: flags::FLAGS,
    address: fields::ADDRESS,
    fields: fields::FIELDS,
    connect: |config, layer| Ok(Box::new(Leafly::connect(config, layer)?)),
};

/// What the `settings` of a Leafly connection hold.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    client_id: String,
    menu_integration_key: String,
    order_integration_key: String,
    /// Leafly has three hosts. Each defaults to its path under `base_url`.
    token_url: Option<String>,
    menu_url: Option<String>,
    order_url: Option<String>,
    /// How the digest is written is not documented.
    #[serde(default = "hex")]
    signature_encoding: Encoding,
}

fn hex() -> Encoding {
    Encoding::Hex
}

/// One retailer's menu and orders.
#[derive(Debug)]
pub(crate) struct Leafly {
    writer: MenuWriter,
    menu: Line,
    orders: Line,
    tokens: TokenDesk,
    hmac_key: Secret,
    signature_encoding: Encoding,
    menu_key: String,
    order_key: String,
}

impl Leafly {
    pub(crate) fn connect(config: &ConnectionConfig, layer: &HttpLayer) -> Result<Self, ConfigError> {
        let settings: Settings = config.settings(NAME)?;
        let base = config.base_url.trim_end_matches('/');
        let url =
            |given: &Option<String>, path: &str| given.clone().unwrap_or_else(|| format!("{base}{path}"));
        let line = |url: &str, policy| config.line_to(NAME, url, layer, policy);
        let secret = config.secret(NAME, "client_secret")?;
        // The whole path is in the address, so the call itself has none.
        let request = Call::post("token", &[]).changes_nothing().form(&[
            ("grant_type", "client_credentials"),
            ("client_id", &settings.client_id),
            ("client_secret", secret.expose()),
        ]);
        let tokens = TokenDesk::new(line(&url(&settings.token_url, "/token"), policy())?, request);
        Ok(Self {
            writer: MenuWriter::of(config, NAME)?,
            menu: line(&url(&settings.menu_url, "/v2/menu_integration"), policy())?,
            orders: line(&url(&settings.order_url, "/v1/order_integration"), policy())?,
            tokens,
            hmac_key: config.secret(NAME, "hmac_key")?,
            signature_encoding: settings.signature_encoding,
            menu_key: settings.menu_integration_key,
            order_key: settings.order_integration_key,
        })
    }
}

/// No limit is published; this is our own restraint.
fn policy() -> Policy {
    let calls = RateWindow { calls: 120, per_seconds: 10, burst: 100, applies: Applies::All };
    Policy { concurrent_max: 4, ..Policy::careful() }.with_rate(calls)
}

impl Connection for Leafly {
    fn vendor(&self) -> &'static str {
        NAME
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
