//! What the state believes, for comparison at the end of a test. Quantities are decimal texts, amounts in dollars.

use countersign_kernel::Money;
use countersign_kernel::amount::write_scaled;
use serde_json::{Value, json};

use super::BioTrack;
use super::books::Line;
use crate::world::QUANTITY_DIGITS;

const ONE: i64 = 10_000;

fn decimal(quantity: i64) -> String {
    write_scaled(quantity, QUANTITY_DIGITS, 0)
}

pub(super) fn ledger(sim: &BioTrack) -> Value {
    let each = sim.switches().sim_assumption_price_is_each;
    let books = sim.books();
    let total = |line: &Line| match each {
        true => Money(line.price.0 * line.quantity / ONE),
        false => line.price,
    };
    let lines = |lines: &[Line]| -> Vec<Value> {
        let rows = lines.iter().map(
            |line| json!({"label": line.barcode, "quantity": decimal(line.quantity), "total": total(line)}),
        );
        rows.collect()
    };
    let packages: Vec<Value> = books
        .packages
        .values()
        .map(|package| {
            json!({
                "label": package.barcode, "location": sim.places[package.place].license, "kind": package.kind,
                "quantity": decimal(package.quantity), "began": decimal(package.began),
                "sold": decimal(package.sold), "adjusted": decimal(package.adjusted), "room": package.room,
                "seized": package.seized, "deleted": package.deleted, "lab_state": package.lab,
            })
        })
        .collect();
    let receipts: Vec<Value> = books
        .sales
        .values()
        .map(|sale| {
            json!({
                "id": sale.id, "location": sim.places[sale.place].license, "external_number": sale.terminal,
                "customer_type": if sale.card.is_some() { "Patient" } else { "Consumer" },
                "patient": sale.card, "sold_at": sale.sold_at,
                "total": Money(sale.lines.iter().map(|line| total(line).0).sum()),
                "voided": sale.voided_at.is_some(), "lines": lines(&sale.lines), "refunded": lines(&sale.refunded),
            })
        })
        .collect();
    let elsewhere = &books.elsewhere;
    json!({"packages": packages, "receipts": receipts, "elsewhere": elsewhere, "imbalance": books.imbalance()})
}
