//! What people ticked on the day's checklists, and the few counts by which the product ticks the other items itself.

use countersign_kernel::Timestamp;
use countersign_kernel::id::{StoreId, TickId};

use crate::db::{Db, DbError, Source, Tx};

#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct TickRow {
    #[serde(deserialize_with = "crate::db::from_text")]
    pub id: TickId,
    #[serde(deserialize_with = "crate::db::from_text")]
    pub store_id: StoreId,
    pub day: String,
    pub list: String,
    pub item: String,
    #[serde(deserialize_with = "crate::db::from_number")]
    pub at: Timestamp,
    /// As the record names them.
    pub by_whom: String,
    /// May be empty.
    pub note: String,
    pub record_seq: i64,
    /// When and by whom, where it was.
    pub taken_back_at: Option<i64>,
    pub taken_back_by: Option<String>,
}

impl TickRow {
    fn live(&self) -> String {
        format!("{}/{}/{}/{}", self.store_id, self.day, self.list, self.item)
    }
}

const COLUMNS: &str = "select id, store_id, day, list, item, at, by_whom, note, record_seq, taken_back_at, taken_back_by \
                       from checklist_ticks";

/// `false`: somebody has ticked it already.
pub async fn tick(tx: &mut Tx<'_>, row: &TickRow) -> Result<bool, DbError> {
    let inserted = tx
        .query(
            "insert into checklist_ticks (id, store_id, day, list, item, live, at, by_whom, note, record_seq) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (live) do nothing",
        )
        .bind(row.id.as_str())
        .bind(row.store_id.as_str())
        .bind(&row.day)
        .bind(&row.list)
        .bind(&row.item)
        .bind(row.live())
        .bind(row.at.micros())
        .bind(&row.by_whom)
        .bind(&row.note)
        .bind(row.record_seq)
        .execute()
        .await?;
    Ok(inserted == 1)
}

/// `false`: it was taken back already.
pub async fn take_back(tx: &mut Tx<'_>, id: &TickId, at: Timestamp, by: &str) -> Result<bool, DbError> {
    let changed = tx
        .query(
            "update checklist_ticks set live = null, taken_back_at = $2, taken_back_by = $3 \
             where id = $1 and live is not null",
        )
        .bind(id.as_str())
        .bind(at.micros())
        .bind(by)
        .execute()
        .await?;
    Ok(changed == 1)
}

/// The ticks of a day that stand.
pub async fn of_day<'c>(from: impl Source<'c>, store: &StoreId, day: &str) -> Result<Vec<TickRow>, DbError> {
    from.query(COLUMNS)
        .push(" where store_id = ")
        .arg(store.as_str())
        .push(" and day = ")
        .arg(day)
        .push(" and live is not null order by at, id")
        .all()
        .await
}

/// Every tick of a day, those that were taken back too, as they were made.
pub async fn past(db: &Db, store: &StoreId, day: &str) -> Result<Vec<TickRow>, DbError> {
    db.query(COLUMNS)
        .push(" where store_id = ")
        .arg(store.as_str())
        .push(" and day = ")
        .arg(day)
        .push(" order by at, id")
        .all()
        .await
}

/// The days of a store on which something was ticked, newest first.
pub async fn days(db: &Db, store: &StoreId, count: i64) -> Result<Vec<String>, DbError> {
    db.query("select distinct day from checklist_ticks where store_id = $1 order by day desc limit $2")
        .bind(store.as_str())
        .bind(count)
        .all_values()
        .await
}

/// When the first comparison of whole books ended that began in this time.
pub async fn first_whole_books(
    db: &Db,
    store: &StoreId,
    from: Timestamp,
    to: Timestamp,
) -> Result<Option<i64>, DbError> {
    db.query(
        "select ended_at from book_runs where store_id = $1 and began_at >= $2 and began_at < $3 and whole \
         order by began_at limit 1",
    )
    .bind(store.as_str())
    .bind(from.micros())
    .bind(to.micros())
    .maybe_value()
    .await
}

/// The last entry of one kind about a store before an instant: its own instant and line.
pub async fn last_entry(
    db: &Db,
    store: &StoreId,
    kind: &str,
    before: Timestamp,
) -> Result<Option<(i64, String)>, DbError> {
    db.query(
        "select at, line from record where subject = $1 and kind = $2 and at < $3 order by seq desc limit 1",
    )
    .bind(store.as_str())
    .bind(kind)
    .bind(before.micros())
    .maybe()
    .await
}

/// Entries of one kind about a store in a time: instant and line, oldest first.
pub async fn entries(
    db: &Db,
    store: &StoreId,
    kind: &str,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<(i64, String)>, DbError> {
    db.query(
        "select at, line from record where subject = $1 and kind = $2 and at >= $3 and at < $4 order by seq",
    )
    .bind(store.as_str())
    .bind(kind)
    .bind(from.micros())
    .bind(to.micros())
    .all()
    .await
}

/// Orders that arrived before an instant and that nobody has decided.
pub async fn undecided_orders(db: &Db, store: &StoreId, before: Timestamp) -> Result<i64, DbError> {
    db.query(
        "select count(*) from orders where store_id = $1 and state in ('arrived', 'checked') \
         and closed_at is null and arrived_at < $2",
    )
    .bind(store.as_str())
    .bind(before.micros())
    .one_value()
    .await
}

/// Whether any order came in before an instant.
pub async fn had_orders(db: &Db, store: &StoreId, before: Timestamp) -> Result<bool, DbError> {
    let first: Option<i64> = db
        .query("select arrived_at from orders where store_id = $1 and arrived_at < $2 limit 1")
        .bind(store.as_str())
        .bind(before.micros())
        .maybe_value()
        .await?;
    Ok(first.is_some())
}

/// Acts that were owed before an instant and are not done: all of them, and those given up.
pub async fn acts_left(db: &Db, store: &StoreId, before: Timestamp) -> Result<(i64, i64), DbError> {
    db.query(
        "select count(*) as owed, cast(coalesce(sum(case when state = 'dead' then 1 else 0 end), 0) as bigint) as dead \
         from acts where store_id = $1 and state in ('due', 'dead') and made_at < $2",
    )
    .bind(store.as_str())
    .bind(before.micros())
    .one()
    .await
}

/// Certificates that were handed in before an instant and are neither confirmed nor refused.
pub async fn undecided_certificates(db: &Db, store: &StoreId, before: Timestamp) -> Result<i64, DbError> {
    db.query(
        "select count(*) from certificates where store_id = $1 and state in ('waiting', 'read', 'unreadable') \
         and kept_at < $2",
    )
    .bind(store.as_str())
    .bind(before.micros())
    .one_value()
    .await
}
