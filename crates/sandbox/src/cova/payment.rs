//! `POST …/CovaOrderPayment`: the amount must be the sale's total to the cent; a paid order is over.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::settings::COMPANY_ID;
use super::{Cova, answer};
use crate::decimal::scaled;

pub async fn pay(
    State(sim): State<Arc<Cova>>,
    Path(call): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let now = sim.stage.now();
    let mut state = sim.state();
    if let Err(refused) = state.enter(&headers, "covaorderintake", now) {
        return refused;
    }
    let asked: Value = serde_json::from_slice(&body).unwrap_or(Value::Null);
    if call != "CovaOrderPayment" || asked["CompanyId"].as_u64() != Some(COMPANY_ID) {
        return answer::of_status(StatusCode::NOT_FOUND);
    }
    let id = asked["SaleID"].as_str().unwrap_or_default().to_owned();
    let Some(order) = state.orders.get(&id) else { return answer::of_status(StatusCode::NOT_FOUND) };
    if order.paid {
        // sim_assumption: the status of a payment that comes twice.
        return answer::refused(StatusCode::CONFLICT, "this order has been paid");
    }
    let payments = asked["Payments"].as_array().cloned().unwrap_or_default();
    let paid: Option<i64> = payments.iter().map(|payment| scaled(&payment["Amount"], 2)).sum();
    if paid != Some(order.total_cents) {
        return answer::refused(StatusCode::BAD_REQUEST, "the amount must equal SaleTotal");
    }
    match state.complete(&sim.stage.world, &id, now) {
        Ok(_) => StatusCode::ACCEPTED.into_response(),
        Err(why) => answer::refused(StatusCode::BAD_REQUEST, &why),
    }
}
