//! What every call passes first: client id and key in headers, then the limit.

use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use countersign_kernel::Timestamp;

use super::answer;
use super::settings::{CLIENT_ID, KEY};
use super::state::State;

/// Observed: about so many calls a second are let through. The figure is not published.
const A_SECOND: usize = 59;

impl State {
    pub fn enter(&mut self, headers: &HeaderMap, now: Timestamp) -> Result<(), Response> {
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        if header("clientId") != Some(CLIENT_ID) || header("key") != Some(KEY) {
            return Err(answer::refused(StatusCode::UNAUTHORIZED, "invalid credentials"));
        }
        if self.settings.enforce_rate_limits
            && let Err(wait) = self.window.admit(now, A_SECOND, 1)
        {
            let mut refusal = answer::of_status(StatusCode::TOO_MANY_REQUESTS);
            if self.settings.rate_headers {
                refusal.headers_mut().insert(RETRY_AFTER, HeaderValue::from(wait));
            }
            return Err(refusal);
        }
        Ok(())
    }
}
