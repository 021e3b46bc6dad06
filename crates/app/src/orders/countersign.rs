//! Letting an *unknown* through: one person asks with a written ground, a second one signs.

use countersign_domain::orders::{CheckName, Step};
use countersign_domain::verdict::{OverrideTerms, Verdict};
use countersign_kernel::id::OrderId;
use countersign_kernel::{Actor, Permission};
use countersign_store::db::Tx;
use countersign_store::orders::OrderRow;
use countersign_store::verifications;
use serde_json::json;

use super::{load, refuse, verdict};
use crate::app::App;
use crate::error::AppError;
use crate::record::{self, Note};

pub async fn request(
    app: &App,
    actor: &Actor,
    id: &OrderId,
    check: CheckName,
    ground: &str,
) -> Result<(), AppError> {
    app.permit(actor, Permission::OverrideRequest)?;
    let ground = refuse::written(ground)?;
    let store = app
        .db()
        .write(|tx| {
            let ground = ground.clone();
            Box::pin(async move {
                let order = load::locked(tx, actor, id, None).await?;
                order.state.after(Step::Check)?;
                allowed(tx, &order, check).await?;
                let now = app.now();
                let by = actor.label();
                let asked = verifications::request_override(tx, id, check.word(), &ground, &by, now).await?;
                if !asked {
                    return Err(AppError::because("this override is already signed"));
                }
                let body = json!({"check": check, "ground": ground});
                let store = Some(&order.store_id);
                let note =
                    Note { at: now, kind: "act.override_request", subject: id.as_str(), actor, store, body };
                record::write(tx, note).await?;
                Ok(order.store_id)
            })
        })
        .await?;
    app.tell(&store, id.as_str());
    Ok(())
}

pub async fn countersign(app: &App, actor: &Actor, id: &OrderId, check: CheckName) -> Result<(), AppError> {
    app.permit(actor, Permission::OverrideCountersign)?;
    let store = app
        .db()
        .write(|tx| {
            Box::pin(async move {
                let order = load::locked(tx, actor, id, None).await?;
                order.state.after(Step::Check)?;
                allowed(tx, &order, check).await?;
                let now = app.now();
                let by = actor.label();
                let signed = verifications::countersign_override(tx, id, check.word(), &by, now).await?;
                if !signed {
                    let why = "nobody else has asked for this override, or it is signed already";
                    return Err(AppError::because(why));
                }
                let body = json!({"check": check});
                let store = Some(&order.store_id);
                let note = Note { at: now, kind: "act.override", subject: id.as_str(), actor, store, body };
                record::write(tx, note).await?;
                Ok(order.store_id)
            })
        })
        .await?;
    app.tell(&store, id.as_str());
    Ok(())
}

/// Only an *unknown* of the newest verification, and only where its terms leave room.
async fn allowed(tx: &mut Tx<'_>, order: &OrderRow, check: CheckName) -> Result<(), AppError> {
    let row = verifications::latest(tx, &order.id).await?;
    let row = row.ok_or_else(|| AppError::because("the checks have not been run yet"))?;
    let verification = verdict::read(&row)?;
    let result = verification.of(check).ok_or(AppError::NotFound("check"))?;
    if result.verdict != Verdict::Unknown {
        return Err(AppError::because(format!(
            "`{}` is not unknown; there is nothing to override",
            check.title()
        )));
    }
    match &result.terms {
        Some(OverrideTerms::TwoHands { .. }) => Ok(()),
        Some(OverrideTerms::Never { why }) => Err(AppError::because(why.clone())),
        None => Err(AppError::because("this check cannot be overridden")),
    }
}
