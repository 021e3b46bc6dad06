//! What a shopper sees: the till's shelf, as it was when it was last taken over.

use serde_json::{Value, json};

use super::Dutchie;
use crate::decimal::number;
use crate::dutchie_pos::online::Shelved;
use crate::till::FIRST_PRODUCT;
use crate::world::{Category, Product};

fn category(category: Category) -> &'static str {
    match category {
        Category::Flower => "FLOWER",
        Category::Preroll | Category::InfusedPreroll => "PRE_ROLLS",
        Category::Concentrate => "CONCENTRATES",
        Category::Vape => "VAPORIZERS",
        Category::Edible | Category::Beverage => "EDIBLES",
        Category::Tincture => "TINCTURES",
        Category::Topical => "TOPICALS",
        Category::Accessory => "ACCESSORIES",
    }
}

impl Dutchie {
    /// What is on the menu of a store, taken from the till again when the lag has passed. What is sold out is not shown.
    pub(super) fn shown(&self, store: usize) -> Vec<Shelved> {
        let now = self.stage.now();
        let mut state = self.state();
        let lag = state.settings.sim_assumption_menu_lag_seconds;
        let is_late = |taken: &countersign_kernel::Timestamp| now.seconds_since(*taken) >= lag;
        if state.menus.get(&store).is_none_or(|(taken, _)| is_late(taken)) {
            state.menus.insert(store, (now, self.till.shelf(store, &self.stage.world)));
        }
        state.menus[&store].1.iter().filter(|shelved| shelved.units > 0).cloned().collect()
    }

    pub(super) fn product_of(&self, shelved: &Shelved) -> &Product {
        let index = usize::try_from(shelved.product_id - FIRST_PRODUCT).expect("a product of the world");
        &self.stage.world.products[index]
    }

    pub(super) fn product(&self, shelved: &Shelved) -> Value {
        let product = self.product_of(shelved);
        let id = format!("{:024x}", 0x5e00_0000 + product.index);
        let option = option(product);
        let menus: &[&str] = if shelved.for_adults { &["MEDICAL", "RECREATIONAL"] } else { &["MEDICAL"] };
        json!({
            "id": id,
            "slug": product.sku.to_lowercase(),
            "name": product.name,
            "description": product.description,
            "category": category(product.category),
            "strainType": product.genetics.map(str::to_uppercase),
            "brand": {"id": format!("brand-{}", product.brand), "name": product.brand},
            "posId": shelved.product_id.to_string(),
            "posMetaData": {"id": shelved.product_id.to_string(), "category": null, "sku": product.sku},
            "menuTypes": menus,
            "potencyThc": Self::potency(product),
            "variants": [{
                "id": format!("{id}~{option}"),
                "option": option,
                "priceRec": number(shelved.adult_cents, 2),
                "priceMed": number(shelved.medical_cents, 2),
                "specialPriceRec": null,
                "specialPriceMed": null,
                "quantity": shelved.units,
            }],
        })
    }

    /// Written for eyes, not for programs.
    fn potency(product: &Product) -> Value {
        if !product.is_cannabis {
            return Value::Null;
        }
        let percent = matches!(product.category, Category::Flower | Category::Preroll | Category::Vape);
        let (figure, unit) = match percent {
            true => (number(product.thc_milli_percent, 3), "PERCENTAGE"),
            false => (number(product.thc_per_unit.0, 3), "MILLIGRAMS"),
        };
        let sign = if percent { "%" } else { "mg" };
        json!({"formatted": format!("{figure}{sign}"), "range": [figure], "unit": unit})
    }
}

/// "3.5g" where a weight is sold, "N/A" otherwise.
fn option(product: &Product) -> String {
    match product.category {
        Category::Flower | Category::Concentrate | Category::Vape | Category::Preroll => {
            format!("{}g", number(product.net_weight.0, 9))
        }
        _ => "N/A".to_owned(),
    }
}
