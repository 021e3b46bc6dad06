//! A decided certificate stays as it was decided, and a doubtful one takes two people, whoever asks for something else.

use countersign_kernel::id::CertificateId;
use countersign_kernel::{ManualClock, Random, Timestamp};
use countersign_store::certificates::{self, CertificateRow, NewCertificate, Reading};
use countersign_store::db::{Db, DbError, violated};
use countersign_store::{db_test, stores};

use crate::places;

const START: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);
const UNTIL: Timestamp = Timestamp::from_micros(1_800_000_600_000_000);

async fn kept(db: &Db) -> CertificateId {
    let (clock, random) = (ManualClock::at(START), Random::from_number(7));
    let store = places::store(&clock, &random, START);
    let id = CertificateId::fresh(&clock, &random);
    let sha256 = "ab".repeat(32);
    let new = NewCertificate {
        id: &id,
        store: &store.id,
        file_name: "one.pdf",
        media: "pdf",
        sha256: &sha256,
        bytes: b"%PDF-1.7",
        at: START,
        by: "stf_1",
    };
    let store = &store;
    db.write(|tx| {
        Box::pin(async move {
            stores::insert(tx, store).await?;
            certificates::keep(tx, new).await
        })
    })
    .await
    .unwrap();
    id
}

async fn claim(db: &Db, id: &CertificateId, now: Timestamp, until: Timestamp) -> bool {
    db.write(|tx| Box::pin(certificates::claim(tx, id, now, until))).await.unwrap()
}

async fn read(db: &Db, id: &CertificateId, until: Timestamp, doubtful: bool) -> bool {
    let sha256 = "cd".repeat(32);
    let reading = Ok(Reading { text: "{}", sha256: &sha256, doubtful });
    db.write(|tx| Box::pin(certificates::has_read(tx, id, until, reading))).await.unwrap()
}

async fn save(db: &Db, row: CertificateRow) -> Result<bool, DbError> {
    let row = &row;
    db.write(|tx| Box::pin(certificates::save(tx, row))).await
}

async fn row(db: &Db, id: &CertificateId) -> CertificateRow {
    certificates::by_id(db, id).await.unwrap().expect("it is there")
}

fn confirmed(row: CertificateRow, first_by: Option<&str>, by: &str) -> CertificateRow {
    CertificateRow {
        state: "confirmed".to_owned(),
        batch: Some("B-1".to_owned()),
        first_by: first_by.map(str::to_owned),
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

db_test!(a_doubtful_one_takes_two_people_and_what_is_decided_stays, |db| async move {
    let id = kept(&db).await;
    assert!(!save(&db, confirmed(row(&db, &id).await, None, "stf_1")).await.unwrap(), "not read yet");
    assert!(claim(&db, &id, START, UNTIL).await);
    assert!(read(&db, &id, UNTIL, true).await);
    for first in [None, Some("stf_1")] {
        let alone = save(&db, confirmed(row(&db, &id).await, first, "stf_1")).await;
        let why = violated(&alone.expect_err("one pair of eyes is not enough")).unwrap();
        assert_eq!(why, "certificates_two_hands_check", "{first:?}");
    }
    assert!(save(&db, confirmed(row(&db, &id).await, Some("stf_2"), "stf_1")).await.unwrap());
    assert!(!save(&db, confirmed(row(&db, &id).await, Some("stf_2"), "stf_1")).await.unwrap(), "once");
    for (sql, why) in [
        ("update certificates set batch = 'B-2'", "certificates_decided_stay"),
        ("update certificates set state = 'read'", "certificates_decided_stay"),
        ("delete from certificates", "certificates_stay"),
    ] {
        assert_eq!(forced(&db, sql).await, why, "{sql}");
    }
    let store = row(&db, &id).await.store_id;
    let found = certificates::in_force(&db, &store, None, Some("B-1")).await.unwrap();
    assert_eq!(found.map(|row| row.id), Some(id.clone()));
    assert_eq!(certificates::in_force(&db, &store, Some("B-1"), None).await.unwrap(), None);
});

db_test!(a_file_is_read_by_one_node_at_a_time_and_stays_as_it_came, |db| async move {
    let id = kept(&db).await;
    assert_eq!(certificates::waiting(&db, START).await.unwrap().map(|row| row.id), Some(id.clone()));
    assert!(claim(&db, &id, START, UNTIL).await);
    assert!(!claim(&db, &id, START, UNTIL).await, "somebody has it");
    assert_eq!(certificates::waiting(&db, START).await.unwrap(), None);
    // It died; another takes over, and what the first would say late does not count.
    let later = UNTIL.plus_seconds(600);
    assert!(claim(&db, &id, UNTIL, later).await);
    assert!(!read(&db, &id, UNTIL, false).await);
    assert_eq!(forced(&db, "update certificates set sha256 = 'x'").await, "certificates_file_stays");
    assert!(read(&db, &id, later, false).await);
    assert_eq!(certificates::bytes(&db, &id).await.unwrap().as_deref(), Some(&b"%PDF-1.7"[..]));
});
