//! What can be switched, and the invented keys.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::world::World;

pub const TOKEN: &str = "eyJhbGciOiJIUzI1NiJ9.invented.5090000000";
/// The account that the token belongs to.
pub const ROBOT: &str = "71000001";
pub const KEY: &str = "text_key";
pub const NOTES: &str = "text_notes";
pub const DUE: &str = "date_due";
pub const PEOPLE: &str = "people_who";
pub const DONE: &str = "checkbox_done";
/// sim_assumption: every board has these columns, and one that nobody uses.
pub const COLUMNS: [(&str, &str); 6] = [
    (KEY, "text"),
    (NOTES, "text"),
    (DUE, "date"),
    (PEOPLE, "people"),
    (DONE, "checkbox"),
    ("color_status", "status"),
];
/// The versions that are answered in the shape written here.
pub const VERSIONS: [&str; 3] = ["2026-04", "2026-07", "2026-10"];

const BOARDS: u64 = 5_090_000_001;

/// Switches of the monday.com simulator; the control API shows and takes exactly these.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    pub enforce_rate_limits: bool,
    /// Documented: 1,000 in the smaller plans.
    pub calls_per_minute: usize,
    /// Documented: 200, 1,000, 10,000 or 25,000 by plan, anew at midnight in Greenwich.
    pub calls_per_day: u32,
    /// Documented: five millions for reading, and as many for writing.
    pub complexity_per_minute: u64,
    /// These do not come at all.
    pub loses_webhooks: bool,
    /// A budget that is used up is told with the status of a yes.
    pub sim_assumption_limits_in_success: bool,
    /// What a field costs, and what an item that is read does.
    pub sim_assumption_cost_of_a_field: u64,
    pub sim_assumption_cost_of_an_item: u64,
    pub sim_assumption_webhook_delay_seconds: i64,
    pub sim_assumption_retry_minutes: Vec<i64>,
    /// A tick is found in the board's history.
    pub sim_assumption_tells_ticks: bool,
    /// An item that was just made is not in lists for so long.
    pub sim_assumption_list_lags_seconds: i64,
    /// Documented is 500.
    pub sim_assumption_page_size_max: usize,
}

impl Settings {
    pub fn seeded() -> Self {
        Self {
            enforce_rate_limits: true,
            calls_per_minute: 1_000,
            calls_per_day: 10_000,
            complexity_per_minute: 5_000_000,
            loses_webhooks: false,
            sim_assumption_limits_in_success: false,
            sim_assumption_cost_of_a_field: 10_000,
            sim_assumption_cost_of_an_item: 20,
            sim_assumption_webhook_delay_seconds: 1,
            sim_assumption_retry_minutes: vec![1; 30],
            sim_assumption_tells_ticks: true,
            sim_assumption_list_lags_seconds: 0,
            sim_assumption_page_size_max: 500,
        }
    }
}

pub fn endpoints(world: &World) -> Map<String, Value> {
    let of = |store: usize| {
        json!({
            "board_id": board(store), "key_column": KEY, "notes_column": NOTES, "due_column": DUE,
            "people_column": PEOPLE, "done_column": DONE,
        })
    };
    let stores: Vec<Value> = (0..world.stores.len()).map(of).collect();
    let mut more = Map::new();
    more.insert("token".into(), json!(TOKEN));
    more.extend(of(0).as_object().cloned().unwrap_or_default());
    more.insert("stores".into(), json!(stores));
    more
}

/// sim_assumption: one board a store.
pub fn board(store: usize) -> String {
    (BOARDS + store as u64).to_string()
}

pub fn store_of(world: &World, id: &str) -> Option<usize> {
    (0..world.stores.len()).find(|store| board(*store) == id)
}
