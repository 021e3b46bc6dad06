//! How far a task board follows a store's open work: when it was looked at, by which door it calls us, which task stands for what.

use std::fmt;

use countersign_kernel::Timestamp;
use countersign_kernel::id::StoreId;

use crate::db::{Db, DbError, Source, Tx};

#[derive(Clone, PartialEq, Eq, serde::Deserialize)]
pub struct BoardRow {
    pub vendor: String,
    pub door: Option<String>,
    pub door_at: Option<i64>,
    pub sealed_hook: Option<Vec<u8>>,
    pub hook_id: Option<String>,
    #[serde(deserialize_with = "crate::db::from_number")]
    pub watch_at: Timestamp,
    #[serde(deserialize_with = "crate::db::from_number")]
    pub next_at: Timestamp,
    pub swept_at: Option<i64>,
    pub shows: Option<String>,
    pub open_tasks: i64,
    pub error: Option<String>,
    pub error_at: Option<i64>,
    pub day: String,
    pub calls: i64,
}

impl fmt::Debug for BoardRow {
    /// Without the door and the secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BoardRow({}, next {}, ‹sealed›)", self.vendor, self.next_at)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct TaskRow {
    pub key: String,
    pub task_id: String,
    pub url: Option<String>,
    #[serde(deserialize_with = "crate::db::from_number")]
    pub made_at: Timestamp,
    pub answered: Option<String>,
}

const COLUMNS: &str = "select vendor, door, door_at, sealed_hook, hook_id, watch_at, next_at, swept_at, shows, open_tasks, error, error_at, \
                       day, calls from boards";

pub async fn of_vendor<'c>(
    from: impl Source<'c>,
    store: &StoreId,
    vendor: &str,
) -> Result<Option<BoardRow>, DbError> {
    from.query(COLUMNS)
        .push(" where store_id = ")
        .arg(store.as_str())
        .push(" and vendor = ")
        .arg(vendor)
        .maybe()
        .await
}

/// A board that nobody has looked at yet; nothing where it is known.
pub async fn begin(
    tx: &mut Tx<'_>,
    store: &StoreId,
    vendor: &str,
    now: Timestamp,
    day: &str,
) -> Result<(), DbError> {
    tx.query(
        "insert into boards (store_id, vendor, watch_at, next_at, open_tasks, day, calls) values ($1, $2, $3, $3, $4, $5, $4) \
         on conflict (store_id, vendor) do nothing",
    )
    .bind(store.as_str())
    .bind(vendor)
    .bind(now.micros())
    .bind(0_i64)
    .bind(day)
    .execute()
    .await?;
    Ok(())
}

/// It is looked at as soon as somebody comes by.
pub async fn wake(tx: &mut Tx<'_>, store: &StoreId, vendor: &str, now: Timestamp) -> Result<(), DbError> {
    tx.query("update boards set next_at = $3 where store_id = $1 and vendor = $2 and next_at > $3")
        .bind(store.as_str())
        .bind(vendor)
        .bind(now.micros())
        .execute()
        .await?;
    Ok(())
}

/// Adds calls to a day's; the first of another day begin anew.
pub async fn spend(
    tx: &mut Tx<'_>,
    store: &StoreId,
    vendor: &str,
    day: &str,
    calls: i64,
) -> Result<(), DbError> {
    tx.query(
        "update boards set calls = case when day = $3 then calls + $4 else $4 end, day = $3 where store_id = $1 and vendor = $2",
    )
    .bind(store.as_str())
    .bind(vendor)
    .bind(day)
    .bind(calls)
    .execute()
    .await?;
    Ok(())
}

/// How a look at the board ended.
#[derive(Debug, Clone, Copy)]
pub struct Looked<'a> {
    pub next_at: Timestamp,
    /// When it was looked at whole, what it shows by now, and of how many tasks of ours.
    pub whole: Option<(Timestamp, &'a str, i64)>,
    pub error: Option<(Timestamp, &'a str)>,
}

pub async fn looked(
    tx: &mut Tx<'_>,
    store: &StoreId,
    vendor: &str,
    looked: Looked<'_>,
) -> Result<(), DbError> {
    let whole = looked.whole;
    tx.query(
        "update boards set next_at = $3, swept_at = coalesce($4, swept_at), shows = coalesce($5, shows), \
         open_tasks = coalesce($6, open_tasks), error = $7, error_at = $8 where store_id = $1 and vendor = $2",
    )
    .bind(store.as_str())
    .bind(vendor)
    .bind(looked.next_at.micros())
    .bind(whole.map(|(at, ..)| at.micros()))
    .bind(whole.map(|(_, shows, _)| shows))
    .bind(whole.map(|(.., open)| open))
    .bind(looked.error.map(|(_, why)| why))
    .bind(looked.error.map(|(at, _)| at.micros()))
    .execute()
    .await?;
    Ok(())
}

/// A new door, in place of any other; whoever knocks at that one is no longer heard.
pub async fn give_door(
    tx: &mut Tx<'_>,
    store: &StoreId,
    vendor: &str,
    door: &str,
    at: Timestamp,
    again_at: Timestamp,
) -> Result<(), DbError> {
    tx.query(
        "update boards set door = $3, door_at = $4, watch_at = $5, sealed_hook = null, hook_id = null \
         where store_id = $1 and vendor = $2",
    )
    .bind(store.as_str())
    .bind(vendor)
    .bind(door)
    .bind(at.micros())
    .bind(again_at.micros())
    .execute()
    .await?;
    Ok(())
}

/// What the board will sign with, told once for a door. `false` when it was told before, or the door is another by now.
pub async fn keep_hook(
    tx: &mut Tx<'_>,
    store: &StoreId,
    vendor: &str,
    door: &str,
    sealed: &[u8],
) -> Result<bool, DbError> {
    let kept = tx
        .query(
            "update boards set sealed_hook = $4 where store_id = $1 and vendor = $2 and door = $3 and sealed_hook is null",
        )
        .bind(store.as_str())
        .bind(vendor)
        .bind(door)
        .bind(sealed)
        .execute()
        .await?;
    Ok(kept == 1)
}

/// The board has said that it will call at this door.
pub async fn watched(
    tx: &mut Tx<'_>,
    store: &StoreId,
    vendor: &str,
    door: &str,
    hook_id: &str,
) -> Result<(), DbError> {
    tx.query("update boards set hook_id = $4 where store_id = $1 and vendor = $2 and door = $3")
        .bind(store.as_str())
        .bind(vendor)
        .bind(door)
        .bind(hook_id)
        .execute()
        .await?;
    Ok(())
}

/// When it is seen next whether the board calls us.
pub async fn watch_at(tx: &mut Tx<'_>, store: &StoreId, vendor: &str, at: Timestamp) -> Result<(), DbError> {
    tx.query("update boards set watch_at = $3 where store_id = $1 and vendor = $2")
        .bind(store.as_str())
        .bind(vendor)
        .bind(at.micros())
        .execute()
        .await?;
    Ok(())
}

/// The tasks of ours that are known there, by key.
pub async fn tasks<'c>(
    from: impl Source<'c>,
    store: &StoreId,
    vendor: &str,
) -> Result<Vec<TaskRow>, DbError> {
    from.query(
        "select key, task_id, url, made_at, answered from board_tasks where store_id = $1 and vendor = $2 order by key",
    )
    .bind(store.as_str())
    .bind(vendor)
    .all()
    .await
}

/// Where each piece of a store's work is seen, on whichever board: key, vendor, address.
pub async fn links(db: &Db, store: &StoreId) -> Result<Vec<(String, String, String)>, DbError> {
    db.query("select key, vendor, url from board_tasks where store_id = $1 and url is not null order by key, vendor")
        .bind(store.as_str())
        .all()
        .await
}

pub async fn put_task(tx: &mut Tx<'_>, store: &StoreId, vendor: &str, row: &TaskRow) -> Result<(), DbError> {
    tx.query(
        "insert into board_tasks (store_id, vendor, key, task_id, url, made_at, answered) values ($1, $2, $3, $4, $5, $6, $7) \
         on conflict (store_id, vendor, key) do update set task_id = excluded.task_id, url = excluded.url, \
         answered = excluded.answered",
    )
    .bind(store.as_str())
    .bind(vendor)
    .bind(&row.key)
    .bind(&row.task_id)
    .bind(row.url.as_deref())
    .bind(row.made_at.micros())
    .bind(row.answered.as_deref())
    .execute()
    .await?;
    Ok(())
}

/// Which completion there was answered last; none where the next one is new whatever it is.
pub async fn answered(
    tx: &mut Tx<'_>,
    store: &StoreId,
    vendor: &str,
    key: &str,
    answered: Option<&str>,
) -> Result<(), DbError> {
    tx.query("update board_tasks set answered = $4 where store_id = $1 and vendor = $2 and key = $3")
        .bind(store.as_str())
        .bind(vendor)
        .bind(key)
        .bind(answered)
        .execute()
        .await?;
    Ok(())
}

pub async fn drop_task(tx: &mut Tx<'_>, store: &StoreId, vendor: &str, key: &str) -> Result<(), DbError> {
    tx.query("delete from board_tasks where store_id = $1 and vendor = $2 and key = $3")
        .bind(store.as_str())
        .bind(vendor)
        .bind(key)
        .execute()
        .await?;
    Ok(())
}

/// With its connection goes what was known of it, but not how often it was called today. The tasks stay there, and are found by
/// their keys if it comes back.
pub async fn forget(tx: &mut Tx<'_>, store: &StoreId, vendor: &str) -> Result<(), DbError> {
    tx.query("delete from board_tasks where store_id = $1 and vendor = $2")
        .bind(store.as_str())
        .bind(vendor)
        .execute()
        .await?;
    tx.query(
        "update boards set door = null, door_at = null, sealed_hook = null, hook_id = null, watch_at = $3, next_at = $3, \
         swept_at = null, shows = null, open_tasks = $3, error = null, error_at = null where store_id = $1 and vendor = $2",
    )
    .bind(store.as_str())
    .bind(vendor)
    .bind(0_i64)
    .execute()
    .await?;
    Ok(())
}
