//! Every look at a person's data is on the record. What stays on the screen, refreshed, is one look.

use countersign_kernel::{Actor, Timestamp};
use countersign_store::looks;
use serde_json::json;

use crate::app::App;
use crate::error::AppError;
use crate::permit::store_of;
use crate::record::{self, Note};

/// The same person looking at the same subject again within this time makes no second entry.
pub const SAME_LOOK_SECONDS: i64 = 3_600;

/// Notes that `actor` sees `subjects` (orders or customers), and why. Jobs do not look.
pub async fn looked_at(
    app: &App,
    actor: &Actor,
    kind: &'static str,
    subjects: &[String],
    why: &str,
) -> Result<(), AppError> {
    if subjects.is_empty() || matches!(actor, Actor::System { .. }) {
        return Ok(());
    }
    let now: Timestamp = app.now();
    let since = now.plus_seconds(-SAME_LOOK_SECONDS);
    app.db()
        .write(|tx| {
            Box::pin(async move {
                let fresh = looks::fresh(tx, &actor.label(), subjects, since, now).await?;
                if fresh.is_empty() {
                    return Ok(());
                }
                let subject = if fresh.len() == 1 { fresh[0].clone() } else { String::new() };
                let body = json!({"of": fresh, "why": why});
                let store = store_of(actor).ok();
                record::write(tx, Note { at: now, kind, subject: &subject, actor, store, body }).await?;
                Ok::<_, AppError>(())
            })
        })
        .await
}
