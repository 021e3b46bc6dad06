//! Leafly: menu integration v2 and Order API v1, with its webhooks and its fifteen minutes.
//!
//! Written from public mirrors of the vendor's two specifications. The real menu, order and token hosts are three;
//! here they share one port, since their paths never meet. Choices the documents leave open are named
//! `sim_assumption_…`. Start reading at [`menu`] for the delayed full sync, [`order_calls`] for what an order lets
//! be done to it and when, [`shopper`] for the webhooks.

#![expect(clippy::result_large_err, reason = "a refused call ends as the vendor's own answer")]

mod control;
mod errors;
mod funnel;
mod item_check;
mod menu;
mod menu_calls;
mod order;
mod order_calls;
mod order_cart;
mod seed;
mod settings;
mod shopper;
mod state;
mod token;
mod webhook;

use std::sync::Arc;

use async_trait::async_trait;
use axum::Router;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use serde_json::{Map, Value};

use crate::server::{ActionDoc, ActionError, Simulator, Vendor};

pub use settings::{Host, Settings, SignatureEncoding};

use state::State;

/// The simulated marketplace.
pub type Leafly = Simulator<State>;

impl Leafly {
    pub const NAME: &'static str = "leafly";
}

#[async_trait]
impl Vendor for Leafly {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    fn router(self: Arc<Self>) -> Router {
        let menu = "/v2/menu_integration/{key}";
        let orders = "/v1/order_integration/{key}";
        Router::new()
            .route("/token", post(token::issue))
            .route(
                &format!("{menu}/menu/items"),
                post(menu_calls::full_sync).put(menu_calls::upsert).delete(menu_calls::delete),
            )
            .route(&format!("{menu}/menu"), get(menu_calls::show))
            .route(&format!("{menu}/status"), get(menu_calls::status))
            .route(&format!("{orders}/orders/{{id}}"), get(order_calls::show))
            .route(&format!("{orders}/government_id/{{id}}"), get(order_calls::government_id))
            .route(&format!("{orders}/medical_id/{{id}}"), get(order_calls::medical_id))
            .route(&format!("{orders}/orders/{{id}}/acknowledge"), post(order_calls::acknowledge))
            .route(&format!("{orders}/orders/{{id}}/status"), post(order_calls::set_status))
            .route(&format!("{orders}/orders/{{id}}/cart"), post(order_cart::replace))
            .with_state(self)
    }

    fn endpoints(&self, base_url: &str) -> Map<String, Value> {
        self.state().settings.endpoints(base_url, &self.stage.world)
    }

    fn ledger(&self) -> Value {
        self.state().ledger()
    }

    fn actions(&self) -> &'static [ActionDoc] {
        control::ACTIONS
    }

    async fn act(&self, name: &str, body: Value) -> Result<Value, ActionError> {
        self.control(name, body).await
    }

    /// Menu changes that have ripened, orders nobody acknowledged, orders nobody fetched.
    fn settle(&self) {
        self.state().settle(self.stage.now());
    }

    async fn run_due(&self) {
        self.settle();
        self.deliver_due().await;
    }

    fn refusal(&self, status: StatusCode) -> Response {
        errors::of_status(status)
    }
}
