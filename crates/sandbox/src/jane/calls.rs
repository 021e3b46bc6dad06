//! The two reads.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::settings::{TOKEN, store_id};
use super::state::shown;
use super::{Jane, answer};
use crate::decimal::number;
use crate::world::{Category, Product};

/// `Bearer`, or the older `token`.
fn enter(headers: &HeaderMap) -> Result<(), Response> {
    let given = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let token = given.strip_prefix("Bearer ").or_else(|| given.strip_prefix("token "));
    if token == Some(TOKEN) { Ok(()) } else { Err(answer::of_status(StatusCode::UNAUTHORIZED)) }
}

fn kind(category: Category) -> &'static str {
    match category {
        Category::Flower => "flower",
        Category::Preroll | Category::InfusedPreroll => "pre-roll",
        Category::Concentrate => "extract",
        Category::Vape => "vape",
        Category::Edible | Category::Beverage => "edible",
        Category::Tincture => "tincture",
        Category::Topical => "topical",
        Category::Accessory => "gear",
    }
}

/// sim_assumption: every field of a product, and that the next page is named by an opaque text.
fn wire(product: &Product, units: i64) -> Value {
    let price = if product.medical_only { product.medical_price } else { product.adult_price };
    json!({
        "product_id": 900_000 + product.index,
        "pos_product_id": product.sku,
        "name": product.name,
        "kind": kind(product.category),
        "brand": product.brand,
        "price": number(price.0, 2),
        "medical_only": product.medical_only,
        "quantity": units,
        "visible": true,
    })
}

pub async fn menu(
    State(sim): State<Arc<Jane>>,
    Path(store): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    if let Err(refused) = enter(&headers) {
        return refused;
    }
    let world = &sim.stage.world;
    let Some(place) = (0..world.stores.len()).find(|place| store_id(*place).to_string() == store) else {
        return answer::of_status(StatusCode::NOT_FOUND);
    };
    let most = sim.state().settings.sim_assumption_page_max;
    let number_of = |name: &str| query.get(name).and_then(|text| text.parse::<usize>().ok());
    let count = number_of("count").unwrap_or(most).clamp(1, most);
    let from = match query.get("pagination_id").map_or("0", String::as_str) {
        "0" => 0,
        cursor => match cursor.strip_prefix("after-").and_then(|text| text.parse().ok()) {
            Some(from) => from,
            None => return answer::of_status(StatusCode::BAD_REQUEST),
        },
    };
    let all: Vec<_> = shown(world, place).collect();
    let rows: Vec<Value> = all.iter().skip(from).take(count).map(|(p, units)| wire(p, *units)).collect();
    let next = (from + rows.len() < all.len()).then(|| format!("after-{}", from + rows.len()));
    Json(json!({"store_id": store_id(place), "menu_products": rows, "next_pagination_id": next}))
        .into_response()
}

pub async fn cart(State(sim): State<Arc<Jane>>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    if let Err(refused) = enter(&headers) {
        return refused;
    }
    let state = sim.state();
    match id.parse().ok().and_then(|id: u64| state.carts.get(&id)) {
        Some(cart) => {
            let name = sim.stage.world.stores[cart.store].name;
            Json(cart.whole(name, state.settings.sim_assumption_cart_has_birth_date)).into_response()
        }
        None => answer::of_status(StatusCode::NOT_FOUND),
    }
}
