//! The state's traceability system, BioTrackTHC: the JSON API 4.0, one URL whose body names the action.
//!
//! Written from what other people's programs and a third-party mock show, and from the beginnings of the published
//! manuals. What those leave open is a switch in [`switches`] whose name starts with `sim_assumption_`. Words and rules of
//! a state are data in `states`; every key and licence is invented. Start reading at `calls` for the actions, `books` for
//! what the state believes.

mod answer;
mod books;
mod calls;
mod control;
mod inventory;
mod ledger;
mod places;
mod sales;
mod states;
pub mod switches;
mod sync;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use countersign_kernel::{Random, Timestamp};
use data_encoding::{BASE32_NOPAD, HEXLOWER};
use serde_json::{Map, Value, json};

use crate::server::{ActionDoc, ActionError, ReadOperation, Stage, Steered, Vendor};
use books::Books;
use places::Place;
use switches::Switches;

const BODY_BYTES_MAX: usize = 4 * 1024 * 1024;
/// The company that both stores belong to; the API calls it the licence number.
const COMPANY: &str = "999000100";
const USERNAME: &str = "hub@tenmile.example.com";
const SESSIONS_MAX: usize = 1_024;

/// The simulated state system.
#[derive(Debug)]
pub struct BioTrack {
    stage: Stage,
    password: String,
    places: Vec<Place>,
    books: Mutex<Books>,
    sessions: Mutex<Sessions>,
    switches: Mutex<Switches>,
}

/// Who is logged in, and until when.
#[derive(Debug)]
struct Sessions {
    random: Random,
    open: BTreeMap<String, Timestamp>,
}

impl BioTrack {
    pub const NAME: &'static str = "biotrack";

    pub fn new(stage: Stage) -> Self {
        let random = stage.random();
        let password = format!("sandbox-{}", BASE32_NOPAD.encode(&random.array::<15>()));
        let places = places::all(&stage.world);
        let books = Mutex::new(Books::seeded(&stage.world, &places));
        let sessions = Mutex::new(Sessions { random, open: BTreeMap::new() });
        Self { stage, password, places, books, sessions, switches: Mutex::default() }
    }

    fn books(&self) -> MutexGuard<'_, Books> {
        self.books.lock().expect("no one panics while holding the books")
    }

    fn switches(&self) -> Switches {
        self.switches.lock().expect("no one panics while holding the switches").clone()
    }

    /// A new session, 128 hexadecimal digits.
    fn log_in(&self) -> String {
        let until = self.stage.now().plus_minutes(self.switches().sim_assumption_session_minutes);
        let mut sessions = self.sessions.lock().expect("no one panics while holding the sessions");
        let id = HEXLOWER.encode(&sessions.random.array::<64>());
        if sessions.open.len() >= SESSIONS_MAX {
            sessions.open.clear();
        }
        sessions.open.insert(id.clone(), until);
        id
    }

    fn is_open(&self, session: &str) -> bool {
        let now = self.stage.now();
        let sessions = self.sessions.lock().expect("no one panics while holding the sessions");
        sessions.open.get(session).is_some_and(|until| now < *until)
    }

    fn log_everyone_out(&self) {
        self.sessions.lock().expect("no one panics while holding the sessions").open.clear();
    }
}

impl Steered for BioTrack {
    fn reset(&self) {
        *self.books() = Books::seeded(&self.stage.world, &self.places);
        *self.switches.lock().expect("no one panics while holding the switches") = Switches::default();
        self.log_everyone_out();
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
impl Vendor for BioTrack {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    fn router(self: Arc<Self>) -> Router {
        Router::new()
            .route("/serverjson.asp", post(calls::serve))
            .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
            .with_state(self)
    }

    fn endpoints(&self, _base_url: &str) -> Map<String, Value> {
        let stores: Vec<Value> = (0..self.stage.world.stores.len())
            .map(|store| {
                let of = |medical: bool| places::of(&self.places, store, medical).license.clone();
                json!({
                    "store": self.stage.world.stores[store].key, "location": of(false),
                    "medical_location": of(true), "zone": self.stage.world.stores[store].zone,
                })
            })
            .collect();
        Map::from_iter([
            ("license_number".to_owned(), json!(COMPANY)),
            ("username".to_owned(), json!(USERNAME)),
            ("password".to_owned(), json!(self.password)),
            ("location".to_owned(), stores[0]["location"].clone()),
            ("medical_location".to_owned(), stores[0]["medical_location"].clone()),
            ("zone".to_owned(), stores[0]["zone"].clone()),
            ("price_is".to_owned(), json!("line")),
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

    fn operation(&self) -> Option<ReadOperation> {
        Some(calls::action)
    }

    /// Whoever is not let in hears it with a 200, like every other no.
    fn refusal(&self, status: StatusCode) -> Response {
        match status {
            StatusCode::UNAUTHORIZED => answer::No::session().into_response(),
            status => (status, "The service is unavailable.").into_response(),
        }
    }
}
