//! Nodes, what each has in hand, and the record as it is followed.

use countersign_kernel::id::{NodeId, TokenId};
use countersign_kernel::{ManualClock, Random, Timestamp};
use countersign_store::db::{Db, Engine};
use countersign_store::leases::{self, LeaseRow};
use countersign_store::nodes::{self, NodeRow};
use countersign_store::{db_test, follow, idempotency, record};

const START: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);

fn at(seconds: i64) -> Timestamp {
    START.plus_seconds(seconds)
}

fn node(seed: u64, ends: i64) -> NodeRow {
    let id = NodeId::fresh(&ManualClock::at(START), &Random::from_number(seed));
    NodeRow { id, name: format!("host {seed}"), started_at: START, ends_at: at(ends) }
}

async fn beat(db: &Db, node: &NodeRow, now: i64) -> bool {
    db.write(|tx| Box::pin(async move { nodes::beat(tx, node, at(now)).await })).await.unwrap()
}

async fn is_dead(db: &Db, node: &NodeRow, now: i64) -> bool {
    db.write(|tx| Box::pin(async move { nodes::is_dead(tx, node.id.as_str(), at(now)).await })).await.unwrap()
}

async fn take(db: &Db, node: &NodeRow, now: i64, ends: i64) -> Option<LeaseRow> {
    db.write(|tx| Box::pin(async move { leases::take(tx, "heads", &node.id, at(now), at(ends)).await }))
        .await
        .unwrap()
}

async fn is_held(db: &Db, lease: &LeaseRow) -> bool {
    db.write(|tx| Box::pin(async move { leases::is_held(tx, lease).await })).await.unwrap()
}

db_test!(a_node_lives_as_long_as_it_says_so_in_time, |db| async move {
    let (one, two) = (node(1, 20), node(2, 30));
    assert!(!is_dead(&db, &one, 99).await, "of a node that was never heard of nothing is known");
    assert!(beat(&db, &one, 0).await && beat(&db, &two, 0).await);
    assert!(!is_dead(&db, &one, 19).await && is_dead(&db, &one, 20).await);
    assert!(beat(&db, &NodeRow { ends_at: at(39), ..one.clone() }, 19).await);
    assert!(!is_dead(&db, &one, 38).await);
    assert!(!beat(&db, &NodeRow { ends_at: at(60), ..one.clone() }, 39).await, "too late");
    assert!(is_dead(&db, &one, 39).await);
    db.write(|tx| {
        let id = &two.id;
        Box::pin(async move { nodes::leave(tx, id, at(5)).await })
    })
    .await
    .unwrap();
    assert!(is_dead(&db, &two, 5).await);
    assert_eq!(nodes::all(&db).await.unwrap().len(), 2);
    let forgotten = db.write(|tx| Box::pin(async { nodes::forget(tx, at(10)).await })).await.unwrap();
    assert_eq!(forgotten, 1);
    assert_eq!(nodes::all(&db).await.unwrap()[0].ends_at, at(39));
    let replaced =
        db.write(|tx| Box::pin(async { nodes::replace(tx, "host 1", at(12)).await })).await.unwrap();
    assert_eq!(replaced, 1);
    assert!(is_dead(&db, &one, 12).await);
    let time = nodes::server_time(&db).await.unwrap();
    assert_eq!(time.is_some(), db.engine() == Engine::Postgres);
});

db_test!(a_lease_passes_on_when_it_ends_or_its_node_does, |db| async move {
    let (one, two) = (node(1, 20), node(2, 99));
    beat(&db, &one, 0).await;
    beat(&db, &two, 0).await;
    let first = take(&db, &one, 0, 30).await.expect("nobody has it");
    assert_eq!((first.token, first.ends_at), (1, at(30)));
    assert_eq!(take(&db, &two, 19, 60).await, None);
    let again = take(&db, &one, 1, 31).await.expect("its own");
    assert_eq!(again.token, 2);
    assert!(!is_held(&db, &first).await && is_held(&db, &again).await);
    let lease = &again;
    let extended = db.write(|tx| Box::pin(async move { leases::extend(tx, lease, at(40)).await })).await;
    assert!(extended.unwrap());
    let second = take(&db, &two, 20, 60).await.expect("the node of the first is dead");
    assert_eq!(second.token, 3);
    assert!(!is_held(&db, &again).await);
    let late = db.write(|tx| Box::pin(async move { leases::extend(tx, lease, at(90)).await })).await;
    assert!(!late.unwrap(), "it was taken over");
    assert_eq!(take(&db, &one, 59, 90).await, None);
    let lease = &second;
    db.write(|tx| Box::pin(async move { leases::extend(tx, lease, at(50)).await })).await.unwrap();
    assert!(is_held(&db, &second).await, "cut short, and nobody has taken it");
    assert_eq!(take(&db, &one, 50, 90).await.map(|lease| lease.token), Some(4));
});

db_test!(a_key_belongs_to_the_node_that_reserved_it, |db| async move {
    let (one, two) = (node(1, 20), node(2, 20));
    let token = &TokenId::fresh(&ManualClock::at(START), &Random::from_number(3));
    let (first, other) = (&one.id, &two.id);
    db.write(|tx| {
        Box::pin(async move {
            assert!(idempotency::reserve(tx, token, "k", "hash", first, START).await?);
            assert!(!idempotency::reserve(tx, token, "k", "hash", other, START).await?);
            assert!(!idempotency::keep(tx, token, "k", other, 200, "other's").await?);
            idempotency::release(tx, token, "k", Some(other.as_str())).await?;
            idempotency::release(tx, token, "k", None).await?;
            let kept = idempotency::find(&mut *tx, token, "k").await?.expect("nobody else could release it");
            assert_eq!((kept.status, kept.node_id.as_deref()), (0, Some(first.as_str())));
            assert!(idempotency::keep(tx, token, "k", first, 200, "first's").await?);
            idempotency::release(tx, token, "k", Some(first.as_str())).await?;
            assert_eq!(idempotency::find(&mut *tx, token, "k").await?.expect("answered").answer, "first's");
            Ok::<_, countersign_store::db::DbError>(())
        })
    })
    .await
    .unwrap();
});

db_test!(an_empty_record_has_an_end_and_no_news, |db| async move {
    assert_eq!(follow::end(&db).await.unwrap(), 0);
    db.write(|tx| Box::pin(async { record::begin(tx, "log").await })).await.unwrap();
    assert_eq!(follow::end(&db).await.unwrap(), 0);
    let news = follow::since(&db, 0).await.unwrap();
    assert_eq!((news.seq, news.about.len(), news.more), (0, 0, false));
    assert_eq!(db.listen().await.unwrap().is_some(), db.engine() == Engine::Postgres);
    assert!(db.find_primary().await, "one server is the one there is");
});
