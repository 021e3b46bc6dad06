//! Asking marketplaces that tell of nothing by themselves. What they say is journalled as a webhook's message is, and from
//! there on goes the same way: the same thing said twice is one message, and one that cannot be dealt with now waits.

use countersign_domain::orders::Channel;
use countersign_kernel::id::StoreId;
use countersign_ports::Connection;
use countersign_ports::marketplace::OrderSource;
use countersign_store::inbox;
use countersign_store::{orders, stores};

use super::receive;
use crate::app::App;
use crate::error::AppError;
use crate::leases::{self, LeaseRow};

/// Asks everyone whose turn it is. Answers how many messages were new.
pub async fn ask(app: &App) -> Result<usize, AppError> {
    if app.nobody_is_asked() {
        return Ok(0);
    }
    app.fit()?;
    let (mut new, mut failed) = (0, None);
    for shop in stores::all(app.db()).await? {
        for connection in app.connections(&shop.id) {
            // Who does not answer is asked again at the next turn, and is nobody else's trouble.
            match in_turn(app, &shop.id, &*connection).await {
                Ok(count) => new += count,
                Err(AppError::Outside(why)) => tracing::warn!("orders could not be asked for: {why}"),
                Err(why) => failed = Some(why),
            }
        }
    }
    failed.map_or(Ok(new), Err)
}

async fn in_turn(app: &App, store: &StoreId, connection: &dyn Connection) -> Result<usize, AppError> {
    let vendor = connection.vendor();
    let Some(source) = connection.order_source() else { return Ok(0) };
    let Some(every) = source.asked_every() else { return Ok(0) };
    let (asked, key, now) = (&app.saved_work().asked, (store.clone(), vendor.to_owned()), app.now());
    if asked.of(&key, &()).is_some_and(|at| now.seconds_since(at) < i64::from(every)) {
        return Ok(0);
    }
    let Some(lease) = leases::take(app, &format!("ask/{store}/{vendor}")).await? else { return Ok(0) };
    asked.keep(key, (), now);
    let channel = Channel::from_word(vendor).ok_or(AppError::NotFound("channel"))?;
    let open = orders::open_there(app.db(), store, channel).await?;
    let mut new = 0;
    for body in source.ask(&open).await? {
        new += usize::from(keep(app, store, vendor, source, &body, &lease).await?);
    }
    Ok(new)
}

/// Whether it was new. What is open there is said at every turn, so it is looked for before anything is written.
async fn keep(
    app: &App,
    store: &StoreId,
    vendor: &str,
    source: &dyn OrderSource,
    body: &[u8],
    lease: &LeaseRow,
) -> Result<bool, AppError> {
    let key = source.dedupe_key(body).map_err(|why| AppError::invalid("message", why.to_string()))?;
    if inbox::is_kept(app.db(), vendor, &key).await? {
        return Ok(false);
    }
    let row = receive::row_of(app, store, vendor, key, body);
    let row = &row;
    let kept = app.db().write(|tx| {
        Box::pin(async move {
            if !leases::is_held(app, tx, lease).await? {
                return Ok::<_, AppError>(false);
            }
            receive::keep(tx, row, "asked for").await
        })
    });
    let kept = kept.await?;
    if kept {
        app.tell(store, row.id.as_str());
    }
    Ok(kept)
}
