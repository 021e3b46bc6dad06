//! `PUT /oos/{version}/merchants/{merchant_id}/orders/{order_id}`: how the shop moves an order.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::Weedmaps;
use super::errors::{self, Wrong};
use super::guard::ORDER_VERSIONS;
use super::state::Order;
use crate::shopper::StatusStep;

const STATUSES: [&str; 8] = [
    "DRAFT",
    "PENDING",
    "IN_PROGRESS",
    "READY_FOR_ATTAINMENT",
    "COMPLETE",
    "CANCELED_CUSTOMER",
    "CANCELED_SELLER",
    "FAILED",
];
const REASONS: [&str; 11] = [
    "OUT_OF_STOCK",
    "CUSTOMER_REQUEST",
    "PAYMENT_FAILURE",
    "FRAUD_DETECTED",
    "POS_CLOSED",
    "DELIVERY_ISSUE",
    "ORDER_TOO_EXPENSIVE",
    "ID_ISSUE",
    "CUSTOMER_NO_SHOW",
    "EXCEEDS_LIMIT",
    "OTHER",
];

/// Where a status stands on the way; end states stand behind all others.
fn rank(status: &str) -> usize {
    STATUSES.iter().position(|word| *word == status).unwrap_or(0).min(4)
}

pub fn is_end(status: &str) -> bool {
    rank(status) == 4
}

/// sim_assumption: forward only, skipping allowed, nothing out of an end state, never to DRAFT or PENDING.
fn is_legal(from: &str, to: &str) -> bool {
    !is_end(from) && rank(to) > rank(from) && rank(to) > 1
}

pub async fn update(
    State(sim): State<Arc<Weedmaps>>,
    Path((version, merchant_id, order_id)): Path<(String, String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let now = sim.stage.now();
    let mut state = sim.state();
    // sim_assumption: no scope is documented for orders, a valid token is enough.
    if let Err(refused) = state.enter(&headers, "", now) {
        return refused;
    }
    if !ORDER_VERSIONS.contains(&version.as_str()) {
        return errors::not_found("version");
    }
    let Ok(Value::Object(asked)) = serde_json::from_slice::<Value>(&body) else { return errors::malformed() };
    let strict = state.settings.sim_assumption_illegal_transition_is_422;
    let Some(order) = state.orders.get_mut(&order_id).filter(|order| order.merchant == merchant_id) else {
        return errors::not_found("order");
    };
    let (to, reason) = match wanted(&asked, &version, order) {
        Ok(pair) => pair,
        Err(wrong) => return errors::unprocessable(&[wrong]),
    };
    if order.status() != to {
        if strict && !is_legal(order.status(), &to) {
            let detail = format!("an order that is {} cannot become {to}", order.status());
            return errors::unprocessable(&[Wrong::at("/status", detail)]);
        }
        order.texts.push(format!("Your order is now {to}"));
        order.history.push(StatusStep { status: to, at: now, reason, by: "shop".to_owned() });
    }
    Json(order.wire()).into_response()
}

/// The status and reason asked for. Before 2026-01 the whole object must be sent.
fn wanted(
    asked: &serde_json::Map<String, Value>,
    version: &str,
    order: &Order,
) -> Result<(String, Option<String>), Wrong> {
    if version != "2026-01" && asked.get("orderId").and_then(Value::as_str) != Some(order.id.as_str()) {
        return Err(Wrong::at("/orderId", "this version takes the whole Order object"));
    }
    let status = asked.get("status").and_then(Value::as_str).unwrap_or("");
    if !STATUSES.contains(&status) {
        return Err(Wrong::at("/status", format!("must be one of {}", STATUSES.join(", "))));
    }
    let reason = asked.get("canceledReason").filter(|reason| !reason.is_null());
    let Some(reason) = reason else { return Ok((status.to_owned(), None)) };
    let known = reason.as_str().filter(|reason| REASONS.contains(reason));
    let Some(reason) = known else {
        return Err(Wrong::at("/canceledReason", format!("must be one of {}", REASONS.join(", "))));
    };
    if !status.starts_with("CANCELED_") && status != "FAILED" {
        return Err(Wrong::at("/canceledReason", "only a canceled order has a reason"));
    }
    Ok((status.to_owned(), Some(reason.to_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_only_move_forward_and_never_out_of_an_end() {
        for (from, to, legal) in [
            ("PENDING", "IN_PROGRESS", true),
            ("PENDING", "COMPLETE", true),
            ("IN_PROGRESS", "CANCELED_SELLER", true),
            ("READY_FOR_ATTAINMENT", "IN_PROGRESS", false),
            ("IN_PROGRESS", "PENDING", false),
            ("COMPLETE", "CANCELED_SELLER", false),
            ("CANCELED_CUSTOMER", "COMPLETE", false),
        ] {
            assert_eq!(is_legal(from, to), legal, "{from} to {to}");
        }
    }
}
