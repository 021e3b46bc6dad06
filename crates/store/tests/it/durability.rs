use countersign_store::db::{Db, DbError, Engine};
use countersign_store::db_test;
use countersign_store::testing;

use crate::schema::{SHELF, fill, jar};

#[test]
fn sqlite_waits_for_the_disk_before_it_says_saved() {
    testing::on(Engine::Sqlite, SHELF, |db| async move {
        let (synchronous, journal, foreign_keys) = db
            .write(|tx| {
                Box::pin(async move {
                    Ok::<_, DbError>((
                        tx.query("pragma synchronous").one_value::<i64>().await?,
                        tx.query("pragma journal_mode").one_value::<String>().await?,
                        tx.query("pragma foreign_keys").one_value::<i64>().await?,
                    ))
                })
            })
            .await
            .unwrap();
        const FULL: i64 = 2;
        assert_eq!((synchronous, journal.as_str(), foreign_keys), (FULL, "wal", 1));
    });
}

db_test!(what_was_committed_is_there_after_opening_again, SHELF, |db| async move {
    fill(&db, &[jar("a", 1)]).await;
    let url = db.url().to_owned();
    db.close().await;
    let again = Db::open(&url).await.unwrap();
    assert_eq!(again.query("select id from jars").one_value::<String>().await.unwrap(), "a");
    again.close().await;
});

db_test!(migrating_twice_changes_nothing, SHELF, |db| async move {
    fill(&db, &[jar("a", 1)]).await;
    db.migrate_with(SHELF).await.unwrap();
    assert_eq!(db.query("select count(*) from jars").one_value::<i64>().await.unwrap(), 1);
});
