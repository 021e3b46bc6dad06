//! The gate: whether the shop takes orders online at all. Moved by a person with a reason.

use countersign_kernel::id::StoreId;
use countersign_kernel::{Actor, Permission};
use countersign_store::stores;
use serde_json::json;

use crate::app::App;
use crate::error::AppError;
use crate::inventory::plan;
use crate::permit::{same_store, store_of};
use crate::record::{self, Note};

const REASON_CHARS_MAX: usize = 200;

/// Moves the gate of the actor's own store. Answers whether it is open now: where the books move it, a person can only hold
/// it closed and let go of it.
pub async fn set(app: &App, actor: &Actor, open: bool, reason: &str) -> Result<bool, AppError> {
    set_for(app, actor, store_of(actor)?, open, reason).await
}

/// Moves the gate of a store that is named, for the product's own jobs.
pub async fn set_for(
    app: &App,
    actor: &Actor,
    store: &StoreId,
    open: bool,
    reason: &str,
) -> Result<bool, AppError> {
    app.permit(actor, Permission::StoreEdit)?;
    if !same_store(actor, store) {
        return Err(AppError::NotFound("store"));
    }
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > REASON_CHARS_MAX {
        return Err(AppError::invalid("reason", format!("needs 1 to {REASON_CHARS_MAX} characters")));
    }
    let is_open = app
        .db()
        .write(|tx| {
            Box::pin(async move {
                let now = app.now();
                let held = (!open).then_some(reason);
                if let Some(is_open) = plan::hold(app, tx, actor, store, held).await? {
                    let body = json!({"held": !open, "reason": reason});
                    let (kind, subject) = ("act.gate_hold", store.as_str());
                    record::write(tx, Note { at: now, kind, subject, actor, store: Some(store), body })
                        .await?;
                    return Ok(is_open);
                }
                stores::set_gate(tx, store, open, now, reason).await?;
                let body = json!({"open": open, "reason": reason});
                let note = Note {
                    at: now,
                    kind: "act.gate",
                    subject: store.as_str(),
                    actor,
                    store: Some(store),
                    body,
                };
                record::write(tx, note).await?;
                Ok::<_, AppError>(open)
            })
        })
        .await?;
    app.tell(store, store.as_str());
    Ok(is_open)
}
