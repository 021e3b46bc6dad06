//! Dutchie POS (formerly LeafLogix): inventory, products, customers, preorders, reports.
//!
//! Written from a public mirror of the vendor's OpenAPI v1.0.0 and integrators' notes. It has no webhooks and no
//! call that moves a preorder: staff do that, here through the control API. Choices the documents leave open are
//! named `sim_assumption_…`. Start reading at [`preorders`] for the way of an order and [`ring_up`] for the moment
//! it becomes a sale.

#![expect(clippy::result_large_err, reason = "a refused call ends as the vendor's own answer")]

mod cart;
mod control;
mod customer_calls;
mod customers;
mod errors;
mod guard;
mod inventory;
mod labs;
mod money;
pub mod online;
mod preorder_calls;
mod preorders;
mod products;
mod reports;
mod ring_up;
mod seed;
mod settings;
mod state;
mod whoami;

use std::sync::Arc;

use async_trait::async_trait;
use axum::Router;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use serde_json::{Map, Value};

use crate::server::{ActionDoc, ActionError, Simulator, Vendor};

pub use settings::{Settings, location_key};

use state::State;

/// The simulated point of sale.
pub type DutchiePos = Simulator<State>;

impl DutchiePos {
    pub const NAME: &'static str = "dutchie_pos";
}

#[async_trait]
impl Vendor for DutchiePos {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    fn router(self: Arc<Self>) -> Router {
        Router::new()
            .route("/whoami", get(whoami::show))
            .route("/inventory", get(inventory::list))
            .route("/reporting/inventory", get(inventory::report))
            .route("/integration/integration-recon", get(inventory::recon))
            .route("/products", get(products::list))
            .route("/products/product", post(products::put_one))
            .route("/products/products", post(products::put_many))
            .route("/batch/lab-results", post(labs::put))
            .route("/reference/lab-result-units", get(labs::units))
            .route("/reference/lab-results-names", get(labs::names))
            .route("/customer/customer", post(customer_calls::create))
            .route("/customer/search", post(customer_calls::search))
            .route("/customer/customers", get(customer_calls::list))
            .route("/customer/customers-paginated", get(customer_calls::page))
            .route("/preorder/price-cart", post(cart::price))
            .route("/preorder/submit", post(preorder_calls::submit))
            .route("/preorder/Status", get(preorder_calls::status))
            .route("/preorder/update", post(preorder_calls::update))
            .route("/preorder/cancel", post(preorder_calls::cancel))
            .route("/reporting/transactions", get(reports::transactions))
            .route("/reporting/closing-report", get(reports::closing))
            .with_state(self)
    }

    fn endpoints(&self, _base_url: &str) -> Map<String, Value> {
        settings::endpoints(&self.stage.world)
    }

    fn ledger(&self) -> Value {
        self.state().ledger()
    }

    fn actions(&self) -> &'static [ActionDoc] {
        control::ACTIONS
    }

    async fn act(&self, name: &str, body: Value) -> Result<Value, ActionError> {
        self.control(name, body)
    }

    fn refusal(&self, status: StatusCode) -> Response {
        errors::of_status(status)
    }
}
