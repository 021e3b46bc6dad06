//! What waits to be done: one look that tells whether anything does, and the list of each kind.

use countersign_kernel::Timestamp;

use crate::db::{Db, DbError};
use crate::inbox::InboxRow;

// Each condition is written once: the look and the list that follows it must never see things differently. The time
// is `$1`, except where another one is asked for.

macro_rules! message {
    () => {
        "state = 'new' and next_at <= $1"
    };
}

macro_rules! unchecked {
    () => {
        "state = 'arrived'"
    };
}

macro_rules! unacknowledged {
    ($by:literal) => {
        concat!("acknowledge_by <= ", $by, " and acknowledged_at is null and state in ('arrived', 'checked')")
    };
}

macro_rules! run_out {
    () => {
        "state = 'held' and expires_at <= $1"
    };
}

macro_rules! call_outlives_node {
    () => {
        40_000_000
    };
}

/// How long after the end of its node an act is left alone, in microseconds. The call that was under way may still be at
/// work at the other side: as long as a living node waits for it, and a little more.
pub const CALL_OUTLIVES_NODE_MICROS: i64 = call_outlives_node!();

/// The oldest of its lane, of `acts a`, and in nobody's hands.
macro_rules! act {
    () => {
        concat!(
            "state = 'due' and due_at <= $1 and (leased_until is null or leased_until <= $1 \
             or exists (select 1 from nodes n where n.id = a.leased_by and n.ends_at <= $1 - ",
            $crate::due::call_outlives_node!(),
            ")) and not exists (select 1 from acts b where b.lane = a.lane and b.place < a.place \
             and b.state in ('due', 'dead'))"
        )
    };
}
pub(crate) use {act, call_outlives_node};

/// Which lists are not empty, and how far the record's last signed head is behind.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct Due {
    pub messages: bool,
    pub unchecked: bool,
    pub unacknowledged: bool,
    pub run_out: bool,
    pub acts: bool,
    /// Entries after the last signed head.
    pub unsigned: i64,
    /// When that head was signed.
    pub signed_at: Option<i64>,
}

pub(crate) const LOOK: &str = concat!(
    "select exists(select 1 from inbox where ",
    message!(),
    ") as messages, exists(select 1 from orders where ",
    unchecked!(),
    ") as unchecked, exists(select 1 from orders where ",
    unacknowledged!("$2"),
    ") as unacknowledged, exists(select 1 from holds where ",
    run_out!(),
    ") as run_out, exists(select 1 from acts a where ",
    act!(),
    ") as acts, \
     (select seq from record_tip where one = 1) - coalesce((select max(seq) from record_heads), 0) as unsigned, \
     (select at from record_heads order by seq desc limit 1) as signed_at"
);

/// One statement, because the worker looks after every change and most often finds nothing.
pub async fn look(db: &Db, now: Timestamp, acknowledge_by: Timestamp) -> Result<Due, DbError> {
    db.query(LOOK).bind(now.micros()).bind(acknowledge_by.micros()).one().await
}

/// Messages nobody has dealt with yet, oldest first.
pub async fn messages(db: &Db, now: Timestamp, count: i64) -> Result<Vec<InboxRow>, DbError> {
    db.query(concat!(
        "select id, store_id, vendor, dedupe, sealed_body, body_sha256, received_at, state, attempts, next_at, \
         last_error from inbox where ",
        message!(),
        " order by received_at, id limit $2"
    ))
    .bind(now.micros())
    .bind(count)
    .all()
    .await
}

/// Orders that still want their checks run, oldest first, each with its store.
pub async fn unchecked(db: &Db, count: i64) -> Result<Vec<(String, String)>, DbError> {
    db.query(concat!(
        "select id, store_id from orders where ",
        unchecked!(),
        " order by arrived_at, id limit $1"
    ))
    .bind(count)
    .all()
    .await
}

/// Orders whose marketplace clock runs out before `by` and that nobody has acknowledged.
pub async fn unacknowledged(db: &Db, by: Timestamp, count: i64) -> Result<Vec<String>, DbError> {
    db.query(concat!(
        "select id from orders where ",
        unacknowledged!("$1"),
        " order by acknowledge_by, id limit $2"
    ))
    .bind(by.micros())
    .bind(count)
    .all_values()
    .await
}

/// The orders of open holds that ran out by `now`, oldest first.
pub async fn run_out(db: &Db, now: Timestamp, count: i64) -> Result<Vec<String>, DbError> {
    db.query(concat!("select order_id from holds where ", run_out!(), " order by expires_at, id limit $2"))
        .bind(now.micros())
        .bind(count)
        .all_values()
        .await
}
