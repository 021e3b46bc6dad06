//! The menus as the simulator begins. Item and variant carry the SKU as id, so a cart line leads back to a product.

use countersign_kernel::Timestamp;
use serde_json::{Map, Value, json};

use super::menu::{Change, Menu};
use crate::decimal::number;
use crate::shopper::{sellable, tested};
use crate::world::{Category, LabReport, Product, Unit, World};

const COMPOUNDS: [(&str, &str); 3] = [("THCA", "thca"), ("Delta-9 THC", "thc_d9"), ("CBD", "cbd")];
const TOTALS: [(&str, &str); 2] = [("Total THC", "total_thc"), ("Total CBD", "total_cbd")];

pub fn menu(world: &World, store: usize, at: Timestamp) -> Menu {
    let mut menu = Menu::default();
    let tested = tested(world, store);
    let report = |product: &Product| tested.get(&product.index).copied();
    let items =
        sellable(world, store).map(|(product, units)| item(product, units, report(product))).collect();
    menu.apply(Change::FullSync(items), at);
    menu
}

fn item(product: &Product, units: i64, report: Option<&LabReport>) -> Map<String, Value> {
    let price = if product.medical_only { product.medical_price } else { product.adult_price };
    let unit = match product.unit {
        Unit::Grams => "g",
        Unit::Each => "each",
    };
    let item = json!({
        "id": product.sku,
        "type": word(product.category),
        "name": product.name,
        "brand": product.brand,
        "strain": product.strain,
        "description": product.description,
        "availableForPickup": true,
        "variants": [{
            "id": product.sku,
            "medical": product.medical_only,
            "price": price.0.max(1),
            "amount": 1,
            "unit": unit,
            "inventoryLevel": units,
        }],
    });
    let Value::Object(mut item) = item else { unreachable!("an object was written above") };
    let found = |analyte: &str| {
        let line = report?.lines.iter().find(|line| line.analyte == analyte && line.value_milli > 0)?;
        let unit = if line.unit == "%" { "percent" } else { "mg" };
        Some((number(line.value_milli, 3), unit))
    };
    let compound = |(analyte, kind): (&str, &str)| {
        let (content, unit) = found(analyte)?;
        Some(json!({"type": kind, "content": content, "unit": unit}))
    };
    item.insert("compounds".into(), COMPOUNDS.into_iter().filter_map(compound).collect());
    for (analyte, member) in TOTALS {
        if let Some((content, unit)) = found(analyte) {
            item.insert(member.into(), json!({"content": content, "unit": unit}));
        }
    }
    item
}

fn word(category: Category) -> &'static str {
    match category {
        Category::Flower => "Flower",
        Category::Preroll | Category::InfusedPreroll => "PreRoll",
        Category::Concentrate => "Concentrate",
        Category::Vape => "Cartridge",
        Category::Edible | Category::Beverage => "Edible",
        Category::Tincture => "Other",
        Category::Topical => "Topical",
        Category::Accessory => "Accessory",
    }
}
