//! Writing the menu: one item a call, by Weedmaps' id or by the shop's own.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::Weedmaps;
use super::errors::{self, Wrong};
use super::guard::Access;
use super::item_check;
use super::state::{Item, State as Inside};

impl Item {
    /// The item as Weedmaps answers it.
    pub fn wire(&self, version: &str) -> Value {
        let mut shown = Map::new();
        shown.insert("id".into(), json!(self.id.to_string()));
        shown.insert("menu_id".into(), json!(self.menu_id));
        shown.extend(self.body.clone());
        if version == "2024-01" {
            for list in ["cannabinoids", "terpenes"] {
                item_check::rename_measure(shown.get_mut(list), "percentage", "percent");
            }
        }
        Value::Object(shown)
    }
}

fn object(body: &Bytes) -> Result<Map<String, Value>, Response> {
    match serde_json::from_slice(body) {
        Ok(Value::Object(members)) => Ok(members),
        _ => Err(errors::malformed()),
    }
}

fn duplicate(external_id: &str) -> Response {
    let detail = format!("external_id {external_id} has already been taken on this menu");
    errors::unprocessable(&[Wrong::at("/external_id", detail)])
}

fn shown(status: StatusCode, item: &Item, version: &str) -> Response {
    (status, Json(json!({"data": item.wire(version)}))).into_response()
}

pub async fn create(
    State(sim): State<Arc<Weedmaps>>,
    Path((version, menu_id)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let mut state = sim.state();
    let outcome = state
        .enter_menu(&headers, &version, &menu_id, Access::Write, sim.stage.now())
        .and_then(|()| object(&body))
        .and_then(|asked| state.checked(&asked, &version));
    match outcome {
        Ok((external_id, accepted)) => {
            if state.by_external_id(&menu_id, &external_id).is_some() {
                return duplicate(&external_id);
            }
            let id = state.add_item(&menu_id, &external_id, accepted);
            shown(StatusCode::CREATED, &state.items[&id], &version)
        }
        Err(refused) => refused,
    }
}

pub async fn upsert_external(
    State(sim): State<Arc<Weedmaps>>,
    Path((version, menu_id, external_id)): Path<(String, String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let mut state = sim.state();
    let outcome = state
        .enter_menu(&headers, &version, &menu_id, Access::Write, sim.stage.now())
        .and_then(|()| object(&body))
        .and_then(|mut asked| {
            asked.entry("external_id").or_insert_with(|| json!(external_id));
            state.checked(&asked, &version)
        });
    let (named, accepted) = match outcome {
        Ok(pair) => pair,
        Err(refused) => return refused,
    };
    let known = state.by_external_id(&menu_id, &external_id).map(|item| item.id);
    if named != external_id && state.by_external_id(&menu_id, &named).is_some() {
        return duplicate(&named);
    }
    let Some(id) = known else {
        let id = state.add_item(&menu_id, &named, accepted);
        return shown(StatusCode::CREATED, &state.items[&id], &version);
    };
    let item = state.items.get_mut(&id).expect("it was found a moment ago under the same lock");
    let before = std::mem::replace(&mut item.body, accepted);
    item_check::keep_what_null_does_not_clear(&before, &mut item.body);
    item.external_id = named;
    shown(StatusCode::OK, item, &version)
}

pub async fn change(
    State(sim): State<Arc<Weedmaps>>,
    Path((version, id)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let mut state = sim.state();
    let found = state.own_item(&headers, &version, &id, Access::Write, sim.stage.now());
    let outcome = found.and_then(|id| object(&body).map(|asked| (id, asked)));
    let (id, asked) = match outcome {
        Ok(pair) => pair,
        Err(refused) => return refused,
    };
    let item = &state.items[&id];
    let (menu_id, mut merged) = (item.menu_id.clone(), item.body.clone());
    item_check::make_room(&mut merged, &asked);
    merged.extend(asked);
    let (named, accepted) = match state.checked(&merged, &version) {
        Ok(pair) => pair,
        Err(refused) => return refused,
    };
    if state.by_external_id(&menu_id, &named).is_some_and(|other| other.id != id) {
        return duplicate(&named);
    }
    let item = state.items.get_mut(&id).expect("it was found a moment ago under the same lock");
    let before = std::mem::replace(&mut item.body, accepted);
    item_check::keep_what_null_does_not_clear(&before, &mut item.body);
    item.external_id = named;
    shown(StatusCode::OK, item, &version)
}

pub async fn delete(
    State(sim): State<Arc<Weedmaps>>,
    Path((version, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let mut state = sim.state();
    match state.own_item(&headers, &version, &id, Access::Write, sim.stage.now()) {
        Ok(id) => {
            state.items.remove(&id);
            StatusCode::NO_CONTENT.into_response()
        }
        Err(refused) => refused,
    }
}

pub async fn delete_external(
    State(sim): State<Arc<Weedmaps>>,
    Path((version, menu_id, external_id)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Response {
    let mut state = sim.state();
    if let Err(refused) = state.enter_menu(&headers, &version, &menu_id, Access::Write, sim.stage.now()) {
        return refused;
    }
    let Some(id) = state.by_external_id(&menu_id, &external_id).map(|item| item.id) else {
        return errors::not_found("menu item");
    };
    state.items.remove(&id);
    StatusCode::NO_CONTENT.into_response()
}

impl Inside {
    /// The item behind a Weedmaps id, once the call is let through to its menu.
    pub fn own_item(
        &mut self,
        headers: &HeaderMap,
        version: &str,
        id: &str,
        access: Access,
        now: countersign_kernel::Timestamp,
    ) -> Result<u64, Response> {
        let menu = id.parse().ok().and_then(|id: u64| self.items.get(&id)).map(|i| (i.id, i.menu_id.clone()));
        let Some((id, menu_id)) = menu else {
            self.enter(headers, "menu_items", now)?;
            return Err(errors::not_found("menu item"));
        };
        self.enter_menu(headers, version, &menu_id, access, now)?;
        Ok(id)
    }

    fn checked(
        &self,
        asked: &Map<String, Value>,
        version: &str,
    ) -> Result<(String, Map<String, Value>), Response> {
        let prohibited = &self.settings.sim_assumption_prohibited_terms;
        let accepted = item_check::item(asked, version, &self.taxonomy, prohibited)
            .map_err(|wrongs| errors::unprocessable(&wrongs))?;
        let external_id = accepted.get("external_id").and_then(Value::as_str).unwrap_or("").to_owned();
        Ok((external_id, accepted))
    }
}
