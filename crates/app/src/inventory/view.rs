//! The books as people look at them.

use std::collections::BTreeMap;

use countersign_domain::inventory::gate::Compared;
use countersign_kernel::id::{CaseId, StoreId};
use countersign_kernel::{Actor, Permission};
use countersign_store::{acts, books, cases};

pub use countersign_store::acts::ActRow;
pub use countersign_store::books::{PlanRow, PullRow, RunRow};
pub use countersign_store::cases::{CaseRow, NoteRow};
use countersign_store::stores::{self, StoreRow};

use super::plan::{self, CASES_MAX, GateMode};
use crate::acts::owe;
use crate::app::App;
use crate::error::AppError;
use crate::permit::{same_store, store_of};

const RUNS_SHOWN: i64 = 12;
const CLOSED_SHOWN: i64 = 20;

/// The room: the gate, what is open, what was pulled last.
#[derive(Debug)]
pub struct Room {
    pub shop: StoreRow,
    pub plan: Option<PlanRow>,
    pub compared: Compared,
    /// Whole books were compared this morning.
    pub whole_today: bool,
    /// The worst first, then the oldest.
    pub open: Vec<CaseRow>,
    pub closed: Vec<CaseRow>,
    pub runs: Vec<RunRow>,
    /// Of the latest run.
    pub pulls: Vec<PullRow>,
    /// Sources whose own limits let the morning's pull not be done by the opening, by channel: what to say of each.
    pub too_slow: BTreeMap<String, String>,
}

impl Room {
    /// Whether the books move the gate, and not a person.
    pub fn moves_the_gate(&self) -> bool {
        self.plan.as_ref().is_some_and(|plan| plan.gate == GateMode::Automatic.word())
    }
}

pub async fn room(app: &App, actor: &Actor) -> Result<Room, AppError> {
    app.permit(actor, Permission::InventoryView)?;
    let (db, store, now) = (app.db(), store_of(actor)?, app.now());
    let shop = stores::by_id(db, store).await?.ok_or(AppError::NotFound("store"))?;
    let plan = books::plan(db, store).await?;
    let mut open = cases::of_store(db, store, CASES_MAX).await?;
    open.sort_by_key(|case| {
        (std::cmp::Reverse(plan::severity(&case.severity)), case.opened_at, case.id.clone())
    });
    let runs = books::runs(db, store, RUNS_SHOWN).await?;
    let pulls = match runs.first() {
        Some(run) => books::pulls(db, &run.id).await?,
        None => Vec::new(),
    };
    let whole_today = match &plan {
        Some(plan) => plan::whole_today(db, &shop, plan, now).await?,
        None => false,
    };
    let compared_at = plan.as_ref().and_then(|plan| plan.compared_at).map(Into::into);
    let compared = plan::compared(&open, now, compared_at, whole_today);
    let closed = cases::closed_lately(db, store, CLOSED_SHOWN).await?;
    let too_slow = too_slow(app, store, plan.as_ref(), &pulls);
    Ok(Room { shop, plan, compared, whole_today, open, closed, runs, pulls, too_slow })
}

/// What the vendor's limit alone forbids, no program of ours mends: it is said, so that the pull is begun earlier.
fn too_slow(
    app: &App,
    store: &StoreId,
    plan: Option<&PlanRow>,
    pulls: &[PullRow],
) -> BTreeMap<String, String> {
    let connections = app.connections(store);
    let said = |pull: &PullRow| {
        let lead = plan::rhythm(plan?).lead_minutes * 60;
        let connection = connections.iter().find(|c| c.vendor() == pull.channel)?;
        let seconds = connection.books_seconds_min(u64::try_from(pull.rows_count).ok()?)?;
        (i64::try_from(seconds).ok()? > lead).then(|| {
            let minutes = seconds.div_ceil(60);
            let why = format!(
                "its own rate limit takes {seconds} seconds for so many rows, longer than there is before the opening; begin \
                 at least {minutes} minutes before it"
            );
            (pull.channel.clone(), why)
        })
    };
    pulls.iter().filter_map(said).collect()
}

/// How many cases of the actor's store are open, and how many of them keep it shut. For every page's frame, so it only
/// counts.
pub async fn waiting(app: &App, actor: &Actor) -> Result<(i64, i64), AppError> {
    app.permit(actor, Permission::InventoryView)?;
    let (db, store, now) = (app.db(), store_of(actor)?, app.now());
    let tallies = cases::tallies(db, store, now).await?;
    if tallies.is_empty() {
        return Ok((0, 0));
    }
    let shop = stores::by_id(db, store).await?.ok_or(AppError::NotFound("store"))?;
    let whole_today = match books::plan(db, store).await? {
        Some(plan) => plan::whole_today(db, &shop, &plan, now).await?,
        None => false,
    };
    let blocks =
        |t: &&cases::Tally| !t.accepted && plan::would_block(&t.class, &t.severity, &t.fence, whole_today);
    let sum = |of: &mut dyn Iterator<Item = i64>| of.sum::<i64>();
    let open = sum(&mut tallies.iter().map(|tally| tally.count));
    Ok((open, sum(&mut tallies.iter().filter(blocks).map(|tally| tally.count))))
}

/// One case with its history and what is owed about it.
#[derive(Debug)]
pub struct CaseView {
    pub case: CaseRow,
    pub notes: Vec<NoteRow>,
    pub acts: Vec<ActRow>,
}

pub async fn case(app: &App, actor: &Actor, id: &CaseId) -> Result<CaseView, AppError> {
    app.permit(actor, Permission::InventoryView)?;
    let case = cases::by_id(app.db(), id).await?.filter(|case| same_store(actor, &case.store_id));
    let case = case.ok_or(AppError::NotFound("case"))?;
    let acts = acts::of_lanes(app.db(), &owe::lanes_of_case(app, &case)).await?;
    Ok(CaseView { notes: cases::notes(app.db(), id).await?, acts, case })
}
