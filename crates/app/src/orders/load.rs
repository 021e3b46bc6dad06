//! Loading an order for a deed: it exists, it is of the actor's store, it is the version that was looked at.

use countersign_kernel::Actor;
use countersign_kernel::id::{OrderId, StoreId};
use countersign_store::db::{DbError, Source, Tx};
use countersign_store::orders::{self, OrderRow};
use countersign_store::stores::{self, StoreRow};

use super::gather::Gathered;
use crate::error::{AppError, Refusal};
use crate::permit::same_store;

/// An order of another store does not exist as far as the actor can tell.
pub async fn order<'c>(from: impl Source<'c>, actor: &Actor, id: &OrderId) -> Result<OrderRow, AppError> {
    visible(orders::by_id(from, id).await, actor)
}

/// The same inside a transaction, with the row locked. `version` is what the actor saw, when they saw one.
pub async fn locked(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: &OrderId,
    version: Option<i64>,
) -> Result<OrderRow, AppError> {
    let row = visible(orders::locked(tx, id).await, actor)?;
    match version {
        Some(seen) if seen != row.version => Err(AppError::Refused(Refusal::MovedOn)),
        _ => Ok(row),
    }
}

/// The same for a deed that rests on what was gathered before: about the same cart, to be handed over the same way.
pub async fn locked_as_gathered(
    tx: &mut Tx<'_>,
    actor: &Actor,
    gathered: &Gathered,
    version: Option<i64>,
) -> Result<OrderRow, AppError> {
    let (row, seen) = (locked(tx, actor, &gathered.order.id, version).await?, &gathered.order);
    let is_same = (row.fulfilment, row.window_start, row.window_end)
        == (seen.fulfilment, seen.window_start, seen.window_end)
        && (row.version == seen.version || orders::lines(&mut *tx, &row.id).await? == gathered.lines);
    if is_same { Ok(row) } else { Err(AppError::Refused(Refusal::MovedOn)) }
}

fn visible(row: Result<Option<OrderRow>, DbError>, actor: &Actor) -> Result<OrderRow, AppError> {
    row?.filter(|order| same_store(actor, &order.store_id)).ok_or(AppError::NotFound("order"))
}

/// Writes the order back; the lock taken by [`locked`] means that nobody can have been first.
pub async fn save(tx: &mut Tx<'_>, order: &OrderRow) -> Result<(), AppError> {
    if orders::save(tx, order).await? { Ok(()) } else { Err(AppError::Refused(Refusal::MovedOn)) }
}

pub async fn store<'c>(from: impl Source<'c>, id: &StoreId) -> Result<StoreRow, AppError> {
    stores::by_id(from, id).await?.ok_or(AppError::NotFound("store"))
}

pub fn zone(store: &StoreRow) -> Result<jiff::tz::TimeZone, AppError> {
    countersign_kernel::time::zone(&store.zone)
        .map_err(|why| AppError::Damaged(format!("{}: {why}", store.name)))
}
