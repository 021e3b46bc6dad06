//! A form that a signed-in person sent: its CSRF value agrees with the session, or nothing of it is read.

use axum::body::{Bytes, to_bytes};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::HeaderMap;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use subtle::ConstantTimeEq;

use super::signed::Signed;
use super::{Web, WebError};

/// No form of ours is longer, the licence barcode included.
pub const FORM_BYTES_MAX: usize = 64 * 1024;

/// The form and who sent it.
#[derive(Debug)]
pub struct Posted<T> {
    pub signed: Signed,
    pub form: T,
}

impl<T: DeserializeOwned> FromRequest<Web> for Posted<T> {
    type Rejection = WebError;

    async fn from_request(request: Request, web: &Web) -> Result<Self, WebError> {
        // Deeds are refused before anything is asked of a database that may be what is missing.
        if request.uri().path().starts_with("/orders") {
            web.app.fit()?;
        }
        let (mut parts, body) = request.into_parts();
        let signed = <Signed as FromRequestParts<Web>>::from_request_parts(&mut parts, web).await?;
        let bytes = whole(body).await?;
        if !is_ours(&parts.headers, &bytes, signed.csrf()) {
            return Err(WebError::Forged);
        }
        Ok(Self { form: read(&bytes)?, signed })
    }
}

pub async fn whole(body: axum::body::Body) -> Result<Bytes, WebError> {
    to_bytes(body, FORM_BYTES_MAX).await.map_err(|_| WebError::TooLong)
}

pub fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, WebError> {
    serde_urlencoded::from_bytes(bytes).map_err(|_| WebError::NoSense)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Carried {
    csrf: String,
}

/// Whether the form was shown by us to this very browser.
pub fn is_ours(headers: &HeaderMap, bytes: &[u8], expected: &str) -> bool {
    let carried = serde_urlencoded::from_bytes::<Carried>(bytes).unwrap_or_default();
    is_carried(headers, &carried.csrf, expected)
}

/// The values are compared in a time that tells nothing of where they differ. What browsers say of where a request came from
/// is looked at too, where they say it.
pub fn is_carried(headers: &HeaderMap, csrf: &str, expected: &str) -> bool {
    let from_elsewhere = headers.get("sec-fetch-site").is_some_and(|site| site == "cross-site");
    let same: bool = csrf.as_bytes().ct_eq(expected.as_bytes()).into();
    same && !expected.is_empty() && !from_elsewhere
}
