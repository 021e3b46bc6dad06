//! The page that a person uploads files in. Its sign-in lies elsewhere and is taken for done.

use std::convert::Infallible;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use countersign_kernel::{Timestamp, time};

use super::state::Upload;
use super::{Ccrs, USERNAME, process};

const WAITING_MAX: usize = 1_000;
const TOKEN: &str = "sandbox-verification-token";

pub(super) async fn form() -> Html<String> {
    Html(format!(
        "<form method=\"post\" enctype=\"multipart/form-data\"><input type=\"file\" name=\"files\"><input name=\"username\">\
         <input type=\"hidden\" name=\"__RequestVerificationToken\" value=\"{TOKEN}\"></form>"
    ))
}

fn refused() -> Response {
    (StatusCode::OK, Html("<h1>Your file could not be uploaded</h1>")).into_response()
}

pub(super) async fn upload(State(sim): State<Arc<Ccrs>>, headers: HeaderMap, body: Bytes) -> Response {
    let said = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let Ok(boundary) = multer::parse_boundary(said) else { return refused() };
    let stream = futures::stream::once(async move { Ok::<_, Infallible>(body) });
    let mut parts = multer::Multipart::new(stream, boundary);
    let (mut files, mut username, mut token) = (Vec::new(), String::new(), String::new());
    while let Ok(Some(part)) = parts.next_field().await {
        let name = part.name().unwrap_or_default().to_owned();
        let file = part.file_name().map(str::to_owned);
        let Ok(text) = part.text().await else { return refused() };
        match (name.as_str(), file) {
            ("files", Some(file)) => files.push((file, text)),
            ("username", _) => username = text,
            ("__RequestVerificationToken", _) => token = text,
            _ => {}
        }
    }
    let known = username == USERNAME && token == TOKEN && !files.is_empty();
    let now = sim.stage.now();
    if !known || !receive(&sim, files, now) {
        return refused();
    }
    let zone = time::zone("America/Los_Angeles").expect("the zone is compiled in");
    let at = now.in_zone(&zone).strftime("%m/%d/%Y %I:%M:%S %p").to_string();
    Html(format!("<h1>Your file was received on {at} Pacific Time</h1>")).into_response()
}

/// Takes files in, all or none; whether it did.
pub(super) fn receive(sim: &Ccrs, files: Vec<(String, String)>, now: Timestamp) -> bool {
    let mut state = sim.state();
    let fits = files.iter().all(|(name, _)| process::is_file_name(name));
    if !fits || state.waiting.len() + files.len() > WAITING_MAX {
        return false;
    }
    let due = now.plus_minutes(state.settings.answer_after_minutes);
    for (name, text) in files {
        state.waiting.push_back(Upload { name, text, due });
    }
    true
}
