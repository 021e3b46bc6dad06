//! What a shopper does on the menu: check out, perhaps cancel. Nobody is told of either.

use countersign_kernel::Money;

use super::Dutchie;
use super::settings::retailer_id;
use crate::shopper::{
    Fulfillment, Line, Options, Outcome, Placed, SeenLine, Shopper, ShopperError, check_cart,
};
use crate::till::{FIRST_PRODUCT, UNIT};

impl Dutchie {
    pub(super) fn place_order(
        &self,
        store: usize,
        shopper: &Shopper,
        lines: &[Line],
        options: &Options,
    ) -> Result<Placed, ShopperError> {
        check_cart(lines)?;
        if store >= self.stage.world.stores.len() {
            return Err(ShopperError::UnknownShop(retailer_id(store)));
        }
        let shown = self.shown(store);
        let mut wanted = Vec::with_capacity(lines.len());
        for line in lines {
            let listed = shown.iter().find(|shelved| self.product_of(shelved).sku == line.external_id);
            // A page that was opened before an item went may still order it.
            let known = || self.stage.world.products.iter().find(|product| product.sku == line.external_id);
            let product_id = match (listed, &line.stale) {
                (Some(shelved), _) => Some(shelved.product_id),
                (None, Some(_)) => known().map(|product| FIRST_PRODUCT + product.index as u64),
                (None, None) => None,
            };
            let product_id = product_id.ok_or_else(|| ShopperError::NotOnMenu(line.external_id.clone()))?;
            wanted.push((product_id, line));
        }
        let order_type = match options.fulfillment {
            Fulfillment::Pickup => "Pickup",
            Fulfillment::Delivery => "Delivery",
        };
        let number = {
            let mut state = self.state();
            state.next_number += 1;
            format!("ECOM-{}", state.next_number)
        };
        let preorder = self.till.take_online(store, shopper, &wanted, (order_type, number))?;
        let seen = lines.iter().zip(&preorder.cart.lines).map(|(line, priced)| SeenLine {
            external_id: line.external_id.clone(),
            name: line.external_id.clone(),
            asked: line.quantity,
            quantity: u32::try_from(priced.quantity / UNIT).unwrap_or(u32::MAX),
            price: Money(priced.price_cents),
        });
        Ok(Placed {
            order_id: preorder.id.to_string(),
            outcome: Outcome::Submitted,
            lines: seen.collect(),
            subtotal: Money(preorder.cart.subtotal_cents),
            tax: Money(preorder.cart.tax_cents),
            total: Money(preorder.cart.total_cents()),
            complaints: Vec::new(),
            told: false,
        })
    }
}
