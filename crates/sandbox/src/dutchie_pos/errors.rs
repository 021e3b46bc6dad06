//! The mixed error bodies of this vendor: an object, a validation result, a bare string, or nothing at all.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// `{message, propertyErrors}`; no property errors means null.
pub fn message(text: &str, properties: &[(&str, &str)]) -> Response {
    let errors: Vec<Value> = properties
        .iter()
        .map(|(name, error)| json!({"propertyName": name, "propertyError": error}))
        .collect();
    let errors = if errors.is_empty() { Value::Null } else { json!(errors) };
    (StatusCode::BAD_REQUEST, Json(json!({"message": text, "propertyErrors": errors}))).into_response()
}

/// `{isValid, errors, ruleSetsExecuted}`.
pub fn validation(errors: &[String]) -> Response {
    let body = json!({"isValid": false, "errors": errors, "ruleSetsExecuted": ["default"]});
    (StatusCode::BAD_REQUEST, Json(body)).into_response()
}

/// A bare JSON string.
pub fn text(status: StatusCode, text: &str) -> Response {
    (status, Json(json!(text))).into_response()
}

/// A status and no body: how preorder status, cancel and update refuse.
pub fn empty(status: StatusCode) -> Response {
    status.into_response()
}

pub fn of_status(status: StatusCode) -> Response {
    match status {
        StatusCode::UNAUTHORIZED => text(status, "Invalid API Key"),
        StatusCode::FORBIDDEN => text(status, "Account not authorized"),
        StatusCode::INTERNAL_SERVER_ERROR => text(status, "Something went wrong."),
        _ => empty(status),
    }
}
