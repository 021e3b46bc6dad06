//! Dutchie E-commerce: a menu read over GraphQL, and shoppers whose orders lie in the same vendor's till as preorders.
//!
//! The menu's shape is from the vendor's own example and integrators' queries. Nothing is written to it and it tells of nothing:
//! no webhook and no query for orders was found in public. So the orders are found through the till's documented
//! preorder calls, which this server offers too, under the location's key. What the sources leave open is named
//! `sim_assumption_…`. Start reading at [`menu`] for what is shown and how late, and at
//! [`crate::dutchie_pos::online`] for what becomes of an order.

#![expect(clippy::result_large_err, reason = "a refused call ends as the vendor's own answer")]

mod calls;
mod control;
mod errors;
mod menu;
mod settings;
mod shopper;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use axum::Router;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::post;
use countersign_kernel::Timestamp;
use serde_json::{Map, Value, json};

use crate::dutchie_pos::DutchiePos;
use crate::dutchie_pos::online::Shelved;
use crate::server::{ActionDoc, ActionError, ReadOperation, Stage, Steered, Vendor};
use crate::window::Window;

pub use settings::Settings;

/// The simulated menu, in front of the simulated till.
#[derive(Debug)]
pub struct Dutchie {
    stage: Stage,
    till: Arc<DutchiePos>,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    settings: Settings,
    window: Window,
    /// Each store's menu and when it was taken from the till.
    menus: BTreeMap<usize, (Timestamp, Vec<Shelved>)>,
    next_number: u64,
}

impl State {
    fn seeded() -> Self {
        let window = Window::default();
        Self { settings: Settings::seeded(), window, menus: BTreeMap::new(), next_number: 900_001 }
    }
}

impl Dutchie {
    pub const NAME: &'static str = "dutchie";

    pub fn new(stage: Stage, till: Arc<DutchiePos>) -> Self {
        Self { stage, till, state: Mutex::new(State::seeded()) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no one panics while holding this vendor's state")
    }
}

impl Steered for Dutchie {
    fn reset(&self) {
        *self.state() = State::seeded();
        self.till.forget_online();
    }

    fn switches(&self) -> Value {
        serde_json::to_value(&self.state().settings).unwrap_or(Value::Null)
    }

    fn set_switches(&self, changes: Value) -> Result<(), ActionError> {
        let mut state = self.state();
        state.settings = crate::switches::changed(&state.settings, changes)?;
        Ok(())
    }
}

#[async_trait]
impl Vendor for Dutchie {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    fn router(self: Arc<Self>) -> Router {
        let preorders = self.till.clone().preorder_paths();
        Router::new().route("/plus/{version}/graphql", post(calls::serve)).with_state(self).merge(preorders)
    }

    fn endpoints(&self, base_url: &str) -> Map<String, Value> {
        settings::endpoints(&self.stage.world, base_url)
    }

    fn ledger(&self) -> Value {
        json!({"orders": self.till.online()})
    }

    fn actions(&self) -> &'static [ActionDoc] {
        control::ACTIONS
    }

    async fn act(&self, name: &str, body: Value) -> Result<Value, ActionError> {
        self.control(name, body)
    }

    fn operation(&self) -> Option<ReadOperation> {
        Some(calls::operation)
    }

    fn refusal(&self, status: StatusCode) -> Response {
        errors::of_status(status)
    }
}
