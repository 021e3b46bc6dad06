//! Inventory, the report on it, and the vendor's own comparison with the state system.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::DutchiePos;
use super::customer_calls::{Pairs, is_yes, pick};
use super::guard::Kind;
use super::labs;
use super::money::{dollars, quantity};
use super::state::{State as Inside, Stock};
use crate::world::Unit;

const TAKE_MAX: usize = 100_000;

/// Vendor and tests answer in this many grams for a unit id: 1 each, 2 grams.
fn unit_id(unit: Unit) -> u64 {
    match unit {
        Unit::Each => 1,
        Unit::Grams => 2,
    }
}

fn unit_word(unit: Unit) -> &'static str {
    match unit {
        Unit::Each => "ea",
        Unit::Grams => "g",
    }
}

impl Inside {
    fn row(&self, stock: &Stock, with_labs: bool, with_rooms: bool) -> Value {
        let product = &self.products[&stock.product_id];
        let of_product = |name: &str| product.body.get(name).cloned().unwrap_or(Value::Null);
        let package = stock.world.as_ref();
        let room = package.map_or("Sales floor", |package| package.location);
        let mut row = json!({
            "inventoryId": stock.inventory_id,
            "productId": stock.product_id,
            "sku": of_product("sku"),
            "productName": of_product("productName"),
            "description": of_product("description"),
            "categoryId": of_product("categoryId"),
            "category": of_product("category"),
            "imageUrl": of_product("imageUrl"),
            "quantityAvailable": quantity(stock.quantity - stock.allocated),
            "quantityUnits": stock.unit_typed.as_deref().unwrap_or_else(|| unit_word(stock.unit)),
            "unitWeight": of_product("netWeight"),
            "unitWeightUnit": "g",
            "flowerEquivalent": of_product("flowerEquivalent"),
            "recFlowerEquivalent": of_product("recFlowerEquivalent"),
            "batchName": stock.batch,
            "packageId": stock.tag,
            "packageStatus": stock.status,
            "externalPackageId": stock.tag,
            "unitPrice": dollars(product.adult_cents),
            "medUnitPrice": dollars(product.medical_cents),
            "recUnitPrice": dollars(product.adult_cents),
            "strain": of_product("strain"),
            "strainType": of_product("strainType"),
            "labTestStatus": stock.lab_status,
            "testedDate": package.map(|package| format!("{}T00:00:00", package.lab.tested_on)),
            "sampleDate": package.map(|package| format!("{}T00:00:00", package.lab.tested_on)),
            "packagedDate": package.map(|package| format!("{}T00:00:00", package.packaged_on)),
            "expirationDate": package.and_then(|p| p.expires_on).map(|day| format!("{day}T00:00:00")),
            "lastModifiedDateUtc": stock.modified_at,
            "vendor": package.map(|package| package.maker_name),
            "vendorLicense": package.map(|package| package.maker_license),
            "brandName": of_product("brandName"),
            "medicalOnly": stock.is_medical,
            "lineage": [],
            "effectivePotencyMg": null,
            "isCannabis": of_product("isCannabis"),
            "labResultUrl": null,
            "tags": [],
        });
        if stock.is_uncounted {
            row["quantityAvailable"] = Value::Null;
        }
        if with_labs {
            row["labResults"] = labs::wire(&stock.lab);
        }
        if with_rooms {
            let available = quantity(stock.quantity - stock.allocated);
            row["roomQuantities"] = json!([{"roomId": 1, "room": room, "quantityAvailable": available}]);
        }
        row
    }

    fn of_store(&self, store: usize) -> impl Iterator<Item = &Stock> {
        self.stock.values().filter(move |row| row.store == store)
    }
}

pub async fn list(State(sim): State<Arc<DutchiePos>>, Query(query): Pairs, headers: HeaderMap) -> Response {
    let mut state = sim.state();
    let store = match state.enter(&headers, Kind::Inventory, sim.stage.now()) {
        Ok(store) => store,
        Err(refused) => return refused,
    };
    if state.settings.inventory_is_empty {
        return Json(json!([])).into_response();
    }
    let (labs, rooms) = (is_yes(&query, "includeLabResults"), is_yes(&query, "includeRoomQuantities"));
    let stocked = state.of_store(store).filter(|row| row.quantity > 0);
    Json(stocked.map(|row| state.row(row, labs, rooms)).collect::<Vec<_>>()).into_response()
}

/// As `/inventory`, with costs and what is allocated; `Skip` and `Take` work although the specification has neither.
///
/// sim_assumption: what was sold beyond the count stands in the report with a minus, and is on no shelf.
pub async fn report(State(sim): State<Arc<DutchiePos>>, Query(query): Pairs, headers: HeaderMap) -> Response {
    let mut state = sim.state();
    let store = match state.enter(&headers, Kind::Reporting, sim.stage.now()) {
        Ok(store) => store,
        Err(refused) => return refused,
    };
    let number = |name: &str| pick(&query, name).and_then(|value| value.parse::<usize>().ok());
    let (skip, take) = (number("Skip").unwrap_or(0), number("Take").unwrap_or(TAKE_MAX).min(TAKE_MAX));
    let (labs, allocated) = (is_yes(&query, "includeLabResults"), is_yes(&query, "includeAllocated"));
    let rows: Vec<Value> = state
        .of_store(store)
        .filter(|row| row.quantity != 0)
        .skip(skip)
        .take(take)
        .map(|stock| {
            let mut row = state.row(stock, labs, is_yes(&query, "includeRoomQuantities"));
            row["unitCost"] =
                state.products[&stock.product_id].body.get("unitCost").cloned().unwrap_or(Value::Null);
            row["allocatedQuantity"] = quantity(stock.allocated);
            if allocated && !stock.is_uncounted {
                row["quantityAvailable"] = quantity(stock.quantity);
            }
            row
        })
        .collect();
    Json(rows).into_response()
}

/// Where the POS and what it last read from the state system differ.
pub async fn recon(State(sim): State<Arc<DutchiePos>>, headers: HeaderMap) -> Response {
    let now = sim.stage.now();
    let mut state = sim.state();
    let store = match state.enter(&headers, Kind::Standard, now) {
        Ok(store) => store,
        Err(refused) => return refused,
    };
    let differs = |row: &&Stock| row.tag.is_some() && row.quantity != row.external_quantity;
    let discrepancies: Vec<Value> = state
        .of_store(store)
        .filter(differs)
        .map(|row| {
            let product = &state.products[&row.product_id].body;
            let room = row.world.as_ref().map(|package| package.location);
            json!({
                "inventoryId": row.inventory_id,
                "packageId": row.tag,
                "quantity": quantity(row.quantity),
                "unitId": unit_id(row.unit),
                "externalQuantity": quantity(row.external_quantity),
                "externalUnitId": unit_id(row.unit),
                "equivalentExternalQuantity": quantity(row.external_quantity),
                "difference": quantity(row.quantity - row.external_quantity),
                "roomId": 1,
                "room": room,
                "externalRoom": room,
                "productName": product.get("productName"),
                "sku": product.get("sku"),
                "serialNumber": row.tag,
                "unitErrorMsg": null,
            })
        })
        .collect();
    Json(json!({"lastUpdated": now, "discrepancies": discrepancies})).into_response()
}
