//! Refusing an order before it was approved: the marketplace is told, the reason stays with us.

use countersign_domain::orders::{Cancellation, Step};
use countersign_kernel::id::OrderId;
use countersign_kernel::{Actor, Permission};
use countersign_ports::marketplace::ChannelStatus;
use countersign_store::db::Tx;
use serde_json::json;

use super::load;
use crate::acts::owe;
use crate::app::App;
use crate::error::AppError;
use crate::record::{self, Note};

/// A written reason is at most this long.
pub const REASON_CHARS_MAX: usize = 500;

pub async fn refuse(
    app: &App,
    actor: &Actor,
    id: &OrderId,
    version: Option<i64>,
    why: Cancellation,
    words: &str,
) -> Result<(), AppError> {
    app.permit(actor, Permission::OrderRefuse)?;
    let words = written(words)?;
    let store = app
        .db()
        .write(|tx| {
            let words = words.clone();
            Box::pin(async move {
                let mut order = load::locked(tx, actor, id, version).await?;
                order.state = order.state.after(Step::Refuse)?;
                close(app, tx, actor, &mut order, "act.refuse", why, &words).await?;
                Ok::<_, AppError>(order.store_id)
            })
        })
        .await?;
    app.tell(&store, id.as_str());
    Ok(())
}

pub(crate) fn written(words: &str) -> Result<String, AppError> {
    let words = words.trim();
    if words.is_empty() {
        return Err(AppError::invalid("reason", "is empty; write one sentence that the record will keep"));
    }
    if words.chars().count() > REASON_CHARS_MAX {
        return Err(AppError::invalid("reason", format!("is longer than {REASON_CHARS_MAX} characters")));
    }
    Ok(words.to_owned())
}

/// What every end without a sale has in common: reason, record, marketplace. The state is set by the caller.
pub(super) async fn close(
    app: &App,
    tx: &mut Tx<'_>,
    actor: &Actor,
    order: &mut countersign_store::orders::OrderRow,
    kind: &'static str,
    why: Cancellation,
    words: &str,
) -> Result<(), AppError> {
    let now = app.now();
    order.closed_at = Some(now.micros());
    order.close_reason = Some(format!("{}: {words}", why.word()));
    order.outcome_line = words.chars().take(60).collect();
    let body = json!({"state": order.state, "reason": why, "words": words});
    let note = Note { at: now, kind, subject: order.id.as_str(), actor, store: Some(&order.store_id), body };
    record::write(tx, note).await?;
    owe::channel_status(app, tx, order, &ChannelStatus::Cancelled(why)).await?;
    load::save(tx, order).await
}
