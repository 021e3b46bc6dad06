//! What the state believes, for comparison at the end of a test. Quantities are decimal texts, amounts in dollars.

use countersign_kernel::amount::write_scaled;
use serde_json::{Value, json};

use super::Metrc;
use super::books::{Line, Package};
use crate::world::QUANTITY_DIGITS;

fn decimal(quantity: i64) -> String {
    write_scaled(quantity, QUANTITY_DIGITS, 0)
}

pub(super) fn ledger(metrc: &Metrc) -> Value {
    let books = metrc.books();
    let license = |facility: usize| &metrc.facilities[facility].license;
    let lines = |lines: &[Line]| -> Vec<Value> {
        let rows = lines.iter().map(|line| {
            let package: &Package = &books.packages[&line.package];
            json!({"label": package.label, "quantity": decimal(line.quantity), "total": line.total})
        });
        rows.collect()
    };
    let packages: Vec<Value> = books
        .packages
        .values()
        .map(|package| {
            json!({
                "label": package.label,
                "license": license(package.facility),
                "unit": super::units::name(package.unit),
                "began": decimal(package.began),
                "sold": decimal(package.sold),
                "adjusted": decimal(package.adjusted),
                "quantity": decimal(package.quantity),
                "on_hold": package.on_hold,
                "finished": package.finished_on.is_some(),
                "lab_state": package.lab_state,
            })
        })
        .collect();
    let receipts: Vec<Value> = books
        .receipts
        .values()
        .map(|receipt| {
            json!({
                "id": receipt.id,
                "license": license(receipt.facility),
                "external_number": receipt.external_number,
                "customer_type": receipt.customer_type,
                "patient": receipt.patient,
                "sold_at": receipt.sold_at,
                "total": receipt.total(),
                "voided": receipt.archived_at.is_some(),
                "final": receipt.is_final,
                "lines": lines(&receipt.lines),
            })
        })
        .collect();
    json!({"packages": packages, "receipts": receipts, "imbalance": books.imbalance()})
}
