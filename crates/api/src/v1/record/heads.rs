//! Signed heads: what is kept elsewhere, so that an export can be held against it.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use countersign_app::App;
use countersign_app::record::{browse, parts};
use serde::Serialize;
use utoipa::ToSchema;

use crate::caller::{By, may};
use crate::problem::{Kind, Problem};

#[derive(Serialize, ToSchema)]
#[schema(as = Head)]
pub struct HeadShown {
    /// The entry it vouches for.
    pub seq: i64,
    /// The signed statement. Keep it apart from the export.
    pub head: String,
}

/// Signs where the record ends now.
#[utoipa::path(
    post, path = "/record/heads", tag = "record", security(("token" = ["record.export"])),
    responses((status = CREATED, body = HeadShown))
)]
pub async fn sign(
    State(app): State<App>,
    By(actor, _): By<may::RecordExport>,
) -> Result<(StatusCode, Json<HeadShown>), Problem> {
    let head = parts::head(&app, &actor).await?;
    Ok((StatusCode::CREATED, Json(HeadShown { seq: head.seq, head: head.text })))
}

/// The newest head that was signed.
#[utoipa::path(
    get, path = "/record/heads/latest", tag = "record", security(("token" = ["record.view"])),
    responses(
        (status = OK, body = HeadShown),
        (status = NOT_FOUND, description = "None was signed yet", body = crate::v1::document::ProblemShown,
         content_type = "application/problem+json")
    )
)]
pub async fn latest(
    State(app): State<App>,
    By(actor, _): By<may::RecordView>,
) -> Result<Json<HeadShown>, Problem> {
    let last = browse::last_head(&app, &actor).await?;
    let (seq, _, head) = last.ok_or_else(|| Problem::new(Kind::NotFound).detail("no head was signed yet"))?;
    Ok(Json(HeadShown { seq, head }))
}
