//! The state's traceability system, Metrc: API v2, and the v1 subset that older clients use.
//!
//! Written from the vendor's published request collections and from what public clients saw. Where those leave a
//! choice open there is a switch in [`switches`]. Colorado's words and allowances; every key and licence is
//! invented. Start reading at `routes` for the paths, `books` for what the state believes.

mod actions;
mod answer;
mod ask;
mod books;
mod facility;
mod ledger;
mod limits;
mod routes;
mod show;
pub mod switches;
mod units;

use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use axum::Json;
use axum::Router;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use data_encoding::BASE32_NOPAD;
use serde_json::{Map, Value, json};

use crate::server::{ActionDoc, ActionError, Admission, Stage, Steered, Vendor};
use answer::Refusal;
use books::Books;
use facility::Facility;
use limits::Limits;
use switches::Switches;

/// The simulated state system.
#[derive(Debug)]
pub struct Metrc {
    stage: Stage,
    vendor_key: String,
    user_key: String,
    facilities: Vec<Facility>,
    books: Mutex<Books>,
    switches: Mutex<Switches>,
    limits: Limits,
}

impl Metrc {
    pub const NAME: &'static str = "metrc";

    pub fn new(stage: Stage) -> Self {
        let random = stage.random();
        let key = |head: &str| format!("{head}-{}", BASE32_NOPAD.encode(&random.array::<20>()));
        let facilities = facility::all(&stage.world);
        let books = Mutex::new(Books::seeded(&stage.world, &facilities));
        let (vendor_key, user_key) = (key("sandbox-vendor"), key("sandbox-user"));
        let (switches, limits) = (Mutex::default(), Limits::default());
        Self { stage, vendor_key, user_key, facilities, books, switches, limits }
    }

    fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().expect("no one panics while holding the books")
    }

    fn switches(&self) -> Switches {
        self.switches.lock().expect("no one panics while holding the switches").clone()
    }

    fn unauthorized(&self, message: &str) -> Refusal {
        Refusal::Unauthorized { message: message.to_owned(), body: self.switches().unauthorized_body }
    }

    /// The time zone that a facility's wall clock shows.
    fn zone(&self, facility: usize) -> &'static str {
        self.stage.world.stores[self.facilities[facility].store].zone
    }
}

impl Steered for Metrc {
    fn reset(&self) {
        *self.books() = Books::seeded(&self.stage.world, &self.facilities);
        *self.switches.lock().expect("no one panics while holding the switches") = Switches::default();
    }

    fn switches(&self) -> Value {
        json!(self.switches())
    }

    fn set_switches(&self, changes: Value) -> Result<(), ActionError> {
        let changed = crate::switches::changed(&self.switches(), changes)?;
        *self.switches.lock().expect("no one panics while holding the switches") = changed;
        Ok(())
    }
}

#[async_trait]
impl Vendor for Metrc {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    fn router(self: Arc<Self>) -> Router {
        routes::router(self)
    }

    fn endpoints(&self, _base_url: &str) -> Map<String, Value> {
        let licenses: Vec<Value> = self
            .facilities
            .iter()
            .map(|facility| {
                let store = &self.stage.world.stores[facility.store];
                let kind = if facility.is_medical { "medical" } else { "retail" };
                json!({"license": facility.license, "kind": kind, "store": store.key, "name": facility.name})
            })
            .collect();
        let first = &self.stage.world.stores[0];
        Map::from_iter([
            ("vendor_key".to_owned(), json!(self.vendor_key)),
            ("user_key".to_owned(), json!(self.user_key)),
            ("license".to_owned(), json!(first.retail)),
            ("medical_license".to_owned(), json!(first.medical)),
            ("licenses".to_owned(), json!(licenses)),
        ])
    }

    fn ledger(&self) -> Value {
        ledger::ledger(self)
    }

    fn actions(&self) -> &'static [ActionDoc] {
        actions::ACTIONS
    }

    async fn act(&self, name: &str, body: Value) -> Result<Value, ActionError> {
        actions::act(self, name, &body)
    }

    fn admit(&self, request: &Parts) -> Result<Admission, Box<Response>> {
        if !self.switches().rate_limits {
            return Ok(Box::new(()));
        }
        self.limits.admit(request, self.stage.now())
    }

    fn refusal(&self, status: StatusCode) -> Response {
        match status {
            StatusCode::UNAUTHORIZED => self.unauthorized("The API keys are not valid.").into_response(),
            status if status.is_server_error() => (status, "The service is unavailable.").into_response(),
            status => (status, Json(json!({"Message": status.canonical_reason()}))).into_response(),
        }
    }
}
