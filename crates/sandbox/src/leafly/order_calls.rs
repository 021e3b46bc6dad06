//! `/v1/order_integration/{key}/…`: reading, pictures, acknowledging, moving on.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use countersign_kernel::Timestamp;
use serde_json::Value;

use super::order::{self, Order};
use super::settings::order_key;
use super::state::State as Inside;
use super::{Leafly, errors};
use crate::callback::remember;
use crate::picture;

const COMPLAINTS_MAX: usize = 10_000;
const OUTBOUND_CANCEL_CODES: [&str; 6] =
    ["not_picked_up", "customer", "dispensary", "pos", "delivery_partner", "ecommerce_partner"];

impl Inside {
    /// The order behind a key and id, for a caller with a good token and while it can be read.
    pub fn order_for(
        &mut self,
        headers: &HeaderMap,
        key: &str,
        id: &str,
        now: Timestamp,
    ) -> Result<&mut Order, Response> {
        self.check_token(headers, now)?;
        if self.settings.forbidden_keys.iter().any(|forbidden| forbidden == key) {
            return Err(errors::forbidden("this key is not yours"));
        }
        let found = self.orders.get_mut(id).filter(|order| order_key(order.store) == key);
        found.filter(|order| order.is_readable(now)).ok_or_else(errors::not_found)
    }
}

type Named = Path<(String, String)>;

pub async fn show(State(sim): State<Arc<Leafly>>, Path((key, id)): Named, headers: HeaderMap) -> Response {
    let mut state = sim.state();
    let zones = state.zones.clone();
    match state.order_for(&headers, &key, &id, sim.stage.now()) {
        Ok(order) => Json(order.wire(zones[order.store])).into_response(),
        Err(refused) => refused,
    }
}

pub async fn government_id(
    State(sim): State<Arc<Leafly>>,
    Path((key, id)): Named,
    headers: HeaderMap,
) -> Response {
    image(&sim, &key, &id, &headers, "government_id", |order| {
        order.shopper.identity.as_ref().map(|identity| identity.lines())
    })
}

pub async fn medical_id(
    State(sim): State<Arc<Leafly>>,
    Path((key, id)): Named,
    headers: HeaderMap,
) -> Response {
    image(&sim, &key, &id, &headers, "medical_id", |order| {
        let card = order.shopper.card.as_ref()?;
        let name = format!("{} {}", order.shopper.first_name, order.shopper.last_name);
        Some(vec![
            "SPECIMEN MEDICAL CARD".to_owned(),
            name,
            format!("NO {} {}", card.state, card.number),
            format!("EXP {}", card.expires),
        ])
    })
}

fn image(
    sim: &Leafly,
    key: &str,
    id: &str,
    headers: &HeaderMap,
    which: &str,
    lines: impl FnOnce(&Order) -> Option<Vec<String>>,
) -> Response {
    let now = sim.stage.now();
    let mut state = sim.state();
    let order = match state.order_for(headers, key, id, now) {
        Ok(order) => order,
        Err(refused) => return refused,
    };
    if order.acknowledged_at.is_some() || order.status() != "pending" {
        return errors::forbidden("media is accessible only before acknowledgement and while pending");
    }
    let Some(lines) = lines(order) else { return errors::not_found() };
    order.images_fetched.push((which.to_owned(), now));
    ([(CONTENT_TYPE, "image/png")], picture::png(&lines)).into_response()
}

pub async fn acknowledge(
    State(sim): State<Arc<Leafly>>,
    Path((key, id)): Named,
    headers: HeaderMap,
) -> Response {
    let now = sim.stage.now();
    let mut state = sim.state();
    match state.order_for(&headers, &key, &id, now) {
        // sim_assumption: a second acknowledgement is answered like the first.
        Ok(order) if order.acknowledged_at.is_some() => StatusCode::NO_CONTENT.into_response(),
        Ok(order) if order.is_ended() => errors::forbidden("the order has already ended"),
        Ok(order) => {
            order.acknowledged_at = Some(now);
            StatusCode::NO_CONTENT.into_response()
        }
        Err(refused) => refused,
    }
}

pub async fn set_status(
    State(sim): State<Arc<Leafly>>,
    Path((key, id)): Named,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let now = sim.stage.now();
    let mut state = sim.state();
    let zones = state.zones.clone();
    let asked: Value = serde_json::from_slice(&body).unwrap_or(Value::Null);
    let order = match state.order_for(&headers, &key, &id, now) {
        Ok(order) => order,
        Err(refused) => return refused,
    };
    // sim_assumption: which code refuses an update before acknowledgement is not said.
    if order.acknowledged_at.is_none() {
        return errors::forbidden("the order has not been acknowledged");
    }
    let to = asked["status"].as_str().unwrap_or("");
    let from = order.status().to_owned();
    if !order::is_legal(&from, to) {
        let why = format!("an order that is {from} cannot be set to `{to}`");
        return errors::bad_request("the status cannot be set", vec![why]);
    }
    if to == "canceled" {
        let code = asked["cancelationReasonCode"].as_str().unwrap_or("dispensary");
        if !OUTBOUND_CANCEL_CODES.contains(&code) {
            return errors::bad_request(
                "cancelationReasonCode is not one you may send",
                vec![code.to_owned()],
            );
        }
        order.cancel(code, now, "shop");
    } else {
        order.step(to, now, None, "shop");
    }
    let shown = order.wire(zones[order.store]);
    if from == "pending" && to == "picked_up" {
        remember(&mut state.complaints, format!("order {id} jumped straight to picked_up"), COMPLAINTS_MAX);
    }
    Json(shown).into_response()
}
