//! What can be switched, and the invented keys.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::world::World;

pub const TOKEN: &str = "jane-sandbox-partner-token";
/// We choose it, and Jane sends it back with each webhook.
pub const WEBHOOK_SECRET: &str = "jane-sandbox-shared-secret";

/// Switches of the Jane simulator; the control API shows and takes exactly these.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    pub webhook_url: String,
    /// Minutes after which a webhook that was not accepted is sent again.
    pub sim_assumption_retry_minutes: Vec<i64>,
    pub sim_assumption_webhook_timeout_ms: u64,
    /// A cart shows the birth date that the shopper typed.
    pub sim_assumption_cart_has_birth_date: bool,
    /// The page after this one; an opaque text, nothing on the last.
    pub sim_assumption_page_max: usize,
    /// An order begins as this.
    pub sim_assumption_first_status: String,
}

impl Settings {
    pub fn seeded(hub_url: Option<&str>) -> Self {
        let webhook_url = hub_url.map(|hub| format!("{hub}/inbound/any/jane")).unwrap_or_default();
        Self {
            webhook_url,
            sim_assumption_retry_minutes: vec![1, 5, 15],
            sim_assumption_webhook_timeout_ms: 10_000,
            sim_assumption_cart_has_birth_date: true,
            sim_assumption_page_max: 100,
            sim_assumption_first_status: "pending".to_owned(),
        }
    }
}

pub fn endpoints(world: &World) -> Map<String, Value> {
    let stores: Vec<Value> = world
        .stores
        .iter()
        .enumerate()
        .map(|(place, store)| json!({"store": store.key, "store_id": store_id(place).to_string()}))
        .collect();
    let mut more = Map::new();
    more.insert("token".into(), json!(TOKEN));
    more.insert("webhook_secret".into(), json!(WEBHOOK_SECRET));
    more.insert("store_id".into(), json!(store_id(0).to_string()));
    more.insert("stores".into(), json!(stores));
    more
}

pub fn store_id(store: usize) -> u64 {
    4_101 + store as u64
}
