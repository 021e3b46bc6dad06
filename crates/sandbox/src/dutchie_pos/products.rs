//! Products. A POST nulls what it leaves out: fetch, edit, post back.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use countersign_kernel::Timestamp;
use serde_json::{Map, Value, json};

use super::customer_calls::{Pairs, pick};
use super::guard::Kind;
use super::state::{Product, State as Inside};
use super::{DutchiePos, errors};
use crate::decimal;

const PRODUCTS_MAX: usize = 50_000;
/// Members that survive being left out of an update.
const KEPT_WHEN_OMITTED: [&str; 6] =
    ["productId", "sku", "productName", "unitType", "defaultUnit", "categoryId"];

pub async fn list(State(sim): State<Arc<DutchiePos>>, Query(query): Pairs, headers: HeaderMap) -> Response {
    let mut state = sim.state();
    if let Err(refused) = state.enter(&headers, Kind::Standard, sim.stage.now()) {
        return refused;
    }
    let since: Option<Timestamp> = pick(&query, "fromLastModifiedDateUTC").and_then(|at| at.parse().ok());
    let active = pick(&query, "isActive").map(|value| value.eq_ignore_ascii_case("true"));
    let wanted = |product: &&Product| {
        let modified = product.body.get("lastModifiedDateUTC").and_then(Value::as_str);
        let modified: Option<Timestamp> = modified.and_then(|at| at.parse().ok());
        let is_active = product.body.get("isActive").and_then(Value::as_bool).unwrap_or(false);
        let online = product.body.get("onlineAvailable").and_then(Value::as_bool).unwrap_or(false);
        online
            && since.is_none_or(|since| modified.is_some_and(|m| m >= since))
            && active.is_none_or(|a| a == is_active)
    };
    Json(state.products.values().filter(wanted).map(|product| &product.body).collect::<Vec<_>>())
        .into_response()
}

pub async fn put_one(State(sim): State<Arc<DutchiePos>>, headers: HeaderMap, body: Bytes) -> Response {
    let now = sim.stage.now();
    let mut state = sim.state();
    if let Err(refused) = state.enter(&headers, Kind::Standard, now) {
        return refused;
    }
    match serde_json::from_slice(&body) {
        Ok(Value::Object(asked)) => match state.put_product(&asked, now) {
            Ok(id) => Json(&state.products[&id].body).into_response(),
            Err(refused) => refused,
        },
        _ => errors::message("The request body is not valid JSON", &[]),
    }
}

pub async fn put_many(State(sim): State<Arc<DutchiePos>>, headers: HeaderMap, body: Bytes) -> Response {
    let now = sim.stage.now();
    let mut state = sim.state();
    if let Err(refused) = state.enter(&headers, Kind::Standard, now) {
        return refused;
    }
    let Ok(Value::Array(listed)) = serde_json::from_slice::<Value>(&body) else {
        return errors::message("The request body is not a list", &[]);
    };
    let mut ids = Vec::with_capacity(listed.len());
    for asked in listed.iter().filter_map(Value::as_object) {
        match state.put_product(asked, now) {
            Ok(id) => ids.push(id),
            Err(refused) => return refused,
        }
    }
    Json(ids.iter().map(|id| &state.products[id].body).collect::<Vec<_>>()).into_response()
}

impl Inside {
    fn put_product(&mut self, asked: &Map<String, Value>, now: Timestamp) -> Result<u64, Response> {
        let id = match asked.get("productId").and_then(Value::as_u64) {
            Some(id) if self.products.contains_key(&id) => id,
            Some(_) => return Err(errors::message("Product not found", &[("productId", "does not exist")])),
            None => self.new_product(asked)?,
        };
        let product = self.products.get_mut(&id).expect("it was found or made just now");
        let pricing = asked.get("pricingDetails").cloned().unwrap_or(Value::Null);
        for (name, value) in &mut product.body {
            match asked.get(name) {
                Some(new) => *value = new.clone(),
                None if KEPT_WHEN_OMITTED.contains(&name.as_str()) => {}
                None if value.is_boolean() => *value = json!(false),
                None => *value = Value::Null,
            }
        }
        for (name, from) in [("recPrice", "recPrice"), ("price", "recPrice"), ("medPrice", "medPrice")] {
            product.body.insert(name.to_owned(), pricing[from].clone());
        }
        product.adult_cents = decimal::scaled(&pricing["recPrice"], 2).unwrap_or(0);
        product.medical_cents = decimal::scaled(&pricing["medPrice"], 2).unwrap_or(0);
        product.body.insert("productId".into(), json!(id));
        product.body.insert("lastModifiedDateUTC".into(), json!(now));
        Ok(id)
    }

    fn new_product(&mut self, asked: &Map<String, Value>) -> Result<u64, Response> {
        let blank = |name: &str| asked.get(name).and_then(Value::as_str).is_none_or(str::is_empty);
        let required = ["sku", "productName"];
        let missing: Vec<(&str, &str)> =
            required.into_iter().filter(|n| blank(n)).map(|n| (n, "is required")).collect();
        if !missing.is_empty() {
            return Err(errors::message("Validation failed", &missing));
        }
        assert!(self.products.len() < PRODUCTS_MAX, "the simulator keeps at most {PRODUCTS_MAX} products");
        let id = self.products.keys().next_back().map_or(1, |last| last + 1);
        let like = self.products.values().next().map(|product| product.body.clone()).unwrap_or_default();
        let body = like.into_iter().map(|(name, _)| (name, Value::Null)).collect();
        self.products.insert(id, Product { body, adult_cents: 0, medical_cents: 0 });
        Ok(id)
    }
}
