//! Asking.

use axum::Json;
use axum::extract::{Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use countersign_app::{App, questions};

use super::shown::{LimitAnswer, LimitQuestion};
use crate::caller::{By, may};
use crate::given::{is_json, json_text, media_type, whole};
use crate::problem::{Kind, Problem};

const LINES: &str = "application/x-ndjson";

/// Answers a limit question, or with `application/x-ndjson` up to 1000, one a line. Questions and answers go on the
/// record, with whole years in place of a birth date.
#[utoipa::path(
    post, path = "/limit-questions", tag = "limits", security(("token" = ["limit.ask"])),
    request_body(content((LimitQuestion = "application/json"), (String = "application/x-ndjson"))),
    responses((status = OK, content((LimitAnswer = "application/json"), (String = "application/x-ndjson"))))
)]
pub async fn ask(
    State(app): State<App>,
    By(actor, _): By<may::LimitAsk>,
    request: Request,
) -> Result<Response, Problem> {
    let kind = media_type(request.headers());
    let body = whole(request.into_body()).await?;
    if kind.as_deref() == Some(LINES) {
        let answers = questions::lines(&app, &actor, &body).await?;
        return Ok(([(header::CONTENT_TYPE, LINES)], answers).into_response());
    }
    is_json(kind.as_deref())
        .map_err(|_| Problem::new(Kind::MediaType).detail(format!("send `application/json` or `{LINES}`")))?;
    let answer = questions::one(&app, &actor, json_text(&body)?).await?;
    Ok(Json(answer).into_response())
}
