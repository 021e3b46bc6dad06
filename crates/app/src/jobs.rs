//! The product's own work, one pass at a time. Each part may be run as often as one likes: what is done is done.

use countersign_domain::orders::Step;
use countersign_kernel::id::OrderId;
use countersign_kernel::{Actor, Timestamp};
use countersign_store::due;

use crate::acts::{carry_out, owe};
use crate::app::App;
use crate::error::AppError;
use crate::orders::{check, expire, load};
use crate::{
    boards, connections, idempotency, inbox, inventory, leases, node, people, promotions, record, storefront,
};

const PASS_MAX: i64 = 100;
/// An order that nobody has decided is acknowledged this long before its marketplace would give it up: its
/// documents are kept by then, and a late decision is better than a lost order.
const ACKNOWLEDGE_SECONDS_BEFORE: i64 = 120;

/// One pass over everything that is due. Answers how much was done, so that a caller can go on until nothing is.
pub async fn pass(app: &App) -> Result<usize, AppError> {
    let now = app.now();
    let due = due::look(app.db(), now, now.plus_seconds(ACKNOWLEDGE_SECONDS_BEFORE)).await?;
    let mut done = 0;
    if due.messages {
        done += inbox::process(app).await?;
    }
    if due.unchecked {
        done += check_arrived(app).await?;
    }
    if due.unacknowledged && leases::take(app, "acknowledge").await?.is_some() {
        done += acknowledge_late(app).await?;
    }
    // Whether a hold's time is over is asked again under the order's lock: that is fence enough.
    if due.run_out && leases::take(app, "expire").await?.is_some() {
        done += expire::expire(app).await?;
    }
    if due.acts {
        done += carry_out::carry_out(app).await?;
    }
    if record::export::is_due(due.unsigned, due.signed_at.map(Timestamp::from), now) {
        sign_and_sweep(app).await?;
    }
    Ok(done)
}

async fn sign_and_sweep(app: &App) -> Result<(), AppError> {
    if leases::take(app, "heads").await?.is_none() {
        return Ok(());
    }
    record::export::sign(app).await?;
    promotions::recheck::over(app).await?;
    promotions::recheck::under_the_law(app).await?;
    // About as often as a head is signed: ended sessions, old sign-in tries, old answers and dead nodes are swept out.
    people::sweep::sweep(app).await?;
    idempotency::forget_old(app).await?;
    node::forget_old(app).await?;
    storefront::quote::forget_old(app).await?;
    inventory::raw::forget_old(app).await?;
    Ok(())
}

/// Marketplaces that tell of nothing by themselves are asked for orders. Apart from [`pass`], because that takes as long as they
/// take; what was new is worked off by the next pass.
pub async fn ask(app: &App) -> Result<usize, AppError> {
    inbox::ask(app).await
}

/// The books of every store that is due: pulled, compared, and the gate moved. Apart from [`pass`], because a pull takes as
/// long as the systems outside take.
pub async fn books(app: &App) -> Result<usize, AppError> {
    inventory::tend::tend(app).await
}

/// What somebody changed about the connections, here or on another server, is opened as it is kept now.
pub async fn connections(app: &App) -> Result<usize, AppError> {
    let Some(vendors) = app.vendors() else { return Ok(0) };
    let failed = connections::open_all(app, vendors.as_ref()).await?;
    for failed in &failed {
        tracing::warn!("a connection could not be opened: {failed}");
    }
    Ok(failed.len())
}

/// The listings of every shop that has a safety stock, against its count. Apart from [`pass`] too: the till may be read.
pub async fn listings(app: &App) -> Result<usize, AppError> {
    inventory::listings::tend(app).await
}

/// The task boards of every store, each when its turn has come. Apart from [`pass`], because a board takes as long as it takes.
pub async fn boards(app: &App) -> Result<usize, AppError> {
    boards::tend(app).await
}

/// Passes until nothing is left to do now. What waits for a later time stays.
pub async fn settle(app: &App) -> Result<(), AppError> {
    const PASSES_MAX: usize = 1_000;
    for _ in 0..PASSES_MAX {
        if pass(app).await? == 0 {
            return Ok(());
        }
    }
    Ok(())
}

async fn check_arrived(app: &App) -> Result<usize, AppError> {
    let actor = Actor::system("checks");
    let waiting = due::unchecked(app.db(), PASS_MAX).await?;
    let mut done = 0;
    for (text, store) in waiting {
        // One node asks the systems of a store at a time; what it finds is fenced with the lease.
        let Some(lease) = leases::take(app, &format!("checks/{store}")).await? else { continue };
        let id = OrderId::try_from(text).map_err(|why| AppError::Damaged(why.to_string()))?;
        match check::check_under(app, &actor, &id, Some(&lease)).await {
            // Somebody else moved it on, which is as good.
            Ok(_) | Err(AppError::Refused(_)) => done += 1,
            Err(why) => return Err(why),
        }
    }
    Ok(done)
}

async fn acknowledge_late(app: &App) -> Result<usize, AppError> {
    let actor = Actor::system("acknowledge");
    let by = app.now().plus_seconds(ACKNOWLEDGE_SECONDS_BEFORE);
    let late = due::unacknowledged(app.db(), by, PASS_MAX).await?;
    let count = late.len();
    for text in late {
        let id = OrderId::try_from(text).map_err(|why| AppError::Damaged(why.to_string()))?;
        let (actor, id) = (&actor, &id);
        app.db()
            .write(|tx| {
                Box::pin(async move {
                    let mut order = load::locked(tx, actor, id, None).await?;
                    if order.state.after(Step::Check).is_ok() && order.acknowledged_at.is_none() {
                        owe::acknowledge(app, tx, &mut order).await?;
                        load::save(tx, &order).await?;
                    }
                    Ok::<_, AppError>(())
                })
            })
            .await?;
    }
    Ok(count)
}
