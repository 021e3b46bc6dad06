//! Writing a verification down: the row, the entry of the record, and what the queue shows of it.

use countersign_domain::orders::{OrderFacts, Verification};
use countersign_domain::verdict::Verdict;
use countersign_kernel::Actor;
use countersign_kernel::id::VerificationId;
use countersign_store::db::Tx;
use countersign_store::orders::OrderRow;
use countersign_store::verifications::{self, VerificationRow};
use serde_json::{Value, json};

use crate::app::App;
use crate::error::AppError;
use crate::record::{self, Note};

/// Why the checks were run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    Check,
    Approve,
    Change,
    Complete,
}

impl Purpose {
    fn word(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Approve => "approve",
            Self::Change => "change",
            Self::Complete => "complete",
        }
    }
}

/// Puts the verification on the record and on the order (which the caller still has to save).
pub async fn write_down(
    app: &App,
    tx: &mut Tx<'_>,
    actor: &Actor,
    order: &mut OrderRow,
    purpose: Purpose,
    facts: &OrderFacts,
    verification: &Verification,
) -> Result<(), AppError> {
    let body = body(purpose, facts, verification);
    let entry = record::write(tx, note(actor, order, facts, body)).await?;
    let text =
        |value: Result<String, serde_json::Error>| value.expect("facts and results always have a JSON form");
    let row = VerificationRow {
        id: VerificationId::fresh(app.clock(), app.random()),
        at: facts.at,
        verdict: verification.verdict.word().to_owned(),
        rulebook: verification.limit.rulebook.to_string(),
        facts: text(serde_json::to_string(facts)),
        results: text(serde_json::to_string(verification)),
        record_seq: i64::try_from(entry.seq()).expect("no record reaches 2^63 entries"),
    };
    verifications::insert(tx, &order.id, &row).await?;
    order.verdict = verification.verdict.word().to_owned();
    order.checks_line = verification.strip();
    order.outcome_line = match (verification.verdict, verification.spokesman()) {
        (Verdict::Pass | Verdict::NotNeeded, _) | (_, None) => "Countersign".to_owned(),
        (_, Some(result)) => result.short.clone(),
    };
    Ok(())
}

/// The record's alone: what the checks said of a cart that the order did not get. The order is as it was.
pub async fn note_refused(
    tx: &mut Tx<'_>,
    actor: &Actor,
    order: &OrderRow,
    facts: &OrderFacts,
    verification: &Verification,
    proposed: Value,
) -> Result<(), AppError> {
    let mut body = body(Purpose::Change, facts, verification);
    body["proposed"] = proposed;
    record::write(tx, note(actor, order, facts, body)).await?;
    Ok(())
}

fn body(purpose: Purpose, facts: &OrderFacts, verification: &Verification) -> Value {
    json!({
        "purpose": purpose.word(), "facts": facts, "results": verification.results, "limit": verification.limit,
        "verdict": verification.verdict, "rulebook": verification.limit.rulebook.to_string(),
    })
}

fn note<'a>(actor: &'a Actor, order: &'a OrderRow, facts: &OrderFacts, body: Value) -> Note<'a> {
    let (kind, subject, store) = ("verdict.order", order.id.as_str(), Some(&order.store_id));
    Note { at: facts.at, kind, subject, actor, store, body }
}

/// What a verification was made of, as it was written down.
pub fn facts(row: &VerificationRow) -> Result<OrderFacts, AppError> {
    serde_json::from_str(&row.facts)
        .map_err(|why| AppError::Damaged(format!("the facts of verification {}: {why}", row.id)))
}

/// The newest verification of an order, as it was written down.
pub fn read(row: &VerificationRow) -> Result<Verification, AppError> {
    serde_json::from_str(&row.results)
        .map_err(|why| AppError::Damaged(format!("verification {}: {why}", row.id)))
}
