//! What can be made to happen inside the state system from outside a shop.

use serde::Deserialize;
use serde_json::{Value, json};

use super::LeafData;
use super::books::{Lot, QUARANTINE};
use crate::server::{ActionDoc, ActionError};
use crate::switches::{answer, body};
use crate::world::{LabState, QUANTITY_DIGITS};

const ELSEWHERE_MAX: usize = 100_000;

pub(super) const ACTIONS: &[ActionDoc] = &[
    ActionDoc {
        name: "sell_elsewhere",
        what: "another dispensary reports a sale to a patient; the state knows it and shows it to nobody",
        example: r#"{"patient":"P-100-134","category":"flower","grams":7,"mg_thc":0}"#,
    },
    ActionDoc {
        name: "quarantine_package",
        what: "a lot is moved to the quarantine, or back to the sales floor",
        example: r#"{"global_id":"WAJ400000.IN7PT","on":true}"#,
    },
    ActionDoc {
        name: "set_result",
        what: "a laboratory files another result: passed, failed, or none yet",
        example: r#"{"global_id":"WAJ400000.IN7PT","result":"failed"}"#,
    },
    ActionDoc {
        name: "set_quantity",
        what: "someone adjusts a lot in the vendor's own page, so that the shop's count drifts",
        example: r#"{"global_id":"WAJ400000.IN7PT","quantity":"3"}"#,
    },
    ActionDoc {
        name: "void_sale",
        what: "someone voids the sale of this external id in the vendor's own page",
        example: r#"{"external_id":"WEB-77"}"#,
    },
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Moved {
    global_id: String,
    on: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Filed {
    global_id: String,
    result: LabResult,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum LabResult {
    Passed,
    Failed,
    None,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Counted {
    global_id: String,
    quantity: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Voided {
    external_id: String,
}

pub(super) fn act(sim: &LeafData, name: &str, given: Value) -> Result<Value, ActionError> {
    match name {
        "sell_elsewhere" => sell_elsewhere(sim, given),
        "quarantine_package" => {
            let asked: Moved = body(given)?;
            change(sim, &asked.global_id, |lot| lot.area = if asked.on { QUARANTINE } else { 0 })
        }
        "set_result" => {
            let asked: Filed = body(given)?;
            change(sim, &asked.global_id, |lot| {
                lot.lab = match asked.result {
                    LabResult::Passed => LabState::TestPassed,
                    LabResult::Failed => LabState::TestFailed,
                    LabResult::None => LabState::SubmittedForTesting,
                }
            })
        }
        "set_quantity" => set_quantity(sim, &body(given)?),
        "void_sale" => void_sale(sim, &body(given)?),
        other => Err(ActionError::Unknown(other.to_owned())),
    }
}

fn none_such(id: &str) -> ActionError {
    ActionError::Refused(format!("there is no `{id}`"))
}

fn change(sim: &LeafData, id: &str, apply: impl FnOnce(&mut Lot)) -> Result<Value, ActionError> {
    let now = sim.stage.now();
    let mut memory = sim.memory();
    let lot = memory.books.lots.get_mut(id).ok_or_else(|| none_such(id))?;
    apply(lot);
    lot.updated_at = now;
    answer(json!({"global_id": id}))
}

/// An adjustment as a person makes it, so that the ledger still balances.
fn set_quantity(sim: &LeafData, asked: &Counted) -> Result<Value, ActionError> {
    let now = sim.stage.now();
    let wanted = countersign_kernel::amount::parse_scaled(&asked.quantity, QUANTITY_DIGITS).ok();
    let wanted = wanted.filter(|wanted| *wanted >= 0).ok_or_else(|| none_such(&asked.quantity))?;
    let mut memory = sim.memory();
    let had = memory.books.lots.get(&asked.global_id).map(|lot| lot.quantity);
    let had = had.ok_or_else(|| none_such(&asked.global_id))?;
    memory.books.adjust(
        &asked.global_id,
        wanted - had,
        ("reconciliation", "counted in the vendor's page"),
        now,
    );
    answer(json!({"global_id": asked.global_id}))
}

fn void_sale(sim: &LeafData, asked: &Voided) -> Result<Value, ActionError> {
    let now = sim.stage.now();
    let mut memory = sim.memory();
    let found = memory.books.sales.values().find(|sale| sale.external_id == asked.external_id);
    let serial = found.map(|sale| sale.serial).ok_or_else(|| none_such(&asked.external_id))?;
    memory.books.void(serial, now);
    answer(json!({"external_id": asked.external_id}))
}

fn sell_elsewhere(sim: &LeafData, given: Value) -> Result<Value, ActionError> {
    let cards = sim.stage.world.customers.iter().filter_map(|customer| customer.card.as_ref());
    let is_known =
        given["patient"].as_str().is_some_and(|number| cards.clone().any(|card| card.number == number));
    let mut memory = sim.memory();
    if !is_known || memory.books.elsewhere.len() >= ELSEWHERE_MAX {
        return Err(ActionError::Refused("the state knows no such card".to_owned()));
    }
    memory.books.elsewhere.push(given);
    answer(json!({}))
}
