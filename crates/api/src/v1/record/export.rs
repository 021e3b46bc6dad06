//! The whole record as a file, passed on as it is read.

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use countersign_app::record::{download, parts};
use countersign_app::{App, AppError};
use futures::stream;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::caller::{By, may};
use crate::given::Asked;
use crate::problem::Problem;

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ExportQuery {
    /// The `seq` of a head that was signed before.
    #[param(minimum = 1)]
    to: i64,
}

/// The record up to a signed head, every store's: only a whole chain can be verified. Sign a head first
/// (`POST /record/heads`), then export up to its `seq`. That the record was taken is on the record.
#[utoipa::path(
    get, path = "/record/export", tag = "record", security(("token" = ["record.export"])), params(ExportQuery),
    responses((status = OK, description = "The export, as `record verify` reads it", content_type = "text/plain",
               body = String))
)]
pub async fn export(
    State(app): State<App>,
    By(actor, _): By<may::RecordExport>,
    Asked(query): Asked<ExportQuery>,
) -> Result<Response, Problem> {
    let to = query.to;
    download::taken(&app, &actor, to).await?;
    let first = parts::part(&app, &actor, 0, to).await?;
    let rest = stream::try_unfold((app, actor, first), move |(app, actor, part)| async move {
        let Some((text, end)) = part else { return Ok::<_, AppError>(None) };
        let next = if end < to { parts::part(&app, &actor, end, to).await? } else { None };
        Ok(Some((Bytes::from(text), (app, actor, next))))
    });
    Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], Body::from_stream(rest)).into_response())
}
