//! The export in parts, for callers who pass it on as it is read: first a head, then the text up to that head.

use countersign_kernel::{Actor, Permission};
use countersign_seal::export as form;
use countersign_store::record;

use super::export;
use crate::app::App;
use crate::error::AppError;

/// Entries in one part.
const PART_ENTRIES_MAX: i64 = 500;

/// A statement about where the record ended, to be kept apart from the record itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedHead {
    /// The entry it vouches for.
    pub seq: i64,
    pub text: String,
}

/// Signs where the record ends now.
pub async fn head(app: &App, actor: &Actor) -> Result<SignedHead, AppError> {
    app.permit(actor, Permission::RecordExport)?;
    let head = export::sign(app).await?;
    let seq = i64::try_from(head.link().seq).expect("no record reaches 2^63 entries");
    Ok(SignedHead { seq, text: head.text() })
}

/// The next part after entry `after`, up to `last`: its text and where it ends. `None` when `last` is reached. The
/// part after 0 begins with the first line of an export.
pub async fn part(
    app: &App,
    actor: &Actor,
    after: i64,
    last: i64,
) -> Result<Option<(Vec<u8>, i64)>, AppError> {
    app.permit(actor, Permission::RecordExport)?;
    let mut text = Vec::new();
    if after == 0 {
        form::write_header(&mut text).expect("memory can be written to");
    }
    if after >= last {
        return Ok((!text.is_empty()).then_some((text, last)));
    }
    let rows = record::after(app.db(), after, PART_ENTRIES_MAX.min(last - after)).await?;
    let end = rows.last().map(|row| row.seq);
    let end = end.ok_or_else(|| AppError::Damaged(format!("the record ends at {after}, before {last}")))?;
    for row in &rows {
        form::write_line(&mut text, &row.line).expect("memory can be written to");
    }
    Ok(Some((text, end)))
}
