//! `GET /menu/certificates/{id}/pages/{page}`: a page as a picture, under its number (`1.png`). Never the file itself.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use countersign_app::AppError;
use countersign_app::certificates::page;

use super::hand_in::named;
use crate::serve::{Signed, Web, WebError};

pub(super) async fn picture(
    State(web): State<Web>,
    signed: Signed,
    Path((id, name)): Path<(String, String)>,
    asked: HeaderMap,
) -> Result<Response, WebError> {
    let number = name.strip_suffix(".png").and_then(|number| number.parse().ok());
    let number = number.ok_or(AppError::NotFound("page"))?;
    let sheet = page::find(&web.app, &signed.actor, &named(&id)?, number).await?;
    // Whoever has it already asks each time whether they still may, and nothing is drawn again.
    let mark = format!("\"{}-{number}-{}\"", sheet.sha256, env!("CARGO_PKG_VERSION"));
    let has = asked.get(header::IF_NONE_MATCH).is_some_and(|has| has.as_bytes() == mark.as_bytes());
    let mark = HeaderValue::try_from(mark).map_err(|_| WebError::NoSense)?;
    let headers =
        [(header::ETAG, mark), (header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"))];
    if has {
        return Ok((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    let png = page::draw(&web.app, &sheet).await?;
    let kind = [(header::CONTENT_TYPE, HeaderValue::from_static("image/png"))];
    Ok((headers, kind, png).into_response())
}
