//! The sale. The limit is decided once more for the day it really happens on, then the hold becomes a sale and the
//! state system, the POS and the marketplace are owed their share of the news.

use countersign_domain::orders::{CheckName, Step, Verification, verify};
use countersign_domain::verdict::Verdict;
use countersign_kernel::id::OrderId;
use countersign_kernel::{Actor, Permission, Timestamp};
use countersign_ports::marketplace::ChannelStatus;
use countersign_store::customers::take_turn;
use countersign_store::db::Tx;
use countersign_store::holds::{self, HeldPackage, HoldRow};
use countersign_store::orders::OrderRow;
use countersign_store::verifications;
use serde_json::json;

use super::gather::{self, Gathered};
use super::verdict::{self, Purpose};
use super::{ledger, load, there};
use crate::acts::{owe, sale};
use crate::app::App;
use crate::error::{AppError, Refusal};
use crate::filing;
use crate::record::{self, Note};

/// A scan at the counter is good for this long.
const SCAN_SECONDS_MAX: i64 = 30 * 60;

/// Checks that must hold at the moment of the sale. The others were settled by the countersignature and the scan.
const AT_THE_COUNTER: [CheckName; 3] = [CheckName::Age, CheckName::NotBanned, CheckName::PurchaseLimit];

pub async fn complete(app: &App, actor: &Actor, id: &OrderId, version: Option<i64>) -> Result<(), AppError> {
    app.permit(actor, Permission::OrderHandOver)?;
    let gathered = gather::gather_by_id(app, actor, id).await?;
    gathered.order.state.after(Step::Complete)?;
    there::is_as_here(app, &gathered, true).await?;
    let stopped = {
        let gathered = &gathered;
        app.db().write(|tx| Box::pin(decide(app, tx, actor, gathered, version))).await?
    };
    app.tell(&gathered.order.store_id, id.as_str());
    match stopped {
        None => Ok(()),
        Some(verification) => Err(AppError::Refused(Refusal::Checks(Box::new(verification)))),
    }
}

/// `Some` when a check at the counter stops the sale; that verdict is committed like any other.
async fn decide(
    app: &App,
    tx: &mut Tx<'_>,
    actor: &Actor,
    gathered: &Gathered,
    version: Option<i64>,
) -> Result<Option<Verification>, AppError> {
    let now = app.now();
    let mut order = load::locked_as_gathered(tx, actor, gathered, version).await?;
    let completed = order.state.after(Step::Complete)?;
    scanned(tx, &order, now).await?;
    let hold = holds::of_order(&mut *tx, &order.id).await?.filter(|hold| hold.state == "held");
    let Some(hold) = hold else {
        return Err(AppError::because("the hold of this order has run out; cancel it and take it anew"));
    };
    take_turn(tx, &hold.person_key, &hold.jurisdiction).await?;
    let rulebook = app.rulebook();
    let assembled = ledger::assemble(tx, gathered, Some(&hold.person_key), &rulebook, now).await?;
    let mut verification = verify(&assembled.facts, &rulebook);
    let open = |r: &&countersign_domain::CheckResult| AT_THE_COUNTER.contains(&r.check) && !r.lets_through();
    let verdict = verification.results.iter().filter(open).map(|r| r.verdict).max();
    let outcome = order.outcome_line.clone();
    // Facts and results are recorded whole; the verdict of this step rests on the counter's checks.
    verdict::write_down(app, tx, actor, &mut order, Purpose::Complete, &assembled.facts, &verification)
        .await?;
    order.outcome_line = outcome;
    if let Some(verdict) = verdict {
        verification.verdict = verdict;
        load::save(tx, &order).await?;
        return Ok(Some(verification));
    }
    let packages = holds::packages(&mut *tx, &hold.id).await?;
    order.state = completed;
    sell(app, tx, actor, gathered, &mut order, (&hold, &packages), now).await?;
    load::save(tx, &order).await?;
    Ok(None)
}

async fn scanned(tx: &mut Tx<'_>, order: &OrderRow, now: Timestamp) -> Result<(), AppError> {
    let scan = verifications::last_hand_over(tx, &order.id).await?;
    match scan {
        Some((at, verdict, _)) if verdict == Verdict::Pass.word() => {
            if now.seconds_since(Timestamp::from(at)) <= SCAN_SECONDS_MAX {
                Ok(())
            } else {
                Err(AppError::because("the scan is older than 30 minutes; scan the licence again"))
            }
        }
        Some(_) => Err(AppError::because("the last scan did not pass; scan the right licence")),
        None => Err(AppError::because("scan the customer's licence first")),
    }
}

async fn sell(
    app: &App,
    tx: &mut Tx<'_>,
    actor: &Actor,
    gathered: &Gathered,
    order: &mut OrderRow,
    (hold, packages): (&HoldRow, &[HeldPackage]),
    now: Timestamp,
) -> Result<(), AppError> {
    holds::settle(tx, &order.id, "consumed", now).await?;
    order.hold_until = None;
    order.closed_at = Some(now.micros());
    order.outcome_line = "Completed".to_owned();
    order.verdict = Verdict::Pass.word().to_owned();
    let store = load::store(&mut *tx, &order.store_id).await?;
    let receipt = sale::receipt(order, &gathered.lines, packages, &store, now)?;
    let pos_sale = sale::pos_sale(order, hold, gathered.profile(), now)?;
    let body = json!({"receipt": receipt, "pos": pos_sale});
    let note = Note {
        at: now,
        kind: "act.complete",
        subject: order.id.as_str(),
        actor,
        store: Some(&store.id),
        body,
    };
    record::write(tx, note).await?;
    let is_filed = filing::sale::keep(tx, order, &gathered.lines, packages, &store, now).await?;
    // Goods that the state does not track have no receipt there.
    if !is_filed && !receipt.lines.is_empty() {
        owe::receipt(app, tx, order, &receipt).await?;
    }
    owe::pos_sale(app, tx, order, &pos_sale).await?;
    owe::channel_status(app, tx, order, &ChannelStatus::Completed).await
}
