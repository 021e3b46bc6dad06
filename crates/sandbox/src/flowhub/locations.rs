//! `/v0/clientsLocations`

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::{Value, json};

use super::settings::{CLIENT_ID, import_id, location_id};
use super::{Flowhub, answer};

pub async fn list(State(sim): State<Arc<Flowhub>>, headers: HeaderMap) -> Response {
    if let Err(refused) = sim.state().enter(&headers, sim.stage.now()) {
        return refused;
    }
    let world = &sim.stage.world;
    let places = (0..world.stores.len()).flat_map(|store| [(store, false), (store, true)]);
    let rows: Vec<Value> = places
        .map(|(place, is_medical)| {
            let store = &world.stores[place];
            let kind = if is_medical { "med" } else { "rec" };
            json!({
                "address": {
                    "city": store.city, "country": "US", "county": null, "state": store.state,
                    "streetAddress1": store.address1, "streetAddress2": null, "zip": store.zip,
                },
                "clientId": CLIENT_ID,
                "clientName": "Sandbox Dispensaries",
                "email": "shop@sandbox.invalid",
                "hoursOfOperation": null,
                "importId": import_id(place, is_medical),
                "licenseType": [kind],
                "locationId": location_id(place, is_medical),
                "locationLogoURL": null,
                "locationName": format!("{} {kind}", store.name),
                "phoneNumber": "+13035550000",
                "timeZone": store.zone,
                "website": "https://sandbox.invalid",
            })
        })
        .collect();
    answer::envelope(rows)
}
