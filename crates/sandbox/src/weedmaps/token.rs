//! `POST /auth/token`: client credentials, one call a minute, the same token until half its life has passed.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use countersign_kernel::{Random, Timestamp};
use data_encoding::BASE64URL_NOPAD;
use serde_json::{Value, json};

use super::{Weedmaps, errors};
use crate::callback::hmac_sha256;

const LIFE_SECONDS: i64 = 1_209_600;
const REUSE_SECONDS: i64 = LIFE_SECONDS / 2;
const TOKENS_MAX: usize = 1_000;
const TOKEN_CALLS: usize = 1;
const TOKEN_CALL_SECONDS: i64 = 60;

#[derive(Debug, Clone)]
pub struct Token {
    pub scope: String,
    issued_at: Timestamp,
}

/// The tokens issued so far, by their text.
#[derive(Debug, Default)]
pub struct Tokens(BTreeMap<String, Token>);

impl Tokens {
    /// The token behind a bearer text, unless it is unknown or over.
    pub fn live(&self, bearer: &str, now: Timestamp) -> Option<&Token> {
        self.0.get(bearer).filter(|token| now < token.issued_at.plus_seconds(LIFE_SECONDS))
    }

    fn reusable(&self, scope: &str, now: Timestamp) -> Option<(&String, &Token)> {
        let young = |t: &Token| t.scope == scope && now < t.issued_at.plus_seconds(REUSE_SECONDS);
        self.0.iter().filter(|(_, token)| young(token)).max_by_key(|(_, token)| token.issued_at)
    }

    fn issue(&mut self, scope: &str, client: &str, secret: &str, random: &Random, now: Timestamp) -> String {
        let part = |value: Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
        let issued = now.micros().div_euclid(1_000_000);
        let claims = json!({
            "jti": data_encoding::HEXLOWER.encode(&random.array::<16>()),
            "exp": issued + LIFE_SECONDS,
            "iss": "weedmaps.sandbox",
            "wm.client_id": client,
        });
        let signed = format!("{}.{}", part(json!({"alg": "HS256", "typ": "JWT"})), part(claims));
        let text = format!("{signed}.{}", BASE64URL_NOPAD.encode(&hmac_sha256(secret, signed.as_bytes())));
        self.0.retain(|_, token| now < token.issued_at.plus_seconds(LIFE_SECONDS));
        assert!(
            self.0.len() < TOKENS_MAX,
            "one token a minute never reaches {TOKENS_MAX} live ones in a test"
        );
        self.0.insert(text.clone(), Token { scope: scope.to_owned(), issued_at: now });
        text
    }

    /// Forgets every token, as when the vendor revokes them.
    pub fn revoke_all(&mut self) {
        self.0.clear();
    }
}

pub async fn issue(State(sim): State<Arc<Weedmaps>>, body: Bytes) -> Response {
    let now = sim.stage.now();
    let mut state = sim.state();
    if let Err(refused) = state.count_call(now) {
        return refused;
    }
    if state.settings.enforce_rate_limits
        && let Err(wait) = state.token_calls.admit(now, TOKEN_CALLS, TOKEN_CALL_SECONDS)
    {
        return state.too_many(wait);
    }
    let Ok(Value::Object(asked)) = serde_json::from_slice(&body) else { return errors::malformed() };
    let word = |name: &str| asked.get(name).and_then(Value::as_str).unwrap_or("");
    if word("grant_type") != "client_credentials" {
        return errors::problem(StatusCode::BAD_REQUEST, "grant_type must be client_credentials");
    }
    let settings = &state.settings;
    if word("client_id") != settings.client_id || word("client_secret") != settings.client_secret {
        return errors::problem(StatusCode::UNAUTHORIZED, "the client credentials are not valid");
    }
    let asked_scopes: Vec<&str> = word("scope").split_whitespace().collect();
    let granted: Vec<&str> =
        settings.granted_scopes.split_whitespace().filter(|scope| asked_scopes.contains(scope)).collect();
    let scope = granted.join(" ");
    let state = &mut *state;
    let (text, issued_at) = match state.tokens.reusable(&scope, now) {
        Some((text, token)) => (text.clone(), token.issued_at),
        None => {
            let (client, secret) = (&state.settings.client_id, &state.settings.client_secret);
            (state.tokens.issue(&scope, client, secret, &state.random, now), now)
        }
    };
    let created_at = issued_at.micros().div_euclid(1_000_000);
    let left = LIFE_SECONDS - now.seconds_since(issued_at);
    let answer = json!({
        "access_token": text,
        "token_type": "Bearer",
        "expires_in": left,
        "scope": scope,
        "created_at": created_at,
    });
    (StatusCode::CREATED, Json(answer)).into_response()
}
