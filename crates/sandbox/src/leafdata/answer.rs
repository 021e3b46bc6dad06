//! The shapes of answers: pages as Laravel makes them, bare lists after a write, and errors with their messages.

use std::collections::BTreeMap;

use axum::Json;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// Query parameters in any order.
pub(super) type Pairs = axum::extract::Query<BTreeMap<String, String>>;

/// Why a call was refused: a sentence for it all, and one for each thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct No {
    pub message: String,
    pub validation: Vec<String>,
}

impl No {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), validation: Vec::new() }
    }

    pub(super) fn invalid(what: impl Into<String>) -> Self {
        Self { message: "Validation Failed".to_owned(), validation: vec![what.into()] }
    }

    pub(super) fn json(&self) -> Value {
        json!({"error": true, "error_message": self.message, "validation_messages": self.validation})
    }
}

pub(super) fn refused(status: StatusCode, no: &No) -> Response {
    (status, Json(no.json())).into_response()
}

pub(super) fn of_status(status: StatusCode) -> Response {
    refused(status, &No::new(status.canonical_reason().unwrap_or("refused")))
}

pub(super) fn second_factor() -> Response {
    (StatusCode::FOUND, [(LOCATION, "/enter-mfa")], "<html>enter-mfa</html>").into_response()
}

/// One page of rows. A page behind the last one is empty.
pub(super) fn page(rows: Vec<Value>, asked: &BTreeMap<String, String>, size: usize) -> Value {
    let size = size.max(1);
    let (total, last) = (rows.len(), rows.len().div_ceil(size).max(1));
    let number = asked.get("page").and_then(|page| page.parse::<usize>().ok()).unwrap_or(1).max(1);
    let skipped = (number - 1).saturating_mul(size);
    let data: Vec<Value> = rows.into_iter().skip(skipped).take(size).collect();
    let url = |page: usize| (1..=last).contains(&page).then(|| format!("?page={page}"));
    json!({
        "total": total, "per_page": size, "current_page": number, "last_page": last,
        "next_page_url": url(number + 1), "prev_page_url": url(number - 1),
        "from": (!data.is_empty()).then_some(skipped + 1),
        "to": (!data.is_empty()).then_some(skipped + data.len()), "data": data,
    })
}
