//! The queue: every open order of a store, in groups by who must act.

use countersign_domain::orders::{Channel, Fulfilment, State};
use countersign_kernel::id::{OrderId, StoreId};
use countersign_kernel::{Actor, Money, Permission, Timestamp};
use countersign_store::orders::{self, Over, QueueFilter, QueueRow};

use super::{buyer, load};
use crate::app::App;
use crate::customers::looked_at;
use crate::error::AppError;
use crate::permit::store_of;

/// Rows on one page of the queue.
pub const PAGE_ROWS: i64 = 50;

/// The tabs over the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    /// Everything that is not over.
    Open,
    /// Stopped or unknown: a person must decide.
    NeedsMe,
    /// All checks pass: waiting for the second hand.
    ToCountersign,
    PreparingAndReady,
    DoneToday,
}

impl Tab {
    pub const ALL: [Self; 5] =
        [Self::Open, Self::NeedsMe, Self::ToCountersign, Self::PreparingAndReady, Self::DoneToday];

    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::NeedsMe => "needs-me",
            Self::ToCountersign => "to-countersign",
            Self::PreparingAndReady => "preparing",
            Self::DoneToday => "done",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tab| tab.word() == word)
    }
}

/// Which group of the queue an order stands in; groups are ordered by who must act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    Stopped,
    Unknown,
    ToCountersign,
    Checking,
    Preparing,
    Ready,
    Done,
}

/// One order in the queue, ready to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueuedOrder {
    pub id: OrderId,
    pub number: i64,
    pub channel: Channel,
    pub fulfilment: Fulfilment,
    pub state: State,
    pub group: Group,
    pub customer: String,
    pub total: Money,
    pub arrived_at: Timestamp,
    pub window_start: Option<Timestamp>,
    /// Only while it still runs.
    pub acknowledge_by: Option<Timestamp>,
    pub outcome: String,
    /// One letter a check; see `Verification::strip`.
    pub strip: String,
    pub closed_at: Option<Timestamp>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    pub open: i64,
    pub stopped: i64,
    pub unknown: i64,
    pub to_countersign: i64,
    pub checking: i64,
    pub preparing: i64,
    pub ready: i64,
    pub done_today: i64,
}

#[derive(Debug, Clone)]
pub struct QueuePage {
    pub rows: Vec<QueuedOrder>,
    pub counts: Counts,
    /// Where the next page begins, when there is one.
    pub next: Option<(i64, String)>,
}

pub async fn queue(
    app: &App,
    actor: &Actor,
    tab: Tab,
    channel: Option<Channel>,
    after: Option<(i64, String)>,
) -> Result<QueuePage, AppError> {
    app.permit(actor, Permission::OrderView)?;
    let store = store_of(actor)?;
    let filter = filter(app, store, tab, channel, after).await?;
    let mut rows = orders::queue(app.db(), store, &filter, PAGE_ROWS + 1).await?;
    let more = rows.len() as i64 > PAGE_ROWS;
    rows.truncate(PAGE_ROWS as usize);
    let next = rows.last().filter(|_| more).map(|row| (row.arrived_at.micros(), row.id.to_string()));
    let mut shown = rows.into_iter().map(|row| shown(app, row)).collect::<Result<Vec<_>, _>>()?;
    shown.sort_by_key(|order| (order.group, order.arrived_at));
    let subjects: Vec<String> = shown.iter().map(|order| order.id.to_string()).collect();
    looked_at(app, actor, "look.queue", &subjects, "working the queue").await?;
    Ok(QueuePage { rows: shown, counts: counts(app, store).await?, next })
}

async fn filter(
    app: &App,
    store: &StoreId,
    tab: Tab,
    channel: Option<Channel>,
    after: Option<(i64, String)>,
) -> Result<QueueFilter, AppError> {
    let before_approval = vec![State::Arrived, State::Checked];
    let (states, verdicts) = match tab {
        Tab::Open => (State::ALL.iter().copied().filter(|s| !s.is_final()).collect(), vec![]),
        Tab::NeedsMe => (before_approval, vec!["stop", "unknown"]),
        Tab::ToCountersign => (vec![State::Checked], vec!["pass"]),
        Tab::PreparingAndReady => (vec![State::Approved, State::Preparing, State::Ready], vec![]),
        Tab::DoneToday => (State::ALL.iter().copied().filter(|s| s.is_final()).collect(), vec![]),
    };
    let over = match tab {
        Tab::DoneToday => Over::Since(day_start(app, store).await?),
        _ => Over::Not,
    };
    let newest_first = tab == Tab::DoneToday;
    Ok(QueueFilter { states, verdicts, over, channel, customer_id: None, after, newest_first })
}

async fn day_start(app: &App, store: &StoreId) -> Result<Timestamp, AppError> {
    let zone = load::zone(&load::store(app.db(), store).await?)?;
    Ok(app.now().date_in(&zone).start_in(&zone))
}

pub(super) fn shown(app: &App, row: QueueRow) -> Result<QueuedOrder, AppError> {
    let buyer = buyer::open(app, &row.id, &row.sealed_buyer)?;
    Ok(QueuedOrder {
        group: group(row.state, &row.verdict),
        customer: format!("{} {}", buyer.first_name, buyer.last_name),
        acknowledge_by: row.acknowledge_by.filter(|_| row.acknowledged_at.is_none()).map(Timestamp::from),
        window_start: row.window_start.map(Timestamp::from),
        closed_at: row.closed_at.map(Timestamp::from),
        id: row.id,
        number: row.number,
        channel: row.channel,
        fulfilment: row.fulfilment,
        state: row.state,
        total: row.total,
        arrived_at: row.arrived_at,
        outcome: row.outcome_line,
        strip: row.checks_line,
    })
}

pub fn group(state: State, verdict: &str) -> Group {
    match (state, verdict) {
        (State::Arrived, _) => Group::Checking,
        (State::Checked, "pass") => Group::ToCountersign,
        (State::Checked, "stop") => Group::Stopped,
        (State::Checked, _) => Group::Unknown,
        (State::Approved | State::Preparing, _) => Group::Preparing,
        (State::Ready, _) => Group::Ready,
        _ => Group::Done,
    }
}

pub async fn counts(app: &App, store: &StoreId) -> Result<Counts, AppError> {
    let mut counts = Counts::default();
    for (state, verdict, count) in orders::counts(app.db(), store).await? {
        let state =
            State::from_word(&state).ok_or_else(|| AppError::Damaged(format!("order state `{state}`")))?;
        counts.open += count;
        match group(state, &verdict) {
            Group::Stopped => counts.stopped += count,
            Group::Unknown => counts.unknown += count,
            Group::ToCountersign => counts.to_countersign += count,
            Group::Checking => counts.checking += count,
            Group::Preparing => counts.preparing += count,
            Group::Ready => counts.ready += count,
            Group::Done => {}
        }
    }
    let since = day_start(app, store).await?;
    counts.done_today = orders::closed_since(app.db(), store, since).await?.iter().map(|(_, n)| n).sum();
    Ok(counts)
}
