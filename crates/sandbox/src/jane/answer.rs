//! sim_assumption: a refusal is an object with an error.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

pub fn of_status(status: StatusCode) -> Response {
    let why = status.canonical_reason().unwrap_or("refused");
    (status, Json(json!({"error": why}))).into_response()
}
