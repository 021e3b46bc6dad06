//! What can be switched, and the invented keys.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::till;
use crate::world::World;

pub const COMPANY_ID: u64 = 14_001;
pub const INTEGRATOR_ID: &str = "c0fa0000-0000-4000-8000-000000001d00";
pub const CLIENT_ID: &str = "sandbox.client";
pub const CLIENT_SECRET: &str = "sandbox-client-secret";
pub const USERNAME: &str = "hub@sandbox.invalid";
pub const PASSWORD: &str = "sandbox-password";

/// Switches of the Cova simulator; the control API shows and takes exactly these.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    pub enforce_rate_limits: bool,
    /// Calls a minute and service; the documents give 1,000 as an example.
    pub calls_a_minute: usize,
    /// How long an order is `SubmittedForProcessing` before it is judged.
    pub processing_seconds: i64,
    /// Orders become `TransientProcessingFailure` the first time they are judged.
    pub transient_failures: bool,
    pub token_seconds: i64,
    /// The same id put again changes nothing and is answered 202.
    pub sim_assumption_put_again_is_no_change: bool,
    /// A status asked for an id that was never put is 404.
    pub sim_assumption_unknown_order_is_404: bool,
}

impl Settings {
    pub fn seeded() -> Self {
        Self {
            enforce_rate_limits: true,
            calls_a_minute: 1_000,
            processing_seconds: 0,
            transient_failures: false,
            token_seconds: 12 * 3_600,
            sim_assumption_put_again_is_no_change: true,
            sim_assumption_unknown_order_is_404: true,
        }
    }
}

pub fn endpoints(world: &World, base_url: &str) -> Map<String, Value> {
    let stores = till::locations(world, location_id);
    let mut more = Map::new();
    for (name, value) in [
        ("client_id", json!(CLIENT_ID)),
        ("client_secret", json!(CLIENT_SECRET)),
        ("username", json!(USERNAME)),
        ("password", json!(PASSWORD)),
        ("company_id", json!(COMPANY_ID)),
        ("integrator_id", json!(INTEGRATOR_ID)),
        ("location_id", json!(location_id(0, false))),
        ("medical_location_id", json!(location_id(0, true))),
        ("token_url", json!(format!("{base_url}/v1/oauth2/token"))),
        ("stores", stores),
    ] {
        more.insert(name.to_owned(), value);
    }
    more
}

/// sim_assumption: a shop with two licences has two locations, as the state has two facilities.
pub fn location_id(store: usize, is_medical: bool) -> u64 {
    20_001 + store as u64 + if is_medical { 10_000 } else { 0 }
}

pub fn of_location(world: &World, id: u64) -> Option<(usize, bool)> {
    (0..world.stores.len())
        .flat_map(|store| [(store, false), (store, true)])
        .find(|(store, medical)| location_id(*store, *medical) == id)
}

/// Ids of products and customers are GUIDs.
pub fn product_id(place: usize) -> String {
    format!("90d0c700-0000-4000-8000-{place:012}")
}

pub fn customer_id(place: usize) -> String {
    format!("c0570e00-0000-4000-8000-{place:012}")
}

/// What stands in the brackets of `Name(…)`.
pub fn bracketed<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.strip_prefix(name)?.strip_prefix('(')?.strip_suffix(')')
}
