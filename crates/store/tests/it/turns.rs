//! Two decisions about one person stand in line, whatever the isolation level would make of them.

use std::time::Duration;

use countersign_store::customers::take_turn;
use countersign_store::db::{Db, DbError, Engine, MIGRATIONS};
use countersign_store::testing;
use tokio::sync::Notify;

const WAIT: Duration = Duration::from_secs(20);
const SOMEBODY: &str = "a blind index";

/// Until another session of this database waits for a lock.
async fn somebody_waits(db: &Db) {
    let sql = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    while db.query(sql).one_value::<i64>().await.unwrap() == 0 {
        tokio::task::yield_now().await;
    }
}

// DIALECT: SQLite has one writer, so nobody could come between.
#[test]
fn whoever_decides_about_a_person_waits_for_the_one_before() {
    testing::on(Engine::Postgres, MIGRATIONS, |db| async move {
        let (begun, end) = (Notify::new(), Notify::new());
        let (begun, end) = (&begun, &end);
        let first = db.write(|tx| {
            Box::pin(async move {
                take_turn(tx, SOMEBODY, "us-co").await?;
                begun.notify_one();
                end.notified().await;
                Ok::<_, DbError>(())
            })
        });
        let other = db.clone();
        let second = async move {
            begun.notified().await;
            other.write(|tx| Box::pin(take_turn(tx, SOMEBODY, "us-co"))).await
        };
        let looking = db.clone();
        let look = async move {
            let waited = tokio::time::timeout(WAIT, somebody_waits(&looking)).await;
            waited.expect("the second stands in line");
            end.notify_one();
        };
        tokio::pin!(second);
        let in_line = async {
            tokio::select! {
                biased;
                done = &mut second => panic!("the second did not wait: {done:?}"),
                () = look => {}
            }
        };
        let (first, ()) = tokio::join!(first, in_line);
        first.unwrap();
        second.await.unwrap();
        let turns: i64 = db.query("select turn from allowances").one_value().await.unwrap();
        assert_eq!(turns, 2);
    });
}
