//! A signed day stays as it was signed, whoever asks for something else.

use countersign_kernel::id::CloseId;
use countersign_kernel::{ManualClock, Random, Timestamp};
use countersign_store::closes::{self, CloseRow, CorrectionRow, DifferenceRow, Signature};
use countersign_store::db::{Db, DbError, violated};
use countersign_store::{db_test, stores};

use crate::places;

const START: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);

async fn opened(db: &Db) -> CloseRow {
    let (clock, random) = (ManualClock::at(START), Random::from_number(7));
    let store = places::store(&clock, &random, START);
    let close = CloseRow {
        id: CloseId::fresh(&clock, &random),
        store_id: store.id.clone(),
        day: "2027-01-15".to_owned(),
        state: "open".to_owned(),
        drawn_at: START,
        drawn_by: "stf_1".to_owned(),
        books_sha256: "ab".repeat(32),
        drawn: "{}".to_owned(),
        body: None,
        body_sha256: None,
        signed_by: None,
        signed_at: None,
        record_seq: None,
    };
    let (store, row) = (&store, &close);
    db.write(|tx| {
        Box::pin(async move {
            stores::insert(tx, store).await?;
            closes::keep(tx, row, "{}").await
        })
    })
    .await
    .unwrap();
    close
}

fn difference(state: &str) -> DifferenceRow {
    let accepted = state == "accepted";
    DifferenceRow {
        key: "sale-missing/CS-1/".to_owned(),
        class: "sale-missing".to_owned(),
        order_id: None,
        said: "{}".to_owned(),
        state: state.to_owned(),
        reason: accepted.then(|| "the register was down".to_owned()),
        accepted_by: accepted.then(|| "stf_2".to_owned()),
        accepted_at: accepted.then_some(START.micros()),
    }
}

async fn put(db: &Db, close: &CloseRow, row: DifferenceRow) -> Result<(), DbError> {
    let row = &row;
    db.write(|tx| Box::pin(closes::put_difference(tx, &close.id, row))).await
}

async fn sign(db: &Db, close: &CloseRow, by: &str) -> Result<bool, DbError> {
    let body_sha256 = "cd".repeat(32);
    let signature = Signature { body: "{}", body_sha256: &body_sha256, by, at: START, record_seq: 9 };
    db.write(|tx| Box::pin(closes::sign(tx, &close.id, signature))).await
}

async fn correct(db: &Db, close: &CloseRow) -> Result<(), DbError> {
    let row = CorrectionRow {
        number: 1,
        at: START,
        found_by: "stf_1".to_owned(),
        body: "{}".to_owned(),
        record_seq: 10,
    };
    let row = &row;
    db.write(|tx| Box::pin(closes::correct(tx, &close.id, row))).await
}

fn because<T: std::fmt::Debug>(result: Result<T, DbError>) -> String {
    violated(&result.expect_err("the database refuses")).expect("and says why")
}

/// What no function of this crate would ever ask.
async fn forced(db: &Db, sql: &'static str) -> String {
    because(db.write(|tx| Box::pin(async move { tx.query(sql).execute().await })).await)
}

db_test!(a_day_is_signed_by_another_than_who_accepted_and_over_nothing_open, |db| async move {
    let close = opened(&db).await;
    put(&db, &close, difference("open")).await.unwrap();
    assert_eq!(because(sign(&db, &close, "stf_1").await), "closes_two_hands");
    put(&db, &close, difference("accepted")).await.unwrap();
    assert_eq!(because(sign(&db, &close, "stf_2").await), "closes_two_hands");
    assert_eq!(because(correct(&db, &close).await), "close_corrections_signed");
    assert!(sign(&db, &close, "stf_1").await.unwrap());
    assert!(!sign(&db, &close, "stf_1").await.unwrap(), "it is signed once");
});

db_test!(a_signed_day_cannot_change, |db| async move {
    let close = opened(&db).await;
    put(&db, &close, difference("accepted")).await.unwrap();
    sign(&db, &close, "stf_1").await.unwrap();
    let (row, other) = (&close, DifferenceRow { key: "other".to_owned(), ..difference("open") });
    let again = db.write(|tx| Box::pin(closes::keep(tx, row, "{}"))).await;
    assert_eq!(because(again), "closes_signed_stays");
    assert_eq!(because(put(&db, &close, difference("open")).await), "close_differences_stay");
    assert_eq!(because(put(&db, &close, other).await), "close_differences_stay");
    for (sql, why) in [
        ("update closes set day = '2027-01-16'", "closes_signed_stays"),
        ("delete from closes", "closes_stay"),
        ("update close_differences set reason = 'another'", "close_differences_stay"),
        ("delete from close_differences", "close_differences_stay"),
    ] {
        assert_eq!(forced(&db, sql).await, why, "{sql}");
    }
    correct(&db, &close).await.unwrap();
    for sql in ["update close_corrections set body = '[]'", "delete from close_corrections"] {
        assert_eq!(forced(&db, sql).await, "close_corrections_stay", "{sql}");
    }
    let kept = closes::of_day(&db, &close.store_id, &close.day).await.unwrap().expect("it is there");
    assert_eq!((kept.state.as_str(), kept.signed_by.as_deref()), ("signed", Some("stf_1")));
    assert_eq!(closes::corrections(&db, &close.id).await.unwrap().len(), 1);
});
