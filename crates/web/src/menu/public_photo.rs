//! Pictures: to everybody what is signed off and in force (`GET /photos/{file}`), to the shop also what is not yet. Never what was
//! handed in.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::Response;
use axum::routing::get;
use countersign_app::AppError;
use countersign_app::photos::public::served;
use countersign_app::photos::view::{self, Size};

use super::marked::Marked;
use super::photo_room::named;
use crate::serve::{Signed, Web, WebError};

/// A marketplace fetches once and keeps its own. A picture that was taken down is gone from caches between after a week.
const KEPT: &str = "public, max-age=604800";

pub(super) fn routes() -> Router<Web> {
    Router::new().route("/photos/{file}", get(everybody))
}

/// `GET /photos/{file}`: no session is asked for, and none is looked at. A `HEAD` is answered like it, without the picture.
async fn everybody(
    State(web): State<Web>,
    Path(file): Path<String>,
    asked: HeaderMap,
) -> Result<Response, WebError> {
    let hash = file.strip_suffix(".jpg").ok_or(AppError::NotFound("photo"))?;
    let picture = served(&web.app, hash).await?;
    let mut answer = jpeg(hash, KEPT, &asked, picture)?;
    let resource_policy = HeaderName::from_static("cross-origin-resource-policy");
    answer.headers_mut().insert(resource_policy, HeaderValue::from_static("cross-origin"));
    Ok(answer)
}

/// `GET /menu/photos/{id}/{size}`
pub(super) async fn of_the_shop(
    State(web): State<Web>,
    signed: Signed,
    Path((id, name)): Path<(String, String)>,
    asked: HeaderMap,
) -> Result<Response, WebError> {
    let size = match name.as_str() {
        "whole.jpg" => Size::Whole,
        "small.jpg" => Size::Small,
        _ => return Err(AppError::NotFound("photo").into()),
    };
    let (hash, picture) = view::picture(&web.app, &signed.actor, &named(&id)?, size).await?;
    jpeg(&format!("{hash}-{name}"), "private, no-cache", &asked, picture)
}

fn jpeg(mark: &str, kept: &'static str, asked: &HeaderMap, picture: Vec<u8>) -> Result<Response, WebError> {
    let marked = Marked::new(mark, kept, asked)?;
    Ok(if marked.is_there { marked.again() } else { marked.with("image/jpeg", picture) })
}
