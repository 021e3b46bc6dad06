//! The one URL: what a query asks for is read from its first field, its values from the variables. Fields are not selected:
//! every answer has all of them.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::settings::{PLUS_KEY, retailer_id};
use super::{Dutchie, errors};

const VERSION: &str = "2021-07";
const WINDOW_SECONDS: i64 = 60;
const FIELDS: [&str; 2] = ["menu", "retailers"];

/// The first field of the query in a body.
pub fn operation(body: &[u8]) -> Option<String> {
    let asked: Value = serde_json::from_slice(body).ok()?;
    field(asked["query"].as_str()?).map(str::to_owned)
}

fn field(query: &str) -> Option<&'static str> {
    let inside = query.split_once('{')?.1.trim_start();
    FIELDS.into_iter().find(|field| {
        inside.strip_prefix(field).is_some_and(|rest| rest.trim_start().starts_with(['(', '{']))
    })
}

pub async fn serve(
    State(sim): State<Arc<Dutchie>>,
    Path(version): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if version != VERSION {
        return errors::of_status(axum::http::StatusCode::NOT_FOUND);
    }
    if let Err(refused) = sim.enter(&headers) {
        return refused;
    }
    let asked: Value = serde_json::from_slice(&body).unwrap_or(Value::Null);
    let variables = &asked["variables"];
    match asked["query"].as_str().and_then(field) {
        Some("retailers") => sim.retailers(),
        Some(_) => sim.menu(variables),
        None => errors::graphql("GRAPHQL_VALIDATION_FAILED", "Cannot query this field"),
    }
}

impl Dutchie {
    fn enter(&self, headers: &HeaderMap) -> Result<(), Response> {
        let mut state = self.state();
        let most = state.settings.sim_assumption_calls_a_minute;
        if let Err(wait) = state.window.admit(self.stage.now(), most, WINDOW_SECONDS) {
            return Err(errors::too_many(wait));
        }
        let given = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        if given.and_then(|text| text.strip_prefix("Bearer ")) != Some(PLUS_KEY) {
            return Err(errors::graphql("UNAUTHENTICATED", "You must be authenticated"));
        }
        match state.settings.graphql_error.as_str() {
            "" => Ok(()),
            code => Err(errors::graphql(code, "Something went wrong")),
        }
    }

    fn retailers(&self) -> Response {
        let stores = self.stage.world.stores.iter().enumerate();
        let rows: Vec<Value> =
            stores.map(|(place, store)| json!({"id": retailer_id(place), "name": store.name})).collect();
        Json(json!({"data": {"retailers": rows}})).into_response()
    }

    fn menu(&self, variables: &Value) -> Response {
        let asked = variables["retailerId"].as_str().unwrap_or_default();
        let Some(store) = (0..self.stage.world.stores.len()).find(|place| retailer_id(*place) == asked)
        else {
            return errors::graphql("NOT_FOUND", "No retailer of this id");
        };
        let number = |name: &str| variables[name].as_u64().and_then(|number| usize::try_from(number).ok());
        let most = self.state().settings.sim_assumption_page_max;
        let (limit, offset) = (number("limit").unwrap_or(most).min(most), number("offset").unwrap_or(0));
        let shown = self.shown(store).into_iter();
        let rows: Vec<Value> = shown.skip(offset).take(limit).map(|shelved| self.product(&shelved)).collect();
        Json(json!({"data": {"menu": {"products": rows}}})).into_response()
    }
}
