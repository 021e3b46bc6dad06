//! `GET /menu/certificates/{id}/pages/{page}`: a page as a picture, under its number (`1.png`). Never the file itself.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use countersign_app::AppError;
use countersign_app::certificates::page;

use super::hand_in::named;
use super::marked::Marked;
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
    let mark = format!("{}-{number}-{}", sheet.sha256, env!("CARGO_PKG_VERSION"));
    let marked = Marked::new(&mark, "private, no-cache", &asked)?;
    if marked.is_there {
        return Ok(marked.again());
    }
    Ok(marked.with("image/png", page::draw(&web.app, &sheet).await?))
}
