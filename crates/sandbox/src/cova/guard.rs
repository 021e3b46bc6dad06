//! What every call passes first: a bearer token, then the limit of its service.

use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use countersign_kernel::Timestamp;

use super::answer;
use super::settings::{COMPANY_ID, bracketed};
use super::state::State;

const WINDOW_SECONDS: i64 = 60;

impl State {
    pub fn enter(
        &mut self,
        headers: &HeaderMap,
        service: &'static str,
        now: Timestamp,
    ) -> Result<(), Response> {
        let given = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = given.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default();
        if self.tokens.get(token).is_none_or(|end| *end <= now) {
            return Err(answer::of_status(StatusCode::UNAUTHORIZED));
        }
        let most = self.settings.calls_a_minute;
        if self.settings.enforce_rate_limits
            && self.windows.entry(service).or_default().admit(now, most, WINDOW_SECONDS).is_err()
        {
            let mut refusal = answer::of_status(StatusCode::TOO_MANY_REQUESTS);
            let headers = refusal.headers_mut();
            headers.insert("cova-apim-ratelimit-limit", HeaderValue::from(most));
            headers.insert("cova-apim-ratelimit-remaining", HeaderValue::from(0));
            return Err(refusal);
        }
        Ok(())
    }
}

/// The company in the path must be ours, written bare or as `Companies(…)`.
pub fn company(segment: &str) -> Result<(), Response> {
    let id = bracketed(segment, "Companies").unwrap_or(segment);
    match id.parse() {
        Ok(COMPANY_ID) => Ok(()),
        _ => Err(answer::of_status(StatusCode::FORBIDDEN)),
    }
}
