//! `/preorder/submit`, `/Status`, `/update`, `/cancel`.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use countersign_kernel::Timestamp;
use serde_json::{Map, Value, json};

use super::customer_calls::{Pairs, is_yes, pick};
use super::guard::Kind;
use super::preorders::{LISTED_SECONDS, PREORDERS_MAX, Preorder};
use super::ring_up::Sale;
use super::state::State as Inside;
use super::{DutchiePos, errors};

const IDEMPOTENCY_KEY_CHARS_MAX: usize = 36;

/// Both parts of idempotency, or nothing: with one part missing it is silently off.
pub fn idempotency(
    headers: &HeaderMap,
    asked: &Map<String, Value>,
) -> Result<Option<(String, String)>, Response> {
    let consumer =
        headers.get("ConsumerKey").and_then(|value| value.to_str().ok()).filter(|key| !key.is_empty());
    let key = asked.get("idempotencyKey").and_then(Value::as_str).filter(|key| !key.is_empty());
    if key.is_some_and(|key| key.chars().count() > IDEMPOTENCY_KEY_CHARS_MAX) {
        return Err(errors::message(
            "Validation failed",
            &[("idempotencyKey", "is longer than 36 characters")],
        ));
    }
    Ok(consumer.zip(key).map(|(consumer, key)| (consumer.to_owned(), key.to_owned())))
}

pub async fn submit(State(sim): State<Arc<DutchiePos>>, headers: HeaderMap, body: Bytes) -> Response {
    let now = sim.stage.now();
    let mut state = sim.state();
    let store = match state.enter(&headers, Kind::Submit, now) {
        Ok(store) => store,
        Err(refused) => return refused,
    };
    let Ok(Value::Object(asked)) = serde_json::from_slice::<Value>(&body) else {
        return errors::message("The request body is not valid JSON", &[]);
    };
    let keys = match idempotency(&headers, &asked) {
        Ok(keys) => keys,
        Err(refused) => return refused,
    };
    let done = keys.as_ref().and_then(|keys| state.submits.get(keys)).copied();
    let id = match done {
        Some(id) => id,
        None => match state.submit(store, &asked, now) {
            Ok(id) => id,
            Err(refused) => return refused,
        },
    };
    // Keys are stored only after success, so a refused submit may be tried again under the same key.
    if let Some(keys) = keys {
        state.submits.insert(keys, id);
    }
    let preorder = &state.preorders[&id];
    // sim_assumption: the prose promises order id and transaction id, the schema a bare integer; the prose wins.
    Json(json!({"orderId": preorder.id, "transactionId": preorder.transaction_id})).into_response()
}

impl Inside {
    fn submit(&mut self, store: usize, asked: &Map<String, Value>, now: Timestamp) -> Result<u64, Response> {
        let text = |name: &str| asked.get(name).and_then(Value::as_str).unwrap_or("").to_owned();
        let customer_id = asked.get("customerId").and_then(Value::as_u64).unwrap_or(0);
        let Some(customer) = self.customers.get(&customer_id) else {
            return Err(errors::message("Customer not found", &[("customerId", "does not exist")]));
        };
        if self.settings.sim_assumption_refused_statuses.contains(&customer.status) {
            return Err(errors::message(&format!("Customer status is {}", customer.status), &[]));
        }
        let is_medical = customer.is_medical();
        let items = asked.get("items").cloned().unwrap_or(Value::Null);
        let cart = self
            .priced(&items, is_medical)
            .map_err(|why| errors::message(&why, &[("items", "not valid")]))?;
        let taken = self
            .allocate(store, &cart, is_medical, &[])
            .map_err(|why| errors::message(&why, &[("items", "stock")]))?;
        assert!(
            self.preorders.len() < PREORDERS_MAX,
            "the simulator keeps at most {PREORDERS_MAX} preorders"
        );
        let (id, transaction_id) = (self.next_preorder, self.next_transaction);
        self.next_preorder += 1;
        self.next_transaction += 1;
        let mut preorder = Preorder {
            id,
            transaction_id,
            store,
            customer_id,
            ordered_at: now,
            cart,
            order_type: text("orderType"),
            order_source: text("orderSource"),
            notes: text("notes"),
            reference: text("transactionReference"),
            rejected_reason: None,
            statuses: Vec::new(),
            allocated: Vec::new(),
        };
        preorder.step("Submitted", now, None, "shop");
        if self.settings.sim_assumption_complete_rings_up && text("status") == "Complete" {
            preorder.step("Complete", now, None, "shop");
            self.ring_up(Sale::of(&preorder, is_medical), &preorder.cart, &taken, now);
        }
        self.preorders.insert(id, preorder);
        Ok(id)
    }
}

impl Sale {
    pub fn of(preorder: &Preorder, is_medical: bool) -> Self {
        Self {
            transaction_id: preorder.transaction_id,
            store: preorder.store,
            customer_id: preorder.customer_id,
            is_medical,
            reference: preorder.reference.clone(),
            order_id: Some(preorder.id),
            order_type: preorder.order_type.clone(),
            order_source: preorder.order_source.clone(),
        }
    }
}

/// One preorder as an object, or every open one of the last 14 days as a list. There is no look-up by reference.
pub async fn status(State(sim): State<Arc<DutchiePos>>, Query(query): Pairs, headers: HeaderMap) -> Response {
    let now = sim.stage.now();
    let mut state = sim.state();
    let store = match state.enter(&headers, Kind::Standard, now) {
        Ok(store) => store,
        Err(refused) => return refused,
    };
    let with_lines = is_yes(&query, "includeLineItems");
    match pick(&query, "PreOrderId") {
        Some(id) => {
            let found =
                id.parse().ok().and_then(|id: u64| state.preorders.get(&id)).filter(|p| p.store == store);
            match found {
                Some(preorder) => Json(state.preorder_wire(preorder, with_lines)).into_response(),
                None => errors::empty(StatusCode::BAD_REQUEST),
            }
        }
        None if with_lines => errors::empty(StatusCode::BAD_REQUEST),
        None => {
            let listed = |p: &&Preorder| {
                p.store == store && p.is_open() && now.seconds_since(p.ordered_at) <= LISTED_SECONDS
            };
            let rows = state.preorders.values().filter(listed).map(|p| state.preorder_wire(p, false));
            Json(rows.collect::<Vec<_>>()).into_response()
        }
    }
}

/// The preorder named in a body, if it is this store's and can still change.
fn changeable(state: &Inside, store: usize, asked: &Value) -> Result<u64, Response> {
    let id = asked["orderId"].as_u64().or_else(|| asked["preOrderId"].as_u64());
    let found = id.and_then(|id| state.preorders.get(&id)).filter(|preorder| preorder.store == store);
    let preorder = found.ok_or_else(|| errors::empty(StatusCode::NOT_FOUND))?;
    if preorder.can_change() { Ok(preorder.id) } else { Err(errors::empty(StatusCode::BAD_REQUEST)) }
}

/// Replaces items; notes and the source change only where they are given.
pub async fn update(State(sim): State<Arc<DutchiePos>>, headers: HeaderMap, body: Bytes) -> Response {
    let mut state = sim.state();
    let asked: Value = serde_json::from_slice(&body).unwrap_or(Value::Null);
    let entered = state.enter(&headers, Kind::Standard, sim.stage.now());
    let id = match entered.and_then(|store| changeable(&state, store, &asked)) {
        Ok(id) => id,
        Err(refused) => return refused,
    };
    let is_medical = state.customers.get(&state.preorders[&id].customer_id).is_some_and(|c| c.is_medical());
    let cart = match asked.get("items").filter(|items| !items.is_null()) {
        Some(items) => match state.priced(items, is_medical) {
            Ok(cart) => Some(cart),
            Err(_) => return errors::empty(StatusCode::BAD_REQUEST),
        },
        None => None,
    };
    let preorder = state.preorders.get_mut(&id).expect("it was found a moment ago under the same lock");
    if let Some(cart) = cart {
        preorder.cart = cart;
    }
    for (name, into) in [("notes", &mut preorder.notes), ("orderSource", &mut preorder.order_source)] {
        if let Some(text) = asked[name].as_str() {
            *into = text.to_owned();
        }
    }
    StatusCode::OK.into_response()
}

pub async fn cancel(State(sim): State<Arc<DutchiePos>>, headers: HeaderMap, body: Bytes) -> Response {
    let now = sim.stage.now();
    let mut state = sim.state();
    let asked: Value = serde_json::from_slice(&body).unwrap_or(Value::Null);
    let entered = state.enter(&headers, Kind::Cancel, now);
    let id = match entered.and_then(|store| changeable(&state, store, &asked)) {
        Ok(id) => id,
        Err(refused) => return refused,
    };
    let reason = asked["cancellationReason"].as_str().map(str::to_owned);
    let preorder = state.preorders.get_mut(&id).expect("it was found a moment ago under the same lock");
    preorder.rejected_reason = reason.clone();
    preorder.step("Cancelled", now, reason, "shop");
    Json(id).into_response()
}
