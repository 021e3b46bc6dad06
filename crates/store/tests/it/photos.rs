//! What was judged stays as it was, a doubtful photo takes two people, and of a product one is shown, whoever asks for something else.

use countersign_kernel::id::{PhotoId, StoreId};
use countersign_kernel::{ManualClock, Random, Timestamp};
use countersign_store::db::{Db, DbError, violated};
use countersign_store::photos::{self, Judged, NewPhoto, PhotoRow, Size, When};
use countersign_store::{db_test, stores};

use crate::places;

const START: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);
const UNTIL: Timestamp = Timestamp::from_micros(1_800_000_600_000_000);
const CLEAN: &[u8] = b"\xFF\xD8 clean";

async fn shop(db: &Db) -> StoreId {
    let store = places::store(&ManualClock::at(START), &Random::from_number(7), START);
    let new = &store;
    db.write(|tx| Box::pin(stores::insert(tx, new))).await.unwrap();
    store.id
}

async fn kept(db: &Db, store: &StoreId, seed: u64, sha256: &str) -> PhotoId {
    let id = PhotoId::fresh(&ManualClock::at(START), &Random::from_number(seed));
    let new = NewPhoto {
        id: &id,
        store,
        sku: "BD-35",
        product: "Blue Dream 3.5 g",
        file_name: "blue.jpg",
        sha256,
        bytes: b"\xFF\xD8\xFF as it came",
        at: START.plus_seconds(i64::try_from(seed).unwrap()),
        by: "stf_1",
    };
    db.write(|tx| Box::pin(photos::keep(tx, new))).await.unwrap();
    id
}

async fn claim(db: &Db, id: &PhotoId, now: Timestamp, until: Timestamp) -> bool {
    db.write(|tx| Box::pin(photos::claim(tx, id, now, until))).await.unwrap()
}

async fn judged(db: &Db, id: &PhotoId, until: Timestamp, doubtful: bool, again: Option<&str>) -> bool {
    let row = &row(db, id).await;
    let when = When { claimed_until: until, at: START, by: "system:photos", due_at: UNTIL };
    let sha256 = &format!("clean-{id}");
    let judged = Judged::Picture {
        judgement: "{}",
        doubtful,
        clean: CLEAN,
        clean_sha256: sha256,
        preview: b"small",
        again,
    };
    db.write(|tx| Box::pin(photos::has_judged(tx, row, when, judged))).await.unwrap()
}

async fn row(db: &Db, id: &PhotoId) -> PhotoRow {
    photos::by_id(db, id).await.unwrap().expect("it is there")
}

async fn save(db: &Db, row: PhotoRow, was: &'static str) -> Result<bool, DbError> {
    let row = &row;
    db.write(|tx| Box::pin(photos::save(tx, row, was))).await
}

fn signed_off(row: PhotoRow, by: &str) -> PhotoRow {
    PhotoRow {
        state: "signed_off".to_owned(),
        answers: Some("{}".to_owned()),
        decided_by: Some(by.to_owned()),
        decided_at: Some(START.micros()),
        record_seq: Some(9),
        ..row
    }
}

async fn forced(db: &Db, sql: &'static str) -> String {
    let refused = db.write(|tx| Box::pin(async move { tx.query(sql).execute().await })).await;
    violated(&refused.expect_err("the database refuses")).expect("and says why")
}

db_test!(a_doubtful_one_takes_somebody_else_and_what_is_shown_stays, |db| async move {
    let store = shop(&db).await;
    let id = kept(&db, &store, 1, "one").await;
    assert!(claim(&db, &id, START, UNTIL).await);
    assert!(judged(&db, &id, UNTIL, true, None).await);
    let alone = save(&db, signed_off(row(&db, &id).await, "stf_1"), "judged").await;
    assert_eq!(violated(&alone.expect_err("one pair of eyes")).unwrap(), "photos_two_hands_check");
    assert_eq!(
        photos::served(&db, &format!("clean-{id}")).await.unwrap(),
        None,
        "not before it is signed off"
    );
    assert!(save(&db, signed_off(row(&db, &id).await, "stf_2"), "judged").await.unwrap());
    assert!(!save(&db, signed_off(row(&db, &id).await, "stf_3"), "judged").await.unwrap(), "once");
    assert_eq!(photos::served(&db, &format!("clean-{id}")).await.unwrap().as_deref(), Some(CLEAN));
    for (sql, why) in [
        ("update photos set sku = 'other'", "photos_file_stays"),
        ("update photos set clean = null", "photos_judgement_stays"),
        ("update photos set doubtful = false", "photos_judgement_stays"),
        ("update photos set state = 'judged'", "photos_decided_stay"),
        ("delete from photos", "photos_stay"),
    ] {
        // Several of its guards hold it; which of them speaks first is the engine's.
        assert!([why, "photos_decided_stay"].contains(&forced(&db, sql).await.as_str()), "{sql}");
    }
});

db_test!(of_a_product_one_is_shown_and_one_that_gave_way_is_not, |db| async move {
    let store = shop(&db).await;
    let (first, second) = (kept(&db, &store, 1, "one").await, kept(&db, &store, 2, "two").await);
    for id in [&first, &second] {
        assert!(claim(&db, id, START, UNTIL).await);
        assert!(judged(&db, id, UNTIL, false, None).await);
    }
    assert!(save(&db, signed_off(row(&db, &first).await, "stf_1"), "judged").await.unwrap());
    let both = save(&db, signed_off(row(&db, &second).await, "stf_1"), "judged").await;
    assert!(both.is_err(), "one of them has to give way first");
    let before = PhotoRow { state: "superseded".to_owned(), ..row(&db, &first).await };
    assert!(save(&db, before, "signed_off").await.unwrap());
    assert!(save(&db, signed_off(row(&db, &second).await, "stf_1"), "judged").await.unwrap());
    assert_eq!(photos::in_force(&db, &store, "BD-35").await.unwrap().map(|row| row.id), Some(second));
    assert_eq!(photos::served(&db, &format!("clean-{first}")).await.unwrap(), None);
    let back = save(&db, signed_off(row(&db, &first).await, "stf_1"), "superseded").await;
    assert_eq!(violated(&back.expect_err("it gave way")).unwrap(), "photos_decided_stay");
});

db_test!(a_file_is_judged_by_one_node_at_a_time_and_dropped_then, |db| async move {
    let store = shop(&db).await;
    let id = kept(&db, &store, 1, "one").await;
    assert!(photos::bytes(&db, &id).await.unwrap().is_some());
    assert!(claim(&db, &id, START, UNTIL).await);
    assert!(!claim(&db, &id, START, UNTIL).await, "somebody has it");
    // It died; another takes over, and what the first would say late does not count.
    let later = UNTIL.plus_seconds(600);
    assert!(claim(&db, &id, UNTIL, later).await);
    assert!(!judged(&db, &id, UNTIL, false, None).await);
    assert!(judged(&db, &id, later, false, Some("It is blurred.")).await);
    assert_eq!(photos::bytes(&db, &id).await.unwrap(), None, "the place where it was taken went with it");
    assert_eq!(photos::picture(&db, &id, Size::Small).await.unwrap().as_deref(), Some(&b"small"[..]));
    let again = photos::to_shoot_again(&db, &store, 10).await.unwrap();
    assert_eq!((again[0].owner.as_deref(), again[0].due_at), (Some("stf_1"), Some(UNTIL.micros())));
    assert_eq!(forced(&db, "update photos set reason = 'fine'").await, "photos_decided_stay");
    let (at, owner) = (&id, "stf_2");
    assert!(db.write(|tx| Box::pin(photos::give(tx, at, owner))).await.unwrap());
    kept(&db, &store, 2, "two").await;
    assert_eq!(photos::to_shoot_again(&db, &store, 10).await.unwrap(), [], "it was taken again");
});
