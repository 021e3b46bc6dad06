//! What can be made to happen inside the state system from outside a shop.

use countersign_kernel::{Mass, Thc, time};
use serde_json::{Value, json};

use super::Metrc;
use super::books::{Bought, ElsewhereSale, Package, Row};
use crate::server::{ActionDoc, ActionError};
use crate::world::{Category, LabState};

pub(super) const ACTIONS: &[ActionDoc] = &[
    ActionDoc {
        name: "sell_elsewhere",
        what: "another dispensary reports a sale to a patient now (or some minutes ago)",
        example: r#"{"patient":"P-100-134","category":"flower","grams":7,"mg_thc":0,"minutes_ago":0}"#,
    },
    ActionDoc {
        name: "hold_package",
        what: "the state places a package on hold, or lifts it",
        example: r#"{"label":"1A4…","on":true}"#,
    },
    ActionDoc {
        name: "recall_package",
        what: "the state recalls a package, or lifts it",
        example: r#"{"label":"1A4…","on":true}"#,
    },
    ActionDoc {
        name: "set_lab_state",
        what: "a laboratory reports another state",
        example: r#"{"label":"1A4…","state":"TestFailed"}"#,
    },
    ActionDoc {
        name: "set_quantity",
        what: "someone adjusts a package in the vendor's own page, so that the shop's count drifts",
        example: r#"{"label":"1A4…","quantity":3}"#,
    },
    ActionDoc {
        name: "finish_package",
        what: "someone finishes an empty package in the vendor's own page, or takes that back",
        example: r#"{"label":"1A4…","on":true}"#,
    },
    ActionDoc {
        name: "expire_card",
        what: "a patient's card ended yesterday; `days` from today otherwise",
        example: r#"{"patient":"P-100-134","days":-1}"#,
    },
    ActionDoc {
        name: "receive_transfer",
        what: "a person receives a manifest in the vendor's own page (there is no call for it)",
        example: r#"{"manifest":"0004200000"}"#,
    },
];

type Outcome = Result<Value, ActionError>;

fn refused(why: impl Into<String>) -> ActionError {
    ActionError::Refused(why.into())
}

pub(super) fn act(metrc: &Metrc, name: &str, body: &Value) -> Outcome {
    let row = Row(body);
    match name {
        "sell_elsewhere" => sell_elsewhere(metrc, row),
        "hold_package" => change(metrc, row, |package, row| {
            package.on_hold = row.get("on").and_then(Value::as_bool).unwrap_or(true);
            Ok(())
        }),
        "recall_package" => change(metrc, row, |package, row| {
            package.on_recall = row.get("on").and_then(Value::as_bool).unwrap_or(true);
            Ok(())
        }),
        "set_lab_state" => change(metrc, row, |package, row| {
            package.lab_state = lab_state(row.required("state")?)?;
            Ok(())
        }),
        "set_quantity" => set_quantity(metrc, row),
        "finish_package" => finish(metrc, row),
        "expire_card" => expire_card(metrc, row),
        "receive_transfer" => {
            let manifest = row.required("manifest").map_err(refused)?;
            let now = metrc.stage.now();
            let packages = metrc.books().receive(&metrc.stage.world, manifest, now).map_err(refused)?;
            Ok(json!({"packages": packages}))
        }
        other => Err(ActionError::Unknown(other.to_owned())),
    }
}

fn lab_state(word: &str) -> Result<LabState, String> {
    Ok(match word {
        "NotSubmitted" => LabState::NotSubmitted,
        "SubmittedForTesting" => LabState::SubmittedForTesting,
        "TestFailed" => LabState::TestFailed,
        "TestPassed" => LabState::TestPassed,
        "RetestPassed" => LabState::RetestPassed,
        "NotRequired" => LabState::NotRequired,
        other => return Err(format!("`{other}` is not a lab state that this sandbox knows")),
    })
}

fn change(
    metrc: &Metrc,
    row: Row<'_>,
    apply: impl FnOnce(&mut Package, Row<'_>) -> Result<(), String>,
) -> Outcome {
    let label = row.required("label").map_err(refused)?;
    let now = metrc.stage.now();
    let mut books = metrc.books();
    let id =
        books.labels.get(label).copied().ok_or_else(|| refused(format!("there is no package `{label}`")))?;
    let package = books.packages.get_mut(&id).expect("labels point at packages");
    apply(package, row).map_err(refused)?;
    package.modified_at = now;
    Ok(json!({"label": label}))
}

/// An adjustment as a person makes it, so that the ledger still balances.
fn set_quantity(metrc: &Metrc, row: Row<'_>) -> Outcome {
    let quantity = row.quantity("quantity").map_err(refused)?;
    if quantity < 0 {
        return Err(refused("a quantity is not below 0"));
    }
    let mut adjusted = None;
    let outcome = change(metrc, row, |package, _| {
        let difference = quantity - package.quantity;
        package.quantity = quantity;
        package.adjusted += difference;
        adjusted = Some((package.id, difference));
        Ok(())
    })?;
    if let Some((package, quantity)) = adjusted {
        let zone = time::zone(metrc.zone(0)).expect("the world's zones are known");
        let date = metrc.stage.now().date_in(&zone).to_string();
        let reason = "Entry Error".to_owned();
        let note = Some("adjusted in the vendor's own page".to_owned());
        let adjustment = super::books::Adjustment { package, quantity, reason, note, date };
        metrc.books().adjustments.push(adjustment);
    }
    Ok(outcome)
}

/// As the call does it: what is not empty is not finished.
fn finish(metrc: &Metrc, row: Row<'_>) -> Outcome {
    let zone = time::zone(metrc.zone(0)).expect("the world's zones are known");
    let today = metrc.stage.now().date_in(&zone);
    change(metrc, row, |package, row| {
        let on = row.get("on").and_then(Value::as_bool).unwrap_or(true);
        if on && package.quantity != 0 {
            return Err(format!("Package \"{}\" still has a quantity.", package.label));
        }
        package.finished_on = on.then_some(today);
        Ok(())
    })
}

fn sell_elsewhere(metrc: &Metrc, row: Row<'_>) -> Outcome {
    let number = row.required("patient").map_err(refused)?;
    let category = match row.required("category").map_err(refused)? {
        "flower" => Category::Flower,
        "concentrate" => Category::Concentrate,
        "edible" => Category::Edible,
        other => return Err(refused(format!("`{other}` is not one of flower, concentrate, edible"))),
    };
    // Ten-thousandths of a gram or milligram, which is what `quantity` reads.
    let amount = |name: &str| match row.get(name) {
        None => Ok(0),
        Some(_) => row.quantity(name).map_err(refused),
    };
    let (grams, mg_thc) = (amount("grams")?, amount("mg_thc")?);
    let minutes = row.get("minutes_ago").and_then(Value::as_i64).unwrap_or(0);
    if grams < 0 || mg_thc < 0 || !(0..=7 * 24 * 60).contains(&minutes) {
        return Err(refused("amounts are not below 0 and minutes_ago is within a week"));
    }
    let bought = Bought::of(category, Mass(grams * 100_000), Mass::ZERO, Thc(mg_thc / 10));
    let at = metrc.stage.now().plus_minutes(-minutes);
    let mut books = metrc.books();
    let patient = books.patients.get_mut(number);
    let patient = patient.ok_or_else(|| refused(format!("the state knows no patient `{number}`")))?;
    patient.elsewhere.push(ElsewhereSale { at, bought });
    Ok(json!({"patient": number, "at": at}))
}

fn expire_card(metrc: &Metrc, row: Row<'_>) -> Outcome {
    let number = row.required("patient").map_err(refused)?;
    let days = row.get("days").and_then(Value::as_i64).unwrap_or(-1).clamp(-3_650, 3_650);
    let zone = time::zone(metrc.zone(0)).expect("the world's zones are known");
    let today = metrc.stage.now().date_in(&zone);
    let mut books = metrc.books();
    let patient = books.patients.get_mut(number);
    let patient = patient.ok_or_else(|| refused(format!("the state knows no patient `{number}`")))?;
    let span = jiff::Span::new().days(days);
    patient.expires_on = countersign_kernel::BusinessDate(today.0.saturating_add(span));
    Ok(json!({"patient": number, "expires_on": patient.expires_on}))
}
