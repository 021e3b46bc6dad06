//! What can be switched, and the invented credentials.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::world::World;

/// Switches of the Weedmaps simulator; the control API shows and takes exactly these.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    pub client_id: String,
    /// Also the key of the callback signature, as the portal says: a version 4 UUID per integration.
    pub client_secret: String,
    /// Callback addresses; `{{merchantId}}` is filled in. Empty: not configured.
    pub draft_url: String,
    pub create_url: String,
    /// Scopes this integration has been granted, separated by spaces.
    pub granted_scopes: String,
    /// Menu ids whose owner has paused the integration: writes answer 423.
    pub paused_menus: Vec<String>,
    /// Menu ids whose owner has not added the integrator: 404 on the menu, 403 on writes.
    pub forbidden_menus: Vec<String>,
    /// 420 calls in 10 seconds over all endpoints, 1 token a minute.
    pub enforce_rate_limits: bool,
    /// No limit headers are documented.
    pub sim_assumption_retry_after_on_429: bool,
    pub sim_assumption_draft_timeout_ms: u64,
    /// A failed draft lets the shopper go on with the unadjusted cart instead of stopping them.
    pub sim_assumption_failed_draft_submits: bool,
    /// A failed `Create` is tried again this many minutes after the try before, once for each entry.
    pub sim_assumption_create_retry_minutes: Vec<i64>,
    /// A status that would go back, or out of an end state, answers 422.
    pub sim_assumption_illegal_transition_is_422: bool,
    /// Only `Draft` and `Create` are documented, so a shopper's cancellation calls nobody unless this is set.
    pub sim_assumption_shopper_cancel_is_called_back: bool,
    pub sim_assumption_prohibited_terms: Vec<String>,
    /// The dated version of the Order object in callbacks.
    pub order_version: String,
}

impl Settings {
    pub fn seeded(seed: u64, hub_url: Option<&str>) -> Self {
        let of_hub = |event: &str| match hub_url {
            Some(hub) => format!("{hub}/webhooks/weedmaps/{event}?merchant_id={{{{merchantId}}}}"),
            None => String::new(),
        };
        Self {
            client_id: format!("sandbox-weedmaps-{seed}"),
            client_secret: format!("5eed0000-0000-4000-8000-{seed:012x}"),
            draft_url: of_hub("draft"),
            create_url: of_hub("create"),
            granted_scopes: "taxonomy:read brands:read products:read menu_items menus:write".to_owned(),
            paused_menus: Vec::new(),
            forbidden_menus: Vec::new(),
            enforce_rate_limits: true,
            sim_assumption_retry_after_on_429: false,
            sim_assumption_draft_timeout_ms: 10_000,
            sim_assumption_failed_draft_submits: false,
            sim_assumption_create_retry_minutes: vec![1, 5, 15],
            sim_assumption_illegal_transition_is_422: true,
            sim_assumption_shopper_cancel_is_called_back: false,
            sim_assumption_prohibited_terms: ["cures", "treats cancer", "cocaine", "free weed", "covid"]
                .map(str::to_owned)
                .to_vec(),
            order_version: "2026-01".to_owned(),
        }
    }

    pub fn endpoints(&self, world: &World) -> Map<String, Value> {
        let stores: Vec<Value> = world
            .stores
            .iter()
            .enumerate()
            .map(|(place, store)| json!({"store": store.key, "menu_id": menu_id(place)}))
            .collect();
        let mut more = Map::new();
        more.insert("client_id".into(), json!(self.client_id));
        more.insert("client_secret".into(), json!(self.client_secret));
        more.insert("menu_version".into(), json!("2025-07"));
        more.insert("order_version".into(), json!(self.order_version));
        more.insert("menu_id".into(), json!(menu_id(0)));
        more.insert("stores".into(), json!(stores));
        more
    }

    /// A callback address with its merge variable filled in.
    pub fn address(pattern: &str, merchant: &str) -> String {
        pattern.replace("{{merchantId}}", merchant).replace("{{ merchantId }}", merchant)
    }
}

/// The menu id ("WMID", also the merchant and listing id) of the store at this place in the world.
pub fn menu_id(store: usize) -> String {
    (710_100 + store).to_string()
}
