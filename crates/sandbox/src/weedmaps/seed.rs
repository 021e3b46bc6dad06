//! The menus as the simulator begins: what each store could sell this morning, put there by hand.
//!
//! Item and variant carry the SKU as external id, so an order line leads back to a product of the world.

use serde_json::{Map, Value, json};

use super::settings::menu_id;
use super::state::State;
use super::taxonomy::Taxonomy;
use crate::decimal::number;
use crate::shopper::{sellable, tested};
use crate::world::{Category, LabLine, LabReport, Product, Unit, World};

const CANNABINOIDS: [(&str, &str); 3] = [("THCA", "thca"), ("Delta-9 THC", "thc"), ("CBD", "cbd")];
const TERPENES: [(&str, &str); 3] =
    [("Limonene", "limonene"), ("Beta-Myrcene", "myrcene"), ("Beta-Caryophyllene", "caryophyllene")];

pub fn fill_menus(state: &mut State, world: &World) {
    for store in 0..world.stores.len() {
        let tested = tested(world, store);
        for (product, units) in sellable(world, store) {
            let body = item(product, units, tested.get(&product.index).copied(), &state.taxonomy);
            state.add_item(&menu_id(store), &product.sku, body);
        }
    }
}

fn item(
    product: &Product,
    units: i64,
    report: Option<&LabReport>,
    taxonomy: &Taxonomy,
) -> Map<String, Value> {
    let price = if product.medical_only { product.medical_price } else { product.adult_price };
    let weight = match product.unit {
        Unit::Grams => json!({"value": 1, "unit": "g"}),
        Unit::Each => Value::Null,
    };
    let body = json!({
        "external_id": product.sku,
        "name": product.name,
        "description": product.description,
        "published": true,
        "genetics": product.genetics,
        "category_names": root(product.category),
        "brand_name": product.brand,
        "strain_name": product.strain,
        "cannabinoids": measures(report, &CANNABINOIDS),
        "terpenes": measures(report, &TERPENES),
        "variants": [{
            "external_id": product.sku,
            "price": {"amount": price.decimal(), "currency": "USD"},
            "weight": weight,
            "inventory_quantity": units,
            "online_orderable": true,
        }],
    });
    let Value::Object(body) = body else { unreachable!("an object was written above") };
    let accepted = super::item_check::item(&body, "2025-07", taxonomy, &[]);
    accepted.expect("the seeded world makes items that this simulator accepts")
}

/// What the laboratory found, by slug. A total is no compound, and has none.
fn measures(report: Option<&LabReport>, slugs: &[(&str, &str)]) -> Vec<Value> {
    let of_line = |line: &LabLine| {
        let slug = slugs.iter().find(|(analyte, _)| *analyte == line.analyte)?.1;
        let amount = number(line.value_milli, 3);
        let found = line.unit == "%" && line.value_milli > 0;
        found.then(|| json!({"slug": slug, "percentage": {"min": amount, "max": amount}}))
    };
    report.into_iter().flat_map(|report| &report.lines).filter_map(of_line).collect()
}

fn root(category: Category) -> Vec<&'static str> {
    match category {
        Category::Flower => vec!["Flower"],
        Category::Preroll => vec!["Pre Roll"],
        Category::InfusedPreroll => vec!["Infused Pre Roll"],
        Category::Concentrate => vec!["Concentrates"],
        Category::Vape => vec!["Vape Pens", "Cartridge"],
        Category::Edible => vec!["Edibles"],
        Category::Beverage => vec!["Drinks"],
        Category::Tincture => vec!["Wellness", "Tinctures"],
        Category::Topical => vec!["Wellness", "Topicals"],
        Category::Accessory => vec!["Gear"],
    }
}
