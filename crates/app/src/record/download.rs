//! The export as two downloads: the record up to an entry, and the head that vouches for that very entry.

use countersign_kernel::{Actor, Permission};
use countersign_store::record as rows;
use serde_json::json;

use super::{Note, parts, write};
use crate::app::App;
use crate::error::AppError;
use crate::permit::store_of;

/// Puts the export itself on the record and signs a head over it. Answers the entry up to which both files go.
pub async fn begin(app: &App, actor: &Actor) -> Result<i64, AppError> {
    app.permit(actor, Permission::RecordExport)?;
    let (at, store) = (app.now(), store_of(actor).ok());
    app.db()
        .write(|tx| {
            Box::pin(async move {
                let note = Note { at, kind: "look.record", subject: "", actor, store, body: json!({"why": "export"}) };
                write(tx, note).await?;
                Ok::<_, AppError>(())
            })
        })
        .await?;
    Ok(parts::head(app, actor).await?.seq)
}

/// The head that was signed over entry `seq`.
pub async fn head(app: &App, actor: &Actor, seq: i64) -> Result<String, AppError> {
    app.permit(actor, Permission::RecordExport)?;
    rows::head_at(app.db(), seq).await?.ok_or(AppError::NotFound("head"))
}
