//! `{errors:[{status,title,detail,code?,source{pointer}}]}`, the one error body Weedmaps documents.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// Faults reported in one answer; the rest are left off.
const FAULTS_MAX: usize = 50;

/// One thing wrong with a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    pub pointer: String,
    pub detail: String,
}

impl Wrong {
    pub fn at(pointer: &str, detail: impl Into<String>) -> Self {
        Self { pointer: pointer.to_owned(), detail: detail.into() }
    }
}

fn title(status: StatusCode) -> &'static str {
    status.canonical_reason().unwrap_or("Error")
}

pub fn problem(status: StatusCode, detail: &str) -> Response {
    let error = json!({"status": status.as_u16().to_string(), "title": title(status), "detail": detail});
    (status, Json(json!({"errors": [error]}))).into_response()
}

pub fn unprocessable(wrongs: &[Wrong]) -> Response {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    let errors: Vec<Value> = wrongs
        .iter()
        .take(FAULTS_MAX)
        .map(|wrong| {
            json!({
                "status": status.as_u16().to_string(),
                "title": title(status),
                "detail": wrong.detail,
                "source": {"pointer": wrong.pointer},
            })
        })
        .collect();
    (status, Json(json!({"errors": errors}))).into_response()
}

pub fn of_status(status: StatusCode) -> Response {
    problem(status, title(status))
}

pub fn not_found(what: &str) -> Response {
    problem(StatusCode::NOT_FOUND, &format!("{what} not found"))
}

pub fn malformed() -> Response {
    problem(StatusCode::BAD_REQUEST, "the body is not a JSON object")
}
