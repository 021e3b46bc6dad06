//! Errors as programs read them: RFC 9457 problems with a stable `type`.

mod kind;
mod of_app;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

pub use kind::Kind;

const MEDIA_TYPE: &str = "application/problem+json";

/// One problem, on its way out. The frame adds which request it was.
#[derive(Debug, Clone)]
pub struct Problem(Box<Inside>);

#[derive(Debug, Clone)]
struct Inside {
    status: StatusCode,
    members: Map<String, Value>,
    headers: HeaderMap,
}

impl Problem {
    pub fn new(kind: Kind) -> Self {
        let mut members = Map::new();
        members.insert("type".to_owned(), json!(format!("/problems/{}", kind.slug())));
        members.insert("title".to_owned(), json!(kind.title()));
        members.insert("status".to_owned(), json!(kind.status().as_u16()));
        let mut problem = Self::kept(kind.status(), members);
        if kind == Kind::Unauthenticated {
            problem = problem.header(header::WWW_AUTHENTICATE, "Bearer realm=\"countersign\"");
        }
        problem
    }

    /// A field or parameter that cannot be used.
    pub fn invalid(field: &str, what: &str) -> Self {
        Self::new(Kind::Invalid)
            .detail(format!("`{field}` {what}"))
            .with("errors", json!([{"field": field, "detail": what}]))
    }

    #[must_use]
    pub fn detail(self, sentence: impl Into<String>) -> Self {
        self.with("detail", json!(sentence.into()))
    }

    #[must_use]
    pub fn with(mut self, member: &str, value: Value) -> Self {
        self.0.members.insert(member.to_owned(), value);
        self
    }

    #[must_use]
    pub fn header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.0.headers.insert(name, value);
        }
        self
    }

    #[must_use]
    pub fn retry_after(self, seconds: i64) -> Self {
        self.header(header::RETRY_AFTER, &seconds.to_string())
    }

    pub fn members(&self) -> &Map<String, Value> {
        &self.0.members
    }

    /// A problem as it was kept.
    pub fn kept(status: StatusCode, members: Map<String, Value>) -> Self {
        Self(Box::new(Inside { status, members, headers: HeaderMap::new() }))
    }

    /// The whole answer, with which request it belongs to.
    pub fn answer(mut self, path: &str, request_id: &str) -> Response {
        self.0.members.insert("instance".to_owned(), json!(path));
        self.0.members.insert("request_id".to_owned(), json!(request_id));
        let text = serde_json::to_vec(&self.0.members).expect("a map of JSON values has a JSON form");
        let mut response = Response::new(Body::from(text));
        *response.status_mut() = self.0.status;
        *response.headers_mut() = self.0.headers;
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        response
    }
}

impl IntoResponse for Problem {
    /// Bare: the frame reads the problem from the extensions and writes it out.
    fn into_response(self) -> Response {
        let mut response = self.0.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}
