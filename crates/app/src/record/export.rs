//! Signing heads and writing the export: the record on one side, the statement that vouches for it on the other.

use std::io::Write;

use countersign_kernel::{Actor, Permission, Timestamp};
use countersign_seal::chain::{Entry, Link};
use countersign_seal::export;
use countersign_seal::head::Head;
use countersign_store::db::Tx;
use countersign_store::record;

use crate::app::App;
use crate::error::AppError;

/// A head is signed when this much time has passed, or this many entries, whichever is first.
const HEAD_SECONDS: i64 = 3_600;
const HEAD_ENTRIES: i64 = 1_000;
/// Entries read at a time.
const BATCH: i64 = 500;

/// Signs where the record ends now, and keeps the head.
pub async fn sign(app: &App) -> Result<Head, AppError> {
    let (link, log_id) = record::tip(app.db()).await?;
    let at = app.now();
    let head = app.keys().signer().sign(&log_id, link, at);
    let text = head.text();
    let seq = seq_of(&link);
    app.db()
        .write(|tx| {
            let text = text.clone();
            Box::pin(async move { record::keep_head(tx, seq, at, &text).await })
        })
        .await?;
    Ok(head)
}

/// Whether a head is to be signed at `now`, with so many entries after the last one.
pub fn is_due(unsigned: i64, signed_at: Option<Timestamp>, now: Timestamp) -> bool {
    let aged = signed_at.is_none_or(|at| now.seconds_since(at) >= HEAD_SECONDS);
    unsigned >= HEAD_ENTRIES || (unsigned > 0 && aged)
}

/// Writes every entry up to a head signed just before, and answers that head. The caller keeps the two apart.
pub async fn write(app: &App, actor: &Actor, out: &mut (impl Write + Send)) -> Result<Head, AppError> {
    app.permit(actor, Permission::RecordExport)?;
    let head = sign(app).await?;
    let last = seq_of(&head.link());
    let io = |why: std::io::Error| AppError::because(format!("the export cannot be written: {why}"));
    export::write_header(out).map_err(io)?;
    let mut seq = 0;
    while seq < last {
        let rows = record::after(app.db(), seq, BATCH.min(last - seq)).await?;
        let Some(end) = rows.last() else {
            return Err(AppError::Damaged(format!("the record ends at {seq} and its tip says {last}")));
        };
        seq = end.seq;
        for row in &rows {
            export::write_line(out, &row.line).map_err(io)?;
        }
    }
    out.flush().map_err(io)?;
    Ok(head)
}

/// Signs a head over an entry in the transaction that appends it. Answers the entry's number too.
pub(crate) async fn sign_over(
    app: &App,
    tx: &mut Tx<'_>,
    entry: &Entry,
    at: Timestamp,
) -> Result<(i64, Head), AppError> {
    let head = app.keys().signer().sign(&record::log_id(tx).await?, entry.link(), at);
    let seq = seq_of(&entry.link());
    record::keep_head(tx, seq, at, &head.text()).await?;
    Ok((seq, head))
}

/// An entry's number as the database has it.
pub(crate) fn seq_of(link: &Link) -> i64 {
    i64::try_from(link.seq).expect("no record reaches 2^63 entries")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_signed_at_once_then_by_age_or_by_growth() {
        let now = Timestamp::from(HEAD_SECONDS * 1_000_000);
        let (old, young) = (Some(now.plus_seconds(-HEAD_SECONDS)), Some(now.plus_seconds(1 - HEAD_SECONDS)));
        assert!(is_due(1, None, now) && is_due(1, old, now));
        assert!(!is_due(1, young, now) && !is_due(HEAD_ENTRIES - 1, young, now));
        assert!(is_due(HEAD_ENTRIES, young, now));
        assert!(!is_due(0, None, now) && !is_due(0, old, now));
    }
}
