//! What the database has written into the ledger by itself.

use countersign_kernel::id::HoldId;

use crate::db::{DbError, Source};

/// What a hold adds to one limit, and what the database found beside it when it was made.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct CountRow {
    pub rule: String,
    pub part: String,
    pub amount: i64,
    pub used: i64,
    pub outside: i64,
    pub cap: i64,
    pub signed: bool,
}

pub async fn counts<'c>(from: impl Source<'c>, hold: &HoldId) -> Result<Vec<CountRow>, DbError> {
    from.query(
        "select rule, part, amount, used, outside, cap, signed from hold_counts where hold_id = $1 order by rule, part",
    )
    .bind(hold.as_str())
    .all()
    .await
}

/// Every state a hold has had, with its time.
pub async fn states<'c>(from: impl Source<'c>, hold: &HoldId) -> Result<Vec<(String, i64)>, DbError> {
    from.query("select state, at from hold_states where hold_id = $1 order by at, state desc")
        .bind(hold.as_str())
        .all()
        .await
}
