//! Orders come in under an id that the caller made, with a 202 and no verdict; the status tells it later.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::orders::{CANCELLED, NON_TRANSIENT_FAILURE, Order, SUBMITTED, TRANSIENT_FAILURE};
use super::settings::{COMPANY_ID, INTEGRATOR_ID, bracketed, customer_id, of_location, product_id};
use super::{Cova, answer, guard};
use crate::decimal::{number, scaled};
use crate::world::World;

const ORDERS_MAX: usize = 100_000;

pub async fn put(
    State(sim): State<Arc<Cova>>,
    Path(call): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let now = sim.stage.now();
    let mut state = sim.state();
    if let Err(refused) = state.enter(&headers, "covaorderintake", now) {
        return refused;
    }
    let id = bracketed(&call, "TEPCovaOrder").or_else(|| bracketed(&call, "TIPCovaOrder"));
    let asked: Value = serde_json::from_slice(&body).unwrap_or(Value::Null);
    let order = match id.ok_or("no such call".to_owned()).and_then(|id| read(&sim.stage.world, id, &asked)) {
        Ok(order) => order,
        Err(why) => return answer::refused(StatusCode::BAD_REQUEST, &why),
    };
    assert!(state.orders.len() < ORDERS_MAX, "the simulator keeps {ORDERS_MAX} orders");
    let kept = state.settings.sim_assumption_put_again_is_no_change;
    match state.orders.get_mut(&order.id) {
        Some(known) if kept => known.puts += 1,
        Some(known) => {
            let puts = known.puts + 1;
            *known = Order { puts, put_at: now, ..order.clone() };
        }
        None => {
            state.orders.insert(order.id.clone(), Order { put_at: now, ..order.clone() });
        }
    }
    (StatusCode::ACCEPTED, Json(json!({"Id": order.id, "CompanyId": COMPANY_ID}))).into_response()
}

/// Only the frame is looked at when an order comes in; its lines are judged later.
fn read(world: &World, id: &str, asked: &Value) -> Result<Order, String> {
    let text = |name: &str| asked[name].as_str().unwrap_or_default().to_owned();
    if text("Id") != id || id.len() != 36 {
        return Err("the Id in the address and the Id in the body must be one GUID".to_owned());
    }
    if asked["CompanyId"].as_u64() != Some(COMPANY_ID) || text("IntegratorId") != INTEGRATOR_ID {
        return Err("CompanyId or IntegratorId is not known".to_owned());
    }
    let place = asked["EntityId"].as_u64().and_then(|id| of_location(world, id));
    let (store, is_medical) = place.ok_or("EntityId is not a location of this company")?;
    let customer = match text("CustomerId").as_str() {
        "" => None,
        id => Some(
            (0..world.customers.len()).find(|c| customer_id(*c) == id).ok_or("CustomerId is not known")?,
        ),
    };
    let lines = asked["Lines"].as_array().cloned().unwrap_or_default();
    let mut taken = Vec::with_capacity(lines.len());
    let mut discounts = BTreeMap::new();
    for line in &lines {
        let product = line["ProductId"].as_str().unwrap_or_default();
        let product = (0..world.products.len()).find(|place| product_id(*place) == product);
        // A product that is not there is found out when the order is judged.
        let product = product.unwrap_or(usize::MAX);
        taken.push((product, scaled(&line["Quantity"], 0).unwrap_or(0)));
        match &line["Discount"] {
            Value::Null => {}
            off => {
                *discounts.entry(product).or_default() +=
                    scaled(off, 2).ok_or("Discount is not an amount")?;
            }
        }
    }
    Ok(Order {
        id: id.to_owned(),
        external_order_id: text("ExternalOrderId"),
        store,
        is_medical,
        customer,
        lines: taken,
        discounts,
        status: SUBMITTED,
        message: None,
        total_cents: 0,
        paid: false,
        fulfilment: "OrderPlaced".to_owned(),
        put_at: world.at,
        puts: 1,
        judged: 0,
    })
}

pub async fn status(
    State(sim): State<Arc<Cova>>,
    Path((company, order)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let mut state = sim.state();
    let entered = state.enter(&headers, "covaorderintake", sim.stage.now());
    if let Err(refused) = entered.and_then(|()| guard::company(&company)) {
        return refused;
    }
    let id = bracketed(&order, "CovaOrder").unwrap_or_default();
    match state.orders.get(id) {
        Some(order) => Json(json!({
            "CompanyId": COMPANY_ID,
            "OrderId": order.id,
            "OrderStatus": order.status,
            "OrderMessage": order.message,
            "PaymentStatus": if order.paid { 6 } else { 0 },
            "PaymentMessage": null,
            "SaleTotal": number(order.total_cents, 2),
            "OrderFulfillmentMethod": "Pickup",
            "OrderFulfillmentStatus": order.fulfilment,
        }))
        .into_response(),
        None if state.settings.sim_assumption_unknown_order_is_404 => {
            answer::of_status(StatusCode::NOT_FOUND)
        }
        None => {
            Json(json!({"CompanyId": COMPANY_ID, "OrderId": id, "OrderStatus": SUBMITTED})).into_response()
        }
    }
}

/// Fails after payment, as documented.
pub async fn cancel(
    State(sim): State<Arc<Cova>>,
    Path((company, sale)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    changed(&sim, &company, bracketed(&sale, "Sales"), &headers, |order| order.status = CANCELLED)
}

pub async fn fulfil(
    State(sim): State<Arc<Cova>>,
    Path((company, sale)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let asked: Value = serde_json::from_slice(&body).unwrap_or(Value::Null);
    let word = asked["Status"].as_str().unwrap_or_default().to_owned();
    if !["OrderPlaced", "InProgress", "ReadyForPickup"].contains(&word.as_str()) {
        return answer::refused(StatusCode::BAD_REQUEST, "Status is not known");
    }
    changed(&sim, &company, bracketed(&sale, "OrderStatus"), &headers, |order| order.fulfilment = word)
}

fn changed(
    sim: &Cova,
    company: &str,
    id: Option<&str>,
    headers: &HeaderMap,
    change: impl FnOnce(&mut Order),
) -> Response {
    let mut state = sim.state();
    let entered = state.enter(headers, "pointofsale", sim.stage.now());
    if let Err(refused) = entered.and_then(|()| guard::company(company)) {
        return refused;
    }
    let Some(order) = id.and_then(|id| state.orders.get_mut(id)) else {
        return answer::of_status(StatusCode::NOT_FOUND);
    };
    let over = order.paid || matches!(order.status, CANCELLED | NON_TRANSIENT_FAILURE | TRANSIENT_FAILURE);
    if over {
        return answer::refused(StatusCode::CONFLICT, "this order can no longer be changed");
    }
    change(order);
    Json(json!({"Id": order.id})).into_response()
}
