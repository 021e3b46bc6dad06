//! Writing a verification down: the row, the entry of the record, and what the queue shows of it.

use countersign_domain::orders::{OrderFacts, Verification};
use countersign_domain::verdict::Verdict;
use countersign_kernel::Actor;
use countersign_kernel::id::VerificationId;
use countersign_store::db::Tx;
use countersign_store::orders::OrderRow;
use countersign_store::verifications::{self, VerificationRow};
use serde_json::json;

use crate::app::App;
use crate::error::AppError;
use crate::record::{self, Note};

/// Why the checks were run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    Check,
    Approve,
    Complete,
}

impl Purpose {
    fn word(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Approve => "approve",
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
    let rulebook = verification.limit.rulebook.to_string();
    let body = json!({
        "purpose": purpose.word(), "facts": facts, "results": verification.results, "limit": verification.limit,
        "verdict": verification.verdict, "rulebook": rulebook,
    });
    let note = Note {
        at: facts.at,
        kind: "verdict.order",
        subject: order.id.as_str(),
        actor,
        store: Some(&order.store_id),
        body,
    };
    let entry = record::write(tx, note).await?;
    let text =
        |value: Result<String, serde_json::Error>| value.expect("facts and results always have a JSON form");
    let row = VerificationRow {
        id: VerificationId::fresh(app.clock(), app.random()),
        at: facts.at,
        verdict: verification.verdict.word().to_owned(),
        rulebook,
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

/// The newest verification of an order, as it was written down.
pub fn read(row: &VerificationRow) -> Result<Verification, AppError> {
    serde_json::from_str(&row.results)
        .map_err(|why| AppError::Damaged(format!("verification {}: {why}", row.id)))
}
