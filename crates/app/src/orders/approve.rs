//! The countersignature. Everything outside is asked again, then one transaction locks the person, decides with
//! what our own ledger says at that moment, holds stock and allowance, and owes the acts that follow.

use countersign_domain::orders::checks::stock::whole_units;
use countersign_domain::orders::{CheckName, State, Step, Verification, verify};
use countersign_domain::verdict::Verdict;
use countersign_kernel::id::{HoldId, OrderId};
use countersign_kernel::{Actor, Permission, Timestamp};
use countersign_ports::marketplace::ChannelStatus;
use countersign_rulebook::Question;
use countersign_store::customers::take_turn;
use countersign_store::db::Tx;
use countersign_store::holds::{self, HeldPackage, HoldRow};
use countersign_store::orders::OrderRow;
use countersign_store::stores::StoreRow;
use serde_json::json;

use super::gather::{self, Gathered};
use super::ledger::{self, Assembled};
use super::load;
use super::verdict::{self, Purpose};
use crate::acts::{owe, sale};
use crate::app::App;
use crate::customers::keep;
use crate::error::{AppError, Refusal};
use crate::record::{self, Note};

/// Approves, or refuses with the verification that says why. `version` is the order as the person saw it.
pub async fn approve(
    app: &App,
    actor: &Actor,
    id: &OrderId,
    version: Option<i64>,
) -> Result<Verification, AppError> {
    app.permit(actor, Permission::OrderApprove)?;
    let gathered = gather::gather_by_id(app, actor, id).await?;
    gathered.order.state.after(Step::Approve)?;
    let decided = {
        let gathered = &gathered;
        app.db().write(|tx| Box::pin(decide(app, tx, actor, gathered, version))).await?
    };
    app.tell(&gathered.order.store_id, id.as_str());
    // The refusal was written down and committed like an approval is; only now is it an error to the caller.
    if decided.verdict == Verdict::Pass {
        Ok(decided)
    } else {
        Err(AppError::Refused(Refusal::Checks(Box::new(decided))))
    }
}

async fn decide(
    app: &App,
    tx: &mut Tx<'_>,
    actor: &Actor,
    gathered: &Gathered,
    version: Option<i64>,
) -> Result<Verification, AppError> {
    let now = app.now();
    let mut order = load::locked(tx, actor, &gathered.order.id, version).await?;
    let approved = order.state.after(Step::Approve)?;
    keep::of_order(app, tx, gathered, &mut order, now).await?;
    if let Some(person) = order.person_key.clone() {
        let store = load::store(&mut *tx, &order.store_id).await?;
        take_turn(tx, &person, &store.jurisdiction).await?;
    }
    let assembled = ledger::assemble(tx, gathered, order.person_key.as_deref(), now).await?;
    let verification = verify(&assembled.facts, &app.rulebook());
    verdict::write_down(app, tx, actor, &mut order, Purpose::Approve, &assembled.facts, &verification)
        .await?;
    if verification.verdict == Verdict::Pass {
        order.state = approved;
        order.outcome_line = "Approved".to_owned();
        let row = hold(app, tx, actor, &mut order, gathered, &assembled, now).await?;
        count(app, tx, &row, &assembled, &verification).await?;
        owe::channel_status(app, tx, &mut order, &ChannelStatus::Approved).await?;
    }
    load::save(tx, &order).await?;
    Ok(verification)
}

async fn hold(
    app: &App,
    tx: &mut Tx<'_>,
    actor: &Actor,
    order: &mut OrderRow,
    gathered: &Gathered,
    assembled: &Assembled,
    now: Timestamp,
) -> Result<HoldRow, AppError> {
    debug_assert_eq!(order.state, State::Approved);
    let expires_at = hold_until(&assembled.store, order, now)?;
    // INVARIANT: an order passes its limit check only with a known person, so a hold always has a key.
    let person_key =
        order.person_key.clone().ok_or_else(|| AppError::because("choose the customer first"))?;
    let row = HoldRow {
        id: HoldId::fresh(app.clock(), app.random()),
        order_id: order.id.clone(),
        person_key,
        jurisdiction: assembled.store.jurisdiction.clone(),
        program: order.program.clone(),
        state: "held".to_owned(),
        lines: serde_json::to_string(&assembled.cart).expect("a cart always has a JSON form"),
        sale: serde_json::to_string(&sale::pos_lines(gathered)?).expect("sale lines always have a JSON form"),
        made_at: now,
        expires_at,
        settled_at: None,
    };
    let mut packages: Vec<HeldPackage> = Vec::new();
    for (line, found) in assembled.allocation.iter().enumerate() {
        for taken in &found.taken {
            let (line, tag, unit) = (line as i64, taken.tag.to_string(), taken.unit.clone());
            let state = gathered.packages.get(&taken.tag).and_then(|reading| reading.value()?.as_ref());
            let has = state.and_then(|package| whole_units(&package.quantity));
            packages.push(HeldPackage { line, tag, quantity: taken.quantity, unit, has });
        }
    }
    holds::insert(tx, &row, &order.store_id, &packages).await?;
    order.hold_until = Some(expires_at.micros());
    let shown: Vec<_> = packages.iter().map(|p| json!({"tag": p.tag, "quantity": p.quantity})).collect();
    let body = json!({"until": expires_at, "packages": shown, "cart": assembled.cart});
    let note = Note {
        at: now,
        kind: "act.approve",
        subject: order.id.as_str(),
        actor,
        store: Some(&order.store_id),
        body,
    };
    record::write(tx, note).await?;
    Ok(row)
}

/// The second lock on the limit: the database sums this person's holds itself.
async fn count(
    app: &App,
    tx: &mut Tx<'_>,
    hold: &HoldRow,
    assembled: &Assembled,
    verification: &Verification,
) -> Result<(), AppError> {
    let history = assembled.at_register.clone();
    let beside_holds = Question { history, ..assembled.facts.limit.question.clone() };
    let signed = verification.of(CheckName::PurchaseLimit).is_some_and(|check| check.overridden.is_some());
    holds::count(tx, hold, &app.rulebook().counts(&beside_holds), signed).await?;
    Ok(())
}

/// A hold lives until the pickup window has passed and the store's own patience with it.
fn hold_until(store: &StoreRow, order: &OrderRow, now: Timestamp) -> Result<Timestamp, AppError> {
    let window_end = order.window_end.map_or(now, Timestamp::from).max(now);
    Ok(window_end.plus_minutes(store.pickup_minutes))
}
