//! What can be switched, and the invented keys.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::dutchie_pos::location_key;
use crate::dutchie_pos::online::ORDER_SOURCE;
use crate::world::World;

pub const PLUS_KEY: &str = "dutchie-sandbox-plus-key";

/// Switches of the Dutchie E-commerce simulator; the control API shows and takes exactly these.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Every GraphQL call is answered with an error of this code and the status 200; empty for none.
    pub graphql_error: String,
    /// The menu is the till's shelf as it was at most this long ago.
    pub sim_assumption_menu_lag_seconds: i64,
    pub sim_assumption_page_max: usize,
    pub sim_assumption_calls_a_minute: usize,
}

impl Settings {
    pub fn seeded() -> Self {
        Self {
            graphql_error: String::new(),
            sim_assumption_menu_lag_seconds: 300,
            sim_assumption_page_max: 100,
            sim_assumption_calls_a_minute: 60,
        }
    }
}

pub fn endpoints(world: &World, base_url: &str) -> Map<String, Value> {
    let of = |place: usize| {
        json!({
            "store": world.stores[place].key, "retailer_id": retailer_id(place),
            "location_key": location_key(place),
        })
    };
    Map::from_iter([
        ("plus_key".to_owned(), json!(PLUS_KEY)),
        ("location_key".to_owned(), json!(location_key(0))),
        ("retailer_id".to_owned(), json!(retailer_id(0))),
        ("pos_url".to_owned(), json!(base_url)),
        ("order_sources".to_owned(), json!([ORDER_SOURCE])),
        ("stores".to_owned(), (0..world.stores.len()).map(of).collect()),
    ])
}

pub fn retailer_id(store: usize) -> String {
    format!("5e7a11e4-0000-4000-8000-{store:012}")
}
