//! The first things in an empty database: the record, the rulebook on it, a store.

use countersign_kernel::id::StoreId;
use countersign_kernel::{Actor, Timestamp};
use countersign_store::stores;
use countersign_store::{db, record as rows};
use serde_json::json;

pub use countersign_store::stores::StoreRow;

use crate::app::App;
use crate::error::AppError;
use crate::record::{self, Note};
use crate::rulebook;

/// A licensed shop, as somebody sets it up.
#[derive(Debug, Clone)]
pub struct NewStore {
    pub name: String,
    pub place: String,
    /// `us-co`
    pub jurisdiction: String,
    pub zone: String,
    pub license: String,
    /// Wall clock, `09:00`.
    pub opens: String,
    pub closes: String,
    /// How long after its window an unclaimed order is kept.
    pub pickup_minutes: i64,
}

/// Begins the record of an empty database and puts the rulebook in force on it. Safe to call at every start.
pub async fn begin(app: &App) -> Result<(), AppError> {
    let name = countersign_kernel::id::fresh_body(app.clock(), app.random());
    let name = &name;
    app.db().write(|tx| Box::pin(async move { rows::begin(tx, name).await })).await.map_err(db_error)?;
    rulebook::in_force::refresh(app).await?;
    Ok(())
}

fn db_error(why: db::DbError) -> AppError {
    why.into()
}

pub async fn add_store(app: &App, actor: &Actor, new: &NewStore) -> Result<StoreId, AppError> {
    app.permit(actor, countersign_kernel::Permission::StoreEdit)?;
    countersign_kernel::time::zone(&new.zone).map_err(|why| AppError::invalid("zone", why.to_string()))?;
    for (field, time) in [("opens", &new.opens), ("closes", &new.closes)] {
        if !is_wall_clock(time) {
            return Err(AppError::invalid(field, format!("`{time}` is not a time like 09:00")));
        }
    }
    let id = StoreId::fresh(app.clock(), app.random());
    let now = app.now();
    let row = row_of(&id, new, now);
    let row = &row;
    app.db()
        .write(|tx| {
            Box::pin(async move {
                stores::insert(tx, row).await?;
                let body =
                    json!({"name": row.name, "license": row.license, "jurisdiction": row.jurisdiction});
                let (kind, subject, store) = ("note.store", row.id.as_str(), Some(&row.id));
                record::write(tx, Note { at: now, kind, subject, actor, store, body }).await?;
                Ok::<_, AppError>(())
            })
        })
        .await?;
    Ok(id)
}

fn row_of(id: &StoreId, new: &NewStore, now: Timestamp) -> StoreRow {
    StoreRow {
        id: id.clone(),
        name: new.name.clone(),
        place: new.place.clone(),
        jurisdiction: new.jurisdiction.clone(),
        zone: new.zone.clone(),
        license: new.license.clone(),
        opens: new.opens.clone(),
        closes: new.closes.clone(),
        pickup_minutes: new.pickup_minutes,
        gate_open: false,
        gate_since: now,
        gate_reason: "not opened yet".to_owned(),
    }
}

pub(crate) fn is_wall_clock(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 5
        && bytes[2] == b':'
        && text <= "23:59"
        && jiff::civil::Time::strptime("%H:%M", text).is_ok()
}

pub async fn stores(app: &App) -> Result<Vec<StoreRow>, AppError> {
    Ok(stores::all(app.db()).await?)
}
