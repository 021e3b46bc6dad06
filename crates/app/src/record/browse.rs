//! Reading the record on a page. A listing shows the actor's store and what belongs to none.

use countersign_kernel::id::StoreId;
use countersign_kernel::{Actor, Permission};
use countersign_store::record::{self, RecordFilter};

pub use countersign_store::record::RecordRow;

use crate::app::App;
use crate::error::AppError;
use crate::permit::store_of;

/// At most this many lines on one page.
pub const PAGE_MAX: i64 = 200;

pub async fn list(
    app: &App,
    actor: &Actor,
    filter: &RecordFilter,
    count: i64,
) -> Result<Vec<RecordRow>, AppError> {
    app.permit(actor, Permission::RecordView)?;
    let own = store_of(actor).ok().map(ToString::to_string);
    let filter = RecordFilter { store: own, ..filter.clone() };
    Ok(record::newest(app.db(), &filter, count.clamp(1, PAGE_MAX)).await?)
}

/// The same for callers who have no filter of their own: entries before `before`, about `subject`, of one `family`.
pub async fn page(
    app: &App,
    actor: &Actor,
    before: Option<i64>,
    subject: Option<String>,
    family: Option<String>,
    count: i64,
) -> Result<Vec<RecordRow>, AppError> {
    list(app, actor, &RecordFilter { before, subject, family, store: None }, count).await
}

pub async fn one(app: &App, actor: &Actor, seq: i64) -> Result<RecordRow, AppError> {
    app.permit(actor, Permission::RecordView)?;
    let own = store_of(actor).ok().map(StoreId::as_str);
    let row = record::by_seq(app.db(), seq).await?;
    let shown = row.filter(|row| own.is_none() || row.store_id.is_none() || row.store_id.as_deref() == own);
    shown.ok_or(AppError::NotFound("entry"))
}

/// The newest signed head: the entry it vouches for, when, and its text.
pub async fn last_head(app: &App, actor: &Actor) -> Result<Option<(i64, i64, String)>, AppError> {
    app.permit(actor, Permission::RecordView)?;
    Ok(record::last_head(app.db()).await?)
}
