//! What every call passes first: the location key in HTTP Basic, then the limit of its kind of call.

use axum::http::header::{AUTHORIZATION, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use countersign_kernel::Timestamp;

use super::errors;
use super::settings::location_key;
use super::state::State;

const WINDOW_SECONDS: i64 = 60;

/// Kinds of call with a limit of their own, calls a minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Standard,
    Inventory,
    Reporting,
    Transactions,
    CustomerWrite,
    CustomerSearch,
    PriceCart,
    Submit,
    Cancel,
}

impl Kind {
    fn a_minute(self) -> usize {
        match self {
            Self::Standard | Self::Submit => 120,
            Self::Inventory => 200,
            Self::Reporting => 60,
            Self::Transactions => 600,
            Self::CustomerWrite => 1_500,
            Self::CustomerSearch => 360,
            Self::PriceCart | Self::Cancel => 240,
        }
    }

    fn is_report(self) -> bool {
        matches!(self, Self::Reporting | Self::Transactions)
    }
}

impl State {
    /// The store whose key the caller holds.
    pub fn enter(&mut self, headers: &HeaderMap, kind: Kind, now: Timestamp) -> Result<usize, Response> {
        let user = user(headers).unwrap_or_default();
        let found = (0..self.locations).find(|store| location_key(*store) == user);
        let store = found.ok_or_else(|| errors::of_status(StatusCode::UNAUTHORIZED))?;
        if self.settings.enforce_rate_limits {
            let window = self.windows.entry((store, kind)).or_default();
            if let Err(wait) = window.admit(now, kind.a_minute(), WINDOW_SECONDS) {
                let mut response = errors::of_status(StatusCode::TOO_MANY_REQUESTS);
                response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(wait));
                return Err(response);
            }
        }
        if kind.is_report() && self.settings.reporting_is_down {
            return Err(errors::empty(StatusCode::SERVICE_UNAVAILABLE));
        }
        Ok(store)
    }
}

/// The user name of HTTP Basic; the password is left empty or holds an integrator's key.
fn user(headers: &HeaderMap) -> Option<String> {
    let coded = headers.get(AUTHORIZATION)?.to_str().ok()?.strip_prefix("Basic ")?;
    let plain = String::from_utf8(STANDARD.decode(coded).ok()?).ok()?;
    plain.split_once(':').map(|(user, _)| user.to_owned())
}
