//! What the shop tells: believed by its signature, heard once, and never back in time.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State as Of;
use axum::http::{HeaderMap, StatusCode};
use countersign_kernel::Money;
use data_encoding::HEXLOWER;
use serde::Deserialize;

use super::Website;
use super::orders::Order;
use super::settings::WEBHOOK_SECRET;
use crate::callback::hmac_sha256;

#[derive(Debug, Deserialize)]
struct Told {
    #[serde(rename = "type")]
    kind: String,
    quote: String,
    status: String,
    sequence: u64,
}

pub(super) async fn heard(Of(site): Of<Arc<Website>>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let signature = headers.get("x-countersign-signature").and_then(|value| value.to_str().ok());
    let now = site.stage.now();
    let mut state = site.state();
    if signature != Some(HEXLOWER.encode(&hmac_sha256(WEBHOOK_SECRET, &body)).as_str()) {
        state.not_believed += 1;
        return StatusCode::UNAUTHORIZED;
    }
    let told: Told = match serde_json::from_slice(&body) {
        Ok(told) => told,
        Err(_) => return StatusCode::BAD_REQUEST,
    };
    if told.kind != "order.changed" {
        return StatusCode::NO_CONTENT;
    }
    let order = state
        .orders
        .entry(told.quote.clone())
        .or_insert_with(|| Order::new(&told.quote, 0, Money::ZERO, now));
    if told.sequence > order.sequence {
        order.sequence = told.sequence;
        order.step(&told.status, now, "shop");
    } else {
        state.told_again += 1;
    }
    StatusCode::NO_CONTENT
}
