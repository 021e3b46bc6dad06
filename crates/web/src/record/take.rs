//! The export's handlers: sign, then two downloads. The record is passed on as it is read, never held whole.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use countersign_app::record::{download, parts};
use countersign_app::{App, AppError};
use countersign_kernel::{Actor, Permission};
use futures::stream;

use super::export::ExportPage;
use crate::serve::frame::{shell_for, show};
use crate::serve::{Posted, Signed, Web, WebError};
use crate::session::more::NothingForm;
use crate::shell::Room;

/// `POST /record/export`
pub(super) async fn sign(
    State(web): State<Web>,
    Posted { signed, .. }: Posted<NothingForm>,
) -> Result<Response, WebError> {
    let seq = download::begin(&web.app, &signed.actor).await?;
    Ok(Redirect::to(&format!("/record/export/{seq}")).into_response())
}

/// `GET /record/export/{sequence}`
pub(super) async fn page(
    State(web): State<Web>,
    signed: Signed,
    Path(sequence): Path<String>,
) -> Result<Response, WebError> {
    signed.must(Permission::RecordExport)?;
    let seq = number(&sequence)?;
    download::head(&web.app, &signed.actor, seq).await?;
    let shell = shell_for(&web, &signed, Room::Record, "Export", Vec::new()).await?;
    show(&web, &signed, &ExportPage { shell, sequence: seq.to_string() })
}

/// `GET /record/export/{sequence}/head`
pub(super) async fn head(
    State(web): State<Web>,
    signed: Signed,
    Path(sequence): Path<String>,
) -> Result<Response, WebError> {
    let seq = number(&sequence)?;
    let text = download::head(&web.app, &signed.actor, seq).await?;
    Ok(file(&format!("countersign-head-{seq}.json"), "application/json", Body::from(text)))
}

/// `GET /record/export/{sequence}/record`
pub(super) async fn record(
    State(web): State<Web>,
    signed: Signed,
    Path(sequence): Path<String>,
) -> Result<Response, WebError> {
    let seq = number(&sequence)?;
    download::taken(&web.app, &signed.actor, seq).await?;
    // The first part is read before anything is sent, so that what fails at once fails with a status.
    let first = parts::part(&web.app, &signed.actor, 0, seq).await?;
    let rest = Rest { app: web.app.clone(), actor: signed.actor, last: seq, next: first };
    let body = Body::from_stream(stream::try_unfold(rest, Rest::step));
    Ok(file(&format!("countersign-record-{seq}.jsonl"), "text/plain; charset=utf-8", body))
}

/// What is still to be sent; `next` has been read already.
struct Rest {
    app: App,
    actor: Actor,
    last: i64,
    next: Option<(Vec<u8>, i64)>,
}

impl Rest {
    async fn step(mut self) -> Result<Option<(Vec<u8>, Self)>, AppError> {
        let Some((bytes, end)) = self.next.take() else { return Ok(None) };
        if end < self.last {
            self.next = parts::part(&self.app, &self.actor, end, self.last).await?;
        }
        Ok(Some((bytes, self)))
    }
}

fn number(sequence: &str) -> Result<i64, WebError> {
    Ok(sequence.parse().map_err(|_| AppError::NotFound("export"))?)
}

pub(crate) fn file(name: &str, kind: &'static str, body: Body) -> Response {
    let attachment = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    let attachment = attachment.expect("our own file names are plain ASCII");
    let headers =
        [(header::CONTENT_TYPE, HeaderValue::from_static(kind)), (header::CONTENT_DISPOSITION, attachment)];
    (headers, body).into_response()
}
