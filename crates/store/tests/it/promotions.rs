//! What was live is never edited, and what was live when is known for ever.

use countersign_kernel::id::{PromotionId, StoreId};
use countersign_kernel::{ManualClock, Random, Timestamp};
use countersign_store::db::{Db, violated};
use countersign_store::promotions::{self, PromotionRow};
use countersign_store::{db_test, stores};

use crate::places;

const START: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);

async fn shop(db: &Db) -> StoreId {
    let store = places::store(&ManualClock::at(START), &Random::from_number(7), START);
    let new = &store;
    db.write(|tx| Box::pin(stores::insert(tx, new))).await.unwrap();
    store.id
}

fn draft(store: &StoreId, version: i64) -> PromotionRow {
    PromotionRow {
        id: PromotionId::fresh(&ManualClock::at(START), &Random::from_number(3)),
        version,
        store_id: store.clone(),
        state: "draft".to_owned(),
        terms: "{}".to_owned(),
        made_at: START,
        made_by: "stf_1".to_owned(),
        asked_at: None,
        asked_by: None,
        register_name: None,
        live_at: None,
        live_by: None,
        countersigned_by: None,
        ground: None,
        ended_at: None,
        ended_by: None,
        end_reason: None,
        law: None,
        record_seq: 1,
    }
}

async fn saved(db: &Db, row: &PromotionRow, was: &str) -> bool {
    db.write(|tx| Box::pin(promotions::save(tx, row, was))).await.unwrap()
}

db_test!(what_is_live_keeps_its_terms_and_its_time, |db| async move {
    let store = shop(&db).await;
    let mut row = draft(&store, 1);
    let new = &row;
    db.write(|tx| Box::pin(promotions::insert(tx, new))).await.unwrap();
    let again =
        db.write(|tx| Box::pin(async move { promotions::insert(tx, &draft(&new.store_id, 2)).await })).await;
    assert!(violated(&again.unwrap_err()).is_some(), "one draft at a time");
    let other = PromotionRow { terms: r#"{"name":"a"}"#.to_owned(), ..row.clone() };
    assert!(!saved(&db, &other, "draft").await, "no version ever says something else");
    (row.state, row.live_at, row.live_by) =
        ("live".to_owned(), Some(START.plus_seconds(60).micros()), Some("stf_1".to_owned()));
    assert!(saved(&db, &row, "draft").await);
    assert_eq!(promotions::all_live(&db).await.unwrap(), [row.clone()]);
    let edited = PromotionRow { terms: other.terms, ..row.clone() };
    assert!(!saved(&db, &edited, "live").await, "what is live is never edited");
    (row.state, row.ended_at) = ("ended".to_owned(), Some(START.plus_seconds(120).micros()));
    assert!(saved(&db, &row, "live").await);
    assert!(!saved(&db, &row, "live").await, "it ends once");
    for (seconds, count) in [(59, 0), (60, 1), (119, 1), (120, 0)] {
        let live = promotions::live_at(&db, &store, START.plus_seconds(seconds)).await.unwrap();
        assert_eq!(live.len(), count, "{seconds}");
    }
    assert_eq!(promotions::versions(&db, &store, &row.id).await.unwrap(), [row.clone()]);
    assert_eq!(promotions::of_store(&db, &store, 10).await.unwrap(), [row]);
});

db_test!(
    a_draft_that_is_written_anew_makes_room_for_the_next_number_and_nothing_else_does,
    |db| async move {
        let store = shop(&db).await;
        let (first, second) = (draft(&store, 1), draft(&store, 2));
        let drop = async |version: i64| {
            let (id, store) = (&first.id, &store);
            db.write(|tx| Box::pin(promotions::drop_draft(tx, store, id, version))).await.unwrap();
        };
        let new = &first;
        db.write(|tx| Box::pin(promotions::insert(tx, new))).await.unwrap();
        drop(2).await;
        let kept = promotions::versions(&db, &store, &first.id).await.unwrap();
        assert_eq!(kept, std::slice::from_ref(&first), "another's number");
        drop(1).await;
        let new = &second;
        db.write(|tx| Box::pin(promotions::insert(tx, new))).await.unwrap();
        let live = PromotionRow {
            state: "live".to_owned(),
            live_at: Some(START.micros()),
            live_by: Some("stf_1".to_owned()),
            ..second.clone()
        };
        assert!(saved(&db, &live, "draft").await);
        drop(2).await;
        assert_eq!(promotions::versions(&db, &store, &first.id).await.unwrap(), [live], "what is live stays");
    }
);
