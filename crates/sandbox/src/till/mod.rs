//! The books that any register keeps: what stands on its shelves and what was sold. Simulators of point-of-sale
//! vendors put their own wire format in front of it; staff act on it past the wire, through [`control`].

pub mod control;
mod ring_up;
mod seed;

use std::collections::BTreeMap;

use countersign_kernel::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};

use crate::world::World;

pub use ring_up::RingUp;

pub const SALES_MAX: usize = 200_000;
/// Numbers for the world's customers and products, the same at every register.
pub const FIRST_CUSTOMER: u64 = 10_001;
pub const FIRST_PRODUCT: u64 = 20_001;
const FIRST_SALE: u64 = 5_000_001;
/// Quantities are ten-thousandths of a unit.
pub const UNIT: i64 = 10_000;

/// Tax on the price in hundredths of a percent: an adult's and a patient's.
const ADULT_TAX: i64 = 2_090;
const MEDICAL_TAX: i64 = 590;

/// The world's stores with the vendor's names of their two locations: for everybody, and under the medical licence.
pub fn locations<T: Serialize>(world: &World, name: impl Fn(usize, bool) -> T) -> Value {
    let stores = world.stores.iter().enumerate().map(|(place, store)| {
        json!({
            "store": store.key, "location_id": name(place, false), "medical_location_id": name(place, true),
        })
    });
    Value::Array(stores.collect())
}

/// A tagged package, or the shelf count of something untracked.
#[derive(Debug, Clone)]
pub struct Stock {
    pub store: usize,
    /// The product's place in the world.
    pub product: usize,
    /// The package's place in the world; nothing for accessories.
    pub package: Option<usize>,
    pub tag: Option<String>,
    pub is_medical: bool,
    pub quantity: i64,
    /// In a room that is sold from.
    pub for_sale: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SoldLine {
    /// The product's place in the world.
    pub product: usize,
    pub tag: Option<String>,
    pub quantity: i64,
    pub price_cents: i64,
    pub total_cents: i64,
}

/// One sale, as the register wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sale {
    pub id: u64,
    pub store: usize,
    /// The customer's place in the world; nothing for a walk-in.
    pub customer: Option<usize>,
    pub is_medical: bool,
    pub at: Timestamp,
    pub modified_at: Timestamp,
    pub lines: Vec<SoldLine>,
    pub subtotal_cents: i64,
    pub tax_cents: i64,
    pub is_void: bool,
    /// What whoever sent the order called it; only the books know it where the vendor does not show it.
    pub reference: String,
    /// The vendor's own id of the order it came from.
    pub order: Option<String>,
}

/// One vendor's books.
#[derive(Debug)]
pub struct Till {
    pub stock: Vec<Stock>,
    pub sales: BTreeMap<u64, Sale>,
    next_sale: u64,
}

impl Till {
    pub fn sku<'w>(&self, world: &'w World, product: usize) -> &'w str {
        &world.products[product].sku
    }

    /// What these books believe, in words that are the same for every register.
    pub fn ledger(&self, world: &World) -> Value {
        let stock: Vec<Value> = self
            .stock
            .iter()
            .map(|row| {
                json!({
                    "store": row.store, "sku": self.sku(world, row.product), "package_id": row.tag,
                    "quantity": row.quantity, "for_sale": row.for_sale,
                })
            })
            .collect();
        let sales: Vec<Value> = self.sales.values().map(|sale| self.sale(world, sale)).collect();
        json!({"sales": sales, "stock": stock})
    }

    fn sale(&self, world: &World, sale: &Sale) -> Value {
        let line = |line: &SoldLine| {
            json!({
                "sku": self.sku(world, line.product), "package_id": line.tag, "quantity": line.quantity,
                "total_cents": line.total_cents,
            })
        };
        json!({
            "transaction_id": sale.id, "store": sale.store, "customer_id": sale.customer.map(|place| FIRST_CUSTOMER + place as u64),
            "reference": sale.reference, "order_id": sale.order, "at": sale.at, "is_medical": sale.is_medical,
            "is_void": sale.is_void, "lines": sale.lines.iter().map(line).collect::<Vec<_>>(),
            "subtotal_cents": sale.subtotal_cents, "tax_cents": sale.tax_cents,
            "total_cents": sale.subtotal_cents + sale.tax_cents,
        })
    }
}
