//! What can be switched, and the invented keys.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::world::World;

/// Switches of the Dutchie POS simulator; the control API shows and takes exactly these.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// `LocationId` rather than `locationId`, as integrators saw it on the wire.
    pub pascal_case_whoami: bool,
    /// `/inventory` answers an empty list, as one integrator found; `/reporting/inventory` still works.
    pub inventory_is_empty: bool,
    /// The documented kill switch: reports answer 503.
    pub reporting_is_down: bool,
    pub enforce_rate_limits: bool,
    /// A preorder submitted with status `Complete` is rung up at once: stock goes down and a transaction with the
    /// caller's reference exists.
    pub sim_assumption_complete_rings_up: bool,
    /// A match on create returns the oldest matching customer unchanged.
    pub sim_assumption_dedupe_uses_email: bool,
    /// Tax on the price, in hundredths of a percent.
    pub sim_assumption_adult_tax_basis_points: i64,
    pub sim_assumption_medical_tax_basis_points: i64,
    /// Customers with these statuses cannot order.
    pub sim_assumption_refused_statuses: Vec<String>,
}

impl Settings {
    pub fn seeded() -> Self {
        Self {
            pascal_case_whoami: true,
            inventory_is_empty: false,
            reporting_is_down: false,
            enforce_rate_limits: true,
            sim_assumption_complete_rings_up: true,
            sim_assumption_dedupe_uses_email: true,
            sim_assumption_adult_tax_basis_points: 2_090,
            sim_assumption_medical_tax_basis_points: 590,
            sim_assumption_refused_statuses: ["Banned", "Cancelled", "Hold"].map(str::to_owned).to_vec(),
        }
    }
}

pub fn endpoints(world: &World) -> Map<String, Value> {
    let stores: Vec<Value> = world
        .stores
        .iter()
        .enumerate()
        .map(|(place, store)| {
            json!({"store": store.key, "location_key": location_key(place), "location_id": location_id(place)})
        })
        .collect();
    let mut more = Map::new();
    more.insert("location_key".into(), json!(location_key(0)));
    more.insert("consumer_key".into(), json!("c0fe0000-0000-4000-8000-000000000001"));
    more.insert("stores".into(), json!(stores));
    more
}

pub fn location_key(store: usize) -> String {
    format!("d0c40000-0000-4000-8000-{store:012}")
}

pub fn location_id(store: usize) -> usize {
    3_001 + store
}
