//! The shapes of answers. Reads of `/v0` come in an envelope with a status of its own.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// Query parameters in any order.
pub type Pairs = axum::extract::Query<std::collections::BTreeMap<String, String>>;

pub fn envelope(rows: Vec<Value>) -> Response {
    Json(json!({"status": 200, "data": rows})).into_response()
}

/// sim_assumption: a refusal is an object with a message.
pub fn refused(status: StatusCode, message: &str) -> Response {
    (status, Json(json!({"status": status.as_u16(), "message": message}))).into_response()
}

pub fn of_status(status: StatusCode) -> Response {
    refused(status, status.canonical_reason().unwrap_or("refused"))
}
