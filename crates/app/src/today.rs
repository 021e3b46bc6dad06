//! The day at a glance: what waits, what is owed, how it goes.

use countersign_domain::orders::{CheckName, State};
use countersign_kernel::id::OrderId;
use countersign_kernel::{Actor, Permission, Timestamp};
use countersign_store::acts::{self, ActRow};
use countersign_store::{orders, verifications};

use crate::app::App;
use crate::error::AppError;
use crate::orders::load;
use crate::orders::queue::{self, Counts};
use crate::permit::store_of;

const ACTS_MAX: i64 = 200;
const OVERRIDES_MAX: i64 = 50;
/// Orders of one day that the chart counts; a shop with more has other worries.
const ARRIVALS_MAX: i64 = 5_000;

#[derive(Debug)]
pub struct Today {
    pub counts: Counts,
    /// How many orders ended today, by how.
    pub ended: Vec<(State, i64)>,
    /// Acts still to be done, those that a person must look at among them.
    pub owed: Vec<ActRow>,
    /// Overrides that wait for a second hand: order, check, since when.
    pub overrides: Vec<(OrderId, CheckName, Timestamp)>,
    /// When each of today's orders arrived and what its first checks said.
    pub arrivals: Vec<(Timestamp, String)>,
}

pub async fn today(app: &App, actor: &Actor) -> Result<Today, AppError> {
    app.permit(actor, Permission::OrderView)?;
    let (db, store) = (app.db(), store_of(actor)?);
    let zone = load::zone(&load::store(db, store).await?)?;
    let since = app.now().date_in(&zone).start_in(&zone);
    let state = |(word, count): (String, i64)| Some((State::from_word(&word)?, count));
    let waiting = |(id, check, at): (String, String, i64)| {
        Some((id.parse().ok()?, CheckName::from_word(&check)?, Timestamp::from(at)))
    };
    let arrivals = verifications::first_verdicts(db, store, since, ARRIVALS_MAX).await?;
    Ok(Today {
        counts: queue::counts(app, store).await?,
        ended: orders::closed_since(db, store, since).await?.into_iter().filter_map(state).collect(),
        owed: acts::waiting(db, store, ACTS_MAX).await?,
        overrides: verifications::unsigned_overrides(db, store, OVERRIDES_MAX)
            .await?
            .into_iter()
            .filter_map(waiting)
            .collect(),
        arrivals: arrivals.into_iter().map(|(at, verdict)| (at.into(), verdict)).collect(),
    })
}
