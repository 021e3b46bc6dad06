//! The shapes of answers. A no of the application comes with the status of a yes; limits and keys have statuses of their own.

use axum::Json;
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// A no to one field, or to the whole question.
#[derive(Debug, Clone)]
pub struct No {
    pub code: &'static str,
    pub status: u16,
    pub message: String,
}

impl No {
    pub fn new(code: &'static str, status: u16, message: impl Into<String>) -> Self {
        Self { code, status, message: message.into() }
    }

    pub fn told(&self, field: Option<&str>) -> Value {
        let mut told = json!({
            "message": self.message,
            "extensions": {"code": self.code, "status_code": self.status, "error_data": {}},
        });
        if let Some(field) = field {
            told["path"] = json!([field]);
        }
        told
    }
}

pub fn told(data: Value, errors: Vec<Value>) -> Response {
    let mut body = json!({"data": data, "extensions": {"request_id": "00000000-invented"}});
    if !errors.is_empty() {
        body["errors"] = json!(errors);
    }
    (StatusCode::OK, Json(body)).into_response()
}

/// Documented: how long to wait stands in the header and in the body.
pub fn limited(code: &'static str, message: &str, wait: i64, in_success: bool) -> Response {
    let mut error = No::new(code, 429, message).told(None);
    error["extensions"]["retry_in_seconds"] = json!(wait);
    let status = if in_success { StatusCode::OK } else { StatusCode::TOO_MANY_REQUESTS };
    (status, [(RETRY_AFTER, wait.to_string())], Json(json!({"errors": [error]}))).into_response()
}

/// A question that cannot be read.
pub fn invalid(message: &str) -> Response {
    let error = No::new("GRAPHQL_VALIDATION_FAILED", 400, message).told(None);
    (StatusCode::BAD_REQUEST, Json(json!({"errors": [error]}))).into_response()
}

pub fn of_status(status: StatusCode) -> Response {
    let word = status.canonical_reason().unwrap_or("refused");
    (status, Json(json!({"errors": [{"message": word}]}))).into_response()
}
