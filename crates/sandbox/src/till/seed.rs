//! The register as the world begins: the shelves, and this morning's sales.

use std::collections::BTreeMap;

use super::{ADULT_TAX, FIRST_SALE, MEDICAL_TAX, Sale, SoldLine, Stock, Till, UNIT};
use crate::world::{LabState, World};

impl Till {
    pub fn seeded(world: &World) -> Self {
        let mut till = Self { stock: Vec::new(), sales: BTreeMap::new(), next_sale: FIRST_SALE };
        for package in &world.packages {
            let tested = matches!(
                package.lab.state,
                LabState::TestPassed | LabState::RetestPassed | LabState::NotRequired
            );
            till.stock.push(Stock {
                store: package.store,
                product: package.product,
                package: Some(package.index),
                tag: Some(package.tag.as_str().to_owned()),
                is_medical: package.is_medical,
                quantity: package.quantity,
                for_sale: tested && !package.on_hold && !package.on_recall,
            });
        }
        for shelf in &world.shelves {
            till.stock.push(Stock {
                store: shelf.store,
                product: shelf.product,
                package: None,
                tag: None,
                is_medical: false,
                quantity: shelf.count * UNIT,
                for_sale: true,
            });
        }
        for earlier in &world.earlier {
            till.put_earlier(world, earlier);
        }
        till
    }

    fn put_earlier(&mut self, world: &World, sale: &crate::world::Earlier) {
        let lines: Vec<SoldLine> = sale
            .lines
            .iter()
            .map(|line| {
                let package = &world.packages[line.package];
                let product = world.product_of(package);
                let price = if sale.is_medical { product.medical_price } else { product.adult_price };
                SoldLine {
                    product: package.product,
                    tag: Some(package.tag.as_str().to_owned()),
                    quantity: line.quantity,
                    price_cents: price.0,
                    total_cents: line.total.0,
                }
            })
            .collect();
        let subtotal_cents: i64 = lines.iter().map(|line| line.total_cents).sum();
        let rate = if sale.is_medical { MEDICAL_TAX } else { ADULT_TAX };
        let id = self.next_sale;
        self.next_sale += 1;
        let row = Sale {
            id,
            store: sale.store,
            customer: Some(sale.customer),
            is_medical: sale.is_medical,
            at: sale.at,
            modified_at: sale.at,
            lines,
            subtotal_cents,
            tax_cents: (subtotal_cents * rate + 5_000) / 10_000,
            is_void: false,
            reference: sale.number.clone(),
            order: None,
        };
        self.sales.insert(id, row);
    }
}
