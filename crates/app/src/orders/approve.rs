//! The countersignature. Everything outside is asked again, then one transaction locks the person, decides with
//! what our own ledger says at that moment, holds stock and allowance, and owes the acts that follow.

use countersign_domain::orders::{State, Step, Verification, verify};
use countersign_domain::verdict::Verdict;
use countersign_kernel::id::OrderId;
use countersign_kernel::{Actor, Permission, Timestamp};
use countersign_ports::marketplace::ChannelStatus;
use countersign_store::db::Tx;
use countersign_store::holds::{self, HoldRow};
use countersign_store::orders::{self, OrderRow};
use serde_json::json;

use super::gather::{self, Gathered};
use super::ledger::{self, Assembled};
use super::verdict::{self, Purpose};
use super::{hold, load, there};
use crate::acts::owe;
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
    there::is_as_here(app, &gathered, false).await?;
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
    let mut order = load::locked_as_gathered(tx, actor, gathered, version).await?;
    let approved = order.state.after(Step::Approve)?;
    keep::of_order(app, tx, gathered, &mut order, now).await?;
    let rulebook = app.rulebook();
    let assembled = ledger::in_turn(tx, gathered, &order, &rulebook, now).await?;
    let verification = verify(&assembled.facts, &rulebook);
    verdict::write_down(app, tx, actor, &mut order, Purpose::Approve, &assembled.facts, &verification)
        .await?;
    if verification.verdict == Verdict::Pass {
        order.state = approved;
        order.outcome_line = "Approved".to_owned();
        let row = hold(app, tx, actor, &mut order, gathered, &assembled, now).await?;
        hold::count(tx, &row, &assembled, &verification, &rulebook).await?;
        orders::promise(tx, &order.id, &hold::promised(&assembled, &gathered.lines)).await?;
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
    let (row, packages) = hold::of_cart(app, order, gathered, assembled, now)?;
    holds::insert(tx, &row, &order.store_id, &packages).await?;
    order.hold_until = Some(row.expires_at.micros());
    let body = json!({"until": row.expires_at, "packages": hold::shown(&packages), "cart": assembled.cart});
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
