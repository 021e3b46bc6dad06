//! A shop's own website: a client of the shop's API, written from the shop's documentation as somebody who builds such a site would.
//!
//! Its shoppers have their carts quoted, order by the quote under a key of their own, and send an order that was not answered again
//! under the same key. What the shop tells it afterwards is believed by its signature, and what is older than what it knows is
//! passed over. Start reading at [`shopper`] for what goes out and [`webhook`] for what comes in.

mod control;
mod orders;
mod settings;
mod shopper;
mod state;
mod webhook;

use std::sync::Arc;

use async_trait::async_trait;
use axum::Router;
use axum::routing::post;
use serde_json::{Map, Value, json};

use crate::server::{ActionDoc, ActionError, Simulator, Vendor};

pub use settings::{Settings, WEBHOOK_SECRET};

use state::State;

/// The simulated website.
pub type Website = Simulator<State>;

impl Website {
    pub const NAME: &'static str = "website";
}

#[async_trait]
impl Vendor for Website {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    fn router(self: Arc<Self>) -> Router {
        Router::new().route("/orders", post(webhook::heard)).with_state(self)
    }

    fn endpoints(&self, _base_url: &str) -> Map<String, Value> {
        Map::from_iter([("webhook_secret".to_owned(), json!(WEBHOOK_SECRET))])
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
        self.send_due().await;
    }
}
