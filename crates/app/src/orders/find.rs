//! Finding orders by what stands on a bag or on a package.

use countersign_kernel::{Actor, Permission};
use countersign_store::{holds, orders};

use super::queue::{self, QueuedOrder};
use crate::app::App;
use crate::customers::looked_at;
use crate::error::AppError;
use crate::permit::store_of;

/// At most this many orders are shown for one package.
const FOUND_MAX: i64 = 20;

/// Orders that hold or held units of a package: by its whole tag or by the serial that people read aloud.
pub async fn by_package(app: &App, actor: &Actor, tag: &str) -> Result<Vec<QueuedOrder>, AppError> {
    app.permit(actor, Permission::OrderView)?;
    let ids = holds::orders_of_package(app.db(), store_of(actor)?, tag, FOUND_MAX).await?;
    let mut found = Vec::new();
    for text in ids {
        let id = text.parse().map_err(|_| AppError::Damaged(format!("the order id `{text}`")))?;
        if let Some(order) = orders::by_id(app.db(), &id).await? {
            found.push(queue::shown(app, order.into())?);
        }
    }
    seen(app, actor, &found).await?;
    Ok(found)
}

/// By the number on the bag; none where there is no such order in the actor's store.
pub async fn by_number(app: &App, actor: &Actor, number: i64) -> Result<Option<QueuedOrder>, AppError> {
    app.permit(actor, Permission::OrderView)?;
    let found = orders::by_number(app.db(), store_of(actor)?, number).await?;
    let found = found.map(|order| queue::shown(app, order.into())).transpose()?;
    seen(app, actor, found.as_slice()).await?;
    Ok(found)
}

async fn seen(app: &App, actor: &Actor, found: &[QueuedOrder]) -> Result<(), AppError> {
    let subjects: Vec<String> = found.iter().map(|order| order.id.to_string()).collect();
    looked_at(app, actor, "look.queue", &subjects, "search").await
}

/// The highest number given out in the actor's store; what is above it has come since.
pub async fn last_number(app: &App, actor: &Actor) -> Result<Option<i64>, AppError> {
    Ok(orders::last_number(app.db(), store_of(actor)?).await?)
}
