//! `/customer/…`: create, search, list.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use countersign_kernel::Timestamp;
use serde_json::{Map, Value, json};

use super::customers::{CUSTOMERS_MAX, Customer, Match, STATUSES, Sought};
use super::guard::Kind;
use super::preorder_calls::idempotency;
use super::state::State as Inside;
use super::{DutchiePos, errors};
use crate::picture::sha256_hex;

const PAGE_SIZE: usize = 1_000;
const PAGE_SIZE_MAX: usize = 10_000;

type Asked = Map<String, Value>;
pub type Pairs = Query<Vec<(String, String)>>;

/// A query value by its name in any case, as .NET binds it.
pub fn pick<'a>(query: &'a [(String, String)], name: &str) -> Option<&'a str> {
    query.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

pub fn is_yes(query: &[(String, String)], name: &str) -> bool {
    pick(query, name).is_some_and(|value| value.eq_ignore_ascii_case("true"))
}

fn text(asked: &Asked, name: &str) -> Option<String> {
    asked.get(name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
}

fn sought(asked: &Asked) -> Sought {
    Sought {
        mmj: text(asked, "mmjidNumber").or_else(|| text(asked, "mmjid")),
        license_hash: text(asked, "driversLicenseID")
            .or_else(|| text(asked, "driversLicense"))
            .map(|number| sha256_hex(number.as_bytes())),
        email: text(asked, "emailAddress").or_else(|| text(asked, "email")),
        phone: text(asked, "phone"),
        last_name: text(asked, "lastName"),
        birth: text(asked, "dateOfBirth"),
    }
}

pub async fn create(
    State(sim): State<Arc<DutchiePos>>,
    Query(query): Pairs,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let now = sim.stage.now();
    let mut state = sim.state();
    if let Err(refused) = state.enter(&headers, Kind::CustomerWrite, now) {
        return refused;
    }
    let Ok(Value::Object(asked)) = serde_json::from_slice::<Value>(&body) else {
        return errors::message("The request body is not valid JSON", &[]);
    };
    let keys = match idempotency(&headers, &asked) {
        Ok(keys) => keys,
        Err(refused) => return refused,
    };
    if let Some(id) = keys.as_ref().and_then(|keys| state.creates.get(keys)) {
        return Json(state.customers[id].wire()).into_response();
    }
    let id = match asked.get("customerId").and_then(Value::as_u64) {
        Some(id) if state.customers.contains_key(&id) => state.change(id, &asked, now),
        Some(_) => return errors::message("Customer not found", &[]),
        None => match state.create(&asked, is_yes(&query, "bypassDeduplication"), now) {
            Ok(id) => id,
            Err(refused) => return refused,
        },
    };
    if let Some(keys) = keys {
        state.creates.insert(keys, id);
    }
    Json(state.customers[&id].wire()).into_response()
}

impl Inside {
    fn create(&mut self, asked: &Asked, bypass: bool, now: Timestamp) -> Result<u64, Response> {
        let required = ["firstName", "address1", "city", "state", "postalCode", "status", "customerType"];
        let missing: Vec<(&str, &str)> = required
            .into_iter()
            .filter(|name| text(asked, name).is_none())
            .map(|n| (n, "is required"))
            .collect();
        if !missing.is_empty() {
            return Err(errors::message("Validation failed", &missing));
        }
        let status = text(asked, "status").unwrap_or_default();
        if !STATUSES.contains(&status.as_str()) {
            return Err(errors::message("Validation failed", &[("status", "is not a customer status")]));
        }
        if !bypass && let Some(existing) = self.existing(&sought(asked)) {
            return Ok(existing);
        }
        assert!(
            self.customers.len() < CUSTOMERS_MAX,
            "the simulator keeps at most {CUSTOMERS_MAX} customers"
        );
        let id = self.customers.keys().next_back().map_or(1, |last| last + 1);
        self.customers.insert(id, Customer { by_integrator: true, ..Customer::blank(id, now) });
        Ok(self.change(id, asked, now))
    }

    /// Puts the given members over what is on file.
    fn change(&mut self, id: u64, asked: &Asked, now: Timestamp) -> u64 {
        let customer = self.customers.get_mut(&id).expect("the caller has just looked it up");
        let put = |name: &str, into: &mut Option<String>| {
            if let Some(value) = text(asked, name) {
                *into = Some(value);
            }
        };
        put("lastName", &mut customer.last_name);
        put("dateOfBirth", &mut customer.date_of_birth);
        put("phone", &mut customer.phone);
        put("emailAddress", &mut customer.email);
        put("address1", &mut customer.address1);
        put("city", &mut customer.city);
        put("state", &mut customer.state);
        put("postalCode", &mut customer.postal_code);
        put("mmjidNumber", &mut customer.mmj_number);
        put("mmjidExpirationDate", &mut customer.mmj_expires);
        put("driversLicenseExpiration", &mut customer.license_expires);
        put("externalCustomerId", &mut customer.external_id);
        put("notes", &mut customer.notes);
        let hash = sought(asked).license_hash;
        customer.license_hash = hash.or(customer.license_hash.take());
        customer.first_name = text(asked, "firstName").unwrap_or(std::mem::take(&mut customer.first_name));
        customer.status = text(asked, "status").unwrap_or(std::mem::take(&mut customer.status));
        customer.customer_type =
            text(asked, "customerType").unwrap_or(std::mem::take(&mut customer.customer_type));
        customer.modified_at = now;
        id
    }
}

/// Criteria are independent, so one customer may come back several times with different match types.
pub async fn search(State(sim): State<Arc<DutchiePos>>, headers: HeaderMap, body: Bytes) -> Response {
    let mut state = sim.state();
    if let Err(refused) = state.enter(&headers, Kind::CustomerSearch, sim.stage.now()) {
        return refused;
    }
    let Ok(Value::Object(asked)) = serde_json::from_slice::<Value>(&body) else {
        return errors::message("The request body is not valid JSON", &[]);
    };
    let sought = sought(&asked);
    let kinds = [Match::Mmj, Match::License, Match::Email, Match::Phone, Match::NameAndBirth];
    let mut rows = Vec::new();
    for on in kinds {
        for customer in state.customers.values().filter(|customer| customer.matches(&sought, on)) {
            let mut row = customer.wire();
            row["matchType"] = json!(on.word());
            rows.push(row);
        }
    }
    Json(rows).into_response()
}

pub async fn list(State(sim): State<Arc<DutchiePos>>, Query(query): Pairs, headers: HeaderMap) -> Response {
    let mut state = sim.state();
    if let Err(refused) = state.enter(&headers, Kind::Standard, sim.stage.now()) {
        return refused;
    }
    let id: Option<u64> = pick(&query, "customerID").and_then(|id| id.parse().ok());
    let wanted = |customer: &&Customer| id.is_none_or(|id| customer.id == id) && is_since(customer, &query);
    Json(state.customers.values().filter(wanted).map(Customer::wire).collect::<Vec<_>>()).into_response()
}

fn is_since(customer: &Customer, query: &[(String, String)]) -> bool {
    let since: Option<Timestamp> = pick(query, "fromLastModifiedDateUTC").and_then(|at| at.parse().ok());
    since.is_none_or(|since| customer.modified_at >= since)
}

/// Pages from 0.
pub async fn page(State(sim): State<Arc<DutchiePos>>, Query(query): Pairs, headers: HeaderMap) -> Response {
    let mut state = sim.state();
    if let Err(refused) = state.enter(&headers, Kind::Standard, sim.stage.now()) {
        return refused;
    }
    let number = |name: &str| pick(&query, name).and_then(|value| value.parse::<usize>().ok());
    let size = number("PageSize").unwrap_or(PAGE_SIZE);
    if size == 0 || size > PAGE_SIZE_MAX {
        return errors::message("Validation failed", &[("PageSize", "must be 1 to 10000")]);
    }
    let skip = number("PageNumber").unwrap_or(0).saturating_mul(size);
    let rows = state.customers.values().filter(|customer| is_since(customer, &query));
    Json(rows.skip(skip).take(size).map(Customer::wire).collect::<Vec<_>>()).into_response()
}
