//! Everything this vendor remembers.

use std::collections::BTreeMap;

use countersign_kernel::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::customers::Customer;
use super::guard::Kind;
use super::preorders::Preorder;
use super::seed;
use super::settings::Settings;
use crate::server::{Memory, Stage};
use crate::window::Window;
use crate::world::{LabLine, Package, Unit};

pub const TRANSACTIONS_MAX: usize = 200_000;

/// One row of inventory: a tagged package, or the shelf count of something untracked.
#[derive(Debug, Clone)]
pub struct Stock {
    pub inventory_id: u64,
    pub store: usize,
    pub product_id: u64,
    /// The state's tag; nothing for accessories.
    pub tag: Option<String>,
    pub is_medical: bool,
    pub quantity: i64,
    pub allocated: i64,
    /// What the POS last read from the state system.
    pub external_quantity: i64,
    pub unit: Unit,
    /// What staff typed for the unit, where they typed anything.
    pub unit_typed: Option<String>,
    /// The field of the count was left empty.
    pub is_uncounted: bool,
    pub status: String,
    pub batch: String,
    pub lab: Vec<LabLine>,
    pub lab_status: &'static str,
    pub modified_at: Timestamp,
    pub world: Option<Package>,
}

/// A product: the members this vendor shows, kept as JSON because a POST may null most of them.
#[derive(Debug, Clone)]
pub struct Product {
    pub body: Map<String, Value>,
    pub adult_cents: i64,
    pub medical_cents: i64,
}

#[derive(Debug, Clone, Serialize)]
pub struct SoldLine {
    pub inventory_id: u64,
    pub product_id: u64,
    pub package_id: Option<String>,
    /// In ten-thousandths.
    pub quantity: i64,
    pub price_cents: i64,
    pub total_cents: i64,
}

/// One sale.
#[derive(Debug, Clone, Serialize)]
pub struct Transaction {
    pub id: u64,
    pub store: usize,
    pub customer_id: u64,
    pub is_medical: bool,
    pub at: Timestamp,
    pub modified_at: Timestamp,
    pub lines: Vec<SoldLine>,
    pub subtotal_cents: i64,
    pub tax_cents: i64,
    pub is_void: bool,
    /// The caller's reference, which staff can edit.
    pub reference: String,
    pub order_id: Option<u64>,
    pub order_source: String,
    pub order_type: String,
}

#[derive(Debug)]
pub struct State {
    pub settings: Settings,
    pub locations: usize,
    pub windows: BTreeMap<(usize, Kind), Window>,
    pub stock: BTreeMap<u64, Stock>,
    pub products: BTreeMap<u64, Product>,
    pub customers: BTreeMap<u64, Customer>,
    pub preorders: BTreeMap<u64, Preorder>,
    pub transactions: BTreeMap<u64, Transaction>,
    /// Answers kept under (consumer key, idempotency key).
    pub submits: BTreeMap<(String, String), u64>,
    pub creates: BTreeMap<(String, String), u64>,
    pub next_transaction: u64,
    pub next_preorder: u64,
}

impl Memory for State {
    type Settings = Settings;

    fn seeded(stage: &Stage) -> Self {
        let mut state = Self {
            settings: Settings::seeded(),
            locations: stage.world.stores.len(),
            windows: BTreeMap::new(),
            stock: BTreeMap::new(),
            products: BTreeMap::new(),
            customers: BTreeMap::new(),
            preorders: BTreeMap::new(),
            transactions: BTreeMap::new(),
            submits: BTreeMap::new(),
            creates: BTreeMap::new(),
            next_transaction: 5_000_001,
            next_preorder: 60_001,
        };
        seed::fill(&mut state, &stage.world);
        state
    }

    fn settings(&mut self) -> &mut Settings {
        &mut self.settings
    }
}

impl State {
    pub fn ledger(&self) -> Value {
        let stock: Vec<Value> = self
            .stock
            .values()
            .map(|row| {
                json!({
                    "inventory_id": row.inventory_id,
                    "store": row.store,
                    "product_id": row.product_id,
                    "sku": self.sku(row.product_id),
                    "package_id": row.tag,
                    "quantity": row.quantity,
                    "for_sale": row.status == "Active",
                    "allocated": row.allocated,
                    "external_quantity": row.external_quantity,
                })
            })
            .collect();
        let sales: Vec<Value> = self.transactions.values().map(|sale| self.sale(sale)).collect();
        let customers: Vec<Value> = self.customers.values().map(Customer::wire).collect();
        json!({
            "preorders": self.preorders.values().collect::<Vec<_>>(),
            "sales": sales,
            "stock": stock,
            "customers": customers,
        })
    }

    fn sale(&self, sale: &Transaction) -> Value {
        let lines: Vec<Value> = sale
            .lines
            .iter()
            .map(|line| {
                json!({
                    "sku": self.sku(line.product_id),
                    "product_id": line.product_id,
                    "package_id": line.package_id,
                    "quantity": line.quantity,
                    "total_cents": line.total_cents,
                })
            })
            .collect();
        json!({
            "transaction_id": sale.id,
            "store": sale.store,
            "customer_id": sale.customer_id,
            "reference": sale.reference,
            "order_id": sale.order_id,
            "at": sale.at,
            "is_medical": sale.is_medical,
            "is_void": sale.is_void,
            "lines": lines,
            "subtotal_cents": sale.subtotal_cents,
            "tax_cents": sale.tax_cents,
            "total_cents": sale.subtotal_cents + sale.tax_cents,
        })
    }

    pub fn sku(&self, product_id: u64) -> &str {
        let product = self.products.get(&product_id);
        product.and_then(|p| p.body.get("sku")).and_then(Value::as_str).unwrap_or("")
    }
}
