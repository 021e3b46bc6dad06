//! Reading the record on a page.

use countersign_kernel::{Actor, Permission};
use countersign_store::record::{self, RecordFilter, RecordRow};

use crate::app::App;
use crate::error::AppError;

/// At most this many lines on one page.
pub const PAGE_MAX: i64 = 200;

pub async fn list(app: &App, actor: &Actor, filter: &RecordFilter, count: i64) -> Result<Vec<RecordRow>, AppError> {
    app.permit(actor, Permission::RecordView)?;
    Ok(record::newest(app.db(), filter, count.clamp(1, PAGE_MAX)).await?)
}

pub async fn one(app: &App, actor: &Actor, seq: i64) -> Result<RecordRow, AppError> {
    app.permit(actor, Permission::RecordView)?;
    record::by_seq(app.db(), seq).await?.ok_or(AppError::NotFound("entry"))
}

/// The newest signed head: the entry it vouches for, when, and its text.
pub async fn last_head(app: &App, actor: &Actor) -> Result<Option<(i64, i64, String)>, AppError> {
    app.permit(actor, Permission::RecordView)?;
    Ok(record::last_head(app.db()).await?)
}
