//! Washington's CCRS: a page that takes CSV files from a person, and mails that answer them after a while.
//!
//! Written from what the licensing board and other people's programs say of it. Rows are kept as they came, refused with
//! the words that are known, and answered by mails which a test or a person takes out of the mailbox with the action
//! `take_mails`. What the sources leave open is a switch whose name starts with `sim_assumption_`. The licence is invented.
//! Start reading at [`process`].

mod control;
mod mail;
mod page;
mod process;
mod rules;
mod settings;
mod state;
mod tables;

use std::sync::Arc;

use async_trait::async_trait;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::get;
use serde_json::{Map, Value, json};

use crate::server::{ActionDoc, ActionError, Simulator, Vendor};

pub use settings::Settings;
pub use state::State;

const BODY_BYTES_MAX: usize = 32 * 1024 * 1024;
const LICENCE: &str = "412345";
const USERNAME: &str = "reports@tenmile.example.com";

/// The simulated state.
pub type Ccrs = Simulator<State>;

impl Ccrs {
    pub const NAME: &'static str = "ccrs";
}

#[async_trait]
impl Vendor for Ccrs {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    fn router(self: Arc<Self>) -> Router {
        Router::new()
            .route("/Home/Upload", get(page::form).post(page::upload))
            .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
            .with_state(self)
    }

    fn endpoints(&self, base_url: &str) -> Map<String, Value> {
        Map::from_iter([
            ("license_number".to_owned(), json!(LICENCE)),
            ("username".to_owned(), json!(USERNAME)),
            ("upload_url".to_owned(), json!(format!("{base_url}/Home/Upload"))),
        ])
    }

    fn ledger(&self) -> Value {
        control::ledger(self)
    }

    fn actions(&self) -> &'static [ActionDoc] {
        control::ACTIONS
    }

    async fn act(&self, name: &str, body: Value) -> Result<Value, ActionError> {
        control::act(self, name, body)
    }

    fn settle(&self) {
        process::due(self);
    }

    async fn run_due(&self) {
        process::due(self);
    }
}
