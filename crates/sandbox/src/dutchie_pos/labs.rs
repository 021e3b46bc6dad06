//! Lab results: on packages, written by batch, and their reference lists.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::guard::Kind;
use super::{DutchiePos, errors};
use crate::decimal;
use crate::world::LabLine;

/// sim_assumption: the specification has unit ids 1 to 6 and does not spell them out.
const SIM_ASSUMPTION_UNITS: [&str; 6] = ["%", "mg/g", "mg", "ppm", "ppb", "CFU/g"];
const RESULTS_MAX: usize = 500;
const VALUE_DIGITS: u32 = 3;

fn unit_id(unit: &str) -> Option<usize> {
    SIM_ASSUMPTION_UNITS.iter().position(|known| *known == unit).map(|place| place + 1)
}

pub fn wire(lines: &[LabLine]) -> Value {
    let row = |line: &LabLine| {
        json!({
            "labTest": line.analyte,
            "value": decimal::number(line.value_milli, VALUE_DIGITS),
            "labResultUnitId": unit_id(line.unit),
            "labResultUnit": line.unit,
        })
    };
    json!(lines.iter().map(row).collect::<Vec<_>>())
}

/// Overwrites the results named, keeps the others, for every package of the batch.
pub async fn put(State(sim): State<Arc<DutchiePos>>, headers: HeaderMap, body: Bytes) -> Response {
    let now = sim.stage.now();
    let mut state = sim.state();
    if let Err(refused) = state.enter(&headers, Kind::Standard, now) {
        return refused;
    }
    let asked: Value = serde_json::from_slice(&body).unwrap_or(Value::Null);
    let results = asked["labResults"].as_array().filter(|list| list.len() <= RESULTS_MAX).cloned();
    let (Some(batch), Some(results)) = (asked["batchName"].as_str(), results) else {
        return errors::validation(&["batchName and labResults are required".to_owned()]);
    };
    let known =
        known_names(&state.stock.values().flat_map(|row| row.lab.iter().cloned()).collect::<Vec<_>>());
    let mut read = Vec::with_capacity(results.len());
    for result in &results {
        let name = result["labResultName"].as_str().unwrap_or("");
        let unit = result["labResultUnitId"].as_u64().and_then(|id| usize::try_from(id).ok());
        let unit = unit.and_then(|id| SIM_ASSUMPTION_UNITS.get(id.wrapping_sub(1)));
        let value = decimal::scaled(&result["value"], VALUE_DIGITS);
        let analyte = known.iter().find(|known| known.eq_ignore_ascii_case(name));
        match (analyte, unit, value) {
            (Some(analyte), Some(unit), Some(value_milli)) => {
                read.push(LabLine { analyte, unit, value_milli, passed: true });
            }
            _ => {
                return errors::validation(&[format!(
                    "the result {name} has an unknown name, unit or value"
                )]);
            }
        }
    }
    let mut found = false;
    for row in state.stock.values_mut().filter(|row| row.batch == batch) {
        found = true;
        row.modified_at = now;
        row.lab.retain(|line| !read.iter().any(|new| new.analyte == line.analyte));
        row.lab.extend(read.iter().cloned());
    }
    if found {
        StatusCode::OK.into_response()
    } else {
        errors::text(StatusCode::NOT_FOUND, "Batch not found")
    }
}

fn known_names(lines: &[LabLine]) -> Vec<&'static str> {
    let mut names: Vec<_> = lines.iter().map(|line| line.analyte).collect();
    names.sort_unstable();
    names.dedup();
    names
}

pub async fn units(State(sim): State<Arc<DutchiePos>>, headers: HeaderMap) -> Response {
    if let Err(refused) = sim.state().enter(&headers, Kind::Standard, sim.stage.now()) {
        return refused;
    }
    let row = |(place, name): (usize, &&str)| json!({"labResultUnitId": place + 1, "labResultUnit": name});
    Json(SIM_ASSUMPTION_UNITS.iter().enumerate().map(row).collect::<Vec<_>>()).into_response()
}

pub async fn names(State(sim): State<Arc<DutchiePos>>, headers: HeaderMap) -> Response {
    let mut state = sim.state();
    if let Err(refused) = state.enter(&headers, Kind::Standard, sim.stage.now()) {
        return refused;
    }
    let lines: Vec<LabLine> = state.stock.values().flat_map(|row| row.lab.iter().cloned()).collect();
    Json(known_names(&lines)).into_response()
}
