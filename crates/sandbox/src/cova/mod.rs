//! Cova: product data, customers, orders with an id made by the caller, payments.
//!
//! Written from the vendor's public documentation pages as far as they go; inner fields that no page shows, and every
//! other open choice, are named `sim_assumption_…` or said so where they are written. Orders are taken in with a 202 and
//! judged afterwards. Start reading at [`intake`].

#![expect(clippy::result_large_err, reason = "a refused call ends as the vendor's own answer")]

mod answer;
mod control;
mod customers;
mod guard;
mod intake;
mod orders;
mod payment;
mod products;
mod settings;
mod state;
mod token;

use std::sync::Arc;

use async_trait::async_trait;
use axum::Router;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{delete, get, post, put};
use serde_json::{Map, Value};

use crate::server::{ActionDoc, ActionError, Simulator, Vendor};

pub use settings::Settings;

use state::State;

/// The simulated point of sale.
pub type Cova = Simulator<State>;

impl Cova {
    pub const NAME: &'static str = "cova";
}

#[async_trait]
impl Vendor for Cova {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    fn router(self: Arc<Self>) -> Router {
        Router::new()
            // Another host in the world; the same one here.
            .route("/v1/oauth2/token", post(token::issue))
            .route("/dataplatform/v1/Companies/{company}/DetailedProductData", post(products::list))
            .route("/crm/v1/{company}/CustomerFull", get(customers::changed))
            // Ids stand in brackets behind a name: `TEPCovaOrder(…)`, `Companies(…)`.
            .route("/covaorderintake/v1/{call}", put(intake::put).post(payment::pay))
            .route("/covaorderintake/v2/{company}/{order}/Status", get(intake::status))
            .route("/pointofsale/{company}/{sale}", delete(intake::cancel).put(intake::fulfil))
            .with_state(self)
    }

    fn endpoints(&self, base_url: &str) -> Map<String, Value> {
        settings::endpoints(&self.stage.world, base_url)
    }

    fn ledger(&self) -> Value {
        self.state().ledger(&self.stage.world)
    }

    fn actions(&self) -> &'static [ActionDoc] {
        control::ACTIONS
    }

    async fn act(&self, name: &str, body: Value) -> Result<Value, ActionError> {
        self.control(name, body)
    }

    /// Orders that were taken in are judged once their time has come.
    fn settle(&self) {
        self.state().judge(&self.stage.world, self.stage.now());
    }

    fn refusal(&self, status: StatusCode) -> Response {
        answer::of_status(status)
    }
}
