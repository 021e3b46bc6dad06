//! The end of a live version, in the transaction of whatever ends it.

use countersign_kernel::{Actor, Timestamp};
use countersign_seal::chain::Entry;
use countersign_store::db::Tx;
use countersign_store::promotions as rows;
use serde_json::json;

use super::PromotionRow;
use crate::error::{AppError, Refusal};
use crate::record::{self, Note};

pub(super) async fn end(
    tx: &mut Tx<'_>,
    actor: &Actor,
    row: &PromotionRow,
    (reason, now): (&str, Timestamp),
) -> Result<(), AppError> {
    let body = json!({"version": row.version, "why": reason});
    let (subject, store) = (row.id.as_str(), Some(&row.store_id));
    let note = Note { at: now, kind: "act.promotion.end", subject, actor, store, body };
    let entry = record::write(&mut *tx, note).await?;
    let ended = PromotionRow {
        state: "ended".to_owned(),
        ended_at: Some(now.micros()),
        ended_by: Some(actor.label()),
        end_reason: Some(reason.to_owned()),
        record_seq: seq(&entry),
        ..row.clone()
    };
    if rows::save(tx, &ended, "live").await? { Ok(()) } else { Err(AppError::Refused(Refusal::MovedOn)) }
}

pub(super) fn seq(entry: &Entry) -> i64 {
    i64::try_from(entry.seq()).expect("no record reaches 2^63 entries")
}
