//! Flowhub: locations, inventory, customers, sales.
//!
//! Written from an open client that mirrors the vendor's developer portal (snapshot of 2026-05-07) and from what its
//! authors saw on the wire. Reads only: the order-ahead calls are not here, since an order that was sent ahead can be
//! neither completed nor found again from outside. Choices the documents leave open are named `sim_assumption_…`.
//! Start reading at [`inventory`] for the rows and [`sales`] for the date rule.

#![expect(clippy::result_large_err, reason = "a refused call ends as the vendor's own answer")]

mod answer;
mod control;
mod customers;
mod guard;
mod inventory;
mod locations;
mod sales;
mod settings;
mod state;

use std::sync::Arc;

use async_trait::async_trait;
use axum::Router;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use serde_json::{Map, Value};

use crate::server::{ActionDoc, ActionError, Simulator, Vendor};

pub use settings::Settings;

use state::State;

/// The simulated point of sale.
pub type Flowhub = Simulator<State>;

impl Flowhub {
    pub const NAME: &'static str = "flowhub";
}

#[async_trait]
impl Vendor for Flowhub {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    fn router(self: Arc<Self>) -> Router {
        Router::new()
            .route("/v0/clientsLocations", get(locations::list))
            .route("/v0/inventory", get(inventory::all))
            .route("/v0/inventoryNonZero", get(inventory::all_non_zero))
            .route("/v0/locations/{id}/inventory", get(inventory::of_location))
            .route("/v0/locations/{id}/inventoryNonZero", get(inventory::of_location_non_zero))
            // Capitalised in this one place, as the portal writes it.
            .route("/v0/locations/{id}/InventoryAnalytics", get(inventory::analytics))
            .route("/v1/customers/findByPhoneNumber", get(customers::by_phone))
            .route("/v1/customers/{id}", get(customers::by_id))
            .route("/v1/orders/findByLocationId/{import_id}", get(sales::of_location))
            .with_state(self)
    }

    fn endpoints(&self, _base_url: &str) -> Map<String, Value> {
        settings::endpoints(&self.stage.world)
    }

    fn ledger(&self) -> Value {
        self.state().till.ledger(&self.stage.world)
    }

    fn actions(&self) -> &'static [ActionDoc] {
        control::ACTIONS
    }

    async fn act(&self, name: &str, body: Value) -> Result<Value, ActionError> {
        self.control(name, body)
    }

    fn refusal(&self, status: StatusCode) -> Response {
        answer::of_status(status)
    }
}
