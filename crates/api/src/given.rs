//! What a request brings: its body, its query, the ids in its path. Each refusal says which field and why.

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::error::Category;

use crate::problem::{Kind, Problem};

/// Larger bodies are refused before they are read whole.
pub const BODY_BYTES_MAX: usize = 1024 * 1024;

/// The whole body, if it is not too large.
pub async fn whole(body: Body) -> Result<Bytes, Problem> {
    to_bytes(body, BODY_BYTES_MAX).await.map_err(|why| {
        let source = std::error::Error::source(&why).map(ToString::to_string).unwrap_or_default();
        if source.contains("length limit") {
            Problem::new(Kind::TooLarge).detail(format!("at most {BODY_BYTES_MAX} bytes are read"))
        } else {
            Problem::new(Kind::Malformed).detail("the body broke off")
        }
    })
}

/// The media type without its parameters, in lower case.
pub fn media_type(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    Some(value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase())
}

/// A JSON body. No body at all counts as `{}`, for deeds that need nothing said.
pub struct Given<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Given<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let kind = media_type(request.headers());
        let bytes = whole(request.into_body()).await?;
        if bytes.is_empty() {
            return json(b"{}").map(Self);
        }
        is_json(kind.as_deref())?;
        json(&bytes).map(Self)
    }
}

pub fn is_json(media_type: Option<&str>) -> Result<(), Problem> {
    match media_type {
        Some("application/json") => Ok(()),
        _ => Err(Problem::new(Kind::MediaType).detail("send `Content-Type: application/json`")),
    }
}

pub fn json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    serde_json::from_slice(bytes).map_err(|why| match why.classify() {
        Category::Data => {
            let sentence = why.to_string();
            let what = sentence.split(" at line ").next().unwrap_or(&sentence);
            // Which field is in serde's sentence; the place is for whoever prints the body.
            Problem::new(Kind::Invalid).detail(what).with(
                "errors",
                serde_json::json!([{"line": why.line(), "column": why.column(), "detail": what}]),
            )
        }
        Category::Syntax | Category::Eof | Category::Io => malformed(&why),
    })
}

/// JSON of any shape, as text.
pub fn json_text(bytes: &[u8]) -> Result<&str, Problem> {
    serde_json::from_slice::<IgnoredAny>(bytes).map_err(|why| malformed(&why))?;
    std::str::from_utf8(bytes).map_err(|_| Problem::new(Kind::Malformed).detail("the body is not UTF-8"))
}

fn malformed(why: &serde_json::Error) -> Problem {
    Problem::new(Kind::Malformed).detail(format!("the body is not JSON: {why}"))
}

/// The query. A parameter that the path does not know is refused rather than passed over.
pub struct Asked<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Asked<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let asked = Query::<T>::try_from_uri(&parts.uri);
        asked
            .map(|Query(asked)| Self(asked))
            .map_err(|why| Problem::new(Kind::Malformed).detail(why.body_text()))
    }
}

/// One value of the path. What is not an id of the right kind names nothing.
pub struct Named<T>(pub T);

impl<T: std::str::FromStr, S: Send + Sync> FromRequestParts<S> for Named<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let unknown = || Problem::new(Kind::NotFound).detail("there is nothing under this id");
        let Path(text) = Path::<String>::from_request_parts(parts, state).await.map_err(|_| unknown())?;
        text.parse().map(Self).map_err(|_| unknown())
    }
}
