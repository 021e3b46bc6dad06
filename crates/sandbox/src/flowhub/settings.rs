//! What can be switched, and the invented keys.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::till;
use crate::world::World;

pub const CLIENT_ID: &str = "f10b0000-0000-4000-8000-00000000c11e";
pub const KEY: &str = "f10b0000-0000-4000-8000-000000000ce7";

/// sim_assumption: banned customers are in a group of this name; the vendor has no standing of its own.
pub const BANNED_GROUP: &str = "Do Not Serve";

/// Switches of the Flowhub simulator; the control API shows and takes exactly these.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    pub enforce_rate_limits: bool,
    /// `sold` on the wire; the portal's example says `Sold`.
    pub lower_case_status: bool,
    /// Observed: 429 comes without any header about limits.
    pub rate_headers: bool,
    /// Rows a page at most, whatever is asked for.
    pub sim_assumption_page_size_max: usize,
    /// A phone number that nobody has is answered 404.
    pub sim_assumption_unknown_phone_is_404: bool,
}

impl Settings {
    pub fn seeded() -> Self {
        Self {
            enforce_rate_limits: true,
            lower_case_status: true,
            rate_headers: false,
            sim_assumption_page_size_max: 100,
            sim_assumption_unknown_phone_is_404: true,
        }
    }
}

pub fn endpoints(world: &World) -> Map<String, Value> {
    let stores = till::locations(world, location_id);
    let mut more = Map::new();
    more.insert("client_id".into(), json!(CLIENT_ID));
    more.insert("key".into(), json!(KEY));
    more.insert("location_id".into(), json!(location_id(0, false)));
    more.insert("medical_location_id".into(), json!(location_id(0, true)));
    more.insert("banned_group".into(), json!(BANNED_GROUP));
    more.insert("stores".into(), stores);
    more
}

/// sim_assumption: a shop with two licences has two locations, as the state has two facilities.
pub fn location_id(store: usize, is_medical: bool) -> String {
    format!("10ca0000-0000-4000-8{}00-{store:012}", u8::from(is_medical))
}

/// What the sales calls name a location by.
pub fn import_id(store: usize, is_medical: bool) -> String {
    format!("1e900000-0000-4000-8{}00-{store:012}", u8::from(is_medical))
}

/// Store and licence of a location's id, whichever of the two kinds.
pub fn of_id(world: &World, id: &str, make: fn(usize, bool) -> String) -> Option<(usize, bool)> {
    (0..world.stores.len())
        .flat_map(|store| [(store, false), (store, true)])
        .find(|(store, medical)| make(*store, *medical) == id)
}
