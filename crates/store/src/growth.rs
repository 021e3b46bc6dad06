//! What the worker, every check and every page of the queue ask finds its rows by an index: a shop with a million
//! orders behind it is answered as soon as one on its first day.

use countersign_domain::orders::State;
use countersign_kernel::id::StoreId;
use countersign_kernel::{Random, SystemClock, Timestamp};

use crate::db::{Db, MIGRATIONS};
use crate::due;
use crate::holds::{HOLD_COUNT, HOLD_PACKAGE, PackageList};
use crate::orders::{self, Over, QueueFilter};

/// What may be read from end to end: a row made up, what the statement itself has gathered, the newest head alone.
const SMALL: [&str; 3] = ["CONSTANT ROW", "c", "record_heads USING INDEX"];

#[tokio::test]
async fn no_table_that_grows_is_looked_through() {
    let folder = tempfile::tempdir().expect("a scratch folder");
    let url = format!("sqlite:{}", folder.path().join("plans.db").display());
    let db = Db::open(&url).await.expect("a database");
    db.migrate_with(MIGRATIONS).await.expect("the schema");
    let held = ["holds_state_settled_at (state=?)", "acts_kind_done_at (kind=? AND done_at="];
    let look =
        ["inbox_state_next_at", "orders_state_arrived_at", "holds_state_expires_at", "acts_state_due_at"];
    let plain: [(&str, &[&str]); 7] = [
        (HOLD_PACKAGE, &["hold_packages_tag (tag=?)"]),
        (HOLD_COUNT, &["holds_person_key_state (person_key=?"]),
        (due::LOOK, &look),
        (PackageList::Shelf.held_units(), &held),
        (PackageList::State.held_units(), &held),
        (orders::COUNTS, &[OPEN]),
        (orders::OPEN_THERE, &[OPEN]),
    ];
    let plain = plain.map(|(sql, by)| (sql.to_owned(), by.to_vec()));
    for (sql, by) in plain.into_iter().chain(queues(&db).map(|(sql, by)| (sql, vec![by]))) {
        let plan = plan(&db, &sql).await;
        for scanned in plan.iter().filter_map(|step| step.strip_prefix("SCAN ")) {
            let is_small =
                SMALL.iter().any(|small| scanned == *small || scanned.starts_with(&format!("{small} ")));
            assert!(is_small, "`{scanned}` is read from end to end in: {sql}");
        }
        for index in by {
            assert!(plan.iter().any(|step| step.contains(index)), "not by `{index}`, but {plan:?}: {sql}");
        }
    }
    db.close().await;
}

/// The open orders are few; those of all time are not.
const OPEN: &str = "orders_store_id_closed_at (store_id=? AND closed_at=?";

/// The queue, its next page, the orders of today, those of one customer, and the plain list; and by what each is found.
fn queues(db: &Db) -> [(String, &'static str); 5] {
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
    [
        (open, OPEN),
        (next, OPEN),
        (today, "orders_store_id_closed_at (store_id=? AND closed_at>?"),
        (list, "orders_store_id_arrived_at (store_id=?"),
        (customer, "orders_customer_id_arrived_at (customer_id=?"),
    ]
    .map(|(filter, by)| (orders::queue_query(db, &store, &filter, 51).sql().to_owned(), by))
}

async fn plan(db: &Db, sql: &str) -> Vec<String> {
    let sql: &'static str = format!("explain query plan {sql}").leak();
    let values = sql.matches('$').count();
    let query = (0..values).fold(db.query(sql), |query, _| query.bind(1_i64));
    let rows: Vec<(i64, i64, i64, String)> = query.all().await.expect("SQLite explains");
    assert!(!rows.is_empty(), "a plan of {sql}");
    rows.into_iter().map(|(.., step)| step).collect()
}
