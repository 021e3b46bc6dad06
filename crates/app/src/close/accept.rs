//! Accepting a difference: a person lets it stand and says why. Somebody else must sign the day then.

use countersign_kernel::{Actor, BusinessDate, Permission};
use countersign_store::closes::{self, CloseRow, DifferenceRow};
use countersign_store::db::Tx;
use serde_json::json;

use super::day::StoreDay;
use super::draw::signed_already;
use crate::app::App;
use crate::error::AppError;
use crate::orders::refuse::written;
use crate::permit::a_person;
use crate::record::{self, Note};

/// A difference that is still to be settled, on a day that is not signed; nobody else changes the day meanwhile.
pub(super) async fn open_difference(
    tx: &mut Tx<'_>,
    day: &StoreDay,
    key: &str,
) -> Result<(CloseRow, DifferenceRow), AppError> {
    let close = closes::locked(tx, &day.store.id, &day.day.to_string()).await?;
    let close = close.ok_or(AppError::NotFound("close"))?;
    if close.state == "signed" {
        return Err(signed_already());
    }
    let known = closes::differences(&mut *tx, &close.id).await?;
    let row = known.into_iter().find(|row| row.key == key && row.state == "open");
    let row = row.ok_or_else(|| AppError::because("this difference is not open any more; look again"))?;
    Ok((close, row))
}

pub async fn accept(
    app: &App,
    actor: &Actor,
    day: BusinessDate,
    key: &str,
    reason: &str,
) -> Result<(), AppError> {
    app.permit(actor, Permission::CloseAccept)?;
    a_person(actor)?;
    let reason = written(reason)?;
    let day = StoreDay::begun(app, actor, day).await?;
    {
        let (day, reason) = (&day, &reason);
        app.db()
            .write(|tx| {
                Box::pin(async move {
                    let (close, row) = open_difference(tx, day, key).await?;
                    let at = app.now();
                    let row = DifferenceRow {
                        state: "accepted".to_owned(),
                        reason: Some(reason.clone()),
                        accepted_by: Some(actor.label()),
                        accepted_at: Some(at.micros()),
                        ..row
                    };
                    closes::put_difference(tx, &close.id, &row).await?;
                    let body = json!({"day": close.day, "key": key, "class": row.class, "reason": reason});
                    let (kind, subject, store) =
                        ("act.accept_difference", close.id.as_str(), Some(&close.store_id));
                    record::write(tx, Note { at, kind, subject, actor, store, body }).await?;
                    Ok::<_, AppError>(())
                })
            })
            .await?;
    }
    app.tell(&day.store.id, &day.day.to_string());
    Ok(())
}
