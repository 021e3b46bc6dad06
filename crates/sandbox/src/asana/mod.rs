//! Asana: projects of tasks that people complete, comments under them, and webhooks with their handshake.
//!
//! Limits and webhooks are written from the vendor's documents; the task calls from memory of its public reference, and what is
//! left open is named `sim_assumption_…`. What people do in Asana's own pages is done through the control API. Start reading at
//! [`tasks`] for the calls and [`hooks`] for the handshake.

#![expect(clippy::result_large_err, reason = "a refused call ends as the vendor's own answer")]

mod answer;
mod control;
mod hooks;
mod settings;
mod state;
mod tasks;

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
pub type Asana = Simulator<State>;

impl Asana {
    pub const NAME: &'static str = "asana";
}

#[async_trait]
impl Vendor for Asana {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    fn router(self: Arc<Self>) -> Router {
        Router::new()
            .route("/projects/{gid}", get(tasks::project))
            .route("/tasks", get(tasks::list).post(tasks::make))
            .route("/tasks/{gid}", put(tasks::change))
            .route("/tasks/{gid}/stories", post(tasks::comment))
            .route("/webhooks", post(hooks::make))
            .route("/webhooks/{gid}", get(hooks::one))
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
