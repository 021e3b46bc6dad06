//! The numbers people call orders by, for lists that only know their ids.

use std::collections::BTreeMap;

use countersign_kernel::Actor;
use countersign_store::orders;

use crate::app::App;
use crate::error::AppError;
use crate::permit::store_of;

/// By id; what is no order of the actor's store is left out. A number names nobody, so nothing is asked of the actor.
pub async fn of_orders(app: &App, actor: &Actor, ids: &[&str]) -> Result<BTreeMap<String, i64>, AppError> {
    let Ok(store) = store_of(actor) else { return Ok(BTreeMap::new()) };
    Ok(orders::numbers(app.db(), store, ids).await?.into_iter().collect())
}

/// The id of the order with a number, for filters.
pub async fn id_of(app: &App, actor: &Actor, number: i64) -> Result<Option<String>, AppError> {
    let order = orders::by_number(app.db(), store_of(actor)?, number).await?;
    Ok(order.map(|order| order.id.to_string()))
}
