//! One call: who asks, for which action, under which nonce.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::Response;
use serde_json::{Value, json};

use super::answer::{NOT_ALLOWED, NOT_VALID, No, Outcome, WRONG_VERSION, plain, whole, yes};
use super::switches::UsedNonce;
use super::{BioTrack, COMPANY, USERNAME, inventory, sales, sync};

const NONCES_MAX: usize = 200_000;
/// Actions that change nothing are answered anew under any nonce.
const WRITES: &[&str] =
    &["sale_dispense", "sale_void", "sale_refund", "sale_modify", "inventory_adjust", "inventory_move"];

/// The action that a body names, for the knobs that make single actions fail.
pub(super) fn action(body: &[u8]) -> Option<String> {
    let value: Value = serde_json::from_slice(body).ok()?;
    Some(value["action"].as_str()?.to_owned())
}

pub(super) async fn serve(State(sim): State<Arc<BioTrack>>, headers: HeaderMap, body: Bytes) -> Response {
    let answer = whole(&heard(&sim, &headers, &body)).to_string();
    plain(if sim.switches().leaked_header {
        format!("Content-Type: text/plain\r\n\r\n{answer}")
    } else {
        answer
    })
}

fn heard(sim: &BioTrack, headers: &HeaderMap, body: &[u8]) -> Outcome {
    let unknown = || No::new(NOT_ALLOWED, "Unknown or missing action.");
    // The usual word for JSON is not understood here.
    let said = headers.get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    if !said.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("text/json")) {
        return Err(unknown());
    }
    let asked: Value = serde_json::from_slice(body).map_err(|_| unknown())?;
    if asked["API"].as_str() != Some("4.0") {
        return Err(No::new(WRONG_VERSION, "This API version is not supported."));
    }
    let action = asked["action"].as_str().ok_or_else(unknown)?;
    if action == "login" {
        return login(sim, &asked);
    }
    if !asked["sessionid"].as_str().is_some_and(|session| sim.is_open(session)) {
        return Err(No::session());
    }
    let nonce = asked["nonce"].as_str().filter(|nonce| !nonce.is_empty());
    if action == "nonce_replay" {
        return replay(sim, nonce);
    }
    if sim.switches().sim_assumption_used_nonce == UsedNonce::Replays
        && WRITES.contains(&action)
        && let Some(earlier) = nonce.and_then(|nonce| sim.books().nonces.get(nonce).cloned())
    {
        return earlier;
    }
    let outcome = perform(sim, action, &asked);
    if let Some(nonce) = nonce.filter(|_| WRITES.contains(&action)) {
        let mut books = sim.books();
        if books.nonces.len() < NONCES_MAX {
            books.nonces.insert(nonce.to_owned(), outcome.clone());
        }
    }
    outcome
}

fn login(sim: &BioTrack, asked: &Value) -> Outcome {
    let is = |member: &str, expected: &str| asked[member].as_str() == Some(expected);
    if !is("license_number", COMPANY) || !is("username", USERNAME) || !is("password", &sim.password) {
        return Err(No::login());
    }
    let time = sim.stage.now().micros() / 1_000_000;
    yes(json!({"admin": 1, "sessionid": sim.log_in(), "time": time}))
}

/// The answer that was given under this nonce.
fn replay(sim: &BioTrack, nonce: Option<&str>) -> Outcome {
    let found = nonce.and_then(|nonce| sim.books().nonces.get(nonce).cloned());
    found.unwrap_or_else(|| Err(No::new(NOT_VALID, "The nonce could not be found.")))
}

fn perform(sim: &BioTrack, action: &str, asked: &Value) -> Outcome {
    match action {
        "sync_check" => sync::check(sim, asked),
        "inventory_check" => inventory::check(sim, asked),
        "inventory_qa_check_all" => inventory::qa_check_all(sim, asked),
        "inventory_adjust" => inventory::adjust(sim, asked),
        "inventory_move" => inventory::relocate(sim, asked),
        "sale_dispense" => sales::dispense(sim, asked),
        "sale_void" => sales::void(sim, asked),
        "sale_refund" => sales::refund(sim, asked),
        "sale_modify" => sales::modify(sim, asked),
        other => match other.strip_prefix("sync_") {
            Some(table) => sync::download(sim, table, asked),
            None => Err(No::new(NOT_ALLOWED, "Unknown or missing action.")),
        },
    }
}
