//! The shapes of answers: PascalCase, a message on a refusal.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// sim_assumption: a refusal is an object with a message.
pub fn refused(status: StatusCode, message: &str) -> Response {
    (status, Json(json!({"Message": message}))).into_response()
}

pub fn of_status(status: StatusCode) -> Response {
    refused(status, status.canonical_reason().unwrap_or("refused"))
}
