//! The export as two downloads: the record up to an entry, and the head that vouches for that very entry.

use countersign_kernel::{Actor, Permission};
use countersign_store::record as rows;
use serde_json::json;

use super::{Note, parts, write};
use crate::app::App;
use crate::error::AppError;
use crate::permit::store_of;

/// Signs a head. Answers the entry up to which both files go.
pub async fn begin(app: &App, actor: &Actor) -> Result<i64, AppError> {
    Ok(parts::head(app, actor).await?.seq)
}

/// Somebody takes the record up to `seq` with them: that is a look at everything in it, and on the record first.
pub async fn taken(app: &App, actor: &Actor, seq: i64) -> Result<(), AppError> {
    head(app, actor, seq).await?;
    let (at, store) = (app.now(), store_of(actor).ok());
    let body = &json!({"why": "export", "up_to": seq});
    app.db()
        .write(|tx| {
            Box::pin(async move {
                let note = Note { at, kind: "look.record", subject: "", actor, store, body: body.clone() };
                write(tx, note).await?;
                Ok::<_, AppError>(())
            })
        })
        .await
}

/// The head that was signed over entry `seq`.
pub async fn head(app: &App, actor: &Actor, seq: i64) -> Result<String, AppError> {
    app.permit(actor, Permission::RecordExport)?;
    rows::head_at(app.db(), seq).await?.ok_or(AppError::NotFound("head"))
}
