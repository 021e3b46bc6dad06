//! The raw answers of a snapshot as a download, passed on as they are read, and how long they are kept.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use countersign_app::inventory::raw;
use countersign_app::inventory::raw_file;
use countersign_app::inventory::view::PullRow;
use countersign_app::{App, AppError};
use countersign_kernel::id::PullId;
use futures::stream;
use serde::Deserialize;

use super::room;
use crate::record::take::file;
use crate::serve::frame::done;
use crate::serve::refused::as_sentence;
use crate::serve::{Posted, Signed, Web, WebError};
use crate::shell::Flash;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct DaysForm {
    raw_days: String,
}

/// `GET /inventory/snapshots/{id}/raw`
pub(super) async fn download(
    State(web): State<Web>,
    signed: Signed,
    Path(id): Path<String>,
) -> Result<Response, WebError> {
    let id: PullId = id.parse().map_err(|_| AppError::NotFound("snapshot"))?;
    let taken = raw::take(&web.app, &signed.actor, &id).await?;
    let head = format!("{}\n", raw_file::head(&taken));
    let name = format!("countersign-raw-{}-{}.jsonl", taken.pull.source, taken.pull.id);
    let rest = Rest { app: web.app.clone(), pull: taken.pull, place: Some(0), head: Some(head) };
    let body = Body::from_stream(stream::try_unfold(rest, Rest::step));
    Ok(file(&name, "text/plain; charset=utf-8", body))
}

/// What is still to be sent.
struct Rest {
    app: App,
    pull: PullRow,
    /// The last answer that was sent; none at the end.
    place: Option<i64>,
    head: Option<String>,
}

impl Rest {
    async fn step(mut self) -> Result<Option<(String, Self)>, AppError> {
        if let Some(head) = self.head.take() {
            return Ok(Some((head, self)));
        }
        let Some(place) = self.place else { return Ok(None) };
        let rows = raw::part(&self.app, &self.pull, place).await?;
        self.place = rows.last().map(|row| row.place);
        let lines: Result<String, AppError> = rows.iter().map(raw_file::line).collect();
        Ok(Some((lines?, self)))
    }
}

/// `POST /inventory/raw`
pub(super) async fn keep_for(
    State(web): State<Web>,
    Posted { signed, form }: Posted<DaysForm>,
) -> Result<Response, WebError> {
    let kept = match form.raw_days.trim().parse() {
        Ok(days) => raw::keep_for(&web.app, &signed.actor, days).await,
        Err(_) => Err(AppError::invalid("raw_days", "is not a whole number of days")),
    };
    match kept {
        Ok(()) => {
            let flash = Flash::pass("Saved.", "It holds for what is pulled from now on.");
            Ok(done(&web, "/inventory", &flash))
        }
        Err(AppError::Invalid { field, what }) => {
            let form = room::PlanForm { raw_days: form.raw_days, ..room::PlanForm::default() };
            let wrong = (field, as_sentence(&format!("this {what}")), form);
            room::draw(&web, &signed, StatusCode::UNPROCESSABLE_ENTITY, "", Some(wrong)).await
        }
        Err(other) => Err(other.into()),
    }
}
