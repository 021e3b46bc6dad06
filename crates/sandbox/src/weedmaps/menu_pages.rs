//! Reading menus and items, page by page.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::Weedmaps;
use super::guard::{Access, check_menu_version, paused};
use super::state::Item;

const PAGE_SIZE: usize = 25;
/// sim_assumption: the largest page is not documented.
const PAGE_SIZE_MAX: usize = 100;

/// One page of `rows` in the documented envelope, pages counted from 1.
pub fn page(rows: Vec<Value>, query: &[(String, String)]) -> Response {
    page_of(rows, query, |row| row)
}

/// The same; only what is on the page is drawn.
fn page_of<T>(rows: Vec<T>, query: &[(String, String)], draw: impl Fn(T) -> Value) -> Response {
    let number = |name: &str| {
        query.iter().find(|(key, _)| key == name).and_then(|(_, value)| value.parse::<usize>().ok())
    };
    let page = number("page").unwrap_or(1).max(1);
    let per_page = number("page_size").unwrap_or(PAGE_SIZE).clamp(1, PAGE_SIZE_MAX);
    let total = rows.len();
    let data: Vec<Value> =
        rows.into_iter().skip((page - 1).saturating_mul(per_page)).take(per_page).map(draw).collect();
    Json(json!({"data": data, "meta": {"page": page, "per_page": per_page, "total": total}})).into_response()
}

pub async fn list_menus(
    State(sim): State<Arc<Weedmaps>>,
    Path(version): Path<String>,
    Query(query): Query<Vec<(String, String)>>,
    headers: HeaderMap,
) -> Response {
    let mut state = sim.state();
    let let_in =
        state.enter(&headers, "menu_items", sim.stage.now()).and_then(|()| check_menu_version(&version));
    if let Err(refused) = let_in {
        return refused;
    }
    let open = |menu: &&String| !state.settings.forbidden_menus.contains(menu);
    let rows = state.menus.iter().filter(open).map(|menu| sim.menu(menu)).collect();
    page(rows, &query)
}

pub async fn show_menu(
    State(sim): State<Arc<Weedmaps>>,
    Path((version, menu_id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let mut state = sim.state();
    match state.enter_menu(&headers, &version, &menu_id, Access::Read, sim.stage.now()) {
        Ok(()) if state.is_paused(&menu_id) => paused(),
        Ok(()) => Json(json!({"data": sim.menu(&menu_id)})).into_response(),
        Err(refused) => refused,
    }
}

pub async fn list_items(
    State(sim): State<Arc<Weedmaps>>,
    Path((version, menu_id)): Path<(String, String)>,
    Query(query): Query<Vec<(String, String)>>,
    headers: HeaderMap,
) -> Response {
    let mut state = sim.state();
    if let Err(refused) = state.enter_menu(&headers, &version, &menu_id, Access::Read, sim.stage.now()) {
        return refused;
    }
    let rows = state.items.values().filter(|i| i.menu_id == menu_id).collect();
    page_of(rows, &query, |item: &Item| item.wire(&version))
}

pub async fn show_item(
    State(sim): State<Arc<Weedmaps>>,
    Path((version, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let mut state = sim.state();
    match state.own_item(&headers, &version, &id, Access::Read, sim.stage.now()) {
        Ok(id) => Json(json!({"data": state.items[&id].wire(&version)})).into_response(),
        Err(refused) => refused,
    }
}

impl Weedmaps {
    fn menu(&self, menu_id: &str) -> Value {
        let store = self
            .stage
            .world
            .stores
            .iter()
            .enumerate()
            .find(|(place, _)| super::settings::menu_id(*place) == menu_id)
            .map(|(_, store)| store);
        json!({"id": menu_id, "name": store.map(|s| s.name), "listing_id": menu_id, "license_type": "hybrid"})
    }
}
