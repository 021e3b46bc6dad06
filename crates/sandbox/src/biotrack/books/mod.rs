//! What the state believes: packages, sales and adjustments, in exact whole numbers. Every change is a transaction with
//! a number of its own, and a row knows the last one that touched it.

mod seed;
mod wire;

use std::collections::BTreeMap;

use countersign_kernel::{Money, Timestamp};
use serde_json::{Value, json};

use super::answer::Outcome;
use crate::world::{LabState, Unit};

pub(super) use wire::{Row, rows};

#[derive(Debug, Clone)]
pub(super) struct Package {
    pub barcode: String,
    /// Place in `BioTrack::places`.
    pub place: usize,
    pub product: usize,
    /// The code of its type of inventory, which also says in what it is counted.
    pub kind: u16,
    pub unit: Unit,
    /// In ten-thousandths of the unit; so are the three below. `quantity = began + adjusted - sold`, always.
    pub quantity: i64,
    pub began: i64,
    pub adjusted: i64,
    pub sold: i64,
    pub room: u32,
    pub seized: bool,
    pub deleted: bool,
    pub lab: LabState,
    pub transaction: u64,
    pub transaction_original: u64,
    pub at: Timestamp,
}

#[derive(Debug, Clone)]
pub(super) struct Line {
    pub barcode: String,
    pub quantity: i64,
    /// As it was told, for the line or for one unit.
    pub price: Money,
}

/// One sale with the transaction that made it; a void has one of its own.
#[derive(Debug, Clone)]
pub(super) struct Sale {
    pub id: u64,
    pub transaction: u64,
    pub place: usize,
    pub terminal: String,
    pub card: Option<String>,
    pub sold_at: Timestamp,
    /// When the state was told, which is all that its table of sales shows.
    pub told_at: Timestamp,
    pub lines: Vec<Line>,
    /// What was brought back of each line; a whole sale is voided instead.
    pub refunded: Vec<Line>,
    pub voided_at: Option<Timestamp>,
}

#[derive(Debug, Clone)]
pub(super) struct Adjustment {
    pub transaction: u64,
    pub barcode: String,
    pub kind: u16,
    pub reason: String,
    pub before: i64,
    pub after: i64,
    pub at: Timestamp,
}

#[derive(Debug)]
pub(super) struct Books {
    pub packages: BTreeMap<String, Package>,
    pub sales: BTreeMap<u64, Sale>,
    pub adjustments: Vec<Adjustment>,
    /// Patients' cards and the last day they are good.
    pub cards: BTreeMap<String, countersign_kernel::BusinessDate>,
    /// What other shops reported; kept because the state knows it, and shown to nobody.
    pub elsewhere: Vec<Value>,
    pub nonces: BTreeMap<String, Outcome>,
    transaction: u64,
}

impl Books {
    pub(super) fn next_transaction(&mut self) -> u64 {
        self.transaction += 1;
        self.transaction
    }

    /// The invariant of the whole ledger: nothing is sold or adjusted out of nowhere, and nothing is below zero.
    pub(super) fn imbalance(&self) -> Option<String> {
        let mut sold: BTreeMap<&str, i64> = BTreeMap::new();
        for sale in self.sales.values().filter(|sale| sale.voided_at.is_none()) {
            for line in &sale.lines {
                *sold.entry(&line.barcode).or_default() += line.quantity;
            }
            for line in &sale.refunded {
                *sold.entry(&line.barcode).or_default() -= line.quantity;
            }
        }
        for package in self.packages.values() {
            let barcode = package.barcode.as_str();
            let sold = sold.get(barcode).copied().unwrap_or(0);
            let own = self.adjustments.iter().filter(|row| row.barcode == barcode);
            let adjusted: i64 = own.map(|row| row.after - row.before).sum();
            let expected = package.began + adjusted - sold;
            if package.sold != sold || package.quantity != expected || package.quantity < 0 {
                return Some(format!("package {barcode} holds {}, expected {expected}", package.quantity));
            }
        }
        None
    }

    /// Sets a package's count and writes the adjustment down.
    pub(super) fn set_quantity(
        &mut self,
        barcode: &str,
        after: i64,
        (kind, reason): (u16, &str),
        at: Timestamp,
    ) -> u64 {
        let transaction = self.next_transaction();
        let package = self.packages.get_mut(barcode).expect("looked up before");
        let before = package.quantity;
        package.quantity = after;
        package.adjusted += after - before;
        (package.transaction, package.at) = (transaction, at);
        let (barcode, reason) = (barcode.to_owned(), reason.to_owned());
        self.adjustments.push(Adjustment { transaction, barcode, kind, reason, before, after, at });
        transaction
    }
}

/// Seconds since 1970, as the API tells every time.
pub(super) fn seconds(at: Timestamp) -> i64 {
    at.micros().div_euclid(1_000_000)
}

/// What every write answers.
pub(super) fn told(transaction: u64, at: Timestamp) -> Outcome {
    super::answer::yes(json!({"transactionid": transaction, "sessiontime": seconds(at)}))
}
