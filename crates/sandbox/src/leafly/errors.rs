//! Leafly's three error bodies: 400 `{message, validation_result}`, 401/403 `{errors:[{title,detail}]}`, 404 `{}`.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

const RESULTS_MAX: usize = 50;

pub fn bad_request(message: &str, mut results: Vec<String>) -> Response {
    results.truncate(RESULTS_MAX);
    let body = json!({"message": message, "validation_result": results});
    (StatusCode::BAD_REQUEST, Json(body)).into_response()
}

pub fn refused(status: StatusCode, detail: &str) -> Response {
    let title = status.canonical_reason().unwrap_or("Error");
    (status, Json(json!({"errors": [{"title": title, "detail": detail}]}))).into_response()
}

pub fn unauthorized() -> Response {
    refused(StatusCode::UNAUTHORIZED, "the access token is missing, wrong or expired")
}

pub fn forbidden(detail: &str) -> Response {
    refused(StatusCode::FORBIDDEN, detail)
}

pub fn not_found() -> Response {
    (StatusCode::NOT_FOUND, Json(json!({}))).into_response()
}

pub fn of_status(status: StatusCode) -> Response {
    match status {
        StatusCode::NOT_FOUND => not_found(),
        StatusCode::BAD_REQUEST => bad_request("bad request", Vec::new()),
        _ => refused(status, status.canonical_reason().unwrap_or("Error")),
    }
}
