//! OAuth2 client credentials, from HTTP Basic or from the form in the body.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Form;
use axum::Json;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use countersign_kernel::Timestamp;
use serde_json::json;

use super::state::State as Inside;
use super::{Leafly, errors};

const TOKENS_MAX: usize = 10_000;

/// Live tokens and when they end.
#[derive(Debug, Default)]
pub struct Tokens(BTreeMap<String, Timestamp>);

impl Tokens {
    fn is_live(&self, bearer: &str, now: Timestamp) -> bool {
        self.0.get(bearer).is_some_and(|end| now < *end)
    }

    pub fn revoke_all(&mut self) {
        self.0.clear();
    }
}

impl Inside {
    pub fn check_token(&self, headers: &HeaderMap, now: Timestamp) -> Result<(), Response> {
        let bearer = header(headers).and_then(|value| value.strip_prefix("Bearer ")).unwrap_or("");
        if self.tokens.is_live(bearer, now) { Ok(()) } else { Err(errors::unauthorized()) }
    }
}

fn header(headers: &HeaderMap) -> Option<&str> {
    headers.get(AUTHORIZATION)?.to_str().ok()
}

fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let coded = header(headers)?.strip_prefix("Basic ")?;
    let plain = String::from_utf8(STANDARD.decode(coded).ok()?).ok()?;
    let (id, secret) = plain.split_once(':')?;
    Some((id.to_owned(), secret.to_owned()))
}

type Fields = Vec<(String, String)>;

pub async fn issue(
    State(sim): State<Arc<Leafly>>,
    headers: HeaderMap,
    form: Result<Form<Fields>, FormRejection>,
) -> Response {
    let now = sim.stage.now();
    let mut state = sim.state();
    let form = form.map(|Form(fields)| fields).unwrap_or_default();
    let field = |name: &str| form.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str());
    let refused = |status: StatusCode, error: &str| (status, Json(json!({"error": error}))).into_response();
    if field("grant_type") != "client_credentials" {
        return refused(StatusCode::BAD_REQUEST, "unsupported_grant_type");
    }
    let of_body = || (field("client_id").to_owned(), field("client_secret").to_owned());
    let (id, secret) = basic(&headers).unwrap_or_else(of_body);
    if id != state.settings.client_id || secret != state.settings.client_secret {
        return refused(StatusCode::UNAUTHORIZED, "invalid_client");
    }
    let seconds = state.settings.sim_assumption_token_seconds;
    let text = data_encoding::HEXLOWER.encode(&state.random.array::<24>());
    state.tokens.0.retain(|_, end| now < *end);
    assert!(
        state.tokens.0.len() < TOKENS_MAX,
        "a caller that keeps its token never has {TOKENS_MAX} of them"
    );
    state.tokens.0.insert(text.clone(), now.plus_seconds(seconds));
    Json(json!({"access_token": text, "token_type": "Bearer", "expires_in": seconds})).into_response()
}
