//! The state's count, set to what is in the shop; and an empty package finished.

use std::sync::Arc;

use countersign_domain::inventory::{Action, Class};
use countersign_kernel::id::CaseId;
use countersign_kernel::{Actor, Permission, Quantity};
use countersign_ports::Connection;
use countersign_ports::books::{Adjustment, AdjustmentReason};
use countersign_ports::flag::Capability;
use countersign_store::cases::{self, CaseRow};
use serde_json::{Value, json};

use super::{done, open_case, tell, text};
use crate::acts::{Payload, owe};
use crate::app::App;
use crate::error::AppError;
use crate::inventory::plan;
use crate::permit::same_store;

/// The grounds on which the state lets this shop change its count, as it names them now.
pub async fn reasons(app: &App, actor: &Actor, id: &CaseId) -> Result<Vec<AdjustmentReason>, AppError> {
    app.permit(actor, Permission::InventoryAdjust)?;
    let case = cases::by_id(app.db(), id).await?.filter(|case| same_store(actor, &case.store_id));
    let case = case.ok_or(AppError::NotFound("case"))?;
    let connections = app.connections(&case.store_id);
    let state =
        connections.iter().find_map(|c| c.state_system()).ok_or(AppError::NotFound("state system"))?;
    Ok(state.adjustment_reasons().await?)
}

/// What the state's count of a package would be set to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCount {
    pub from: String,
    pub to: String,
    pub unit: String,
    /// Nothing would be left, and the state lets an empty package be finished.
    pub can_finish: bool,
}

/// What the shop counts, where each side has the package once and in one unit; nothing where the shop has it no longer.
pub fn adjustable(app: &App, case: &CaseRow) -> Option<NewCount> {
    let evidence: Value = serde_json::from_str(&case.evidence).ok()?;
    let rows = |key: &str| evidence[key].as_array().map(Vec::as_slice).unwrap_or_default();
    let word = |row: &Value, key: &str| row[key].as_str().map(str::to_owned);
    let ([state], pos) = (rows("state"), rows("pos")) else { return None };
    // The state takes no other count for a package that is finished; a person takes that back first.
    if state["finished"] == json!(true) {
        return None;
    }
    let (from, unit) = (word(state, "quantity")?, word(state, "unit")?);
    let to = match (case.class.as_str(), pos) {
        (class, [pos]) if class == Class::QuantityMismatch.name() => {
            word(pos, "quantity").filter(|_| word(pos, "unit").as_ref() == Some(&unit))?
        }
        (class, []) if class == Class::InStateNotInPos.name() => "0".to_owned(),
        _ => return None,
    };
    let count = to.parse::<Quantity>().ok().filter(|count| count.0 >= 0)?;
    let connections = app.connections(&case.store_id);
    let finishes = |c: &Arc<dyn Connection>| c.state_system().is_some() && c.can(Capability::FinishPackage);
    let can_finish = count.0 == 0 && connections.iter().any(finishes);
    Some(NewCount { from, to, unit, can_finish })
}

/// The till, where it may be the side that is wrong and has no call that sets a count: a person sets it there.
pub fn till_by_hand(app: &App, case: &CaseRow) -> Option<&'static str> {
    let class = Class::ALL.iter().find(|class| class.name() == case.class)?;
    let about_price = *class == Class::PriceDiffersFromPos;
    let connections = app.connections(&case.store_id);
    let till = connections.iter().find(|c| c.point_of_sale().is_some())?;
    let by_hand =
        class.actions().contains(&Action::AdjustPos) && !about_price && !till.can(Capability::SetCount);
    by_hand.then(|| till.vendor())
}

/// Sets the state's count to the shop's, with a reason that the state knows. Whoever does this has counted the goods.
pub async fn adjust(
    app: &App,
    actor: &Actor,
    id: &CaseId,
    reason: &str,
    why: &str,
    finish: bool,
) -> Result<(), AppError> {
    app.permit(actor, Permission::InventoryAdjust)?;
    let known = reasons(app, actor, id).await?;
    let reason = known.into_iter().find(|known| known.name == reason);
    let reason = reason.ok_or_else(|| AppError::invalid("reason", "is not one that the state names"))?;
    let why = if reason.needs_note || !why.trim().is_empty() { text("note", why)? } else { String::new() };
    let (reason, why) = (&reason.name, &why);
    app.db()
        .write(|tx| {
            Box::pin(async move {
                let case = open_case(tx, actor, id).await?;
                let not_here = || {
                    AppError::because("this case is not one count against another; settle it at its source")
                };
                let NewCount { from, to, unit, can_finish } = adjustable(app, &case).ok_or_else(not_here)?;
                if finish && !can_finish {
                    return Err(AppError::because("only an empty package can be finished"));
                }
                let tag = case.subject.parse().map_err(|_| not_here())?;
                let connections = app.connections(&case.store_id);
                let target = connections.iter().find(|c| c.state_system().is_some()).map(|c| c.vendor());
                let target = target.ok_or(AppError::NotFound("state system"))?;
                let shop = plan::shop(tx, &case.store_id).await?;
                let on = app.now().date_in(&crate::orders::load::zone(&shop)?);
                let then = if finish { " and finishes the package" } else { "" };
                let said =
                    format!("sets the state's count from {from} to {to} {unit}{then}: {reason}. {why}");
                let (reason, note) = (reason.clone(), why.clone());
                let adjustment = Adjustment { tag, from, to, unit, reason, note, on };
                let more = json!({"adjustment": adjustment, "finish": finish});
                let payload = Payload::SetQuantity { case: case.id.clone(), adjustment, finish };
                owe::for_case(app, tx, &case, target, &payload).await?;
                done(app, tx, actor, &case, said.trim(), "act.case_adjusted", more).await
            })
        })
        .await?;
    tell(app, actor, id);
    Ok(())
}
