//! Checking one text.

use axum::Json;
use axum::extract::State;
use countersign_app::App;
use countersign_app::wording::{self, Copy, Report};
use serde::Serialize;
use serde_json::Value;

use super::shown::{ContentReport, ContentText};
use crate::caller::{By, may};
use crate::given::Given;
use crate::problem::Problem;

/// The report as the engine writes it, under the id that was asked with.
#[derive(Debug, Serialize)]
pub struct Answered {
    id: Value,
    #[serde(flatten)]
    report: Report,
}

/// What a text says that may not be said of cannabis there, as the command `content check` answers. Nothing is kept.
#[utoipa::path(
    post, path = "/content/checks", tag = "content", security(("token" = ["content.check"])),
    request_body = ContentText,
    responses((status = OK, body = ContentReport))
)]
pub async fn check(
    State(app): State<App>,
    By(actor, _): By<may::ContentCheck>,
    Given(asked): Given<ContentText>,
) -> Result<Json<Answered>, Problem> {
    let copy =
        Copy { surface: &asked.surface, jurisdiction: asked.jurisdiction.as_deref(), text: &asked.text };
    let report = wording::check(&app, &actor, copy).await?;
    Ok(Json(Answered { id: asked.id, report }))
}
