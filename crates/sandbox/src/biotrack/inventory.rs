//! What stands where: looked at, tested, counted anew, moved.

use serde_json::{Value, json};

use super::BioTrack;
use super::answer::{NOT_VALID, No, Outcome, yes};
use super::books::{Package, rows, told};
use super::places::ROOMS;
use super::sync;
use crate::world::{LabState, Unit};

const ASKED_MAX: usize = 500;
/// The grounds of an adjustment by their numbers: audit, theft, seizure, correction, moisture loss, depletion.
const GROUNDS: std::ops::RangeInclusive<u16> = 1..=6;

fn not_ours(barcode: &str) -> No {
    No::new(NOT_VALID, format!("You do not currently have possession of identifier {barcode}."))
}

/// The packages that a call names; one that is not the company's refuses the whole.
fn named(sim: &BioTrack, asked: &Value) -> Result<Vec<Package>, No> {
    let list = match &asked["barcodeid"] {
        Value::Array(list) => list.clone(),
        one => vec![one.clone()],
    };
    if list.len() > ASKED_MAX {
        return Err(No::new(NOT_VALID, "Too many identifiers."));
    }
    let books = sim.books();
    let one = |value: &Value| {
        let barcode = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        books.packages.get(&barcode).cloned().ok_or_else(|| not_ours(&barcode))
    };
    list.iter().map(one).collect()
}

pub(super) fn check(sim: &BioTrack, asked: &Value) -> Outcome {
    let rows: Vec<Value> = named(sim, asked)?.iter().map(|package| sync::inventory(sim, package)).collect();
    yes(json!({"data": rows}))
}

/// The newest result of each package; none for one that was never sampled.
pub(super) fn qa_check_all(sim: &BioTrack, asked: &Value) -> Outcome {
    let packages = named(sim, asked)?;
    let sampled = packages.iter().filter(|package| result(package.lab).is_some());
    let rows: Vec<Value> = sampled
        .map(|package| {
            let tests = sim.stage.world.products[package.product].thc_milli_percent;
            json!({
                "sample_id": sync::sample_id(package), "parent_id": package.barcode, "barcode_id": package.barcode,
                "inventorytype": package.kind.to_string(), "lab_license": "700001", "use": "0",
                "result": result(package.lab).unwrap_or_default(),
                "transactionid": package.transaction_original.to_string(),
                "test": [{"type": 2, "Total": countersign_kernel::amount::write_scaled(tests, 3, 2)}],
            })
        })
        .collect();
    yes(json!({"data": rows}))
}

/// 1 for passed, 0 for not filed yet; the number of a failure is our reading.
pub(super) fn result(lab: LabState) -> Option<&'static str> {
    match lab {
        LabState::TestPassed | LabState::RetestPassed | LabState::NotRequired => Some("1"),
        LabState::SubmittedForTesting => Some("0"),
        LabState::TestFailed => Some("-1"),
        LabState::NotSubmitted => None,
    }
}

pub(super) fn adjust(sim: &BioTrack, asked: &Value) -> Outcome {
    let now = sim.stage.now();
    let by_removal = sim.switches().sim_assumption_adjusts_by_removal;
    let rows = rows(asked)?;
    let [row] = rows[..] else { return Err(No::new(NOT_VALID, "One item at a time is adjusted.")) };
    let (barcode, sent) = (row.required("barcodeid")?, row.quantity("quantity")?);
    let (kind, reason) = (row.number::<u16>("type")?, row.required("reason")?);
    if !GROUNDS.contains(&kind) {
        return Err(No::new(NOT_VALID, "The adjustment type is not valid."));
    }
    let mut books = sim.books();
    let package = books.packages.get(&barcode).filter(|package| !package.deleted);
    let package = package.ok_or_else(|| not_ours(&barcode))?;
    let unit = match package.unit {
        Unit::Each => "each",
        Unit::Grams => "g",
    };
    if row.required("quantity_uom")? != unit {
        return Err(No::new(NOT_VALID, format!("The unit of {barcode} is {unit}.")));
    }
    let after = if by_removal { package.quantity - sent } else { sent };
    if after < 0 {
        return Err(No::new(NOT_VALID, "The quantity may not be below zero."));
    }
    let transaction = books.set_quantity(&barcode, after, (kind, &reason), now);
    told(transaction, now)
}

pub(super) fn relocate(sim: &BioTrack, asked: &Value) -> Outcome {
    let now = sim.stage.now();
    let mut moves = Vec::new();
    let mut books = sim.books();
    for row in rows(asked)? {
        let (barcode, room) = (row.required("barcodeid")?, row.number::<u32>("room")?);
        if !ROOMS.iter().any(|(number, ..)| *number == room) {
            return Err(No::new(NOT_VALID, "The room could not be found."));
        }
        if !books.packages.contains_key(&barcode) {
            return Err(not_ours(&barcode));
        }
        moves.push((barcode, room));
    }
    let transaction = books.next_transaction();
    for (barcode, room) in moves {
        let package = books.packages.get_mut(&barcode).expect("looked up above");
        (package.room, package.transaction, package.at) = (room, transaction, now);
    }
    told(transaction, now)
}
