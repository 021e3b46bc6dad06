//! `/v1/orders/findByLocationId/{importId}`: sales by the store-local day on which they were begun, page by page.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use countersign_kernel::{BusinessDate, time};
use serde_json::{Value, json};

use super::answer::{self, Pairs};
use super::customers::id_of;
use super::settings::{CLIENT_ID, import_id, location_id, of_id};
use super::state::State as Inside;
use super::{Flowhub, inventory};
use crate::decimal::number;
use crate::till::{FIRST_PRODUCT, Sale, SoldLine};
use crate::world::{QUANTITY_DIGITS, World};

const PAGE_SIZE: usize = 25;

/// A date bound; a time beside it is refused with a 404, as seen.
fn day(query: &Pairs, name: &str) -> Result<Option<BusinessDate>, Response> {
    let Some(text) = query.get(name) else { return Ok(None) };
    let parsed = if text.len() == 10 { text.parse().ok() } else { None };
    let refused = || answer::refused(StatusCode::NOT_FOUND, &format!("{name} must be in format yyyy-mm-dd"));
    parsed.map(Some).ok_or_else(refused)
}

pub async fn of_location(
    State(sim): State<Arc<Flowhub>>,
    Path(import): Path<String>,
    query: Pairs,
    headers: HeaderMap,
) -> Response {
    let mut state = sim.state();
    if let Err(refused) = state.enter(&headers, sim.stage.now()) {
        return refused;
    }
    match page(&sim.stage.world, &state, &import, &query) {
        Ok(answer) | Err(answer) => answer,
    }
}

fn page(world: &World, state: &Inside, import: &str, query: &Pairs) -> Result<Response, Response> {
    let place = of_id(world, import, import_id)
        .ok_or_else(|| answer::refused(StatusCode::NOT_FOUND, "location not found"))?;
    let (after, before) = (day(query, "created_after")?, day(query, "created_before")?);
    let zone = time::zone(world.stores[place.0].zone).expect("the world's zones are known");
    let wanted = |sale: &&Sale| {
        let made = sale.at.date_in(&zone);
        (sale.store, sale.is_medical) == place
            && after.is_none_or(|day| made >= day)
            && before.is_none_or(|day| made <= day)
    };
    let mut sales: Vec<&Sale> = state.till.sales.values().filter(wanted).collect();
    if query.get("order_by").map(String::as_str) != Some("asc") {
        sales.reverse();
    }
    let number = |name: &str| query.get(name).and_then(|text| text.parse::<usize>().ok());
    let size = number("page_size").unwrap_or(PAGE_SIZE).clamp(1, state.settings.sim_assumption_page_size_max);
    // sim_assumption: pages are counted from 1.
    let skip = (number("page").unwrap_or(1).max(1) - 1) * size;
    let rows: Vec<Value> = sales.iter().skip(skip).take(size).map(|sale| wire(world, state, sale)).collect();
    Ok(Json(json!({"total": sales.len(), "orders": rows})).into_response())
}

fn wire(world: &World, state: &Inside, sale: &Sale) -> Value {
    let customer = sale.customer.map(|place| &world.customers[place]);
    let name = customer.map_or_else(String::new, |c| format!("{} {}", c.first_name, c.last_name));
    let line = |line: &SoldLine| {
        let product = &world.products[line.product];
        let product_id = FIRST_PRODUCT + product.index as u64;
        json!({
            "id": format!("{}-{product_id}", sale.id),
            "category": inventory::category(product.category),
            "itemDiscounts": [],
            "parentProductId": format!("p{product_id}"),
            "productId": product_id.to_string(),
            "productName": product.name,
            "quantity": number(line.quantity, QUANTITY_DIGITS),
            "strainName": product.strain,
            "sku": product.sku,
            "tax": [],
            "title1": product.name,
            "title2": "",
            "totalCost": product.cost.0,
            "totalPrice": line.total_cents,
            "unitOfWeight": "g",
            "unitPrice": line.price_cents,
            "unitCost": product.cost.0,
            "variantId": format!("v{product_id}"),
            "brand": product.brand,
            "type": "",
        })
    };
    let total = sale.subtotal_cents + sale.tax_cents;
    json!({
        "id": sale.id.to_string(),
        "clientId": CLIENT_ID,
        "createdAt": sale.at,
        "completedOn": sale.at,
        "currentPoints": 0,
        "customerId": sale.customer.map(id_of),
        "customerType": if sale.is_medical { "medCustomer" } else { "recCustomer" },
        "fullName": name,
        "integratorId": "",
        "itemsInCart": sale.lines.iter().map(line).collect::<Vec<_>>(),
        "locationId": location_id(sale.store, sale.is_medical),
        "name": name,
        "orderId": format!("o{}", sale.id),
        "orderStatus": if state.settings.lower_case_status { "sold" } else { "Sold" },
        "orderType": "inStore",
        "originalSaleId": "",
        "payments": [{"_id": "1", "paymentType": "cash", "amount": total}],
        "totals": {
            "FinalTotal": total, "SubTotal": sale.subtotal_cents, "TotalDiscounts": 0, "TotalFees": 0,
            "TotalTaxes": sale.tax_cents,
        },
        "voided": sale.is_void,
    })
}
