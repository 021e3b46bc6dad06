//! A form with a file in it, from a signed-in person. Its CSRF value comes first, or nothing of it is read.

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::{HeaderMap, header};
use countersign_app::handed_in::{FILE_BYTES_MAX, too_large};
use multer::{Constraints, Multipart, SizeLimit};

use super::posted::is_carried;
use super::signed::Signed;
use super::{Web, WebError};

/// Beside the file only its name, its product and the CSRF value travel.
const AROUND_BYTES_MAX: u64 = 64 * 1024;

/// The file named `file`, and who sent it.
#[derive(Debug)]
pub struct Uploaded {
    pub signed: Signed,
    /// The product that it is of, where the form asks for one.
    pub sku: String,
    pub name: String,
    pub bytes: Bytes,
}

impl FromRequest<Web> for Uploaded {
    type Rejection = WebError;

    async fn from_request(request: Request, web: &Web) -> Result<Self, WebError> {
        let (mut parts, body) = request.into_parts();
        let signed = <Signed as FromRequestParts<Web>>::from_request_parts(&mut parts, web).await?;
        let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let boundary = kind.and_then(|kind| multer::parse_boundary(kind).ok()).ok_or(WebError::NoSense)?;
        read(&parts.headers, body, boundary, signed).await
    }
}

async fn read(
    headers: &HeaderMap,
    body: Body,
    boundary: String,
    signed: Signed,
) -> Result<Uploaded, WebError> {
    let most = FILE_BYTES_MAX as u64;
    let limits = SizeLimit::new().whole_stream(most + AROUND_BYTES_MAX);
    let limits =
        limits.for_field("csrf", AROUND_BYTES_MAX).for_field("sku", AROUND_BYTES_MAX).for_field("file", most);
    let constraints = Constraints::new().allowed_fields(vec!["csrf", "sku", "file"]).size_limit(limits);
    let mut form = Multipart::with_constraints(body.into_data_stream(), boundary, constraints);
    let first = form.next_field().await.map_err(|_| WebError::NoSense)?.ok_or(WebError::Forged)?;
    let is_csrf = first.name() == Some("csrf");
    let csrf = first.text().await.map_err(|_| WebError::NoSense)?;
    if !is_csrf || !is_carried(headers, &csrf, signed.csrf()) {
        return Err(WebError::Forged);
    }
    let mut file = form.next_field().await.map_err(|_| WebError::NoSense)?;
    let mut sku = String::new();
    if let Some(field) = file.take_if(|field| field.name() == Some("sku")) {
        sku = field.text().await.map_err(|_| WebError::NoSense)?;
        file = form.next_field().await.map_err(|_| WebError::NoSense)?;
    }
    let file = file.filter(|file| file.name() == Some("file")).ok_or(WebError::NoSense)?;
    let name = file.file_name().unwrap_or_default().to_owned();
    let bytes = file.bytes().await.map_err(|why| match why {
        multer::Error::FieldSizeExceeded { .. } | multer::Error::StreamSizeExceeded { .. } => {
            too_large().into()
        }
        _ => WebError::NoSense,
    })?;
    Ok(Uploaded { signed, sku, name, bytes })
}
