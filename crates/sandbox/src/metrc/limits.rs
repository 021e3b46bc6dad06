//! Limits on reads: calls a second and calls at one time, per facility and per vendor key. Writes are not limited.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Json;
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use countersign_kernel::Timestamp;
use serde_json::json;

use crate::server::Admission;
use crate::window::Window;

const PER_SECOND_FACILITY_MAX: usize = 50;
const PER_SECOND_KEY_MAX: usize = 150;
const AT_ONCE_FACILITY_MAX: usize = 10;
const AT_ONCE_KEY_MAX: usize = 30;
const FACILITIES_MAX: usize = 64;

#[derive(Debug, Default)]
struct Meter {
    key: Window,
    facilities: BTreeMap<String, Window>,
    at_once: BTreeMap<String, usize>,
    at_once_in_all: usize,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Limits(Arc<Mutex<Meter>>);

/// One read under way.
struct UnderWay {
    limits: Limits,
    license: String,
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        let mut meter = self.limits.0.lock().expect("no one panics while holding the meter");
        meter.at_once_in_all -= 1;
        if let Some(count) = meter.at_once.get_mut(&self.license) {
            *count -= 1;
        }
    }
}

fn license(request: &Parts) -> String {
    let query = request.uri.query().unwrap_or("");
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let found = pairs.into_iter().find(|(name, _)| name.eq_ignore_ascii_case("licenseNumber"));
    found.map_or(String::new(), |(_, value)| value.to_owned())
}

impl Limits {
    pub(super) fn admit(&self, request: &Parts, now: Timestamp) -> Result<Admission, Box<Response>> {
        if request.method != Method::GET {
            return Ok(Box::new(()));
        }
        let license = license(request);
        let mut meter = self.0.lock().expect("no one panics while holding the meter");
        let here = meter.at_once.get(&license).copied().unwrap_or(0);
        if meter.at_once_in_all >= AT_ONCE_KEY_MAX || here >= AT_ONCE_FACILITY_MAX {
            return Err(too_many(1));
        }
        if meter.facilities.len() >= FACILITIES_MAX && !meter.facilities.contains_key(&license) {
            meter.facilities.clear();
        }
        let per_facility = meter.facilities.entry(license.clone()).or_default();
        per_facility.admit(now, PER_SECOND_FACILITY_MAX, 1).map_err(too_many)?;
        meter.key.admit(now, PER_SECOND_KEY_MAX, 1).map_err(too_many)?;
        meter.at_once_in_all += 1;
        *meter.at_once.entry(license.clone()).or_default() += 1;
        Ok(Box::new(UnderWay { limits: self.clone(), license }))
    }
}

fn too_many(wait_seconds: i64) -> Box<Response> {
    let header = [("Retry-After", wait_seconds.max(1).to_string())];
    let body = Json(json!({"Message": "Too many requests."}));
    Box::new((StatusCode::TOO_MANY_REQUESTS, header, body).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(license: &str) -> Parts {
        let uri = format!("/packages/v2/active?licenseNumber={license}");
        let request = axum::http::Request::get(uri).body(()).expect("a request");
        request.into_parts().0
    }

    #[test]
    fn ten_reads_at_once_for_a_facility_and_thirty_for_the_key() {
        let limits = Limits::default();
        let now = Timestamp::from_micros(0);
        let mut held: Vec<Admission> = Vec::new();
        for license in ["A", "B", "C"] {
            for _ in 0..AT_ONCE_FACILITY_MAX {
                held.extend(limits.admit(&read(license), now).ok());
            }
            assert!(limits.admit(&read(license), now).is_err(), "an eleventh for {license}");
        }
        assert_eq!(held.len(), AT_ONCE_KEY_MAX);
        assert!(limits.admit(&read("D"), now).is_err());
        held.pop();
        assert!(limits.admit(&read("D"), now).is_ok());
    }
}
