//! monday.com: boards of items with columns that people tick, updates on them, and webhooks that nobody signs.
//!
//! Everything is a question of GraphQL to one address; limits, errors, paging, columns and the challenge are written from the
//! vendor's documents, what is left open is named `sim_assumption_…`. What people do in its own pages is done through the control API.
//! Start reading at [`boards`] for what is read, [`items`] for what is written, [`hooks`] for webhooks; [`graphql`] is as much of the
//! language as that needs.

#![expect(clippy::result_large_err, reason = "a refused call ends as the vendor's own answer")]

mod answer;
mod boards;
mod control;
mod graphql;
mod hooks;
mod items;
mod settings;
mod state;

use std::sync::Arc;

use async_trait::async_trait;
use axum::Router;
use axum::body::Bytes;
use axum::extract;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::post;
use serde_json::{Map, Value};

use crate::server::{ActionDoc, ActionError, ReadOperation, Simulator, Vendor};

pub use settings::Settings;

use answer::No;
use graphql::Field;
use state::State;

/// The simulated task board.
pub type Monday = Simulator<State>;

const WRITES: [&str; 5] =
    ["create_item", "change_multiple_column_values", "archive_item", "create_update", "create_webhook"];

/// The first field of a question, or what is asked of a board beside its own members.
fn operation(body: &[u8]) -> Option<String> {
    let asked: Value = serde_json::from_slice(body).ok()?;
    let fields = graphql::parse(asked["query"].as_str()?, &asked["variables"]).ok()?;
    let first = fields.into_iter().next()?;
    let has_items = first.fields.iter().any(|field| field.name == "items_page");
    Some(if has_items { "items_page".to_owned() } else { first.name })
}

async fn serve(
    extract::State(sim): extract::State<Arc<Monday>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if let Err(refused) = sim.state().enter(&headers, sim.stage.now()) {
        return refused;
    }
    let asked: Value = serde_json::from_slice(&body).unwrap_or(Value::Null);
    let fields = match graphql::parse(asked["query"].as_str().unwrap_or_default(), &asked["variables"]) {
        Ok(fields) => fields,
        Err(message) => return answer::invalid(&message),
    };
    if let Err(refused) = sim.pay(&fields) {
        return refused;
    }
    let (mut data, mut errors) = (Map::new(), Vec::new());
    for field in &fields {
        match sim.answer(field).await {
            Ok(told) => drop(data.insert(field.alias.clone(), told)),
            Err(no) if no.status == 400 => return answer::invalid(&no.message),
            Err(no) => {
                data.insert(field.alias.clone(), Value::Null);
                errors.push(no.told(Some(&field.alias)));
            }
        }
    }
    answer::told(Value::Object(data), errors)
}

impl Monday {
    pub const NAME: &'static str = "mondaycom";

    fn pay(&self, fields: &[Field]) -> Result<(), Response> {
        let mut state = self.state();
        let per_field = state.settings.sim_assumption_cost_of_a_field;
        let mut cost = per_field * fields.len() as u64;
        for page in fields.iter().flat_map(|field| std::iter::once(field).chain(&field.fields)) {
            if matches!(page.name.as_str(), "items_page" | "next_items_page") {
                let limit = page.arguments.get("limit").and_then(Value::as_u64).unwrap_or(25);
                cost += limit.min(500) * state.settings.sim_assumption_cost_of_an_item;
            }
        }
        let writes = fields.iter().any(|field| WRITES.contains(&field.name.as_str()));
        state.spend(cost, writes, self.stage.now())
    }

    async fn answer(&self, field: &Field) -> Result<Value, No> {
        match field.name.as_str() {
            "boards" => self.boards(&self.state(), field),
            "next_items_page" => self.next_page(&self.state(), field),
            "webhooks" => self.webhooks(&self.state(), field),
            "create_item" => self.create_item(&mut self.state(), field),
            "change_multiple_column_values" => self.change_item(&mut self.state(), field),
            "archive_item" => self.archive_item(&mut self.state(), field),
            "create_update" => self.create_update(&mut self.state(), field),
            "create_webhook" => self.create_webhook(field).await,
            other => Err(boards::no_field(format!("Cannot query field \"{other}\""))),
        }
    }
}

#[async_trait]
impl Vendor for Monday {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    fn router(self: Arc<Self>) -> Router {
        Router::new().route("/v2", post(serve)).with_state(self)
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

    fn operation(&self) -> Option<ReadOperation> {
        Some(operation)
    }

    async fn run_due(&self) {
        self.deliver_due().await;
    }

    fn refusal(&self, status: StatusCode) -> Response {
        answer::of_status(status)
    }
}
