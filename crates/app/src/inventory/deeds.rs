//! What people do about a case. Each is on the record, and on the case.

use countersign_domain::inventory::{Action, Class};
use countersign_kernel::id::CaseId;
use countersign_kernel::{Actor, Permission, Timestamp};
use countersign_ports::books::{Adjustment, AdjustmentReason};
use countersign_store::books;
use countersign_store::cases::{self, CaseRow};
use countersign_store::db::Tx;
use serde_json::{Value, json};

use super::{fence, plan, run};
use crate::acts::{Payload, owe};
use crate::app::App;
use crate::error::AppError;
use crate::permit::same_store;

const TEXT_CHARS_MAX: usize = 500;
/// A case can be accepted for so long at a time.
pub const ACCEPTED_DAYS_MAX: i64 = 90;

/// An open case of the actor's own store.
async fn open_case(tx: &mut Tx<'_>, actor: &Actor, id: &CaseId) -> Result<CaseRow, AppError> {
    let case = cases::by_id(&mut *tx, id).await?.filter(|case| same_store(actor, &case.store_id));
    let case = case.ok_or(AppError::NotFound("case"))?;
    if case.closed_at.is_some() {
        return Err(AppError::because("this case is closed: the books agree again"));
    }
    Ok(case)
}

fn text(field: &'static str, given: &str) -> Result<String, AppError> {
    let given = given.trim();
    if given.is_empty() || given.chars().count() > TEXT_CHARS_MAX {
        return Err(AppError::invalid(field, format!("needs 1 to {TEXT_CHARS_MAX} characters")));
    }
    Ok(given.to_owned())
}

/// The person takes the case: it is theirs until somebody else takes it.
pub async fn take(app: &App, actor: &Actor, id: &CaseId) -> Result<(), AppError> {
    app.permit(actor, Permission::InventorySettle)?;
    app.db()
        .write(|tx| {
            Box::pin(async move {
                let case = open_case(tx, actor, id).await?;
                let case = CaseRow { owner: Some(actor.label()), ..case };
                cases::save(tx, &case).await?;
                done(app, tx, actor, &case, "took the case", "act.case_taken", json!({})).await
            })
        })
        .await?;
    tell(app, actor, id);
    Ok(())
}

pub async fn note(app: &App, actor: &Actor, id: &CaseId, said: &str) -> Result<(), AppError> {
    app.permit(actor, Permission::InventorySettle)?;
    let said = &text("note", said)?;
    app.db()
        .write(|tx| {
            Box::pin(async move {
                let case = open_case(tx, actor, id).await?;
                done(app, tx, actor, &case, said, "note.case", json!({"said": said})).await
            })
        })
        .await?;
    tell(app, actor, id);
    Ok(())
}

/// Takes the product off sale everywhere until the case is settled.
pub async fn fence(app: &App, actor: &Actor, id: &CaseId) -> Result<(), AppError> {
    app.permit(actor, Permission::InventorySettle)?;
    app.db()
        .write(|tx| {
            Box::pin(async move {
                let case = open_case(tx, actor, id).await?;
                if !fence::is_possible(&case) {
                    return Err(AppError::because("what is shown has no name by which it could be hidden"));
                }
                if case.fence == "hidden" {
                    return Err(AppError::because("the fence stands already"));
                }
                fence::put_up(app, tx, case, actor).await?;
                Ok(())
            })
        })
        .await?;
    tell(app, actor, id);
    Ok(())
}

/// Whether a case may stay as it is for a time: never where something can be bought that must not be sold.
pub fn may_be_accepted(case: &CaseRow) -> bool {
    let class = Class::ALL.iter().find(|class| class.name() == case.class);
    let silent_menu = case.class == Class::SnapshotIncomplete.name() && case.subject == "menu";
    silent_menu || class.is_some_and(|class| class.actions().contains(&Action::AcceptWithReason))
}

/// Accepts a case with a reason, until a day.
pub async fn accept(app: &App, actor: &Actor, id: &CaseId, why: &str, days: i64) -> Result<(), AppError> {
    app.permit(actor, Permission::InventoryAccept)?;
    let why = &text("reason", why)?;
    if !(1..=ACCEPTED_DAYS_MAX).contains(&days) {
        return Err(AppError::invalid("days", format!("goes from 1 to {ACCEPTED_DAYS_MAX}")));
    }
    app.db()
        .write(|tx| {
            Box::pin(async move {
                let case = open_case(tx, actor, id).await?;
                if !may_be_accepted(&case) {
                    return Err(AppError::because(
                        "this must be settled or ring-fenced; it cannot be accepted",
                    ));
                }
                let until = app.now().plus_minutes(days * 24 * 60);
                let accepted = (Some(until.micros()), Some(why.clone()));
                let case = CaseRow { accepted_until: accepted.0, accepted_why: accepted.1, ..case };
                cases::save(tx, &case).await?;
                let said = format!("accepted it for {days} days: {why}");
                let more = json!({"why": why, "until": until});
                done(app, tx, actor, &case, &said, "act.case_accepted", more).await?;
                // A menu that cannot be read at all makes a morning whole once somebody has accepted it.
                Ok(books::pull_by(tx, &case.store_id, app.now()).await?)
            })
        })
        .await?;
    tell(app, actor, id);
    Ok(())
}

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

/// What the state would be set to: what the shop counts, where each side has the package once and in one unit.
pub fn adjustable(case: &CaseRow) -> Option<(String, String, String)> {
    if case.class != Class::QuantityMismatch.name() {
        return None;
    }
    let evidence: Value = serde_json::from_str(&case.evidence).ok()?;
    let one = |key: &str| evidence[key].as_array().filter(|rows| rows.len() == 1).map(|rows| rows[0].clone());
    let (state, pos) = (one("state")?, one("pos")?);
    let word = |row: &Value, key: &str| row[key].as_str().map(str::to_owned);
    let (from, unit, to) = (word(&state, "quantity")?, word(&state, "unit")?, word(&pos, "quantity")?);
    (word(&pos, "unit")? == unit && !to.starts_with('-')).then_some((from, to, unit))
}

/// Sets the state's count to the shop's, with a reason that the state knows. Whoever does this has counted the goods.
pub async fn adjust(app: &App, actor: &Actor, id: &CaseId, reason: &str, why: &str) -> Result<(), AppError> {
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
                let (from, to, unit) = adjustable(&case).ok_or_else(not_here)?;
                let tag = case.subject.parse().map_err(|_| not_here())?;
                let connections = app.connections(&case.store_id);
                let target = connections.iter().find(|c| c.state_system().is_some()).map(|c| c.vendor());
                let target = target.ok_or(AppError::NotFound("state system"))?;
                let shop = plan::shop(tx, &case.store_id).await?;
                let on = app.now().date_in(&crate::orders::load::zone(&shop)?);
                let said = format!("sets the state's count from {from} to {to} {unit}: {reason}. {why}");
                let (reason, note) = (reason.clone(), why.clone());
                let adjustment = Adjustment { tag, from, to, unit, reason, note, on };
                let more = json!({"adjustment": adjustment});
                let payload = Payload::SetQuantity { case: case.id.clone(), adjustment };
                owe::for_case(app, tx, &case, target, &payload).await?;
                done(app, tx, actor, &case, said.trim(), "act.case_adjusted", more).await
            })
        })
        .await?;
    tell(app, actor, id);
    Ok(())
}

/// Writes a deed on the case and on the record.
async fn done(
    app: &App,
    tx: &mut Tx<'_>,
    actor: &Actor,
    case: &CaseRow,
    said: &str,
    kind: &'static str,
    more: Value,
) -> Result<(), AppError> {
    let now: Timestamp = app.now();
    cases::note(tx, &case.id, now, &actor.label(), said).await?;
    run::note_by(tx, case, actor, now, kind, more).await
}

fn tell(app: &App, actor: &Actor, id: &CaseId) {
    if let Ok(store) = crate::permit::store_of(actor) {
        app.tell(store, id.as_str());
    }
}
