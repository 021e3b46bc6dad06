//! What no system can be asked for is done there by a person, who says so here.

use countersign_kernel::id::{ActId, OrderId};
use countersign_kernel::{Actor, Permission};
use countersign_store::acts::{self, ActRow};
use serde_json::json;

use super::Payload;
use crate::app::App;
use crate::error::AppError;
use crate::record::{self, Note};

/// Why an act lies there that nobody will send: the vendor has no way to be asked for it.
pub const BY_HAND: &str = "cannot be done from outside; a person does it there";

/// Whether a person still has to do it.
pub fn is_left(act: &ActRow) -> bool {
    act.state == "dropped" && act.last_error.as_deref() == Some(BY_HAND)
}

/// Whose work it is: who hands over stands at the register, who approves sits at the marketplace's page.
pub fn work_of(act: &ActRow) -> Permission {
    if act.kind == "pos.sale" { Permission::OrderHandOver } else { Permission::OrderApprove }
}

/// The number under which a sale is rung up, so that the close finds it.
pub fn reference(act: &ActRow) -> Option<String> {
    match Payload::of(act) {
        Ok(Payload::PosSale { sale }) => Some(sale.reference),
        _ => None,
    }
}

/// A person has done it. Until somebody says so, what was sold stays held: the register still lists it for sale.
pub async fn confirm(app: &App, actor: &Actor, order: &OrderId, id: &ActId) -> Result<(), AppError> {
    let (store, now) = (crate::permit::store_of(actor)?, app.now());
    let act = acts::by_id(app.db(), id).await?;
    let act = act.filter(|act| act.store_id == *store && act.order_id.as_deref() == Some(order.as_str()));
    let act = act.ok_or(AppError::NotFound("act"))?;
    let work = work_of(&act);
    if !app.may(actor, work) {
        return Err(AppError::NotPermitted(work));
    }
    let done = app
        .db()
        .write(|tx| {
            let act = &act;
            Box::pin(async move {
                let result = json!({"by_hand": true, "reference": reference(act)});
                let done = acts::done_by_hand(tx, id, BY_HAND, now, &result.to_string()).await?;
                if done {
                    let body = json!({"act": id, "kind": act.kind, "target": act.target, "how": result});
                    let (kind, subject) = ("act.done_by_hand", order.as_str());
                    record::write(tx, Note { at: now, kind, subject, actor, store: Some(store), body })
                        .await?;
                }
                Ok::<_, AppError>(done)
            })
        })
        .await?;
    if !done {
        return Err(AppError::because("nothing of this is left to a person any more"));
    }
    app.tell(store, order.as_str());
    Ok(())
}
