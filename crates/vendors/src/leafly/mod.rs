//! Leafly: orders with a fifteen-minute clock, and a menu that follows minutes later. The README beside has the rest.

mod client;
mod map;
mod order_client;
mod wire;

use countersign_ports::Connection;
use countersign_ports::capability::Ability;
use countersign_ports::http::{Applies, Call, HttpLayer, Line, Policy, RateWindow, Secret};
use countersign_ports::marketplace::{MarketplaceMenu, OrderSource};
use serde::Deserialize;

use crate::config::{ConfigError, ConnectionConfig};
use crate::signature::Encoding;
use crate::token::TokenDesk;

pub(crate) const NAME: &str = "leafly";

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

    fn abilities(&self) -> Vec<Ability> {
        vec![
            Ability {
                name: "Orders",
                has: true,
                note: "must be acknowledged within 15 minutes or Leafly cancels them",
            },
            Ability {
                name: "Order list",
                has: false,
                note: "an order can be fetched by its id only, and for a day",
            },
            Ability {
                name: "Identity pictures",
                has: true,
                note: "only before the acknowledgement; hash or keep them first",
            },
            Ability { name: "Statuses", has: true, note: "forward only; Leafly alone writes to the shopper" },
            Ability {
                name: "Reasons",
                has: false,
                note: "no word for age, identity or limit; our reason stays on our record",
            },
            Ability {
                name: "Menu",
                has: true,
                note: "shown after 2 to 5 minutes; stock above 10 shows as 10",
            },
            Ability {
                name: "Menu read-back",
                has: false,
                note: "on Leafly's sandbox only, in a shape not promised",
            },
        ]
    }
}
