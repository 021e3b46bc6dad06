//! The two shapes of an answer, both with status 200: `success` 1 with more, or 0 with an error and mostly its code.

use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

pub(super) const WRONG_VERSION: u16 = 17;
pub(super) const NOT_ALLOWED: u16 = 62;
pub(super) const NO_SESSION: u16 = 63;
pub(super) const TOO_MUCH: u16 = 202;
/// Said of very many different things.
pub(super) const NOT_VALID: u16 = 602;
pub(super) const NEEDS_CARD: u16 = 1_020;

/// Why an action was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct No {
    pub code: Option<u16>,
    pub error: String,
}

pub(super) type Outcome = Result<Map<String, Value>, No>;

impl No {
    pub(super) fn new(code: u16, error: impl Into<String>) -> Self {
        Self { code: Some(code), error: error.into() }
    }

    pub(super) fn session() -> Self {
        Self::new(NO_SESSION, "Your session has expired. Please log in again.")
    }

    /// A failed login has no code.
    pub(super) fn login() -> Self {
        Self { code: None, error: "Invalid username or password.".to_owned() }
    }

    pub(super) fn json(&self) -> Value {
        match self.code {
            Some(code) => json!({"success": 0, "error": self.error, "errorcode": code}),
            None => json!({"success": 0, "error": self.error}),
        }
    }
}

impl IntoResponse for No {
    fn into_response(self) -> Response {
        plain(self.json().to_string())
    }
}

/// What an action answers, as one object.
pub(super) fn whole(outcome: &Outcome) -> Value {
    match outcome {
        Ok(more) => {
            let mut all = Map::from_iter([("success".to_owned(), json!(1))]);
            all.extend(more.clone());
            Value::Object(all)
        }
        Err(no) => no.json(),
    }
}

pub(super) fn plain(text: String) -> Response {
    ([(CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}

/// An answer's members from an object written in place.
pub(super) fn yes(value: Value) -> Outcome {
    match value {
        Value::Object(members) => Ok(members),
        other => unreachable!("answers are objects, not {other}"),
    }
}
