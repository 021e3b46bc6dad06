use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::DutchiePos;
use super::guard::Kind;
use super::settings::location_id;

pub async fn show(State(sim): State<Arc<DutchiePos>>, headers: HeaderMap) -> Response {
    let mut state = sim.state();
    let place = match state.enter(&headers, Kind::Standard, sim.stage.now()) {
        Ok(place) => place,
        Err(refused) => return refused,
    };
    let store = &sim.stage.world.stores[place];
    let shown = json!({
        "locationId": location_id(place),
        "locationName": store.name,
        "lspId": 300,
        "lspName": "Sandbox dispensaries",
        "address1": store.address1,
        "address2": null,
        "city": store.city,
        "state": store.state,
        "postalCode": store.zip,
        "phoneNumber": store.phone,
        "emailAddress": store.email,
        "timeZone": store.zone,
        "licenseNumber": store.retail,
        "shareCustomerProfiles": true,
        "locationGlobalId": format!("10ca0000-0000-4000-8000-{place:012}"),
    });
    Json(if state.settings.pascal_case_whoami { pascal(shown) } else { shown }).into_response()
}

fn pascal(shown: Value) -> Value {
    let Value::Object(members) = shown else { return shown };
    let upper = |name: String| {
        let mut letters = name.chars();
        letters
            .next()
            .map(|first| first.to_ascii_uppercase().to_string() + letters.as_str())
            .unwrap_or(name.clone())
    };
    Value::Object(members.into_iter().map(|(name, value)| (upper(name), value)).collect::<Map<_, _>>())
}
