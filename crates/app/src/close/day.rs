//! Which day is meant, and from when to when it lasts in its store.

use countersign_kernel::id::StoreId;
use countersign_kernel::{Actor, BusinessDate, Timestamp};
use countersign_store::db::Db;
use countersign_store::stores::StoreRow;
use jiff::tz::TimeZone;

use crate::app::App;
use crate::error::AppError;
use crate::orders::load;
use crate::permit::store_of;

/// A day of one store, with its bounds.
#[derive(Debug, Clone)]
pub struct StoreDay {
    pub store: StoreRow,
    pub zone: TimeZone,
    pub day: BusinessDate,
    pub from: Timestamp,
    /// The first instant that belongs to the next day.
    pub to: Timestamp,
    /// From here on it may be signed: the store has closed its doors.
    pub over_at: Timestamp,
}

impl StoreDay {
    pub async fn of(db: &Db, store: &StoreId, day: BusinessDate) -> Result<Self, AppError> {
        let store = load::store(db, store).await?;
        let zone = load::zone(&store)?;
        let (from, to) = (day.start_in(&zone), day.tomorrow().start_in(&zone));
        let over_at = day.closing(&store.closes, &zone).unwrap_or(to);
        Ok(Self { store, zone, day, from, to, over_at })
    }

    /// The actor's own store on a day that has begun.
    pub async fn begun(app: &App, actor: &Actor, day: BusinessDate) -> Result<Self, AppError> {
        let found = Self::of(app.db(), store_of(actor)?, day).await?;
        if found.from > app.now() {
            return Err(AppError::invalid("day", format!("{day} has not begun")));
        }
        Ok(found)
    }
}
