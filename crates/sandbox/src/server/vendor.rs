//! What one simulator must offer to be started, steered and compared.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use axum::Router;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::{Map, Value};

use super::simulator::Steered;

/// One thing that can be made to happen inside a vendor, such as placing an order on a marketplace.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct ActionDoc {
    pub name: &'static str,
    pub what: &'static str,
    /// An example body, as JSON text.
    pub example: &'static str,
}

/// Why a control action or a switch was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ActionError {
    #[error("there is no action `{0}` here; GET the action list for the names")]
    Unknown(String),
    #[error("{0}")]
    Refused(String),
}

/// Held while a call is being answered, for limits on calls at one time.
pub type Admission = Box<dyn Send + Sync>;

/// Reads the operation's name from the body of a call.
pub type ReadOperation = fn(&[u8]) -> Option<String>;

/// A simulated vendor: its own state behind its own lock.
#[async_trait]
pub trait Vendor: Steered + fmt::Debug + 'static {
    /// The vendor's key in the endpoints file: `metrc`, `weedmaps`, …
    fn name(&self) -> &'static str;

    /// The vendor's own paths. Faults and the control API are put around it by the framework; they see route
    /// templates, so use one `.route("/a/{id}", …)` per operation.
    fn router(self: Arc<Self>) -> Router;

    /// What a hub needs beyond `base_url` and `control_url`: invented keys, menu ids, licences.
    fn endpoints(&self, base_url: &str) -> Map<String, Value>;

    /// What this vendor believes, for comparison at the end of a test.
    fn ledger(&self) -> Value;

    fn actions(&self) -> &'static [ActionDoc] {
        &[]
    }

    async fn act(&self, name: &str, _body: Value) -> Result<Value, ActionError> {
        Err(ActionError::Unknown(name.to_owned()))
    }

    /// Reads the operation's name from a call's body, for a vendor that has one path for everything. Faults then see the
    /// route with the name behind a `#`: `/serverjson.asp#login`.
    fn operation(&self) -> Option<ReadOperation> {
        None
    }

    /// Lets a call in before it takes its time, or refuses it; the admission is dropped when the answer is made.
    fn admit(&self, _request: &Parts) -> Result<Admission, Box<Response>> {
        Ok(Box::new(()))
    }

    /// Brings timers up to now without calling anyone; runs before every request.
    fn settle(&self) {}

    /// Does what is due and calls the hub where it must (webhooks, retries). Runs on the ticker, on
    /// `POST {control}/due` and when `simulate` asks.
    async fn run_due(&self) {}

    /// This vendor's error body for a status the framework makes up (429, 5xx, 401).
    fn refusal(&self, status: StatusCode) -> Response {
        status.into_response()
    }
}
