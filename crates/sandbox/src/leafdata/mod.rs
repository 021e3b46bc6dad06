//! The state's traceability system, Leaf Data Systems: REST under `/api/v1`, two headers for a key, lists in pages of 2500.
//!
//! Written from what other people's clients, a mock and the notes of its users show; no manual could be had. What those leave open is a
//! switch in [`switches`] whose name starts with `sim_assumption_`. Washington and Nevada have left it, so its words are Washington's of
//! before and every key and licence is invented. Start reading at `lists` for what is read, `writes` for what is written, `books` for
//! what the state believes.

mod answer;
mod books;
mod control;
mod ledger;
mod lists;
mod show;
pub mod switches;
mod writes;

use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use axum::Router;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::{delete, get};
use data_encoding::BASE32_NOPAD;
use serde_json::{Map, Value, json};

use crate::server::{ActionDoc, ActionError, Admission, Stage, Steered, Vendor};
use crate::world::base36;
use answer::No;
use books::Books;
use switches::Switches;

/// The licensee's code is a letter for a retailer and six digits.
const FIRST_RETAILER: usize = 400_417;

/// What is remembered behind one lock.
#[derive(Debug)]
struct Memory {
    books: Books,
    switches: Switches,
}

/// The simulated state system.
#[derive(Debug)]
pub struct LeafData {
    stage: Stage,
    key: String,
    memory: Mutex<Memory>,
}

fn code_of(store: usize) -> String {
    format!("R{}", FIRST_RETAILER + store)
}

/// A licensee by its global identifier.
fn mme_of(store: usize) -> String {
    format!("WAWA1.MM{}", base36(1_296 + store as u64))
}

fn seeded(stage: &Stage) -> Memory {
    Memory { books: Books::seeded(&stage.world), switches: Switches::default() }
}

impl LeafData {
    pub const NAME: &'static str = "leafdata";

    pub fn new(stage: Stage) -> Self {
        let key = format!("sandbox-{}", BASE32_NOPAD.encode(&stage.random().array::<15>()));
        let memory = Mutex::new(seeded(&stage));
        Self { stage, key, memory }
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().expect("no one panics while holding the books")
    }

    fn refuse(&self, no: &No) -> Response {
        let status = StatusCode::from_u16(self.memory().switches.sim_assumption_error_status);
        answer::refused(status.unwrap_or(StatusCode::UNPROCESSABLE_ENTITY), no)
    }

    fn store_of(&self, headers: &HeaderMap) -> Option<usize> {
        let said = headers.get("x-mjf-mme-code")?.to_str().ok()?;
        (0..self.stage.world.stores.len()).find(|store| code_of(*store) == said)
    }

    /// Whose goods a call is about; nobody gets here without a code.
    fn store(&self, headers: &HeaderMap) -> usize {
        self.store_of(headers).unwrap_or_default()
    }
}

impl Steered for LeafData {
    fn reset(&self) {
        *self.memory() = seeded(&self.stage);
    }

    fn switches(&self) -> Value {
        json!(self.memory().switches)
    }

    fn set_switches(&self, changes: Value) -> Result<(), ActionError> {
        let mut memory = self.memory();
        memory.switches = crate::switches::changed(&memory.switches, changes)?;
        Ok(())
    }
}

#[async_trait]
impl Vendor for LeafData {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    fn router(self: Arc<Self>) -> Router {
        Router::new()
            .route("/api/v1/mmes", get(lists::mmes))
            .route("/api/v1/areas", get(lists::areas))
            .route("/api/v1/inventory_types", get(lists::types))
            .route("/api/v1/lab_results", get(lists::results))
            .route("/api/v1/inventories", get(lists::inventories))
            .route("/api/v1/inventory_adjustments", get(lists::adjustments).post(writes::adjust))
            .route("/api/v1/sales", get(lists::sales).post(writes::sell))
            .route("/api/v1/sales/{global_id}", delete(writes::delete_sale))
            .with_state(self)
    }

    fn endpoints(&self, _base_url: &str) -> Map<String, Value> {
        let store = |store: usize| {
            json!({
                "store": self.stage.world.stores[store].key, "mme_code": code_of(store), "mme_id": mme_of(store),
                "zone": self.stage.world.stores[store].zone,
            })
        };
        let stores: Vec<Value> = (0..self.stage.world.stores.len()).map(store).collect();
        Map::from_iter([
            ("key".to_owned(), json!(self.key)),
            ("mme_code".to_owned(), stores[0]["mme_code"].clone()),
            ("mme_id".to_owned(), stores[0]["mme_id"].clone()),
            ("zone".to_owned(), stores[0]["zone"].clone()),
            ("stores".to_owned(), json!(stores)),
        ])
    }

    fn ledger(&self) -> Value {
        ledger::ledger(self)
    }

    fn actions(&self) -> &'static [ActionDoc] {
        control::ACTIONS
    }

    async fn act(&self, name: &str, body: Value) -> Result<Value, ActionError> {
        control::act(self, name, body)
    }

    fn admit(&self, request: &Parts) -> Result<Admission, Box<Response>> {
        let said = request.headers.get("x-mjf-key").and_then(|key| key.to_str().ok());
        if said != Some(self.key.as_str()) || self.store_of(&request.headers).is_none() {
            return Err(Box::new(answer::of_status(StatusCode::UNAUTHORIZED)));
        }
        if self.memory().switches.second_factor {
            return Err(Box::new(answer::second_factor()));
        }
        Ok(Box::new(()))
    }

    fn refusal(&self, status: StatusCode) -> Response {
        answer::of_status(status)
    }
}
