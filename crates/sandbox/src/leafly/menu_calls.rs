//! `/v2/menu_integration/{key}/…`: a 200 means accepted, not done.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use countersign_kernel::Timestamp;
use serde_json::{Map, Value, json};

use super::menu::Change;
use super::settings::{Host, menu_key};
use super::state::State as Inside;
use super::{Leafly, errors, item_check};

impl Inside {
    /// The store behind a menu key, for a caller with a good token.
    fn menu_store(&self, headers: &HeaderMap, key: &str, now: Timestamp) -> Result<usize, Response> {
        self.check_token(headers, now)?;
        if self.settings.forbidden_keys.iter().any(|forbidden| forbidden == key) {
            return Err(errors::forbidden("this key is not yours"));
        }
        (0..self.menus.len()).find(|store| menu_key(*store) == key).ok_or_else(errors::not_found)
    }
}

fn write(
    sim: &Leafly,
    key: &str,
    headers: &HeaderMap,
    body: &Bytes,
    change: impl FnOnce(Vec<Map<String, Value>>) -> Change,
) -> Response {
    let now = sim.stage.now();
    let mut state = sim.state();
    let store = match state.menu_store(headers, key, now) {
        Ok(store) => store,
        Err(refused) => return refused,
    };
    match item_check::items(body, state.settings.sim_assumption_unit_matrix_is_400) {
        Ok(items) => {
            let due = now.plus_seconds(state.settings.apply_delay_seconds);
            state.menus[store].accept(change(items), due);
            state.menus[store].settle(now);
            Json(json!({})).into_response()
        }
        Err(wrongs) => errors::bad_request("the items do not fit the schema", wrongs),
    }
}

pub async fn full_sync(
    State(sim): State<Arc<Leafly>>,
    Path(key): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    write(&sim, &key, &headers, &body, Change::FullSync)
}

pub async fn upsert(
    State(sim): State<Arc<Leafly>>,
    Path(key): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    write(&sim, &key, &headers, &body, Change::Upsert)
}

pub async fn delete(
    State(sim): State<Arc<Leafly>>,
    Path(key): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let now = sim.stage.now();
    let mut state = sim.state();
    let store = match state.menu_store(&headers, &key, now) {
        Ok(store) => store,
        Err(refused) => return refused,
    };
    let asked: Value = serde_json::from_slice(&body).unwrap_or(Value::Null);
    let Some(ids) = asked["ids"].as_array() else {
        return errors::bad_request("the body holds a list named ids", Vec::new());
    };
    let ids = ids.iter().filter_map(Value::as_str).map(str::to_owned).collect();
    let due = now.plus_seconds(state.settings.apply_delay_seconds);
    state.menus[store].accept(Change::Delete(ids), due);
    state.menus[store].settle(now);
    Json(json!({})).into_response()
}

pub async fn show(State(sim): State<Arc<Leafly>>, Path(key): Path<String>, headers: HeaderMap) -> Response {
    let state = sim.state();
    if state.settings.host == Host::Production {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    match state.menu_store(&headers, &key, sim.stage.now()) {
        Ok(store) => Json(state.menus[store].wire()).into_response(),
        Err(refused) => refused,
    }
}

pub async fn status(State(sim): State<Arc<Leafly>>, Path(key): Path<String>, headers: HeaderMap) -> Response {
    let state = sim.state();
    let store = match state.menu_store(&headers, &key, sim.stage.now()) {
        Ok(store) => store,
        Err(refused) => return refused,
    };
    let menu = &state.menus[store];
    Json(json!({
        "menuIntegrationPartner": {
            "name": "Sandbox partner",
            "settingsUrl": "https://partner.invalid/settings",
            "signupUrl": "https://partner.invalid/signup",
            "isActive": true,
        },
        "dispensary": {
            "name": sim.stage.world.stores[store].name,
            "menuIntegrationKey": key,
            "menuIntegrationEnabled": true,
            "menuSummary": {
                "totalItemCount": menu.items.len(),
                "integratedItemCount": menu.items.len(),
                "manualItemCount": 0,
                "lastSyncedAt": menu.last_synced_at,
                "lastModifiedAt": menu.last_modified_at,
            },
        },
    }))
    .into_response()
}
