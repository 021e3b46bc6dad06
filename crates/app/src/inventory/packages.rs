//! The state's packages: all of them in the morning, and for the rest of the day only what changed since the last reading. Whatever
//! speaks against that (a failure, another number of packages, an old base) is answered by reading all of them again.

use countersign_kernel::Timestamp;
use countersign_kernel::id::StoreId;
use countersign_ports::books::Pulled;
use countersign_ports::state_system::{StatePackage, StateSystem};
use countersign_store::books;

use super::pull::{self, Connections, Snapshot};
use super::{plan, raw};
use crate::app::App;
use crate::error::AppError;

pub(super) async fn of_state(
    app: &App,
    store: &StoreId,
    connections: &Connections,
) -> Option<Snapshot<StatePackage>> {
    let (vendor, system) = connections.iter().find_map(|c| Some((c.vendor(), c.state_system()?)))?;
    let began = app.now();
    let reading = async {
        if let Some(changed) = changed(app, store, (vendor, system), began).await {
            return changed;
        }
        let pulled = system.pull_packages().await;
        Snapshot::from_pull(vendor, began, app.now(), pulled)
    };
    // Answers to a question of changes that was given up are part of how this came about.
    let (snapshot, raw) = raw::gather(reading).await;
    Some(Snapshot { raw, ..snapshot })
}

async fn changed(
    app: &App,
    store: &StoreId,
    (vendor, system): (&str, &dyn StateSystem),
    began: Timestamp,
) -> Option<Snapshot<StatePackage>> {
    let base = base(app, store, vendor, began).await.ok().flatten()?;
    let changes = system.packages_changed(base.taken_at).await.ok()?;
    // What is finished was asked for by its tag, because the till has it; no list does.
    let listed = base.rows.into_iter().filter(|row| !row.finished).collect();
    let rows = changes.onto(listed)?;
    let whole = Snapshot::from_pull(vendor, began, app.now(), Pulled::whole(rows));
    Some(Snapshot { whole_at: base.whole_at, ..whole })
}

/// The newest reading, if it was whole, is of this vendor and rests on one of this morning, with when that one was.
async fn base(
    app: &App,
    store: &StoreId,
    vendor: &str,
    now: Timestamp,
) -> Result<Option<Snapshot<StatePackage>>, AppError> {
    let Some(run) = books::runs(app.db(), store, 1).await?.into_iter().next() else { return Ok(None) };
    let pulls = books::pulls(app.db(), &run.id).await?;
    let of_state = |pull: &&books::PullRow| pull.source == "state" && pull.channel == vendor;
    let Some(pull) = pulls.iter().find(of_state).filter(|pull| pull.extent == "whole") else {
        return Ok(None);
    };
    let shop = countersign_store::stores::by_id(app.db(), store).await?.ok_or(AppError::NotFound("store"))?;
    let plan = books::plan(app.db(), store).await?.ok_or(AppError::NotFound("plan of the books"))?;
    let morning = plan::hours(&shop, now)?.morning(plan::rhythm(&plan));
    let whole_at = pull.whole_at.map_or(pull.taken_at, Timestamp::from);
    if whole_at < morning {
        return Ok(None);
    }
    let kept = pull::kept(app, pull).await?;
    Ok(kept.map(|kept| Snapshot { whole_at: Some(whole_at), ..kept }))
}
