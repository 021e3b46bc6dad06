//! `POST /v1/oauth2/token`, password grant.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Json, http::HeaderMap};
use serde_json::json;

use super::settings::{CLIENT_ID, CLIENT_SECRET, PASSWORD, USERNAME};
use super::{Cova, answer};
use crate::picture::sha256_hex;

pub async fn issue(
    State(sim): State<Arc<Cova>>,
    _headers: HeaderMap,
    Form(asked): Form<BTreeMap<String, String>>,
) -> Response {
    let is = |name: &str, value: &str| asked.get(name).is_some_and(|given| given == value);
    let good = is("grant_type", "password")
        && is("client_id", CLIENT_ID)
        && is("client_secret", CLIENT_SECRET)
        && is("username", USERNAME)
        && is("password", PASSWORD);
    if !good {
        return answer::refused(StatusCode::UNAUTHORIZED, "invalid_grant");
    }
    let now = sim.stage.now();
    let mut state = sim.state();
    let token = sha256_hex(format!("cova {} {now}", state.tokens.len()).as_bytes());
    let seconds = state.settings.token_seconds;
    state.tokens.insert(token.clone(), now.plus_seconds(seconds));
    Json(json!({"access_token": token, "token_type": "bearer", "expires_in": seconds})).into_response()
}
