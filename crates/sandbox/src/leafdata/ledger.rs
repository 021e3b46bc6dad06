//! What the state believes, for comparison at the end of a test. Quantities are decimal texts, amounts in dollars.

use countersign_kernel::amount::write_scaled;
use serde_json::{Value, json};

use super::LeafData;
use super::books::Line;
use crate::world::QUANTITY_DIGITS;

fn decimal(quantity: i64) -> String {
    write_scaled(quantity, QUANTITY_DIGITS, 0)
}

pub(super) fn ledger(sim: &LeafData) -> Value {
    let memory = sim.memory();
    let books = &memory.books;
    let line =
        |line: &Line| json!({"label": line.lot, "quantity": decimal(line.quantity), "total": line.paid});
    let packages: Vec<Value> = books
        .lots
        .values()
        .map(|lot| {
            json!({
                "label": lot.id, "store": lot.store, "quantity": decimal(lot.quantity), "began": decimal(lot.began),
                "sold": decimal(lot.sold), "adjusted": decimal(lot.adjusted), "area": lot.area, "lab_state": lot.lab,
                "deleted": lot.deleted_at.is_some(),
            })
        })
        .collect();
    let receipts: Vec<Value> = books
        .sales
        .values()
        .map(|sale| {
            json!({
                "id": sale.serial, "store": sale.store, "external_number": sale.external_id,
                "customer_type": if sale.kind == "retail_medical" { "Patient" } else { "Consumer" },
                "patient": Some(&sale.patient).filter(|number| !number.is_empty()), "sold_at": sale.sold_at,
                "total": sale.total, "voided": sale.voided_at.is_some(),
                "lines": sale.lines.iter().map(line).collect::<Vec<_>>(),
            })
        })
        .collect();
    json!({"packages": packages, "receipts": receipts, "elsewhere": books.elsewhere, "imbalance": books.imbalance()})
}
