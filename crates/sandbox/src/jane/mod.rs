//! iHeartJane: webhooks about carts, a cart fetched by its id, the menu read. Nothing is written to it.
//!
//! The webhook is documented by the vendor; the menu call was seen in other people's programs; that a cart can be fetched,
//! and everything inside it, is our assumption, as is whatever is named `sim_assumption_…`. Statuses are set by staff in
//! Jane's own page, here through the control API. Start reading at [`cart`] for what the webhook holds and [`shopper`] for
//! when it is sent.

#![expect(clippy::result_large_err, reason = "a refused call ends as the vendor's own answer")]

mod answer;
mod calls;
mod cart;
mod control;
mod settings;
mod shopper;
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

/// The simulated marketplace.
pub type Jane = Simulator<State>;

impl Jane {
    pub const NAME: &'static str = "jane";
}

#[async_trait]
impl Vendor for Jane {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    fn router(self: Arc<Self>) -> Router {
        Router::new()
            .route("/partner/v1/stores/{store}/menu_products", get(calls::menu))
            .route("/partner/v1/carts/{id}", get(calls::cart))
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
        self.control(name, body).await
    }

    async fn run_due(&self) {
        self.deliver_due().await;
    }

    fn refusal(&self, status: StatusCode) -> Response {
        answer::of_status(status)
    }
}
