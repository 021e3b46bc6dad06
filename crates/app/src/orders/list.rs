//! Orders as a plain list, by when they arrived: for programs, which have no tabs.

use countersign_domain::orders::{Channel, State};
use countersign_kernel::id::CustomerId;
use countersign_kernel::{Actor, Permission};
use countersign_store::orders::{self, Over, QueueFilter};

use super::queue::{self, QueuedOrder};
use crate::app::App;
use crate::customers::looked_at;
use crate::error::AppError;
use crate::permit::store_of;

/// At most this many orders on one page.
pub const PAGE_MAX: i64 = 200;

/// Which orders are wanted, and from where on.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// None means all.
    pub states: Vec<State>,
    pub channel: Option<Channel>,
    pub customer: Option<CustomerId>,
    pub newest_first: bool,
    /// Where the page before ended.
    pub after: Option<(i64, String)>,
}

#[derive(Debug, Clone)]
pub struct Listed {
    pub rows: Vec<QueuedOrder>,
    /// Where the next page begins, when there is one.
    pub next: Option<(i64, String)>,
}

pub async fn list(app: &App, actor: &Actor, wanted: Wanted, count: i64) -> Result<Listed, AppError> {
    app.permit(actor, Permission::OrderView)?;
    let store = store_of(actor)?;
    let count = count.clamp(1, PAGE_MAX);
    let states = if wanted.states.is_empty() { State::ALL.to_vec() } else { wanted.states };
    let filter = QueueFilter {
        states,
        verdicts: Vec::new(),
        over: Over::Either,
        channel: wanted.channel,
        customer_id: wanted.customer.map(String::from),
        after: wanted.after,
        newest_first: wanted.newest_first,
    };
    let mut rows = orders::queue(app.db(), store, &filter, count + 1).await?;
    let more = rows.len() as i64 > count;
    rows.truncate(usize::try_from(count).expect("a page is small"));
    let next = rows.last().filter(|_| more).map(|row| (row.arrived_at.micros(), row.id.to_string()));
    let rows = rows.into_iter().map(|row| queue::shown(app, row)).collect::<Result<Vec<_>, _>>()?;
    let subjects: Vec<String> = rows.iter().map(|order| order.id.to_string()).collect();
    looked_at(app, actor, "look.queue", &subjects, "the list of orders").await?;
    Ok(Listed { rows, next })
}
