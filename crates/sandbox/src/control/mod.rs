//! The control API of one vendor, under [`PREFIX`] on the vendor's own port: the hand behind the curtain.
//!
//! | call | does |
//! | --- | --- |
//! | `GET` the control URL itself | what can be steered here |
//! | `GET`, `PUT`, `DELETE /faults` | the fault plan; `PUT` replaces it whole, `DELETE` clears it |
//! | `GET /calls` | calls and faults by operation |
//! | `GET`, `PUT /clock`, `POST /clock/advance` | the vendor's time; `{"offset_seconds": -600}`, `{"seconds": 900}` |
//! | `GET`, `PUT /switches` | choices that the documentation leaves open |
//! | `GET /ledger` | what this vendor believes |
//! | `POST /actions/{name}` | make something happen inside the vendor |
//! | `POST /due` | run timers and send callbacks that are due |
//! | `POST /reset` | back to the seeded beginning, without faults or skew |

use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use countersign_kernel::Clock;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::faults::{FaultBox, FaultPlan};
use crate::server::{ActionError, SkewedClock, Vendor};

/// Where the control API stands on each vendor's port.
pub const PREFIX: &str = "/_control";
const BODY_BYTES_MAX: usize = 1024 * 1024;
/// About a year either way; more would leave the calendar that the simulators know.
const OFFSET_SECONDS_MAX: i64 = 400 * 24 * 3_600;

#[derive(Debug, Clone)]
struct Desk {
    vendor: Arc<dyn Vendor>,
    faults: Arc<FaultBox>,
    clock: Arc<SkewedClock>,
}

pub fn router(vendor: Arc<dyn Vendor>, faults: Arc<FaultBox>, clock: Arc<SkewedClock>) -> Router {
    Router::new()
        .route("/", get(about))
        .route("/faults", get(show_faults).put(put_faults).delete(clear_faults))
        .route("/calls", get(calls))
        .route("/clock", get(show_clock).put(put_clock))
        .route("/clock/advance", post(advance_clock))
        .route("/switches", get(show_switches).put(put_switches))
        .route("/ledger", get(ledger))
        .route("/actions/{name}", post(act))
        .route("/due", post(run_due))
        .route("/reset", post(reset))
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .with_state(Desk { vendor, faults, clock })
}

async fn about(State(desk): State<Desk>) -> Json<Value> {
    Json(json!({
        "vendor": desk.vendor.name(),
        "actions": desk.vendor.actions(),
        "switches": desk.vendor.switches(),
        "faults": desk.faults.plan(),
        "now": desk.clock.now(),
    }))
}

async fn show_faults(State(desk): State<Desk>) -> Json<FaultPlan> {
    Json(desk.faults.plan())
}

async fn put_faults(State(desk): State<Desk>, Json(plan): Json<FaultPlan>) -> Response {
    if plan.rules.len() > crate::faults::RULES_MAX {
        return refused(&format!("a plan has at most {} rules", crate::faults::RULES_MAX));
    }
    desk.faults.put(plan);
    Json(desk.faults.plan()).into_response()
}

async fn clear_faults(State(desk): State<Desk>) -> StatusCode {
    desk.faults.put(FaultPlan::default());
    StatusCode::NO_CONTENT
}

async fn calls(State(desk): State<Desk>) -> Json<Value> {
    Json(json!(desk.faults.calls()))
}

fn clock_now(desk: &Desk) -> Json<Value> {
    Json(json!({"now": desk.clock.now(), "offset_seconds": desk.clock.offset_seconds()}))
}

async fn show_clock(State(desk): State<Desk>) -> Json<Value> {
    clock_now(&desk)
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Offset {
    offset_seconds: i64,
}

async fn put_clock(State(desk): State<Desk>, Json(offset): Json<Offset>) -> Response {
    if offset.offset_seconds.saturating_abs() > OFFSET_SECONDS_MAX {
        return refused("the offset is more than 400 days");
    }
    desk.clock.set_offset_seconds(offset.offset_seconds);
    clock_now(&desk).into_response()
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    seconds: i64,
}

/// Lets time pass for this vendor, then does what has become due.
async fn advance_clock(State(desk): State<Desk>, Json(advance): Json<Advance>) -> Response {
    let to = desk.clock.offset_seconds().saturating_add(advance.seconds);
    if advance.seconds < 0 || to > OFFSET_SECONDS_MAX {
        return refused("time advances by 0 to 400 days in all");
    }
    desk.clock.advance_seconds(advance.seconds);
    desk.vendor.settle();
    desk.vendor.run_due().await;
    clock_now(&desk).into_response()
}

async fn show_switches(State(desk): State<Desk>) -> Json<Value> {
    Json(desk.vendor.switches())
}

async fn put_switches(State(desk): State<Desk>, Json(changes): Json<Value>) -> Response {
    match desk.vendor.set_switches(changes) {
        Ok(()) => Json(desk.vendor.switches()).into_response(),
        Err(error) => action_error(&error),
    }
}

async fn ledger(State(desk): State<Desk>) -> Json<Value> {
    desk.vendor.settle();
    Json(desk.vendor.ledger())
}

async fn act(State(desk): State<Desk>, Path(name): Path<String>, body: Option<Json<Value>>) -> Response {
    let body = body.map_or(Value::Null, |Json(value)| value);
    desk.vendor.settle();
    match desk.vendor.act(&name, body).await {
        Ok(value) => Json(value).into_response(),
        Err(error) => action_error(&error),
    }
}

async fn run_due(State(desk): State<Desk>) -> StatusCode {
    desk.vendor.settle();
    desk.vendor.run_due().await;
    StatusCode::NO_CONTENT
}

async fn reset(State(desk): State<Desk>) -> StatusCode {
    desk.clock.set_offset_seconds(0);
    desk.faults.put(FaultPlan::default());
    desk.faults.reset();
    desk.vendor.reset();
    StatusCode::NO_CONTENT
}

fn action_error(error: &ActionError) -> Response {
    let status = match error {
        ActionError::Unknown(_) => StatusCode::NOT_FOUND,
        ActionError::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    (status, Json(json!({"error": error.to_string()}))).into_response()
}

fn refused(why: &str) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, Json(json!({"error": why}))).into_response()
}
