//! What is written: sales made and deleted, counts adjusted.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use countersign_kernel::amount::parse_scaled;
use countersign_kernel::{BusinessDate, Money, Timestamp, time};
use serde_json::{Value, json};

use super::answer::No;
use super::books::{Books, Line, QUARANTINE, Sale};
use super::{LeafData, Memory, code_of, show};
use crate::world::{LabState, QUANTITY_DIGITS};

const SALES_MAX: usize = 200_000;
const ROWS_MAX: usize = 200;
const REASONS: &[&str] = &[
    "reconciliation",
    "internal_qa_sample",
    "budtender_sample",
    "vendor_sample",
    "member_left_the_cooperative",
    "theft",
    "seizure",
];
/// Ten-thousandths of a unit in one.
const ONE: i64 = 10_000;

fn text(row: &Value, name: &str) -> Option<String> {
    match &row[name] {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn required(row: &Value, name: &str) -> Result<String, No> {
    text(row, name).ok_or_else(|| No::invalid(format!("The {name} field is required.")))
}

fn scaled(row: &Value, name: &str, digits: u32) -> Result<i64, No> {
    let text = required(row, name)?;
    parse_scaled(&text, digits).map_err(|_| No::invalid(format!("The {name} must be a number.")))
}

/// The rows under the name that wraps them.
fn rows<'a>(body: &'a Value, name: &str) -> Result<&'a [Value], No> {
    let rows = body[name].as_array().map(Vec::as_slice).unwrap_or_default();
    if (1..=ROWS_MAX).contains(&rows.len()) {
        Ok(rows)
    } else {
        Err(No::invalid(format!("The {name} field is required.")))
    }
}

/// `m/d/Y`, or with a time of twelve hours behind it.
fn instant(sim: &LeafData, store: usize, text: &str) -> Option<Timestamp> {
    let (date, clock) = text.split_once(' ').unwrap_or((text, "12:00am"));
    let parts: Vec<&str> = date.split('/').collect();
    let [month, day, year] = parts[..] else { return None };
    let day: BusinessDate = format!("{year}-{month:0>2}-{day:0>2}").parse().ok()?;
    let clock = clock.replace(' ', "").to_ascii_lowercase();
    let (hour, minute) = clock.trim_end_matches(['a', 'p', 'm']).split_once(':')?;
    let (hour, minute): (u8, u8) = (hour.parse().ok()?, minute.get(..2)?.parse().ok()?);
    let hour = hour % 12 + if clock.ends_with("pm") { 12 } else { 0 };
    let zone = time::zone(sim.stage.world.stores[store].zone).expect("the world's zones are known");
    day.at(&format!("{hour:02}:{minute:02}"), &zone)
}

fn answered(sim: &LeafData, outcome: Result<Value, No>) -> Response {
    match outcome {
        Ok(value) => Json(value).into_response(),
        Err(no) => sim.refuse(&no),
    }
}

pub(super) async fn sell(
    State(sim): State<Arc<LeafData>>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Response {
    let store = sim.store(&headers);
    let outcome = sold(&sim, store, &body);
    answered(&sim, outcome)
}

fn sold(sim: &LeafData, store: usize, body: &Value) -> Result<Value, No> {
    let mut memory = sim.memory();
    let mut made = Vec::new();
    // All are looked at before any is made.
    for row in rows(body, "sale")? {
        made.push(sale(sim, &memory, store, row)?);
    }
    let now = sim.stage.now();
    let mut shown = Vec::new();
    for mut sale in made {
        sale.serial = memory.books.next_serial();
        for line in &sale.lines {
            let lot = memory.books.lots.get_mut(&line.lot).expect("looked up before");
            lot.quantity -= line.quantity;
            lot.sold += line.quantity;
            lot.updated_at = now;
        }
        shown.push(show::sale(sim, &memory, &sale));
        memory.books.sales.insert(sale.serial, sale);
    }
    Ok(Value::Array(shown))
}

fn sale(sim: &LeafData, memory: &Memory, store: usize, row: &Value) -> Result<Sale, No> {
    let kind = required(row, "type")?;
    if !matches!(kind.as_str(), "retail_recreational" | "retail_medical") {
        return Err(No::invalid("The selected type is invalid."));
    }
    let patient = text(row, "patient_medical_id").unwrap_or_default();
    if kind == "retail_medical" && patient.is_empty() {
        return Err(No::invalid("The patient_medical_id field is required."));
    }
    if required(row, "status")? != "sale" {
        return Err(No::invalid("The selected status is invalid."));
    }
    let external_id = text(row, "external_id").unwrap_or_default();
    let mut others = memory.books.sales.values().filter(|sale| sale.store == store);
    let is_used = others.any(|sale| sale.external_id == external_id && sale.voided_at.is_none());
    if is_used && memory.switches.sim_assumption_external_id_is_unique {
        return Err(No::invalid("The external_id has already been taken."));
    }
    let sold_at = instant(sim, store, &required(row, "sold_at")?);
    let sold_at = sold_at.ok_or_else(|| No::invalid("The sold_at is not a valid date."))?;
    if memory.books.sales.len() >= SALES_MAX {
        return Err(No::new("The sandbox keeps no more sales."));
    }
    let mut lines: Vec<Line> = Vec::new();
    for row in rows(row, "sale_items")? {
        let line = line(memory, store, row)?;
        let same = lines.iter().filter(|other| other.lot == line.lot);
        let wanted = same.map(|other| other.quantity).sum::<i64>() + line.quantity;
        if wanted > memory.books.lots[&line.lot].quantity {
            return Err(No::invalid(format!("There is not enough of {} left.", line.lot)));
        }
        lines.push(line);
    }
    let told = Money(scaled(row, "price_total", 2)?);
    let total = match memory.switches.sim_assumption_total_by_unit_price {
        true => Money(lines.iter().map(|line| line.paid.0).sum()),
        false => told,
    };
    Ok(Sale { serial: 0, store, external_id, kind, patient, sold_at, total, lines, voided_at: None })
}

fn line(memory: &Memory, store: usize, row: &Value) -> Result<Line, No> {
    let lot = may_be_sold(&memory.books, store, &required(row, "global_inventory_id")?)?;
    let quantity = scaled(row, "qty", QUANTITY_DIGITS)?;
    if quantity <= 0 {
        return Err(No::invalid("The qty must be at least 0.0001."));
    }
    let uom = show::uom(memory.books.lots[&lot].unit);
    if required(row, "uom")? != uom {
        return Err(No::invalid(format!("The uom of {lot} is {uom}.")));
    }
    let (unit_price, told) = (Money(scaled(row, "unit_price", 2)?), Money(scaled(row, "price_total", 2)?));
    let paid = match memory.switches.sim_assumption_total_by_unit_price {
        true => Money(unit_price.0 * quantity / ONE),
        false => told,
    };
    let (name, external_id) =
        (text(row, "name").unwrap_or_default(), text(row, "external_id").unwrap_or_default());
    Ok(Line { external_id, lot, quantity, unit_price, paid, name })
}

fn may_be_sold(books: &Books, store: usize, id: &str) -> Result<String, No> {
    let lot = books.lots.get(id).filter(|lot| lot.store == store && lot.deleted_at.is_none());
    let lot = lot.ok_or_else(|| No::invalid("The selected global_inventory_id is invalid."))?;
    let passed = matches!(lot.lab, LabState::TestPassed | LabState::RetestPassed | LabState::NotRequired);
    match () {
        () if lot.area == QUARANTINE => Err(No::invalid(format!("{id} is quarantined."))),
        () if !passed => Err(No::invalid(format!("{id} has no passing lab result."))),
        () => Ok(id.to_owned()),
    }
}

pub(super) async fn delete_sale(
    State(sim): State<Arc<LeafData>>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Response {
    let (store, now) = (sim.store(&headers), sim.stage.now());
    let code = code_of(store);
    let mut memory = sim.memory();
    let mut own = memory.books.sales.values().filter(|sale| sale.store == store && sale.voided_at.is_none());
    let found = own.find(|sale| sale.id(&code) == id).map(|sale| sale.serial);
    if let Some(serial) = found {
        memory.books.void(serial, now);
    }
    drop(memory);
    match found {
        Some(_) => Json(json!({})).into_response(),
        None => sim.refuse(&No::new("The sale could not be found.")),
    }
}

pub(super) async fn adjust(
    State(sim): State<Arc<LeafData>>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Response {
    let store = sim.store(&headers);
    let outcome = adjusted(&sim, store, &body);
    answered(&sim, outcome)
}

fn adjusted(sim: &LeafData, store: usize, body: &Value) -> Result<Value, No> {
    let [row] = rows(body, "inventory_adjustment")? else {
        return Err(No::invalid("One adjustment at a time is taken."));
    };
    let (id, reason) = (required(row, "global_inventory_id")?, required(row, "reason")?);
    let (quantity, memo) = (scaled(row, "qty", QUANTITY_DIGITS)?, text(row, "memo").unwrap_or_default());
    if !REASONS.contains(&reason.as_str()) {
        return Err(No::invalid("The selected reason is invalid."));
    }
    let at = instant(sim, store, &required(row, "adjusted_at")?);
    let at = at.ok_or_else(|| No::invalid("The adjusted_at is not a valid date."))?;
    let mut memory = sim.memory();
    let lot = memory.books.lots.get(&id).filter(|lot| lot.store == store && lot.deleted_at.is_none());
    let lot = lot.ok_or_else(|| No::invalid("The selected global_inventory_id is invalid."))?;
    if required(row, "uom")? != show::uom(lot.unit) {
        return Err(No::invalid("The uom does not fit the inventory."));
    }
    if quantity == 0 || lot.quantity + quantity < 0 {
        return Err(No::invalid("The qty is invalid."));
    }
    memory.books.adjust(&id, quantity, (&reason, &memo), at);
    let row = memory.books.adjustments.last().expect("just written");
    Ok(Value::Array(vec![show::adjustment(sim, &memory, row)]))
}
