//! What can be switched, and the invented keys.

use serde::{Deserialize, Serialize};

/// Chosen by the shop and kept on the website's server.
pub const WEBHOOK_SECRET: &str = "website-sandbox-shared-secret";

/// Switches of the website; the control API shows and takes exactly these.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Where the shop's API is, up to `/api/v1`; empty when nobody said so.
    pub api_url: String,
    /// An access token of each store with the scopes `storefront.view` and `storefront.order`, in the order of the world's stores.
    pub api_tokens: Vec<String>,
    pub timeout_ms: u64,
    /// What was not answered is sent again after so long.
    pub retry_seconds: i64,
}

impl Settings {
    pub fn seeded(hub_url: Option<&str>) -> Self {
        Self {
            api_url: hub_url.map(|hub| format!("{hub}/api/v1")).unwrap_or_default(),
            api_tokens: Vec::new(),
            timeout_ms: 10_000,
            retry_seconds: 20,
        }
    }
}
