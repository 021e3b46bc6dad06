//! GraphQL's errors: most come with a status that sounds like a yes.

use axum::Json;
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

fn body(code: &str, message: &str) -> Value {
    json!({"errors": [{"message": message, "extensions": {"code": code}}], "data": null})
}

/// With 200, as GraphQL servers do.
pub fn graphql(code: &str, message: &str) -> Response {
    Json(body(code, message)).into_response()
}

pub fn too_many(wait_seconds: i64) -> Response {
    let mut response = of_status(StatusCode::TOO_MANY_REQUESTS);
    response.headers_mut().insert(RETRY_AFTER, wait_seconds.into());
    response
}

pub fn of_status(status: StatusCode) -> Response {
    let code = if status == StatusCode::UNAUTHORIZED { "UNAUTHENTICATED" } else { "INTERNAL_SERVER_ERROR" };
    let why = status.canonical_reason().unwrap_or("refused");
    (status, Json(body(code, why))).into_response()
}
