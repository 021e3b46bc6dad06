//! The menus as the simulator begins. Item and variant carry the SKU as id, so a cart line leads back to a product.

use countersign_kernel::Timestamp;
use serde_json::{Map, Value, json};

use super::menu::{Change, Menu};
use crate::shopper::sellable;
use crate::world::{Category, Product, Unit, World};

pub fn menu(world: &World, store: usize, at: Timestamp) -> Menu {
    let mut menu = Menu::default();
    let items = sellable(world, store).map(|(product, units)| item(product, units)).collect();
    menu.apply(Change::FullSync(items), at);
    menu
}

fn item(product: &Product, units: i64) -> Map<String, Value> {
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
    let Value::Object(item) = item else { unreachable!("an object was written above") };
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
