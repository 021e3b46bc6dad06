//! What can be switched, and the invented keys.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::world::World;

pub const TOKEN: &str = "2/sandbox/0123456789abcdef0123456789abcdef";
/// The account that the token belongs to.
pub const ROBOT: &str = "1208000000000001";

/// Switches of the Asana simulator; the control API shows and takes exactly these.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    pub enforce_rate_limits: bool,
    /// Documented: 150 without a paid plan, 1,500 with one.
    pub calls_per_minute: usize,
    /// Documented: webhooks come at most once. These do not come at all.
    pub loses_webhooks: bool,
    /// The handshake carries another secret than the one it signs with afterwards.
    pub forges_signatures: bool,
    /// Documented is one to ten minutes.
    pub sim_assumption_webhook_delay_seconds: i64,
    /// Documented is that one unanswered call is tried again for up to a day; how often is not.
    pub sim_assumption_retry_minutes: Vec<i64>,
    pub sim_assumption_completed_by: bool,
    /// A task that was just made is not in lists for so long.
    pub sim_assumption_list_lags_seconds: i64,
    pub sim_assumption_page_size_max: usize,
}

impl Settings {
    pub fn seeded() -> Self {
        Self {
            enforce_rate_limits: true,
            calls_per_minute: 150,
            loses_webhooks: false,
            forges_signatures: false,
            sim_assumption_webhook_delay_seconds: 60,
            sim_assumption_retry_minutes: vec![5, 30, 120],
            sim_assumption_completed_by: true,
            sim_assumption_list_lags_seconds: 0,
            sim_assumption_page_size_max: 100,
        }
    }
}

pub fn endpoints(world: &World) -> Map<String, Value> {
    let stores: Vec<Value> =
        (0..world.stores.len()).map(|store| json!({"project_gid": project(store)})).collect();
    let mut more = Map::new();
    more.insert("token".into(), json!(TOKEN));
    more.insert("project_gid".into(), json!(project(0)));
    more.insert("stores".into(), json!(stores));
    more
}

/// sim_assumption: one project a store.
pub fn project(store: usize) -> String {
    (1_207_000_000_000_001_u64 + store as u64).to_string()
}

pub fn store_of(world: &World, gid: &str) -> Option<usize> {
    (0..world.stores.len()).find(|store| project(*store) == gid)
}
