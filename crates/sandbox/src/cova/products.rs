//! `POST …/DetailedProductData`: products with whatever blocks the body asks for, by `Skip` and `Top`.
//!
//! Which blocks there are is documented; what stands in the blocks of stock, packages, prices and specifications is not:
//! their fields here are sim_assumptions.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::settings::{location_id, of_location, product_id};
use super::state::State as Inside;
use super::{Cova, answer, guard};
use crate::decimal::number;
use crate::till::Stock;
use crate::world::{Category, Product, QUANTITY_DIGITS, Unit};

const TOP_MAX: usize = 1_000;

pub async fn list(
    State(sim): State<Arc<Cova>>,
    Path(company): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let mut state = sim.state();
    let entered = state.enter(&headers, "dataplatform", sim.stage.now());
    if let Err(refused) = entered.and_then(|()| guard::company(&company)) {
        return refused;
    }
    let asked: Value = serde_json::from_slice(&body).unwrap_or(Value::Null);
    let world = &sim.stage.world;
    let place = asked["LocationId"].as_u64().and_then(|id| of_location(world, id));
    let Some(place) = place else {
        return answer::refused(StatusCode::BAD_REQUEST, "LocationId is not one of this company");
    };
    let number = |name: &str, default: usize| {
        asked[name].as_u64().and_then(|n| usize::try_from(n).ok()).unwrap_or(default)
    };
    let (skip, top) = (number("Skip", 0), number("Top", 100).clamp(1, TOP_MAX));
    let products = world.products.iter().skip(skip).take(top);
    let rows: Vec<Value> = products.map(|product| wire(&state, product, place, &asked)).collect();
    Json(rows).into_response()
}

fn classification(category: Category) -> &'static str {
    match category {
        Category::Flower => "Flower",
        Category::Preroll => "Pre-Rolls",
        Category::InfusedPreroll => "Infused Pre-Rolls",
        Category::Concentrate => "Extracts",
        Category::Vape => "Vape Cartridges",
        Category::Edible => "Edibles",
        Category::Beverage => "Beverages",
        Category::Tincture => "Tinctures",
        Category::Topical => "Topicals",
        Category::Accessory => "Accessories",
    }
}

fn wire(state: &Inside, product: &Product, place: (usize, bool), asked: &Value) -> Value {
    let wants = |name: &str| asked[name] == true;
    let name = classification(product.category);
    let mut row = json!({
        "ProductId": product_id(product.index),
        "MasterProductId": 1_000 + product.index,
        "MasterProductName": product.name,
        "VariationId": null,
        "Slug": format!("M{}", 1_000 + product.index),
        "CatalogSku": product.sku,
        "IsArchived": false,
        "MeasurementType": if product.unit == Unit::Grams { "Mass" } else { "SingleUnit" },
        "IsBatchTracked": product.is_cannabis,
        "IsNonStock": false,
        "LifeCycle": "Active",
        "Name": product.name,
        "ShortDescription": product.description,
        "LongDescription": product.description,
        "HeroShotUri": null,
    });
    let selling = wants("SellingRoomOnly");
    let here = |row: &&Stock| {
        row.product == product.index && (row.store, row.is_medical) == place && (row.for_sale || !selling)
    };
    let stock: Vec<&Stock> = state.till.stock.iter().filter(here).collect();
    let location = location_id(place.0, place.1);
    let quantity = |units: i64| number(units, QUANTITY_DIGITS);
    if wants("IncludeClassifications") {
        row["ClassificationId"] = json!(product.category as u64);
        row["ClassificationName"] = json!(name);
        row["ClassificationPath"] = json!(name);
    }
    if wants("IncludeAvailability") {
        let sum = stock.iter().map(|row| row.quantity).sum();
        row["Availability"] =
            json!([{"LocationId": location, "RoomId": 1, "InStockQuantity": quantity(sum)}]);
    }
    if wants("IncludePackageDetails") {
        let tagged = stock.iter().filter_map(|row| {
            let tag = row.tag.as_ref()?;
            Some(json!({"LocationId": location, "PackageId": tag, "Quantity": quantity(row.quantity)}))
        });
        row["Packages"] = json!(tagged.collect::<Vec<_>>());
    }
    if wants("IncludePricing") {
        let cents = if place.1 { product.medical_price.0 } else { product.adult_price.0 };
        row["Prices"] = json!([{"LocationId": location, "RegularPrice": number(cents, 2)}]);
    }
    if wants("IncludeProductSpecifications") {
        row["ProductSpecifications"] = specifications(product);
    }
    row
}

fn specifications(product: &Product) -> Value {
    let mut rows = Vec::new();
    let mut put = |name: &str, value: Value, unit: &str| {
        rows.push(json!({"DisplayName": name, "Value": value.to_string(), "Unit": unit}));
    };
    if product.net_weight.0 > 0 {
        put("Net Weight", number(product.net_weight.0 / 100_000, 4), "g");
    }
    if product.is_cannabis {
        put("THC Max", number(product.thc_per_unit.0, 3), "mg");
    }
    Value::Array(rows)
}
