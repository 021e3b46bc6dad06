//! Customers: one by phone number or by id. There is no search by anything else, and no standing.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::Flowhub;
use super::answer::{self, Pairs};
use super::state::State as Inside;
use crate::world::{Customer, World};

pub fn id_of(place: usize) -> String {
    format!("c0570000-0000-4000-8000-{place:012}")
}

fn digits(phone: &str) -> String {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    digits.strip_prefix('1').filter(|rest| rest.len() == 10).map_or(digits.clone(), str::to_owned)
}

fn wire(world: &World, state: &Inside, customer: &Customer) -> Value {
    let groups = state.groups.get(&customer.index).into_iter().flatten();
    json!({
        "id": id_of(customer.index),
        "createdAt": world.at,
        "updatedAt": world.at,
        "type": if customer.card.is_some() { "medCustomer" } else { "recCustomer" },
        "name": format!("{} {}", customer.first_name, customer.last_name),
        "state": customer.state,
        "birthDate": customer.birth_date_on_file,
        "isLoyal": false,
        "loyaltyPoints": 0,
        "phone": customer.phone,
        "email": customer.email,
        "streetAddress1": customer.address1,
        "streetAddress2": "",
        "city": customer.city,
        "zip": customer.zip,
        "country": "US",
        "consentsToPromotionalEmail": false,
        "consentsToPromotionalSMS": false,
        "groups": groups.map(|name| json!({"name": name})).collect::<Vec<_>>(),
    })
}

fn found(sim: &Flowhub, headers: &HeaderMap, is: impl Fn(&Customer) -> bool) -> Response {
    let mut state = sim.state();
    if let Err(refused) = state.enter(headers, sim.stage.now()) {
        return refused;
    }
    let world = &sim.stage.world;
    match world.customers.iter().find(|customer| is(customer)) {
        Some(customer) => Json(wire(world, &state, customer)).into_response(),
        None if state.settings.sim_assumption_unknown_phone_is_404 => {
            answer::refused(StatusCode::NOT_FOUND, "customer not found")
        }
        None => Json(Value::Null).into_response(),
    }
}

pub async fn by_phone(State(sim): State<Arc<Flowhub>>, query: Pairs, headers: HeaderMap) -> Response {
    let asked = digits(query.get("phone_number").map_or("", String::as_str));
    found(&sim, &headers, |customer| !asked.is_empty() && digits(&customer.phone) == asked)
}

pub async fn by_id(State(sim): State<Arc<Flowhub>>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    found(&sim, &headers, |customer| id_of(customer.index) == id)
}
