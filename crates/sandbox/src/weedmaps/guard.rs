//! What every call passes first: the global limit, the bearer token, its scope, the menu's own state.

use axum::http::header::{AUTHORIZATION, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use countersign_kernel::Timestamp;

use super::errors;
use super::state::State;

const CALLS: usize = 420;
const CALL_SECONDS: i64 = 10;
pub const MENU_VERSIONS: [&str; 2] = ["2025-07", "2024-01"];
pub const ORDER_VERSIONS: [&str; 2] = ["2026-01", "2024-01"];

/// Whether a call would change a menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    Read,
    Write,
}

impl State {
    pub fn count_call(&mut self, now: Timestamp) -> Result<(), Response> {
        if !self.settings.enforce_rate_limits {
            return Ok(());
        }
        self.calls.admit(now, CALLS, CALL_SECONDS).map_err(|wait| self.too_many(wait))
    }

    pub fn too_many(&self, wait: i64) -> Response {
        let mut response = errors::of_status(StatusCode::TOO_MANY_REQUESTS);
        if self.settings.sim_assumption_retry_after_on_429 {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(wait));
        }
        response
    }

    /// Counts the call and checks its token; an empty scope asks for a valid token only.
    pub fn enter(&mut self, headers: &HeaderMap, scope: &str, now: Timestamp) -> Result<(), Response> {
        self.count_call(now)?;
        let bearer = headers
            .get(AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.strip_prefix("Bearer "))
            .unwrap_or("");
        let Some(token) = self.tokens.live(bearer, now) else {
            return Err(errors::problem(
                StatusCode::UNAUTHORIZED,
                "the access token is missing, wrong or expired",
            ));
        };
        if !scope.is_empty() && !token.scope.split_whitespace().any(|granted| granted == scope) {
            return Err(errors::problem(
                StatusCode::FORBIDDEN,
                &format!("the token lacks the scope {scope}"),
            ));
        }
        Ok(())
    }

    /// The call, its version, and whether this menu lets it through.
    pub fn enter_menu(
        &mut self,
        headers: &HeaderMap,
        version: &str,
        menu_id: &str,
        access: Access,
        now: Timestamp,
    ) -> Result<(), Response> {
        self.enter(headers, "menu_items", now)?;
        check_menu_version(version)?;
        if !self.menus.iter().any(|menu| menu == menu_id) {
            return Err(errors::not_found("menu"));
        }
        if self.settings.forbidden_menus.iter().any(|menu| menu == menu_id) {
            return Err(match access {
                Access::Read => errors::not_found("menu"),
                Access::Write => {
                    errors::problem(StatusCode::FORBIDDEN, "this listing has not added the integrator")
                }
            });
        }
        if access == Access::Write && self.is_paused(menu_id) {
            return Err(paused());
        }
        Ok(())
    }

    pub fn is_paused(&self, menu_id: &str) -> bool {
        self.settings.paused_menus.iter().any(|menu| menu == menu_id)
    }
}

pub fn paused() -> Response {
    errors::problem(StatusCode::LOCKED, "the retailer has paused this integration")
}

pub fn check_menu_version(version: &str) -> Result<(), Response> {
    if MENU_VERSIONS.contains(&version) { Ok(()) } else { Err(errors::not_found("version")) }
}
