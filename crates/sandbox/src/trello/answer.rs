//! The shapes of answers: bare objects and lists, and refusals in plain text but for the limits.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// Query parameters in any order.
pub type Pairs = axum::extract::Query<std::collections::BTreeMap<String, String>>;

pub fn told(told: Value) -> Response {
    (StatusCode::OK, Json(told)).into_response()
}

pub fn refused(status: StatusCode, message: &str) -> Response {
    (status, message.to_owned()).into_response()
}

pub fn not_found() -> Response {
    refused(StatusCode::NOT_FOUND, "The requested resource was not found.")
}

/// Documented: which limit it was stands in the body, and how long to wait nowhere.
pub fn limited(error: &str) -> Response {
    let body = json!({"error": error, "message": "Rate limit exceeded"});
    (StatusCode::TOO_MANY_REQUESTS, Json(body)).into_response()
}

pub fn of_status(status: StatusCode) -> Response {
    match status {
        StatusCode::UNAUTHORIZED => refused(status, "invalid token"),
        StatusCode::TOO_MANY_REQUESTS => limited("API_TOKEN_LIMIT_EXCEEDED"),
        other => refused(other, other.canonical_reason().unwrap_or("refused")),
    }
}
