//! Trello: boards of cards that people complete, comments on them, and webhooks that are signed over body and address.
//!
//! Limits and webhooks are written from the vendor's documents; the card calls from memory of its public reference and from what
//! other people's programs show, and what is left open is named `sim_assumption_…`. What people do in Trello's own pages is done
//! through the control API. Start reading at [`boards`] for what is read, [`cards`] for what is written, [`hooks`] for webhooks.

#![expect(clippy::result_large_err, reason = "a refused call ends as the vendor's own answer")]

mod answer;
mod boards;
mod cards;
mod control;
mod hooks;
mod settings;
mod state;

use std::sync::Arc;

use async_trait::async_trait;
use axum::Router;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post, put};
use serde_json::{Map, Value};

use crate::server::{ActionDoc, ActionError, Simulator, Vendor};

pub use settings::Settings;

use state::State;

/// The simulated task board.
pub type Trello = Simulator<State>;

impl Trello {
    pub const NAME: &'static str = "trello";
}

#[async_trait]
impl Vendor for Trello {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    fn router(self: Arc<Self>) -> Router {
        Router::new()
            .route("/boards/{id}", get(boards::board))
            .route("/boards/{id}/cards", get(boards::cards))
            .route("/boards/{id}/actions", get(boards::actions))
            .route("/cards", post(cards::make))
            .route("/cards/{id}", put(cards::change))
            .route("/cards/{id}/actions/comments", post(cards::comment))
            .route("/webhooks", post(hooks::make))
            .route("/webhooks/{id}", get(hooks::one))
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

    async fn run_due(&self) {
        self.deliver_due().await;
    }

    fn refusal(&self, status: StatusCode) -> Response {
        answer::of_status(status)
    }
}
