//! Inventory: prices in pennies, weights with their factor to grams. sim_assumption: one row a package, under its tag.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde_json::{Value, json};

use super::settings::{CLIENT_ID, location_id, of_id};
use super::{Flowhub, answer};
use crate::decimal::number;
use crate::till::{FIRST_PRODUCT, Stock};
use crate::world::{Category, Product, QUANTITY_DIGITS, Unit, World};

/// Which rows are wanted.
#[derive(Debug, Clone, Copy)]
struct Wanted {
    location: Option<(usize, bool)>,
    non_zero: bool,
    analytics: bool,
}

impl Flowhub {
    fn rows(&self, headers: &HeaderMap, wanted: Wanted) -> Response {
        let mut state = self.state();
        if let Err(refused) = state.enter(headers, self.stage.now()) {
            return refused;
        }
        let world = &self.stage.world;
        let here = |row: &&Stock| wanted.location.is_none_or(|place| place == (row.store, row.is_medical));
        let rows = state.till.stock.iter().filter(here).filter(|row| !wanted.non_zero || row.quantity > 0);
        answer::envelope(rows.map(|row| wire(world, row, wanted.analytics)).collect())
    }

    fn located(&self, headers: &HeaderMap, id: &str, non_zero: bool, analytics: bool) -> Response {
        match of_id(&self.stage.world, id, location_id) {
            Some(place) => self.rows(headers, Wanted { location: Some(place), non_zero, analytics }),
            None => answer::refused(StatusCode::NOT_FOUND, "location not found"),
        }
    }
}

pub async fn all(State(sim): State<Arc<Flowhub>>, headers: HeaderMap) -> Response {
    sim.rows(&headers, Wanted { location: None, non_zero: false, analytics: false })
}

pub async fn all_non_zero(State(sim): State<Arc<Flowhub>>, headers: HeaderMap) -> Response {
    sim.rows(&headers, Wanted { location: None, non_zero: true, analytics: false })
}

pub async fn of_location(
    State(sim): State<Arc<Flowhub>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    sim.located(&headers, &id, false, false)
}

pub async fn of_location_non_zero(
    State(sim): State<Arc<Flowhub>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    sim.located(&headers, &id, true, false)
}

pub async fn analytics(
    State(sim): State<Arc<Flowhub>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    sim.located(&headers, &id, false, true)
}

pub fn category(category: Category) -> &'static str {
    match category {
        Category::Flower => "Flower",
        Category::Preroll => "Pre-Roll",
        Category::InfusedPreroll => "Infused Pre-Roll",
        Category::Concentrate => "Concentrate",
        Category::Vape => "Vape Cartridge",
        Category::Edible => "Edible",
        Category::Beverage => "Drink",
        Category::Tincture => "Tincture",
        Category::Topical => "Topical",
        Category::Accessory => "Accessory",
    }
}

/// What is smoked is labelled in percent, what is eaten or rubbed in milligrams; both ends of the range are the same.
fn cannabinoids(product: &Product) -> Value {
    let smoked = matches!(
        product.category,
        Category::Flower
            | Category::Preroll
            | Category::InfusedPreroll
            | Category::Concentrate
            | Category::Vape
    );
    if !product.is_cannabis {
        return json!([]);
    }
    let (thc, unit) = match smoked {
        true => (number(product.thc_milli_percent, 3), "%"),
        false => (number(product.thc_per_unit.0, 3), "mg"),
    };
    let row = |name: &str, value: &Value, unit: &str| {
        json!({
            "name": name, "lowerRange": value, "upperRange": value, "unitOfMeasure": unit,
            "unitOfMeasureToGramsMultiplier": null,
        })
    };
    json!([row("thc", &thc, unit), row("cbd", &number(product.cbd_per_unit.0, 3), "mg")])
}

fn wire(world: &World, stock: &Stock, analytics: bool) -> Value {
    let product = &world.products[stock.product];
    let package = stock.package.map(|place| &world.packages[place]);
    let by_weight = product.unit == Unit::Grams;
    let price = if stock.is_medical { product.medical_price.0 } else { product.adult_price.0 };
    let product_id = (FIRST_PRODUCT + product.index as u64).to_string();
    let mut row = json!({
        "brand": product.brand,
        "cannabinoidInformation": cannabinoids(product),
        "category": category(product.category),
        "clientId": CLIENT_ID,
        "costInMinorUnits": product.cost.0,
        "createdAt": world.at,
        "currencyCode": "USD",
        "customCategoryName": null,
        "effects": [],
        "expirationDate": package.and_then(|p| p.expires_on),
        "inventoryUnitOfMeasure": if by_weight { "g" } else { "each" },
        "inventoryUnitOfMeasureToGramsMultiplier": if by_weight { json!(1) } else { Value::Null },
        "invoiceNumber": null,
        "isMixAndMatch": null,
        "isSoldByWeight": by_weight,
        "isStackable": null,
        "locationId": location_id(stock.store, stock.is_medical),
        "locationName": world.stores[stock.store].name,
        "manifestId": package.map(|p| p.manifest.clone()),
        "nutrients": null,
        "parentProductId": format!("p{product_id}"),
        "parentProductName": product.name,
    });
    let grams = number(product.net_weight.0 / 100_000, 4);
    let rest = json!({
        "postTaxPriceInPennies": price,
        "preTaxPriceInPennies": price,
        "priceInMinorUnits": price,
        "priceProfileName": null,
        "productDescription": product.description,
        "productId": product_id,
        "productName": product.name,
        "productPictureURL": null,
        "productUnitOfMeasure": "g",
        "productUnitOfMeasureToGramsMultiplier": 1,
        "productUpdatedAt": world.at,
        "productWeight": if product.net_weight.0 > 0 { grams } else { json!(0) },
        "purchaseCategory": category(product.category),
        "quantity": number(stock.quantity, QUANTITY_DIGITS),
        "regulatoryId": stock.tag.clone().unwrap_or_default(),
        "sku": product.sku,
        "speciesName": product.genetics,
        "strainName": product.strain,
        "supplierName": package.map(|p| p.maker_name),
        "tags": [],
        "terpenes": [],
        "type": null,
        "variantId": format!("v{product_id}"),
        "variantName": product.name,
        "weightTierInformation": null,
    });
    let (Value::Object(row_map), Value::Object(rest)) = (&mut row, rest) else {
        unreachable!("two objects were written above")
    };
    row_map.extend(rest);
    if analytics {
        row_map.insert("forSale".to_owned(), json!(stock.for_sale));
        row_map.insert("supplierLicense".to_owned(), json!(package.map(|p| p.maker_license)));
    }
    row
}
