//! What can be made to happen inside the state system from outside a shop.

use serde::Deserialize;
use serde_json::{Value, json};

use super::BioTrack;
use super::books::{Books, Package, Row};
use crate::server::{ActionDoc, ActionError};
use crate::switches::{answer, body};
use crate::world::LabState;

const ELSEWHERE_MAX: usize = 100_000;

pub(super) const ACTIONS: &[ActionDoc] = &[
    ActionDoc {
        name: "sell_elsewhere",
        what: "another dispensary reports a sale to a patient; the state knows it and shows it to nobody",
        example: r#"{"patient":"P-100-134","category":"flower","grams":7,"mg_thc":0}"#,
    },
    ActionDoc {
        name: "quarantine_package",
        what: "a package is put into the quarantine room, or back on the sales floor",
        example: r#"{"barcode":"1234567000010001","on":true}"#,
    },
    ActionDoc {
        name: "seize_package",
        what: "the state seizes a package, or lets it go",
        example: r#"{"barcode":"1234567000010001","on":true}"#,
    },
    ActionDoc {
        name: "set_result",
        what: "a laboratory files another result: passed, failed, or none yet",
        example: r#"{"barcode":"1234567000010001","result":"failed"}"#,
    },
    ActionDoc {
        name: "set_quantity",
        what: "someone adjusts a package in the vendor's own page, so that the shop's count drifts",
        example: r#"{"barcode":"1234567000010001","quantity":"3"}"#,
    },
    ActionDoc { name: "expire_sessions", what: "everybody must log in again", example: "{}" },
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Switched {
    barcode: String,
    on: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Filed {
    barcode: String,
    result: LabResult,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum LabResult {
    Passed,
    Failed,
    None,
}

pub(super) fn act(sim: &BioTrack, name: &str, given: Value) -> Result<Value, ActionError> {
    match name {
        "sell_elsewhere" => sell_elsewhere(&mut sim.books(), given),
        "quarantine_package" => {
            let asked: Switched = body(given)?;
            change(sim, &asked.barcode, |package| package.room = if asked.on { 3 } else { 1 })
        }
        "seize_package" => {
            let asked: Switched = body(given)?;
            change(sim, &asked.barcode, |package| package.seized = asked.on)
        }
        "set_result" => {
            let asked: Filed = body(given)?;
            change(sim, &asked.barcode, |package| {
                package.lab = match asked.result {
                    LabResult::Passed => LabState::TestPassed,
                    LabResult::Failed => LabState::TestFailed,
                    LabResult::None => LabState::SubmittedForTesting,
                }
            })
        }
        "set_quantity" => set_quantity(sim, &given),
        "expire_sessions" => {
            sim.log_everyone_out();
            answer(json!({}))
        }
        other => Err(ActionError::Unknown(other.to_owned())),
    }
}

fn no_package(barcode: &str) -> ActionError {
    ActionError::Refused(format!("there is no package `{barcode}`"))
}

fn change(sim: &BioTrack, barcode: &str, apply: impl FnOnce(&mut Package)) -> Result<Value, ActionError> {
    let now = sim.stage.now();
    let mut books = sim.books();
    let transaction = books.next_transaction();
    let package = books.packages.get_mut(barcode).ok_or_else(|| no_package(barcode))?;
    apply(package);
    (package.transaction, package.at) = (transaction, now);
    answer(json!({"barcode": barcode}))
}

/// An adjustment as a person makes it, so that the ledger still balances.
fn set_quantity(sim: &BioTrack, given: &Value) -> Result<Value, ActionError> {
    let refused = |no: super::answer::No| ActionError::Refused(no.error);
    let barcode = Row(given).required("barcode").map_err(refused)?;
    let quantity = Row(given).quantity("quantity").map_err(refused)?;
    let now = sim.stage.now();
    let mut books = sim.books();
    if !books.packages.contains_key(&barcode) || quantity < 0 {
        return Err(no_package(&barcode));
    }
    books.set_quantity(&barcode, quantity, (1, "counted in the vendor's page"), now);
    answer(json!({"barcode": barcode}))
}

fn sell_elsewhere(books: &mut Books, given: Value) -> Result<Value, ActionError> {
    let known = given["patient"].as_str().is_some_and(|card| books.cards.contains_key(card));
    if !known || books.elsewhere.len() >= ELSEWHERE_MAX {
        return Err(ActionError::Refused("the state knows no such card".to_owned()));
    }
    books.elsewhere.push(given);
    answer(json!({}))
}
