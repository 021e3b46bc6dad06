//! A photo that must be taken again: until when, and by whom. It stays listed until a later one of the product is handed in.

use countersign_kernel::id::PhotoId;
use countersign_kernel::{Actor, Permission, Timestamp};
use countersign_store::photos;
use serde_json::json;

use super::view::visible;
use crate::app::App;
use crate::error::AppError;
use crate::permit::a_person;
use crate::record::{self, Note};

/// Two days: a working day, wherever in the week it begins.
const AGAIN_SECONDS: i64 = 2 * 24 * 3600;

pub(super) fn due(at: Timestamp) -> Timestamp {
    at.plus_seconds(AGAIN_SECONDS)
}

/// From now on it is theirs to take again. Until then it is whoever's who handed it in.
pub async fn take(app: &App, actor: &Actor, id: &PhotoId) -> Result<(), AppError> {
    app.permit(actor, Permission::PhotoHandIn)?;
    a_person(actor)?;
    let me = &actor.label();
    let store = app
        .db()
        .write(|tx| {
            Box::pin(async move {
                let row = visible(photos::locked(tx, id).await?, actor)?;
                if !photos::give(tx, id, me).await? {
                    return Err(AppError::because("it is not to be taken again"));
                }
                let body = json!({"sku": row.sku, "instead_of": row.owner});
                let (at, kind, subject, store) =
                    (app.now(), "act.photo.take_again", row.id.as_str(), Some(&row.store_id));
                record::write(tx, Note { at, kind, subject, actor, store, body }).await?;
                Ok::<_, AppError>(row.store_id)
            })
        })
        .await?;
    app.tell(&store, id.as_str());
    Ok(())
}
