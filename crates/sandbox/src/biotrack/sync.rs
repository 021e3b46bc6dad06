//! Whole tables as rows of texts, from one transaction to another, deleted rows among them.

use countersign_kernel::amount::write_scaled;
use serde_json::{Map, Value, json};

use super::BioTrack;
use super::answer::{NOT_ALLOWED, No, Outcome, yes};
use super::books::{Package, Row, Sale, rows, seconds};
use super::places::ROOMS;
use super::states;
use super::switches::VoidedRow;
use crate::world::QUANTITY_DIGITS;

const TABLES: &[&str] =
    &["vendor", "inventory_room", "inventory", "sale", "inventory_adjust", "inventory_qa_sample"];

fn flag(on: bool) -> &'static str {
    if on { "1" } else { "0" }
}

pub(super) fn sample_id(package: &Package) -> String {
    format!("9{}", &package.barcode[1..])
}

pub(super) fn inventory(sim: &BioTrack, package: &Package) -> Value {
    let product = &sim.stage.world.products[package.product];
    json!({
        "id": package.barcode,
        "location": sim.places[package.place].license,
        "currentroom": package.room.to_string(),
        "inventorytype": package.kind.to_string(),
        "inventorystatus": null,
        "inventorystatustime": null,
        "inventoryparentid": [],
        "parentid": [],
        "plantid": [],
        "source_id": "",
        "strain": product.strain.unwrap_or_default(),
        "productname": product.name,
        "remaining_quantity": write_scaled(package.quantity, QUANTITY_DIGITS, 2),
        "usable_weight": write_scaled(product.net_weight.0 / 1_000_000, 3, 2),
        "net_package": null,
        "is_sample": "0",
        "seized": flag(package.seized),
        "wet": "0",
        "deleted": flag(package.deleted),
        "sessiontime": seconds(package.at).to_string(),
        "transactionid": package.transaction.to_string(),
        "transactionid_original": package.transaction_original.to_string(),
    })
}

/// The rows of one sale: its lines as they stand, and where the state keeps them so, the first ones of a void.
fn sale(sim: &BioTrack, sale: &Sale) -> Vec<Value> {
    let row = |(number, line): (usize, &super::books::Line), transaction: u64, deleted: bool, at| {
        json!({
            "inventoryid": line.barcode,
            "itemnumber": number.to_string(),
            "location": sim.places[sale.place].license,
            "price": line.price.decimal(),
            "quantity": write_scaled(line.quantity, QUANTITY_DIGITS, 0),
            "terminal_id": sale.terminal,
            "deleted": flag(deleted),
            "sessiontime": seconds(at).to_string(),
            "transactionid": transaction.to_string(),
            "transactionid_original": sale.id.to_string(),
        })
    };
    let lines = || sale.lines.iter().enumerate();
    let at = sale.voided_at.unwrap_or(sale.told_at);
    let mut found: Vec<Value> =
        lines().map(|line| row(line, sale.transaction, sale.voided_at.is_some(), at)).collect();
    if sale.voided_at.is_some() && sim.switches().sim_assumption_voided_row == VoidedRow::IsAdded {
        found.extend(lines().map(|line| row(line, sale.id, false, sale.told_at)));
    }
    found
}

/// Every row of a table that this API knows.
fn table(sim: &BioTrack, name: &str) -> Result<Vec<Value>, No> {
    let missing = states::rules(&sim.switches().state).missing_tables.contains(&name);
    if missing || !TABLES.contains(&name) {
        return Err(No::new(NOT_ALLOWED, "Unknown or missing action."));
    }
    let books = sim.books();
    let ids = |transaction: u64| (transaction.to_string(), transaction.to_string());
    Ok(match name {
        "vendor" => {
            let place = |(number, place): (usize, &super::places::Place)| {
                let (id, original) = ids(number as u64 + 1);
                json!({
                    "ubi": super::COMPANY, "location": place.license, "name": place.name, "locationtype": "8",
                    "address1": sim.stage.world.stores[place.store].address1, "processor": "0", "producer": "0",
                    "retail": "1", "medical": flag(place.is_medical), "deleted": "0", "transactionid": id,
                    "transactionid_original": original,
                })
            };
            sim.places.iter().enumerate().map(place).collect()
        }
        "inventory_room" => rooms(sim),
        "inventory" => books.packages.values().map(|package| inventory(sim, package)).collect(),
        "sale" => books.sales.values().flat_map(|it| sale(sim, it)).collect(),
        "inventory_adjust" => {
            books.adjustments.iter().map(|row| adjustment(sim, &books.packages, row)).collect()
        }
        _ => {
            let sampled =
                books.packages.values().filter(|package| super::inventory::result(package.lab).is_some());
            sampled.map(sample).collect()
        }
    })
}

fn rooms(sim: &BioTrack) -> Vec<Value> {
    let each = sim.places.iter().flat_map(|place| {
        ROOMS.iter().map(move |(number, name, may_leave)| {
            json!({
                "roomid": number.to_string(), "name": name, "location": place.license,
                "quarantine": flag(!may_leave), "deleted": "0", "transactionid": number.to_string(),
                "transactionid_original": number.to_string(),
            })
        })
    });
    each.collect()
}

fn adjustment(
    sim: &BioTrack,
    packages: &std::collections::BTreeMap<String, Package>,
    row: &super::books::Adjustment,
) -> Value {
    let place = packages.get(&row.barcode).map_or("", |package| &sim.places[package.place].license);
    json!({
        "inventoryid": row.barcode, "atype": row.kind.to_string(), "location": place, "reason": row.reason,
        "previous_quantity": write_scaled(row.before, QUANTITY_DIGITS, 2),
        "new_quantity": write_scaled(row.after, QUANTITY_DIGITS, 2), "sessiontime": seconds(row.at).to_string(),
        "transactionid": row.transaction.to_string(), "transactionid_original": row.transaction.to_string(),
    })
}

fn sample(package: &Package) -> Value {
    json!({
        "inventoryid": sample_id(package), "inventorytype": package.kind.to_string(), "parentid": package.barcode,
        "lab_license": "700001", "quantity": "1.00", "sample_use": "0",
        "result": super::inventory::result(package.lab), "deleted": "0",
        "transactionid": package.transaction_original.to_string(),
        "transactionid_original": package.transaction_original.to_string(),
    })
}

fn transaction(row: &Value) -> u64 {
    row["transactionid"].as_str().and_then(|text| text.parse().ok()).unwrap_or(0)
}

pub(super) fn download(sim: &BioTrack, name: &str, asked: &Value) -> Outcome {
    let exclusive = sim.switches().sim_assumption_start_is_exclusive;
    let bound = |member: &str| Row(asked).text(member).map(|_| Row(asked).number::<u64>(member)).transpose();
    let (from, to) =
        (bound("transaction_start")?.unwrap_or(0), bound("transaction_end")?.unwrap_or(u64::MAX));
    let from = if exclusive { from.saturating_add(1) } else { from };
    let rows: Vec<Value> =
        table(sim, name)?.into_iter().filter(|row| (from..=to).contains(&transaction(row))).collect();
    Ok(Map::from_iter([(name.to_owned(), Value::Array(rows))]))
}

/// A sum a table, to notice that something is missing. How the vendor adds up is not public; here it is the transactions.
pub(super) fn check(sim: &BioTrack, asked: &Value) -> Outcome {
    let mut summary = Vec::new();
    for row in rows(asked)? {
        let (name, from) = (row.required("table")?, row.number::<u64>("transaction_start").unwrap_or(0));
        let rows = table(sim, &name)?;
        let sum: u64 = rows.iter().map(transaction).filter(|transaction| *transaction >= from).sum();
        let matches = row.text("sum").is_some_and(|theirs| theirs == sum.to_string());
        summary.push(json!({"table": name, "match": flag(matches), "sum": sum.to_string()}));
    }
    yes(json!({"summary": summary}))
}
