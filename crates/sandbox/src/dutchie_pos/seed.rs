//! The point of sale as the world begins: the shelves, the people on file, this morning's sales.

use countersign_kernel::BusinessDate;
use serde_json::{Map, Value, json};

use super::customers::Customer;
use super::money::{dollars, tax_of};
use super::state::{Product, SoldLine, State, Stock, Transaction};
use crate::decimal;
use crate::picture::sha256_hex;
use crate::till::FIRST_CUSTOMER;
pub use crate::till::FIRST_PRODUCT;
use crate::world::{self, Category, LabState, QUANTITY_DIGITS, Unit, World};

const FIRST_INVENTORY: u64 = 400_001;
/// One package in so many begins with the state system counting one unit more than the POS does.
const DRIFT_EVERY: usize = 97;

pub fn fill(state: &mut State, world: &World) {
    for product in &world.products {
        let id = FIRST_PRODUCT + product.index as u64;
        let body = product_body(product, id, world);
        let (adult_cents, medical_cents) = (product.adult_price.0, product.medical_price.0);
        state.products.insert(id, Product { body, adult_cents, medical_cents });
    }
    for package in &world.packages {
        put_package(state, world, package);
    }
    for (place, shelf) in world.shelves.iter().enumerate() {
        put_shelf(state, world, place, shelf);
    }
    for customer in &world.customers {
        let id = FIRST_CUSTOMER + customer.index as u64;
        state.customers.insert(id, on_file(customer, id, world));
    }
    for sale in &world.earlier {
        put_sale(state, world, sale);
    }
}

fn put_package(state: &mut State, world: &World, package: &world::Package) {
    let lab_status = match package.lab.state {
        LabState::TestPassed | LabState::RetestPassed | LabState::NotRequired => "Passed",
        LabState::TestFailed => "Failed",
        LabState::NotSubmitted | LabState::SubmittedForTesting => "Pending",
    };
    let status = match (package.on_hold || package.on_recall, lab_status) {
        (true, _) | (_, "Failed") => "Quarantine",
        (_, "Pending") => "Testing",
        _ => "Active",
    };
    let drift = if package.index % DRIFT_EVERY == DRIFT_EVERY - 1 { 10_i64.pow(QUANTITY_DIGITS) } else { 0 };
    let id = FIRST_INVENTORY + package.index as u64;
    let row = Stock {
        inventory_id: id,
        store: package.store,
        product_id: FIRST_PRODUCT + package.product as u64,
        tag: Some(package.tag.as_str().to_owned()),
        is_medical: package.is_medical,
        quantity: package.quantity,
        allocated: 0,
        external_quantity: package.quantity + drift,
        unit: world.product_of(package).unit,
        unit_typed: None,
        is_uncounted: false,
        status: status.to_owned(),
        batch: package.batch.clone(),
        lab: package.lab.lines.clone(),
        lab_status,
        modified_at: world.at,
        world: Some(package.clone()),
    };
    state.stock.insert(id, row);
}

fn put_shelf(state: &mut State, world: &World, place: usize, shelf: &world::Shelf) {
    let id = FIRST_INVENTORY + (world.packages.len() + place) as u64;
    let quantity = shelf.count * 10_i64.pow(QUANTITY_DIGITS);
    let row = Stock {
        inventory_id: id,
        store: shelf.store,
        product_id: FIRST_PRODUCT + shelf.product as u64,
        tag: None,
        is_medical: false,
        quantity,
        allocated: 0,
        external_quantity: quantity,
        unit: Unit::Each,
        unit_typed: None,
        is_uncounted: false,
        status: "Active".to_owned(),
        batch: String::new(),
        lab: Vec::new(),
        lab_status: "Passed",
        modified_at: world.at,
        world: None,
    };
    state.stock.insert(id, row);
}

fn on_file(customer: &world::Customer, id: u64, world: &World) -> Customer {
    let card = customer.card.as_ref();
    let day = |date: BusinessDate| format!("{date}T00:00:00");
    let text = |value: &str| Some(value.to_owned());
    Customer {
        id,
        first_name: customer.first_name.to_owned(),
        last_name: text(customer.last_name),
        date_of_birth: Some(day(customer.birth_date_on_file)),
        phone: text(&customer.phone),
        email: text(&customer.email),
        address1: text(&customer.address1),
        city: text(customer.city),
        state: text(customer.state),
        postal_code: text(&customer.zip),
        status: if customer.banned { "Banned" } else { "Active" }.to_owned(),
        customer_type: if card.is_some() { "Medical" } else { "Recreational" }.to_owned(),
        mmj_number: card.map(|card| card.number.clone()),
        mmj_expires: card.map(|card| day(card.expires_on)),
        license_hash: Some(sha256_hex(customer.id.number.as_bytes())),
        license_expires: Some(day(customer.id.expires_on)),
        external_id: None,
        notes: None,
        by_integrator: false,
        modified_at: world.at,
    }
}

fn put_sale(state: &mut State, world: &World, sale: &world::Earlier) {
    let lines: Vec<SoldLine> = sale
        .lines
        .iter()
        .map(|line| {
            let package = &world.packages[line.package];
            let product = &world.products[package.product];
            let price = if sale.is_medical { product.medical_price } else { product.adult_price };
            SoldLine {
                inventory_id: FIRST_INVENTORY + line.package as u64,
                product_id: FIRST_PRODUCT + package.product as u64,
                package_id: Some(package.tag.as_str().to_owned()),
                quantity: line.quantity,
                price_cents: price.0,
                total_cents: line.total.0,
            }
        })
        .collect();
    let subtotal_cents: i64 = lines.iter().map(|line| line.total_cents).sum();
    let rate = match sale.is_medical {
        true => state.settings.sim_assumption_medical_tax_basis_points,
        false => state.settings.sim_assumption_adult_tax_basis_points,
    };
    let id = state.next_transaction;
    state.next_transaction += 1;
    let row = Transaction {
        id,
        store: sale.store,
        customer_id: FIRST_CUSTOMER + sale.customer as u64,
        is_medical: sale.is_medical,
        at: sale.at,
        modified_at: sale.at,
        lines,
        subtotal_cents,
        tax_cents: tax_of(subtotal_cents, rate),
        is_void: false,
        reference: sale.number.clone(),
        order_id: None,
        order_source: "In-Store".to_owned(),
        order_type: "Walk-in".to_owned(),
    };
    state.transactions.insert(id, row);
}

fn category(category: Category) -> (&'static str, u64) {
    match category {
        Category::Flower => ("Flower", 1),
        Category::Preroll => ("Pre-Rolls", 2),
        Category::InfusedPreroll => ("Infused Pre-Rolls", 3),
        Category::Concentrate => ("Concentrates", 4),
        Category::Vape => ("Vaporizers", 5),
        Category::Edible => ("Edibles", 6),
        Category::Beverage => ("Beverages", 7),
        Category::Tincture => ("Tinctures", 8),
        Category::Topical => ("Topicals", 9),
        Category::Accessory => ("Accessories", 10),
    }
}

/// What is smoked or dabbed is labelled in percent, what is eaten or rubbed in milligrams.
fn potency(product: &world::Product) -> (Value, &'static str) {
    match product.category {
        Category::Flower
        | Category::Preroll
        | Category::InfusedPreroll
        | Category::Concentrate
        | Category::Vape => (decimal::number(product.thc_milli_percent, 3), "%"),
        _ => (decimal::number(product.thc_per_unit.0, 3), "mg"),
    }
}

fn product_body(product: &world::Product, id: u64, world: &World) -> Map<String, Value> {
    let (name, category_id) = category(product.category);
    let grams = decimal::number(product.net_weight.0 / 100_000, 4);
    let (thc, thc_unit) = potency(product);
    let body = json!({
        "productId": id,
        "sku": product.sku,
        "internalName": product.name,
        "productName": product.name,
        "description": product.description,
        "masterCategory": if product.is_cannabis { name } else { "Accessories" },
        "categoryId": category_id,
        "category": name,
        "imageUrl": null,
        "strain": product.strain,
        "strainType": product.genetics,
        "size": null,
        "netWeight": grams,
        "brandName": product.brand,
        "vendorName": null,
        "isCannabis": product.is_cannabis,
        "isActive": true,
        "thcContent": thc,
        "thcContentUnit": thc_unit,
        "cbdContent": decimal::number(product.cbd_per_unit.0, 3),
        "cbdContentUnit": "mg",
        "productGrams": grams,
        "flowerEquivalent": null,
        "recFlowerEquivalent": null,
        "price": dollars(product.adult_price.0),
        "medPrice": dollars(product.medical_price.0),
        "recPrice": dollars(product.adult_price.0),
        "unitCost": dollars(product.cost.0),
    });
    let rest = json!({
        "unitType": if product.unit == Unit::Grams { "Weight" } else { "Quantity" },
        "onlineTitle": product.name,
        "onlineDescription": product.description,
        "onlineProduct": true,
        "posProducts": true,
        "onlineAvailable": true,
        "pricingTierData": null,
        "maxPurchaseablePerTransaction": null,
        "defaultUnit": if product.unit == Unit::Grams { "g" } else { "ea" },
        "isMedicalOnly": product.medical_only,
        "lastModifiedDateUTC": world.at,
        "isTaxable": true,
        "taxCategories": ["Excise", "Sales"],
        "upc": null,
        "regulatoryCategory": name,
        "externalId": null,
        "ingredientList": product.ingredients,
        "allergens": product.allergens,
        "ecomCategory": name,
    });
    let (Value::Object(mut body), Value::Object(rest)) = (body, rest) else {
        unreachable!("two objects were written above")
    };
    body.extend(rest);
    body
}
