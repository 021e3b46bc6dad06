//! A return: what was sold comes back. The state's receipt is voided through the outbox, and only once it is void does
//! the sale stop counting against the customer's limit. The money and the goods are the register's and the vault's.

use countersign_domain::orders::Step;
use countersign_kernel::id::OrderId;
use countersign_kernel::{Actor, Permission};
use countersign_store::{acts, holds};
use serde_json::json;

use super::{load, refuse};
use crate::acts::owe;
use crate::acts::payload::Payload;
use crate::app::App;
use crate::error::AppError;
use crate::filing;
use crate::record::{self, Note};

pub async fn take_back(
    app: &App,
    actor: &Actor,
    id: &OrderId,
    version: Option<i64>,
    words: &str,
) -> Result<(), AppError> {
    app.permit(actor, Permission::OrderReturn)?;
    let words = refuse::written(words)?;
    let store = app
        .db()
        .write(|tx| {
            let words = words.clone();
            Box::pin(async move {
                let mut order = load::locked(tx, actor, id, version).await?;
                order.state = order.state.after(Step::Return)?;
                order.close_reason = Some(format!("return: {words}"));
                order.outcome_line = "Returned".to_owned();
                let now = app.now();
                let body = json!({"words": words});
                let (kind, subject, store) = ("act.return", id.as_str(), Some(&order.store_id));
                record::write(tx, Note { at: now, kind, subject, actor, store, body }).await?;
                let mut has_receipt = false;
                for act in acts::of_order(&mut *tx, id).await? {
                    if let Payload::Receipt { receipt, .. } = Payload::of(&act)? {
                        // A receipt that was refused for good must not hold up the void behind it.
                        acts::drop_dead(tx, &act.lane).await?;
                        owe::void(app, tx, &order, &act.target, &receipt).await?;
                        has_receipt = true;
                    }
                }
                let is_filed = filing::sale::bring_back(tx, id, now).await?;
                // Nothing of it was told to the state.
                if !has_receipt && !is_filed {
                    holds::give_back(tx, id, now).await?;
                }
                load::save(tx, &order).await?;
                Ok::<_, AppError>(order.store_id)
            })
        })
        .await?;
    app.tell(&store, id.as_str());
    Ok(())
}
