//! From the countersignature to the counter: picking, then ready.

use countersign_domain::orders::Step;
use countersign_kernel::id::OrderId;
use countersign_kernel::{Actor, Permission};
use countersign_ports::marketplace::ChannelStatus;
use serde_json::json;

use super::load;
use crate::acts::owe;
use crate::app::App;
use crate::error::AppError;
use crate::record::{self, Note};

/// A budtender takes the pick list.
pub async fn pick(app: &App, actor: &Actor, id: &OrderId, version: Option<i64>) -> Result<(), AppError> {
    step(app, actor, id, version, Step::Pick, "act.pick", "Being picked").await
}

/// Everything is in the bag; the customer is told by the marketplace.
pub async fn make_ready(
    app: &App,
    actor: &Actor,
    id: &OrderId,
    version: Option<i64>,
) -> Result<(), AppError> {
    step(app, actor, id, version, Step::MakeReady, "act.ready", "Ready for pickup").await
}

async fn step(
    app: &App,
    actor: &Actor,
    id: &OrderId,
    version: Option<i64>,
    step: Step,
    kind: &'static str,
    outcome: &'static str,
) -> Result<(), AppError> {
    app.permit(actor, Permission::OrderPick)?;
    let store = app
        .db()
        .write(|tx| {
            Box::pin(async move {
                let mut order = load::locked(tx, actor, id, version).await?;
                order.state = order.state.after(step)?;
                order.outcome_line = outcome.to_owned();
                let store = order.store_id.clone();
                let body = json!({"state": order.state});
                let note =
                    Note { at: app.now(), kind, subject: id.as_str(), actor, store: Some(&store), body };
                record::write(tx, note).await?;
                if step == Step::MakeReady {
                    owe::channel_status(app, tx, &mut order, &ChannelStatus::Ready).await?;
                }
                load::save(tx, &order).await?;
                Ok::<_, AppError>(store)
            })
        })
        .await?;
    app.tell(&store, id.as_str());
    Ok(())
}
