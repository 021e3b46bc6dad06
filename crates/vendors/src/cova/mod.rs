//! Cova: the till's shelves and customers, and orders that the register takes payment for. What is peculiar about it is in
//! the README beside.

mod client;
mod fields;
mod flags;
mod map;
mod wire;

use countersign_kernel::BusinessDate;
use countersign_ports::Connection;
use countersign_ports::flag::Flag;
use countersign_ports::http::{Applies, Call, HttpLayer, Line, Policy, RateWindow};
use countersign_ports::point_of_sale::PointOfSale;
use serde::Deserialize;

use crate::config::{ConfigError, ConnectionConfig};
use crate::sheet::Sheet;
use crate::token::TokenDesk;

pub(crate) const NAME: &str = "cova";
pub(crate) const SHEET: Sheet = Sheet {
    name: NAME,
    title: "Cova",
    flags: flags::FLAGS,
    address: fields::ADDRESS,
    fields: fields::FIELDS,
    connect: |config, layer| Ok(Box::new(Cova::connect(config, layer)?)),
};

const TOKEN_URL: &str = "https://accounts.iqmetrix.net/v1/oauth2/token";

/// What the `settings` of a Cova connection hold.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    client_id: String,
    company_id: u64,
    integrator_id: String,
    location_id: u64,
    /// The location of the medical licence, where one shop has two.
    medical_location_id: Option<u64>,
    /// Whether this location's prices include tax: it decides which of two calls takes an order.
    #[serde(default)]
    tax_inclusive: bool,
    /// Whether this shop disables the profile of those it does not serve.
    #[serde(default)]
    bans_by_disabling: bool,
    /// Customers whose profile was not touched since are not looked at.
    #[serde(default = "long_ago")]
    customers_since: BusinessDate,
    #[serde(default)]
    specifications: Names,
    token_url: Option<String>,
}

/// What this shop calls the specifications that limits are counted by.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Names {
    /// The weight of one unit, in grams.
    weight: Option<String>,
    /// THC in one unit, in milligrams.
    thc: Option<String>,
}

fn long_ago() -> BusinessDate {
    "2000-01-01".parse().expect("a date")
}

/// One shop, of one or two locations. Each service has its own limit there, and so its own line here.
#[derive(Debug)]
pub(crate) struct Cova {
    shelves: Line,
    customers: Line,
    orders: Line,
    tokens: TokenDesk,
    company_id: u64,
    integrator_id: String,
    location_id: u64,
    medical_location_id: Option<u64>,
    tax_inclusive: bool,
    bans_by_disabling: bool,
    customers_since: BusinessDate,
    names: Names,
}

impl Cova {
    pub(crate) fn connect(config: &ConnectionConfig, layer: &HttpLayer) -> Result<Self, ConfigError> {
        let settings: Settings = config.settings(NAME)?;
        if settings.integrator_id.is_empty() || settings.client_id.is_empty() {
            let why = "`client_id` and `integrator_id` must not be empty".to_owned();
            return Err(ConfigError::Settings { vendor: NAME, why });
        }
        let secret = |name| config.secret(NAME, name);
        let (client_secret, username, password) =
            (secret("client_secret")?, secret("username")?, secret("password")?);
        let request = Call::post("token", &[]).changes_nothing().form(&[
            ("grant_type", "password"),
            ("client_id", &settings.client_id),
            ("client_secret", client_secret.expose()),
            ("username", username.expose()),
            ("password", password.expose()),
        ]);
        let token_url = settings.token_url.as_deref().unwrap_or(TOKEN_URL);
        let line = || config.line(NAME, layer, policy());
        Ok(Self {
            shelves: line()?,
            customers: line()?,
            orders: line()?,
            tokens: TokenDesk::new(config.line_to(NAME, token_url, layer, policy())?, request),
            company_id: settings.company_id,
            integrator_id: settings.integrator_id,
            location_id: settings.location_id,
            medical_location_id: settings.medical_location_id,
            tax_inclusive: settings.tax_inclusive,
            bans_by_disabling: settings.bans_by_disabling,
            customers_since: settings.customers_since,
            names: settings.specifications,
        })
    }
}

/// The documents give 1,000 calls a minute and service as an example, not as a promise; we keep to less than half.
fn policy() -> Policy {
    let calls = RateWindow { calls: 400, per_seconds: 60, burst: 100, applies: Applies::All };
    // All customers come in one answer.
    Policy { concurrent_max: 4, answer_bytes_max: 64 * 1024 * 1024, ..Policy::careful() }.with_rate(calls)
}

impl Connection for Cova {
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
