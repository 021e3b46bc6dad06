//! The moment a preorder becomes a sale: stock goes down, one transaction appears.

use std::collections::BTreeMap;

use countersign_kernel::Timestamp;

use super::cart::Priced;
use super::money::price_of;
use super::state::{SoldLine, State, Stock, TRANSACTIONS_MAX, Transaction};

/// Whose sale it is and under which reference.
#[derive(Debug, Clone)]
pub struct Sale {
    pub transaction_id: u64,
    pub store: usize,
    pub customer_id: u64,
    pub is_medical: bool,
    pub reference: String,
    pub order_id: Option<u64>,
    pub order_type: String,
    pub order_source: String,
}

impl State {
    /// Which rows a cart would come out of, oldest first; a sentence when the shelf holds too little.
    ///
    /// sim_assumption: adults are served from retail stock only, patients from medical stock first. `own` is what
    /// this order has set aside already.
    pub fn allocate(
        &self,
        store: usize,
        cart: &Priced,
        is_medical: bool,
        own: &[(u64, i64)],
    ) -> Result<Vec<(u64, i64)>, String> {
        let held: BTreeMap<u64, i64> = own.iter().copied().collect();
        let mut taken = Vec::new();
        for line in &cart.lines {
            let mut rows: Vec<&Stock> = self
                .stock
                .values()
                .filter(|row| row.store == store && row.product_id == line.product_id)
                .filter(|row| row.status == "Active" && (is_medical || !row.is_medical))
                .collect();
            rows.sort_by_key(|row| (row.is_medical != is_medical, row.inventory_id));
            let mut missing = line.quantity;
            for row in rows {
                let free = row.quantity - row.allocated + held.get(&row.inventory_id).copied().unwrap_or(0);
                let here = free.min(missing).max(0);
                if here > 0 {
                    taken.push((row.inventory_id, here));
                    missing -= here;
                }
            }
            if missing > 0 {
                return Err(format!("not enough of {} is in stock", self.sku(line.product_id)));
            }
        }
        Ok(taken)
    }

    /// Books the sale of what was allocated. The caller has released or never made an allocation for it.
    pub fn ring_up(&mut self, sale: Sale, cart: &Priced, taken: &[(u64, i64)], now: Timestamp) {
        assert!(
            self.transactions.len() < TRANSACTIONS_MAX,
            "the simulator keeps {TRANSACTIONS_MAX} transactions"
        );
        let mut lines = Vec::with_capacity(taken.len());
        for (inventory_id, units) in taken {
            let row = self.stock.get_mut(inventory_id).expect("rows are never removed");
            row.quantity -= units;
            // The POS reports its own sales to the state system, so what it reads back moves along.
            row.external_quantity -= units;
            row.modified_at = now;
            assert!(row.quantity >= 0, "a sale never takes more than the row holds");
            let price_cents = cart
                .lines
                .iter()
                .find(|line| line.product_id == row.product_id)
                .map_or(0, |line| line.price_cents);
            lines.push(SoldLine {
                inventory_id: *inventory_id,
                product_id: row.product_id,
                package_id: row.tag.clone(),
                quantity: *units,
                price_cents,
                total_cents: price_of(price_cents, *units),
            });
        }
        let row = Transaction {
            id: sale.transaction_id,
            store: sale.store,
            customer_id: sale.customer_id,
            is_medical: sale.is_medical,
            at: now,
            modified_at: now,
            lines,
            subtotal_cents: cart.subtotal_cents,
            tax_cents: cart.tax_cents,
            is_void: false,
            reference: sale.reference,
            order_id: sale.order_id,
            order_source: sale.order_source,
            order_type: sale.order_type,
        };
        self.transactions.insert(row.id, row);
    }

    pub fn set_aside(&mut self, rows: &[(u64, i64)], sign: i64) {
        for (inventory_id, units) in rows {
            let row = self.stock.get_mut(inventory_id).expect("rows are never removed");
            row.allocated += sign * units;
        }
    }
}
