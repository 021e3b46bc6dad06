//! What people ticked on an earlier day, and what they took back. What ticked itself is in the tables it was seen in.

use countersign_domain::checklist::List;
use countersign_kernel::{Actor, BusinessDate, Permission, Timestamp};
use countersign_store::checklists::{self, TickRow};

use crate::app::App;
use crate::error::AppError;
use crate::orders::load;
use crate::permit::store_of;

/// Days to choose from.
const DAYS_MAX: i64 = 60;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastDay {
    /// The day that is shown; absent while nobody has ticked anything on any day.
    pub day: Option<BusinessDate>,
    pub ticks: Vec<PastTick>,
    /// Days with ticks, newest first.
    pub days: Vec<BusinessDate>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastTick {
    /// As the lists call them now; the bare name where a list or an item is no longer there.
    pub list: String,
    pub says: String,
    pub at: Timestamp,
    pub by_whom: String,
    pub note: String,
    pub record_seq: i64,
    pub taken_back: Option<(Timestamp, String)>,
}

/// The ticks of a day, or of the newest day that has any.
pub async fn day(app: &App, actor: &Actor, day: Option<BusinessDate>) -> Result<PastDay, AppError> {
    app.permit(actor, Permission::ChecklistView)?;
    let shop = load::store(app.db(), store_of(actor)?).await?;
    let days = checklists::days(app.db(), &shop.id, DAYS_MAX).await?;
    let days: Vec<BusinessDate> = days.iter().filter_map(|day| day.parse().ok()).collect();
    let day = day.or(days.first().copied());
    let rows = match day {
        Some(day) => checklists::past(app.db(), &shop.id, &day.to_string()).await?,
        None => Vec::new(),
    };
    let lists = app.checklists();
    let lists = lists.of(&shop.license);
    Ok(PastDay { day, ticks: rows.into_iter().map(|row| tick(&lists, row)).collect(), days })
}

fn tick(lists: &[&List], row: TickRow) -> PastTick {
    let list = lists.iter().find(|list| list.id == row.list);
    let item = list.and_then(|list| list.items.iter().find(|item| item.id == row.item));
    PastTick {
        list: list.map_or(row.list, |list| list.title.clone()),
        says: item.map_or(row.item, |item| item.says.clone()),
        at: row.at,
        by_whom: row.by_whom,
        note: row.note,
        record_seq: row.record_seq,
        taken_back: row.taken_back_at.map(Timestamp::from).zip(row.taken_back_by),
    }
}
