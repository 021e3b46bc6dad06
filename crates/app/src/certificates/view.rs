//! Certificates as their pages show them.

use countersign_kernel::id::CertificateId;
use countersign_kernel::{Actor, Permission};
use countersign_store::certificates;
pub use countersign_store::certificates::CertificateRow;

use super::Reading;
use super::beside::{Beside, beside};
use super::typed::{Values, again};
use crate::app::App;
use crate::error::AppError;
use crate::permit::{same_store, store_of};

/// On one page, newest first.
pub const LISTED_MAX: i64 = 200;

#[derive(Debug, Clone)]
pub struct Shown {
    pub row: CertificateRow,
    /// None: not read, or not readable.
    pub reading: Option<Reading>,
    /// The confirmed one in whose place it came, and the one that came in its own.
    pub supersedes: Option<CertificateRow>,
    pub superseded_by: Option<CertificateRow>,
    /// The newest certificate in force for the same package or batch, while this one is not decided.
    pub in_force: Option<CertificateRow>,
    /// What people typed off the page: of a confirmed one, and to whoever typed it. The second of two does not see what the first typed.
    pub typed: Values,
    /// What is known elsewhere, while it is to be decided.
    pub beside: Option<Beside>,
}

pub async fn list(app: &App, actor: &Actor) -> Result<Vec<CertificateRow>, AppError> {
    app.permit(actor, Permission::CertificateRead)?;
    Ok(certificates::newest(app.db(), store_of(actor)?, LISTED_MAX).await?)
}

pub async fn one(app: &App, actor: &Actor, id: &CertificateId) -> Result<Shown, AppError> {
    app.permit(actor, Permission::CertificateRead)?;
    let row = visible(certificates::by_id(app.db(), id).await?, actor)?;
    let reading = reading(&row)?;
    let supersedes = match row.supersedes.as_deref().and_then(|id| id.parse().ok()) {
        Some(earlier) => certificates::by_id(app.db(), &earlier).await?,
        None => None,
    };
    let superseded_by = certificates::superseded_by(app.db(), id).await?;
    let (tag, batch) = (
        row.tag.as_deref().or(reading.as_ref().and_then(Reading::tag)),
        row.batch.as_deref().or(reading.as_ref().and_then(Reading::lot)),
    );
    let is_open = row.state == "read" && (tag.is_some() || batch.is_some());
    let in_force = match is_open {
        true => certificates::in_force(app.db(), &row.store_id, tag, batch).await?,
        false => None,
    };
    let beside = match reading.as_ref().filter(|_| row.state == "read") {
        Some(read) => Some(beside(app, actor, &row, read, in_force.as_ref()).await?),
        None => None,
    };
    let may_see = row.state == "confirmed" || row.first_by.as_deref() == Some(actor.label().as_str());
    let typed = match reading.as_ref().filter(|_| may_see) {
        Some(reading) => again(reading, row.typed.as_deref())?,
        None => Values::new(),
    };
    Ok(Shown { row, reading, supersedes, superseded_by, in_force, typed, beside })
}

/// One of another store does not exist as far as the actor can tell.
pub(super) fn visible(row: Option<CertificateRow>, actor: &Actor) -> Result<CertificateRow, AppError> {
    row.filter(|row| same_store(actor, &row.store_id)).ok_or(AppError::NotFound("certificate"))
}

pub(crate) fn reading(row: &CertificateRow) -> Result<Option<Reading>, AppError> {
    let damaged = |why: serde_json::Error| AppError::Damaged(format!("the reading of {}: {why}", row.id));
    row.reading.as_deref().map(Reading::of).transpose().map_err(damaged)
}

/// A confirmed one as it counts: with what people typed, and without what is doubtful.
pub(crate) fn as_confirmed(row: &CertificateRow) -> Result<Option<Reading>, AppError> {
    let Some(read) = reading(row)? else { return Ok(None) };
    Ok(Some(read.confirmed(&again(&read, row.typed.as_deref())?).0))
}
