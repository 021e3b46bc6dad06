//! Jobs are done by one node at a time. A lease is kept while there is work, so that under load it costs a write now and
//! then. What a job found outside is written with its token; a job that looks again under the lock of what it changes, or
//! whose result is the same twice, only saves work by it.

use countersign_store::db::{DbError, Tx};
use countersign_store::leases;

pub use countersign_store::leases::LeaseRow;

use crate::app::App;
use crate::error::AppError;

/// A node that dies leaves a job to the others after this long at the most.
pub const JOB_SECONDS: i64 = 30;
/// A lease with less than this left is taken anew before anything is done under it.
const LEFT_SECONDS_MIN: i64 = 15;

/// The lease of a job, or `None` while another node does it.
pub async fn take(app: &App, name: &str) -> Result<Option<LeaseRow>, AppError> {
    let now = app.now();
    let held = app.node().lease(name);
    if let Some(lease) = &held
        && lease.ends_at >= now.plus_seconds(LEFT_SECONDS_MIN)
    {
        return Ok(held);
    }
    let (node, ends_at) = (app.node().id(), now.plus_seconds(JOB_SECONDS));
    if held.is_none() && leases::is_elsewhere(app.db(), name, &node, now).await? {
        return Ok(None);
    }
    let (node, held) = (&node, &held);
    let taken = app
        .db()
        .write(|tx| {
            Box::pin(async move {
                if let Some(lease) = held
                    && leases::extend(tx, lease, ends_at).await?
                {
                    return Ok(Some(LeaseRow { ends_at, ..lease.clone() }));
                }
                leases::take(tx, name, node, now, ends_at).await
            })
        })
        .await
        .map_err(|why: DbError| AppError::from(why))?;
    match &taken {
        Some(lease) => app.node().keep_lease(lease.clone()),
        None => app.node().drop_lease(name),
    }
    Ok(taken)
}

/// Whether a job's result may be written in this transaction: nobody has taken the job over.
pub async fn is_held(app: &App, tx: &mut Tx<'_>, lease: &LeaseRow) -> Result<bool, AppError> {
    let held = leases::is_held(tx, lease).await?;
    if !held {
        app.node().drop_lease(&lease.name);
    }
    Ok(held)
}
