//! What the worker, every check and every page of the queue ask finds its rows by an index: a shop with a million
//! orders behind it is answered as soon as one on its first day.

use countersign_domain::orders::State;
use countersign_kernel::id::StoreId;
use countersign_kernel::{Random, SystemClock, Timestamp};

use crate::db::{Db, MIGRATIONS};
use crate::due;
use crate::holds::PackageList;
use crate::orders::{self, Over, QueueFilter};

/// What may be read from end to end: a row made up, what the statement itself has gathered, the newest head alone.
const SMALL: [&str; 3] = ["CONSTANT ROW", "c", "record_heads USING INDEX"];

#[tokio::test]
async fn no_table_that_grows_is_looked_through() {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let url = format!("sqlite:{}", folder.path().join("plans.db").display());
    let db = Db::open(&url).await.expect("a database");
    db.migrate_with(MIGRATIONS).await.expect("the schema");
    let plain = [due::LOOK, PackageList::Shelf.held_units(), PackageList::State.held_units(), orders::COUNTS];
    for sql in plain.into_iter().map(str::to_owned).chain(queues(&db)) {
        for step in plan(&db, &sql).await {
            let scanned = step.strip_prefix("SCAN ");
            let small = |what: &str| {
                SMALL.iter().any(|small| what == *small || what.starts_with(&format!("{small} ")))
            };
            assert!(scanned.is_none_or(small), "`{step}` in: {sql}");
            // The open orders are few; those of all time are not.
            let all_time = sql.contains("and closed_at") && step.contains("orders_store_id_arrived_at");
            assert!(!all_time, "`{step}` in: {sql}");
        }
    }
    db.close().await;
}

/// The queue, its next page, the orders of today, those of one customer, and the plain list.
fn queues(db: &Db) -> Vec<String> {
    let store = StoreId::fresh(&SystemClock, &Random::from_number(1));
    let open = QueueFilter {
        states: State::ALL.iter().copied().filter(|state| !state.is_final()).collect(),
        verdicts: Vec::new(),
        over: Over::Not,
        channel: None,
        customer_id: None,
        after: None,
        newest_first: false,
    };
    let next = QueueFilter { after: Some((1, "a".to_owned())), verdicts: vec!["stop"], ..open.clone() };
    let today = QueueFilter { over: Over::Since(Timestamp::from(1)), newest_first: true, ..open.clone() };
    let list =
        QueueFilter { states: State::ALL.to_vec(), over: Over::Either, newest_first: true, ..open.clone() };
    let customer = QueueFilter { customer_id: Some("c".to_owned()), ..list.clone() };
    let text = |filter: &QueueFilter| orders::queue_query(db, &store, filter, 51).sql().to_owned();
    [open, next, today, list, customer].iter().map(text).collect()
}

async fn plan(db: &Db, sql: &str) -> Vec<String> {
    let sql: &'static str = format!("explain query plan {sql}").leak();
    let values = sql.matches('$').count();
    let query = (0..values).fold(db.query(sql), |query, _| query.bind(1_i64));
    let rows: Vec<(i64, i64, i64, String)> = query.all().await.expect("SQLite explains");
    assert!(!rows.is_empty(), "a plan of {sql}");
    rows.into_iter().map(|(.., step)| step).collect()
}
