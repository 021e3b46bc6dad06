//! A picture with its mark: whoever has it asks again whether they still may, and is not given it twice.

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::serve::WebError;

#[derive(Debug)]
pub(super) struct Marked {
    headers: [(HeaderName, HeaderValue); 2],
    /// They have it already, so it need not be made.
    pub is_there: bool,
}

impl Marked {
    pub(super) fn new(mark: &str, kept: &'static str, asked: &HeaderMap) -> Result<Self, WebError> {
        let mark = format!("\"{mark}\"");
        let is_there = asked.get(header::IF_NONE_MATCH).is_some_and(|has| has.as_bytes() == mark.as_bytes());
        let mark = HeaderValue::try_from(mark).map_err(|_| WebError::NoSense)?;
        let headers = [(header::ETAG, mark), (header::CACHE_CONTROL, HeaderValue::from_static(kept))];
        Ok(Self { headers, is_there })
    }

    pub(super) fn again(self) -> Response {
        (StatusCode::NOT_MODIFIED, self.headers).into_response()
    }

    pub(super) fn with(self, kind: &'static str, picture: Vec<u8>) -> Response {
        let kind = [(header::CONTENT_TYPE, HeaderValue::from_static(kind))];
        (self.headers, kind, picture).into_response()
    }
}
