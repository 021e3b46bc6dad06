//! The shapes of answers: `data`, or a list of errors with a message each.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// Query parameters in any order.
pub type Pairs = axum::extract::Query<std::collections::BTreeMap<String, String>>;

pub fn data(status: StatusCode, data: Value) -> Response {
    (status, Json(json!({"data": data}))).into_response()
}

pub fn refused(status: StatusCode, message: &str) -> Response {
    (status, Json(json!({"errors": [{"message": message}]}))).into_response()
}

pub fn of_status(status: StatusCode) -> Response {
    refused(status, status.canonical_reason().unwrap_or("refused"))
}
