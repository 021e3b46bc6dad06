//! `GET …/CustomerFull?$filter=LastModifiedDateUtc ge datetime'…'`: everybody who was added or changed since.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use countersign_kernel::Timestamp;
use serde_json::{Value, json};

use super::settings::customer_id;
use super::state::State as Inside;
use super::{Cova, answer, guard};
use crate::world::{Customer, World};

pub async fn changed(
    State(sim): State<Arc<Cova>>,
    Path(company): Path<String>,
    Query(query): Query<std::collections::BTreeMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    let mut state = sim.state();
    let entered = state.enter(&headers, "crm", sim.stage.now());
    if let Err(refused) = entered.and_then(|()| guard::company(&company)) {
        return refused;
    }
    let filter = query.get("$filter").map_or("", String::as_str);
    let since = filter
        .strip_prefix("LastModifiedDateUtc ge datetime'")
        .and_then(|rest| rest.strip_suffix('\''))
        .and_then(|text| text.to_ascii_uppercase().parse::<Timestamp>().ok());
    let Some(since) = since else {
        return answer::refused(StatusCode::BAD_REQUEST, "the filter is not understood");
    };
    let world = &sim.stage.world;
    let rows = world.customers.iter().filter(|_| world.at >= since);
    Json(rows.map(|customer| wire(world, &state, customer)).collect::<Vec<_>>()).into_response()
}

/// sim_assumption: what a contact method is told by, and which of its fields is the number.
fn wire(world: &World, state: &Inside, customer: &Customer) -> Value {
    let contact =
        |kind: &str, value: &str| json!({"ContactMethodCategory": kind, "Value": value, "Default": true});
    json!({
        "Id": customer_id(customer.index),
        "PrimaryName": customer.first_name,
        "MiddleName": null,
        "FamilyName": customer.last_name,
        "Title": null,
        "DateOfBirth": format!("{}T00:00:00", customer.birth_date_on_file),
        "CustomerTypeId": 1,
        "CustomerType": "Person",
        "Disabled": state.disabled.get(&customer.index).copied().unwrap_or(false),
        "DoNotContact": false,
        "Notes": null,
        "UniqueIdentifier": null,
        "MergedIntoCustomerId": null,
        "MergedCustomers": [],
        "LastModifiedDateUtc": world.at,
        "Version": 1,
        "CustomerExtensions": [],
        "ContactMethods": [contact("PhoneNumber", &customer.phone), contact("Email", &customer.email)],
        "Addresses": [{
            "StreetAddress1": customer.address1, "StreetAddress2": null, "City": customer.city,
            "StateCode": customer.state, "PostalCode": customer.zip, "Default": true,
        }],
    })
}
