//! The store's hours, and the stores as Settings shows them.

use countersign_kernel::id::StoreId;
use countersign_kernel::{Actor, Permission};
use countersign_store::stores::{self, StoreRow};
use serde_json::json;

use crate::app::App;
use crate::error::AppError;
use crate::permit::{same_store, store_of};
use crate::record::{self, Note};
use crate::setup::is_wall_clock;

const MIDNIGHT: &str = "00:00";

/// The stores whose settings an actor may see: their own.
pub async fn stores(app: &App, actor: &Actor) -> Result<Vec<StoreRow>, AppError> {
    app.permit(actor, Permission::PeopleView)?;
    let own = store_of(actor)?;
    Ok(stores::all(app.db()).await?.into_iter().filter(|row| row.id == *own).collect())
}

/// Sets when a store opens and closes, by its own wall clock.
pub async fn set(
    app: &App,
    actor: &Actor,
    store: &StoreId,
    opens: &str,
    closes: &str,
) -> Result<(), AppError> {
    app.permit(actor, Permission::StoreEdit)?;
    if !same_store(actor, store) {
        return Err(AppError::NotFound("store"));
    }
    for (field, time) in [("opens", opens), ("closes", closes)] {
        if !is_wall_clock(time) {
            return Err(AppError::invalid(field, "is not a time like 09:00"));
        }
    }
    // A day that ends after midnight is kept as one that ends at it.
    if closes != MIDNIGHT && closes <= opens {
        return Err(AppError::invalid("closes", "is not after the opening; write 00:00 for midnight"));
    }
    app.db()
        .write(|tx| {
            Box::pin(async move {
                stores::set_hours(tx, store, opens, closes).await?;
                let (at, subject) = (app.now(), store.as_str());
                let body = json!({"opens": opens, "closes": closes});
                let kind = "note.hours";
                record::write(tx, Note { at, kind, subject, actor, store: Some(store), body }).await?;
                Ok::<_, AppError>(())
            })
        })
        .await?;
    app.tell(store, store.as_str());
    Ok(())
}
