use std::future::pending;
use std::sync::atomic::{AtomicU32, Ordering};

use countersign_store::db::{ATTEMPTS_MAX, Db, DbError, Engine, violated};
use countersign_store::db_test;
use countersign_store::testing;
use tokio::sync::Notify;

use crate::schema::{SHELF, fill, jar, put};

async fn count(db: &Db) -> i64 {
    db.query("select count(*) from jars").one_value().await.unwrap()
}

#[derive(Debug, thiserror::Error)]
enum Refusal {
    #[error("the database failed")]
    Db(#[from] DbError),
    #[error("the shelf is full")]
    Full,
}

db_test!(an_error_of_the_caller_undoes_everything, SHELF, |db| async move {
    fill(&db, &[]).await;
    let jar = jar("a", 1);
    let refused = db
        .write(|tx| {
            Box::pin(async {
                put(tx, &jar).await?;
                Err::<(), _>(Refusal::Full)
            })
        })
        .await;
    assert!(matches!(refused, Err(Refusal::Full)), "{refused:?}");
    assert_eq!(count(&db).await, 0);
});

db_test!(each_constraint_is_known_by_its_name, SHELF, |db| async move {
    fill(&db, &[jar("a", 1)]).await;
    let note = |text: &str| Some(text.to_owned());
    let mut first = jar("b", 2);
    first.note = note("Blue");
    db.write(|tx| Box::pin(async { put(tx, &first).await })).await.unwrap();
    let mut same_note = jar("c", 3);
    same_note.note = note("BLUE");
    for (jar, name) in [
        (jar("a", 5), "jars_pkey"),
        (jar("c", 1), "jars_shelf_id_place_key"),
        (jar("c", -1), "jars_place_check"),
        (same_note, "jars_lower_note_key"),
    ] {
        let error = db.write(|tx| Box::pin(async { put(tx, &jar).await })).await.unwrap_err();
        assert_eq!(violated(&error).as_deref(), Some(name), "{error:?}");
        assert!(!error.is_foreign_key() && !error.is_conflict());
        assert!(!format!("{error:?}").to_lowercase().contains("blue"), "a value is in the log: {error:?}");
    }
    assert_eq!(count(&db).await, 2);
});

db_test!(a_foreign_key_is_known_by_its_kind_only, SHELF, |db| async move {
    let error = db.write(|tx| Box::pin(async { put(tx, &jar("a", 1)).await })).await.unwrap_err();
    assert!(error.is_foreign_key());
    assert_eq!(violated(&error), None);
});

db_test!(a_trigger_that_raises_is_known_by_its_word, SHELF, |db| async move {
    let write = |sql: &'static str| {
        let db = db.clone();
        async move { db.write(|tx| Box::pin(async move { tx.query(sql).execute().await })).await }
    };
    write("insert into log (serial) values (1)").await.unwrap();
    let error = write("delete from log").await.unwrap_err();
    assert_eq!(violated(&error).as_deref(), Some("log_stays"));
    assert_eq!(db.query("select count(*) from log").one_value::<i64>().await.unwrap(), 1);
});

db_test!(a_swallowed_failure_spoils_the_transaction, SHELF, |db| async move {
    fill(&db, &[jar("a", 1)]).await;
    let done = db
        .write(|tx| {
            Box::pin(async {
                put(tx, &jar("b", 2)).await?;
                // The same place again: refused, and the closure looks away.
                let _ = put(tx, &jar("c", 2)).await;
                Ok::<_, DbError>(())
            })
        })
        .await;
    assert!(matches!(done, Err(DbError::Spoiled)), "{done:?}");
    assert_eq!(count(&db).await, 1);
});

db_test!(a_missing_row_spoils_nothing, SHELF, |db| async move {
    fill(&db, &[]).await;
    db.write(|tx| {
        Box::pin(async {
            let missing = tx.query("select id from jars").one_value::<String>().await;
            assert!(missing.unwrap_err().is_not_found());
            put(tx, &jar("a", 1)).await
        })
    })
    .await
    .unwrap();
    assert_eq!(count(&db).await, 1);
});

db_test!(a_dropped_transaction_leaves_nothing, SHELF, |db| async move {
    fill(&db, &[]).await;
    // The future is given up after its insert, as when a client hangs up in the middle of a request.
    let inserted = Notify::new();
    let inserted = &inserted;
    let mut unfinished = Box::pin(db.write(|tx| {
        Box::pin(async move {
            put(tx, &jar("a", 1)).await?;
            inserted.notify_one();
            pending::<Result<(), DbError>>().await
        })
    }));
    tokio::select! {
        _ = &mut unfinished => unreachable!("it waits for ever"),
        () = inserted.notified() => {}
    }
    drop(unfinished);
    db.write(|tx| Box::pin(async { put(tx, &jar("b", 2)).await })).await.unwrap();
    assert_eq!(db.query("select id from jars").all_values::<String>().await.unwrap(), ["b"]);
});

/// Reads, then writes what it read plus one: the classic lost update.
async fn raise(db: &Db) {
    db.write(|tx| {
        Box::pin(async move {
            let place: i64 = tx.query("select place from jars where id = 'a'").one_value().await?;
            tx.query("update jars set place = $1 where id = 'a'").bind(place + 1).execute().await
        })
    })
    .await
    .unwrap();
}

db_test!(no_update_is_lost_among_many_writers, SHELF, |db| async move {
    fill(&db, &[jar("a", 0)]).await;
    // A second set of pools stands for a second process: on SQLite the two meet at the file's lock only.
    let other = Db::open(db.url()).await.unwrap();
    let writers: Vec<_> = (0..6)
        .map(|number| {
            let db = if number % 2 == 0 { db.clone() } else { other.clone() };
            tokio::spawn(async move {
                for _ in 0..3 {
                    raise(&db).await;
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    let place: i64 = db.query("select place from jars").one_value().await.unwrap();
    assert_eq!(place, 18);
    other.close().await;
});

db_test!(a_read_sees_one_moment, SHELF, |db| async move {
    fill(&db, &[jar("a", 0)]).await;
    let other = db.clone();
    let other = &other;
    let (before, after) = db
        .read(|tx| {
            Box::pin(async move {
                let sql = "select place from jars where id = 'a'";
                let before: i64 = tx.query(sql).one_value().await?;
                raise(other).await;
                let after: i64 = tx.query(sql).one_value().await?;
                Ok::<_, DbError>((before, after))
            })
        })
        .await
        .unwrap();
    assert_eq!((before, after), (0, 0));
    assert_eq!(db.query("select place from jars").one_value::<i64>().await.unwrap(), 1);
});

/// Changes the jar behind the back of the transaction under way, `times` times in all, and says how often it ran.
async fn collide(db: &Db, times: u32) -> (Result<u64, DbError>, u32) {
    let runs = AtomicU32::new(0);
    let (runs, other) = (&runs, db);
    let result = db
        .write(|tx| {
            Box::pin(async move {
                let run = runs.fetch_add(1, Ordering::SeqCst);
                let place: i64 = tx.query("select place from jars where id = 'a'").one_value().await?;
                if run < times {
                    raise(other).await;
                }
                tx.query("update jars set place = $1 where id = 'a'").bind(place + 10).execute().await
            })
        })
        .await;
    (result, runs.load(Ordering::SeqCst))
}

// DIALECT: SQLite has one writer, so nothing can come between; only PostgreSQL can make a conflict on demand.
#[test]
fn a_conflict_runs_the_closure_again() {
    testing::on(Engine::Postgres, SHELF, |db| async move {
        fill(&db, &[jar("a", 0)]).await;
        let (result, runs) = collide(&db, 2).await;
        assert_eq!((result.unwrap(), runs), (1, 3));
        assert_eq!(db.query("select place from jars").one_value::<i64>().await.unwrap(), 12);
    });
}

#[test]
fn a_conflict_without_end_is_reported_as_one() {
    testing::on(Engine::Postgres, SHELF, |db| async move {
        fill(&db, &[jar("a", 0)]).await;
        let (result, runs) = collide(&db, u32::MAX).await;
        let error = result.unwrap_err();
        assert!(error.is_conflict(), "{error:?}");
        assert_eq!(runs, ATTEMPTS_MAX);
    });
}
