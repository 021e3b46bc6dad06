//! The vendors' own books, read into plain values for oracle and checkers. Nothing of the product is asked.

use anyhow::Context;
use countersign_kernel::amount::parse_scaled;
use countersign_kernel::{Money, Timestamp};
use countersign_sandbox::RunningSandbox;
use serde::Deserialize;
use serde_json::Value;

use crate::mix::Mix;

/// Quantities everywhere here are ten-thousandths of a package's unit.
const QUANTITY_DIGITS: u32 = 4;

/// What all vendors believe at one moment.
#[derive(Debug, Clone, Default)]
pub struct Outside {
    pub packages: Vec<MetrcPackage>,
    pub receipts: Vec<MetrcReceipt>,
    /// The state's own sentence when its books do not add up.
    pub imbalance: Option<String>,
    pub stock: Vec<PosStock>,
    pub sales: Vec<PosSale>,
    /// Orders at both marketplaces.
    pub orders: Vec<ChannelOrder>,
    /// Callbacks that a marketplace still owes us.
    pub callbacks_owed: u64,
}

impl Outside {
    /// The state's receipts that stand under this number.
    pub fn receipts_under<'a>(&'a self, reference: &'a str) -> impl Iterator<Item = &'a MetrcReceipt> {
        let of_it = move |receipt: &&MetrcReceipt| {
            !receipt.voided && receipt.external_number.as_deref() == Some(reference)
        };
        self.receipts.iter().filter(of_it)
    }
}

#[derive(Debug, Clone)]
pub struct MetrcPackage {
    pub label: String,
    pub quantity: i64,
}

#[derive(Debug, Clone, Deserialize)]
pub struct MetrcReceipt {
    pub id: i64,
    pub external_number: Option<String>,
    /// `Consumer`, `Patient`, …
    pub customer_type: String,
    pub patient: Option<String>,
    pub sold_at: Timestamp,
    pub total: Money,
    pub voided: bool,
    #[serde(deserialize_with = "receipt_lines")]
    pub lines: Vec<SoldLine>,
}

/// So much of one package.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct SoldLine {
    pub label: String,
    pub quantity: i64,
}

#[derive(Debug, Clone, Deserialize)]
pub struct PosStock {
    pub store: usize,
    pub sku: String,
    pub package_id: Option<String>,
    pub quantity: i64,
    /// Not set aside in the till's own page.
    pub for_sale: bool,
}

#[derive(Debug, Clone, Deserialize)]
pub struct PosSale {
    pub transaction_id: u64,
    pub store: usize,
    pub customer_id: u64,
    pub reference: String,
    pub at: Timestamp,
    pub is_medical: bool,
    pub is_void: bool,
    pub lines: Vec<PosLine>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct PosLine {
    pub sku: String,
    pub package_id: Option<String>,
    pub quantity: i64,
    pub total_cents: i64,
}

impl PosLine {
    pub fn paid(&self) -> Money {
        Money(self.total_cents)
    }
}

/// An order as its marketplace has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelOrder {
    pub channel: &'static str,
    pub order_id: String,
    pub status: String,
}

/// What every vendor believes now.
pub fn read(sandbox: &RunningSandbox, mix: Mix) -> anyhow::Result<Outside> {
    let mut outside = sales_and_stock(sandbox, mix)?;
    for channel in mix.markets {
        let ledger = ledger(sandbox, channel)?;
        outside.callbacks_owed += ledger["callbacks_owed"].as_u64().unwrap_or(0);
        for order in list(&ledger, "orders")? {
            let text = |name: &str| order[name].as_str().unwrap_or_default().to_owned();
            outside.orders.push(ChannelOrder { channel, order_id: text("order_id"), status: text("status") });
        }
    }
    Ok(outside)
}

fn ledger(sandbox: &RunningSandbox, vendor: &str) -> anyhow::Result<Value> {
    let room = sandbox.room(vendor).with_context(|| format!("there is no {vendor} simulator"))?;
    room.vendor.settle();
    Ok(room.vendor.ledger())
}

/// The point of sale alone.
pub fn till(sandbox: &RunningSandbox, mix: Mix) -> anyhow::Result<Outside> {
    let pos = ledger(sandbox, mix.pos)?;
    Ok(Outside { stock: rows(&pos, "stock")?, sales: rows(&pos, "sales")?, ..Outside::default() })
}

/// Without the marketplaces, whose menus make long ledgers.
pub fn sales_and_stock(sandbox: &RunningSandbox, mix: Mix) -> anyhow::Result<Outside> {
    let metrc = ledger(sandbox, mix.state)?;
    Ok(Outside {
        packages: list(&metrc, "packages")?.iter().map(package).collect::<anyhow::Result<_>>()?,
        receipts: rows(&metrc, "receipts")?,
        imbalance: metrc["imbalance"].as_str().map(str::to_owned),
        ..till(sandbox, mix)?
    })
}

fn list<'a>(ledger: &'a Value, name: &str) -> anyhow::Result<&'a Vec<Value>> {
    ledger[name].as_array().with_context(|| format!("the ledger has no `{name}`"))
}

fn rows<T: serde::de::DeserializeOwned>(ledger: &Value, name: &str) -> anyhow::Result<Vec<T>> {
    serde_json::from_value(ledger[name].clone()).with_context(|| format!("the ledger's `{name}`"))
}

fn package(row: &Value) -> anyhow::Result<MetrcPackage> {
    let text = |name: &str| row[name].as_str().with_context(|| format!("a package without `{name}`"));
    Ok(MetrcPackage {
        label: text("label")?.to_owned(),
        quantity: parse_scaled(text("quantity")?, QUANTITY_DIGITS)?,
    })
}

fn receipt_lines<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<SoldLine>, D::Error> {
    #[derive(Deserialize)]
    struct Line {
        label: String,
        quantity: String,
    }
    let lines: Vec<Line> = Vec::deserialize(from)?;
    let line = |line: Line| {
        let quantity = parse_scaled(&line.quantity, QUANTITY_DIGITS).map_err(serde::de::Error::custom)?;
        Ok(SoldLine { label: line.label, quantity })
    };
    lines.into_iter().map(line).collect()
}
