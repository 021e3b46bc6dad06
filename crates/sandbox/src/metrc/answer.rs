//! The shapes of answers: envelope, bare rows, created ids, nothing, and the several bodies of a refusal.

use axum::Json;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::switches::RefusalBody;

pub(super) type Answer = Result<Response, Refusal>;

/// Why a call is refused, each with the body this vendor gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Refusal {
    Unauthorized {
        message: String,
        body: RefusalBody,
    },
    /// A key certified for the other API version is told so in plain text.
    OtherVersion {
        text: &'static str,
    },
    Bad(String),
    Rows(Vec<(usize, String)>),
    NotFound,
    TooLarge(String),
}

impl Refusal {
    pub(super) fn bad(message: impl Into<String>) -> Self {
        Self::Bad(message.into())
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let html = [(CONTENT_TYPE, "text/html; charset=utf-8")];
        match self {
            Self::Unauthorized { message, body } => {
                let status = StatusCode::UNAUTHORIZED;
                match body {
                    RefusalBody::Json => (status, Json(json!({"Message": message}))).into_response(),
                    RefusalBody::Text => (status, html, message).into_response(),
                    RefusalBody::Empty => status.into_response(),
                }
            }
            Self::OtherVersion { text } => (StatusCode::UNAUTHORIZED, html, text).into_response(),
            Self::Bad(message) => {
                (StatusCode::BAD_REQUEST, Json(json!({"Message": message}))).into_response()
            }
            Self::Rows(rows) => {
                let rows: Vec<Value> =
                    rows.into_iter().map(|(row, message)| json!({"row": row, "message": message})).collect();
                (StatusCode::BAD_REQUEST, Json(rows)).into_response()
            }
            Self::NotFound => StatusCode::NOT_FOUND.into_response(),
            Self::TooLarge(message) => {
                (StatusCode::PAYLOAD_TOO_LARGE, Json(json!({"Message": message}))).into_response()
            }
        }
    }
}

/// One value as the whole body: bare arrays and single objects.
pub(super) fn bare(value: impl Into<Value>) -> Answer {
    Ok(Json(value.into()).into_response())
}

/// A v2 write that tells the new ids, in request order.
pub(super) fn created(ids: &[i64]) -> Answer {
    bare(json!({"Ids": ids, "Warnings": null}))
}

/// 200 without a byte: v1 writes, v2 PUT and DELETE.
pub(super) fn nothing() -> Answer {
    Ok(StatusCode::OK.into_response())
}
