//! The job: looks at every store whose time has come, pulls its books where they are due, and lets its gate follow.

use countersign_kernel::{Actor, Timestamp};
use countersign_store::books::{self, PlanRow};
use countersign_store::cases;
use countersign_store::stores::{self, StoreRow};

use super::plan::{self, CASES_MAX};
use super::run;
use crate::app::App;
use crate::error::AppError;

/// A node that dies in the middle leaves a store to the others after this long.
const LOOK_SECONDS: i64 = 600;

/// One pass over every store that is due. Answers how many there were.
pub async fn tend(app: &App) -> Result<usize, AppError> {
    app.fit()?;
    let due = books::due(app.db(), app.now()).await?;
    let count = due.len();
    for plan in due {
        look(app, plan).await?;
    }
    Ok(count)
}

async fn look(app: &App, plan: PlanRow) -> Result<(), AppError> {
    let until = app.now().plus_seconds(LOOK_SECONDS);
    let seen = &plan;
    if !app.db().write(|tx| Box::pin(books::claim(tx, seen, until))).await? {
        return Ok(());
    }
    let actor = Actor::system("books");
    // Read anew: somebody may have asked while another store was looked at.
    let plan = books::plan(app.db(), &plan.store_id).await?.ok_or(AppError::NotFound("plan of the books"))?;
    let shop = stores::by_id(app.db(), &plan.store_id).await?.ok_or(AppError::NotFound("store"))?;
    // The gate moves whatever becomes of the comparison: at closing time it shuts.
    let compared = match is_due(app.now(), &plan, &shop)? {
        true => run::run(app, &plan.store_id, &actor).await.map(drop),
        false => Ok(()),
    };
    let is_done = compared.is_ok();
    let (store, actor) = (&plan.store_id, &actor);
    app.db()
        .write(|tx| {
            Box::pin(async move {
                let now = app.now();
                let shop = plan::shop(tx, store).await?;
                let plan =
                    books::plan(&mut *tx, store).await?.ok_or(AppError::NotFound("plan of the books"))?;
                plan::move_gate(app, tx, &shop, &plan, actor).await?;
                let hours = plan::hours(&shop, now)?;
                let open = cases::of_store(&mut *tx, store, CASES_MAX).await?;
                let accepted = open.iter().filter_map(|case| case.accepted_until).map(Timestamp::from);
                let times =
                    [hours.morning(plan::rhythm(&plan)), hours.opens_at, hours.closes_at, plan.pull_at];
                let next = accepted.chain(times).filter(|at| *at > now).min().unwrap_or(hours.closes_at);
                // Where nothing could be compared, somebody looks again when the claim ends.
                if is_done {
                    books::looked(tx, store, until, next).await?;
                }
                Ok::<_, AppError>(())
            })
        })
        .await?;
    app.tell(store, store.as_str());
    compared
}

/// Somebody asked, the rhythm says so, or the books of this morning were not pulled yet.
fn is_due(now: Timestamp, plan: &PlanRow, shop: &StoreRow) -> Result<bool, AppError> {
    let morning = plan::hours(shop, now)?.morning(plan::rhythm(plan));
    let is_of_today = plan.compared_at.is_some_and(|at| at >= morning.micros());
    Ok(now >= plan.pull_at || (now >= morning && !is_of_today))
}
