//! What programs speak to: the versioned REST API, and the doors at which marketplaces knock.
//!
//! A handler reads a request, calls one use case of `app`, and writes the answer; it decides nothing and knows no
//! SQL and no vendor. Every error is an RFC 9457 problem. Every route asks for one scope before it reads a body, and
//! what belongs to another store does not exist. Start reading at [`v1`], then [`caller`].

#![expect(unused_qualifications, reason = "the code that `utoipa::path` writes")]

mod caller;
mod cursor;
mod frame;
mod given;
mod health;
mod inbound;
mod once;
mod pace;
mod problem;
mod v1;

use axum::Router;
use axum::extract::FromRef;
use countersign_app::App;

pub use given::BODY_BYTES_MAX;
pub use pace::{BURST_MAX, PER_SECOND_MAX};
pub use v1::openapi;

/// What every handler is given.
#[derive(Debug, Clone)]
struct Api {
    app: App,
    pace: pace::Pace,
}

impl FromRef<Api> for App {
    fn from_ref(api: &Api) -> Self {
        api.app.clone()
    }
}

/// `/api/v1`, `/inbound` and `/health`. It has no answer of its own for any other path, so it can be merged with other routers.
pub fn router(app: App) -> Router {
    let api = Api { pace: pace::Pace::new(&app), app };
    let framed = |router: Router<Api>| {
        let framed = frame::of(router, &api);
        framed.with_state(api.clone())
    };
    Router::new()
        .nest("/api/v1", framed(v1::router(&api)))
        .nest("/inbound", framed(inbound::router()))
        .nest("/health", framed(health::router()))
}
