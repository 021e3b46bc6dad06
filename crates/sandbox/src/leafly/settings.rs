//! What can be switched, and the invented credentials.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::world::World;

/// Which of the vendor's two environments this plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Host {
    Sandbox,
    /// Answers `GET …/menu` with 405.
    Production,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignatureEncoding {
    Hex,
    Base64,
}

/// Switches of the Leafly simulator; the control API shows and takes exactly these.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    pub client_id: String,
    pub client_secret: String,
    pub hmac_key: String,
    /// Where every webhook goes. Empty: not configured.
    pub webhook_url: String,
    pub host: Host,
    /// Menu writes take effect this much later: 150 on the sandbox host, 300 in production.
    pub apply_delay_seconds: i64,
    pub acknowledge_minutes: i64,
    /// Keys of retailers that are not (any longer) this integrator's: 403.
    pub forbidden_keys: Vec<String>,
    /// The encoding of the digest in `X-Leafly-Signature` is not stated.
    pub sim_assumption_signature_encoding: SignatureEncoding,
    pub sim_assumption_token_seconds: i64,
    /// A unit that the matrix does not list for the item's type is a schema error.
    pub sim_assumption_unit_matrix_is_400: bool,
    pub sim_assumption_preview_timeout_ms: u64,
    /// A failed preview lets the shopper go on with the unadjusted cart instead of stopping them.
    pub sim_assumption_failed_preview_submits: bool,
    /// A webhook that got neither 200 nor 201 is tried again this many minutes after the try before.
    pub sim_assumption_webhook_retry_minutes: Vec<i64>,
    /// An acknowledged order that nobody fetches expires this long after it was made.
    pub sim_assumption_expires_after_hours: i64,
}

impl Settings {
    pub fn seeded(seed: u64, hub_url: Option<&str>) -> Self {
        Self {
            client_id: format!("sandbox-leafly-{seed}"),
            client_secret: format!("leafly-secret-{seed:08x}"),
            hmac_key: format!("leafly-hmac-{seed:08x}"),
            webhook_url: hub_url.map(|hub| format!("{hub}/webhooks/leafly")).unwrap_or_default(),
            host: Host::Sandbox,
            apply_delay_seconds: 150,
            acknowledge_minutes: 15,
            forbidden_keys: Vec::new(),
            sim_assumption_signature_encoding: SignatureEncoding::Hex,
            sim_assumption_token_seconds: 3_600,
            sim_assumption_unit_matrix_is_400: true,
            sim_assumption_preview_timeout_ms: 10_000,
            sim_assumption_failed_preview_submits: false,
            sim_assumption_webhook_retry_minutes: vec![1, 3, 5],
            sim_assumption_expires_after_hours: 72,
        }
    }

    pub fn endpoints(&self, base_url: &str, world: &World) -> Map<String, Value> {
        let stores: Vec<Value> = (0..world.stores.len())
            .map(|store| {
                json!({
                    "store": world.stores[store].key,
                    "menu_integration_key": menu_key(store),
                    "order_integration_key": order_key(store),
                })
            })
            .collect();
        let mut more = Map::new();
        more.insert("token_url".into(), json!(format!("{base_url}/token")));
        more.insert("menu_url".into(), json!(format!("{base_url}/v2/menu_integration")));
        more.insert("order_url".into(), json!(format!("{base_url}/v1/order_integration")));
        more.insert("client_id".into(), json!(self.client_id));
        more.insert("client_secret".into(), json!(self.client_secret));
        more.insert("hmac_key".into(), json!(self.hmac_key));
        more.insert("menu_integration_key".into(), json!(menu_key(0)));
        more.insert("order_integration_key".into(), json!(order_key(0)));
        more.insert("stores".into(), json!(stores));
        more
    }
}

pub fn menu_key(store: usize) -> String {
    format!("1eaf0000-0000-4000-8000-{store:012}")
}

pub fn order_key(store: usize) -> String {
    format!("1eaf0000-0000-4000-9000-{store:012}")
}
