//! The moment of a sale: stock goes down, one sale stands in the books.

use std::collections::BTreeMap;

use countersign_kernel::Timestamp;

use super::{ADULT_TAX, MEDICAL_TAX, SALES_MAX, Sale, SoldLine, Till, UNIT};
use crate::world::World;

const LINES_MAX: usize = 200;

/// What is to be sold, to whom and under which name.
#[derive(Debug, Clone)]
pub struct RingUp {
    pub store: usize,
    pub customer: Option<usize>,
    pub is_medical: bool,
    /// Product's place in the world, ten-thousandths of its unit.
    pub lines: Vec<(usize, i64)>,
    /// Cents off all of a product.
    pub discounts: BTreeMap<usize, i64>,
    pub reference: String,
    pub order: Option<String>,
}

impl Till {
    /// Cents without and with tax. The error is a sentence.
    pub fn price(&self, world: &World, asked: &RingUp) -> Result<(i64, i64), String> {
        let RingUp { lines, discounts, is_medical, .. } = asked;
        if lines.is_empty() || lines.len() > LINES_MAX {
            return Err("a cart has 1 to 200 lines".to_owned());
        }
        let mut subtotal = 0;
        for (place, quantity) in lines {
            let product = world.products.get(*place).ok_or("there is no such product")?;
            if *quantity < UNIT {
                return Err(format!("the quantity of {} is not valid", product.sku));
            }
            let price = if *is_medical { product.medical_price } else { product.adult_price };
            let (whole, off) = (price.0 * quantity / UNIT, discounts.get(place).copied().unwrap_or(0));
            if !(0..=whole).contains(&off) {
                return Err(format!("the discount on {} is not valid", product.sku));
            }
            subtotal += whole - off;
        }
        let rate = if *is_medical { MEDICAL_TAX } else { ADULT_TAX };
        Ok((subtotal, subtotal + (subtotal * rate + 5_000) / 10_000))
    }

    /// Which rows a cart would come out of, oldest first; a sentence when the shelf holds too little.
    ///
    /// sim_assumption: adults are served from retail stock only, patients from medical stock first.
    fn allocate(&self, world: &World, asked: &RingUp) -> Result<Vec<(usize, i64)>, String> {
        let mut taken: BTreeMap<usize, i64> = BTreeMap::new();
        for (product, quantity) in &asked.lines {
            let fits = |row: &super::Stock| {
                row.store == asked.store
                    && row.product == *product
                    && row.for_sale
                    && (asked.is_medical || !row.is_medical)
            };
            let mut rows: Vec<usize> =
                (0..self.stock.len()).filter(|place| fits(&self.stock[*place])).collect();
            rows.sort_by_key(|place| (self.stock[*place].is_medical != asked.is_medical, *place));
            let mut missing = *quantity;
            for place in rows {
                let free = self.stock[place].quantity - taken.get(&place).copied().unwrap_or(0);
                let here = free.min(missing).max(0);
                if here > 0 {
                    *taken.entry(place).or_default() += here;
                    missing -= here;
                }
            }
            if missing > 0 {
                return Err(format!("not enough of {} is in stock", self.sku(world, *product)));
            }
        }
        Ok(taken.into_iter().collect())
    }

    /// Whether the shelf holds it; a sentence when not.
    pub fn can_serve(&self, world: &World, asked: &RingUp) -> Result<(), String> {
        self.allocate(world, asked).map(drop)
    }

    /// Books the sale and says its number, or a sentence why not.
    pub fn ring_up(&mut self, world: &World, asked: RingUp, now: Timestamp) -> Result<u64, String> {
        assert!(self.sales.len() < SALES_MAX, "the simulator keeps {SALES_MAX} sales");
        let (subtotal_cents, total_cents) = self.price(world, &asked)?;
        let taken = self.allocate(world, &asked)?;
        let mut lines = Vec::with_capacity(taken.len());
        for (place, quantity) in taken {
            let row = &mut self.stock[place];
            row.quantity -= quantity;
            assert!(row.quantity >= 0, "a sale never takes more than the row holds");
            let product = &world.products[row.product];
            let price = if asked.is_medical { product.medical_price.0 } else { product.adult_price.0 };
            lines.push(SoldLine {
                product: row.product,
                tag: row.tag.clone(),
                quantity,
                price_cents: price,
                total_cents: price * quantity / UNIT,
            });
        }
        for (product, off) in &asked.discounts {
            take_off(&mut lines, *product, *off);
        }
        let id = self.next_sale;
        self.next_sale += 1;
        let RingUp { store, customer, is_medical, reference, order, .. } = asked;
        let tax_cents = total_cents - subtotal_cents;
        let (at, modified_at, is_void) = (now, now, false);
        let sale = Sale {
            id,
            store,
            customer,
            is_medical,
            at,
            modified_at,
            lines,
            subtotal_cents,
            tax_cents,
            is_void,
            reference,
            order,
        };
        self.sales.insert(id, sale);
        Ok(id)
    }

    /// Staff void a sale; its goods come back to the shelf.
    pub fn void(&mut self, id: u64, now: Timestamp) -> Result<(), String> {
        let sale = self.sales.get_mut(&id).filter(|sale| !sale.is_void);
        let sale = sale.ok_or("there is no such sale that stands")?;
        (sale.is_void, sale.modified_at) = (true, now);
        let (store, lines) = (sale.store, sale.lines.clone());
        for line in lines {
            let of_line = |row: &&mut super::Stock| {
                row.store == store && row.product == line.product && row.tag == line.tag
            };
            if let Some(row) = self.stock.iter_mut().find(of_line) {
                row.quantity += line.quantity;
            }
        }
        Ok(())
    }
}

/// The rows of a product carry its discount one after the other.
fn take_off(lines: &mut [SoldLine], product: usize, mut off: i64) {
    for line in lines.iter_mut().filter(|line| line.product == product) {
        let here = off.min(line.total_cents);
        line.total_cents -= here;
        off -= here;
    }
}
