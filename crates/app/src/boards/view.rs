//! How far a board follows, for the connection's page, and where each item of the day is seen.

use std::collections::BTreeMap;

use countersign_kernel::{Actor, Permission, Timestamp};
use countersign_store::boards;

use super::desired::item_key;
use super::sweep::greenwich;
use crate::app::App;
use crate::error::AppError;
use crate::permit::store_of;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoardView {
    /// When it was last read whole and made true; none before the first time.
    pub swept_at: Option<Timestamp>,
    pub next_at: Timestamp,
    /// Pieces of open work that stand there.
    pub open_tasks: i64,
    /// Calls made today, a day in Greenwich.
    pub calls_today: i64,
    /// How many more may be made today, where there is a limit.
    pub calls_left: Option<i64>,
    pub calls_back: CallsBack,
    pub error: Option<(Timestamp, String)>,
}

/// Whether the board calls us when something changes there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallsBack {
    Yes,
    /// It was asked to and has not said that it will.
    Asked,
    /// Nobody has said where the world reaches this server.
    NoAddress,
    Cannot,
}

/// The mirror of one board; nothing for a connection that is no board, or that nobody has come by yet.
pub async fn of_vendor(app: &App, actor: &Actor, vendor: &str) -> Result<Option<BoardView>, AppError> {
    app.permit(actor, Permission::ConnectionView)?;
    let store = store_of(actor)?;
    let Some(row) = boards::of_vendor(app.db(), store, vendor).await? else { return Ok(None) };
    let Some(connection) = app.connection(store, vendor) else { return Ok(None) };
    let Some(board) = connection.task_board() else { return Ok(None) };
    let habits = board.habits();
    let calls_today = if row.day == greenwich(app.now()) { row.calls } else { 0 };
    let calls_back = match (habits.calls_back, app.public_address(), &row.hook_id) {
        (false, ..) => CallsBack::Cannot,
        (true, None, _) => CallsBack::NoAddress,
        (true, Some(_), Some(_)) => CallsBack::Yes,
        (true, Some(_), None) => CallsBack::Asked,
    };
    Ok(Some(BoardView {
        swept_at: row.swept_at.map(Timestamp::from),
        next_at: row.next_at,
        open_tasks: row.open_tasks,
        calls_today,
        calls_left: habits.calls_per_day.map(|cap| (i64::from(cap) - calls_today).max(0)),
        calls_back,
        error: row.error_at.map(Timestamp::from).zip(row.error),
    }))
}

/// Where the items of a day are seen on boards: by list and item, the vendor and the address there.
pub async fn links(
    app: &App,
    actor: &Actor,
    day: &str,
) -> Result<BTreeMap<(String, String), (String, String)>, AppError> {
    app.permit(actor, Permission::ChecklistView)?;
    let store = store_of(actor)?;
    let before = item_key(store.as_str(), day, "", "");
    let before = before.trim_end_matches('/');
    let mut found = BTreeMap::new();
    for (key, vendor, url) in boards::links(app.db(), store).await? {
        let rest = key.strip_prefix(before).and_then(|rest| rest.strip_prefix('/'));
        // Only what a browser opens by itself; it came from outside.
        let is_web = url.starts_with("https://");
        if let Some((list, item)) = rest.and_then(|rest| rest.split_once('/')).filter(|_| is_web) {
            found.entry((list.to_owned(), item.to_owned())).or_insert((vendor, url));
        }
    }
    Ok(found)
}
