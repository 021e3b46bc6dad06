use countersign_store::db::{DbError, Source};
use countersign_store::db_test;

use crate::schema::{Jar, SHELF, fill, jar};

const ALL: &str = "select id, place, note, open, seal from jars order by id";

async fn by_id<'c>(from: impl Source<'c>, id: &str) -> Result<Option<Jar>, DbError> {
    from.query("select id, place, note, open, seal from jars where id = $1").bind(id).maybe().await
}

db_test!(what_is_written_is_read_back, SHELF, |db| async move {
    let full = Jar { note: Some("Blue".into()), open: true, seal: Some(vec![0, 255]), ..jar("b", 2) };
    fill(&db, &[jar("a", 1), full.clone()]).await;
    assert_eq!(db.query(ALL).all::<Jar>().await.unwrap(), [jar("a", 1), full.clone()]);
    assert_eq!(by_id(&db, "b").await.unwrap(), Some(full));
    assert_eq!(by_id(&db, "z").await.unwrap(), None);
    let seen = db.read(|tx| Box::pin(async move { by_id(tx, "a").await })).await.unwrap();
    assert_eq!(seen, Some(jar("a", 1)));
});

db_test!(single_columns_are_values, SHELF, |db| async move {
    fill(&db, &[jar("a", 1), jar("b", 2)]).await;
    assert_eq!(db.query("select count(*) from jars").one_value::<i64>().await.unwrap(), 2);
    let sum = "select cast(coalesce(sum(place), 0) as bigint) from jars where place > $1";
    assert_eq!(db.query(sum).bind(1_i64).one_value::<i64>().await.unwrap(), 2);
    assert_eq!(db.query(sum).bind(9_i64).one_value::<i64>().await.unwrap(), 0);
    assert_eq!(db.query("select id from jars order by id").all_values::<String>().await.unwrap(), ["a", "b"]);
    let note = db.query("select note from jars where id = 'a'").one_value::<Option<String>>().await.unwrap();
    assert_eq!(note, None);
    let none = db.query("select id from jars where id = 'z'").maybe_value::<String>().await.unwrap();
    assert_eq!(none, None);
    assert!(
        db.query("select id from jars where id = 'z'")
            .one_value::<String>()
            .await
            .unwrap_err()
            .is_not_found()
    );
});

db_test!(an_absent_filter_is_a_typed_null, SHELF, |db| async move {
    fill(&db, &[jar("a", 1), Jar { note: Some("x".into()), open: true, ..jar("b", 2) }]).await;
    let sql = "select count(*) from jars where ($1 is null or note = $1) and ($2 is null or open = $2) \
               and ($3 is null or place = $3) and ($4 is null or seal = $4)";
    for (note, open, place, count) in [
        (None, None, None, 2_i64),
        (Some("x"), None, None, 1),
        (None, Some(false), None, 1),
        (None, None, Some(2_i64), 1),
        (Some("x"), Some(false), None, 0),
    ] {
        let query = db.query(sql).bind(note).bind(open).bind(place).bind(None::<Vec<u8>>);
        assert_eq!(query.one_value::<i64>().await.unwrap(), count, "{note:?} {open:?} {place:?}");
    }
});

db_test!(filters_and_lists_are_built_from_pieces, SHELF, |db| async move {
    fill(&db, &[jar("a", 1), jar("b", 2), jar("c", 3)]).await;
    let query = || db.query("select id from jars where place < $1").bind(3_i64);
    let some = query().push(" and id in (").args(["b", "c"]).push(") and place > ").arg(0_i64);
    assert_eq!(some.all_values::<String>().await.unwrap(), ["b"]);
    let none = query().push(" and id in (").args(Vec::<String>::new()).push(")");
    assert!(none.all_values::<String>().await.unwrap().is_empty());
    let many = query().push(" and place in (").args(0..40_000_i64).push(")").all_values::<String>().await;
    assert!(matches!(many, Err(DbError::TooManyArguments { count: 40_001, .. })), "{many:?}");
});

db_test!(a_suffix_is_picked_by_engine, SHELF, |db| async move {
    fill(&db, &[jar("a", 1)]).await;
    let id = db
        .write(|tx| {
            Box::pin(async move {
                let lock = tx.pick("", " for update skip locked");
                tx.query("select id from jars where open = $1")
                    .bind(false)
                    .push(lock)
                    .one_value::<String>()
                    .await
            })
        })
        .await
        .unwrap();
    assert_eq!(id, "a");
    assert_eq!(db.pick("sqlite", "postgres"), db.engine().name());
});

db_test!(a_write_outside_a_transaction_is_refused, SHELF, |db| async move {
    let refused = db.query("insert into shelves (id) values ('x')").execute().await.unwrap_err();
    assert!(matches!(refused, DbError::Statement { .. }), "{refused:?}");
    let read = db
        .read(|tx| Box::pin(async move { tx.query("insert into shelves (id) values ('x')").execute().await }))
        .await;
    assert!(matches!(read, Err(DbError::Statement { .. })), "{read:?}");
    assert_eq!(db.query("select count(*) from shelves").one_value::<i64>().await.unwrap(), 0);
});

db_test!(an_error_names_its_statement_and_no_value, SHELF, |db| async move {
    let error =
        db.query("select nothing from jars where id = $1").bind("secret").maybe::<Jar>().await.unwrap_err();
    let text = error.to_string();
    assert!(text.contains("`select nothing from jars where id = $1`") && !text.contains("secret"), "{text}");
});

db_test!(a_forgotten_column_is_an_error_also_where_it_may_be_null, SHELF, |db| async move {
    fill(&db, &[jar("a", 1)]).await;
    let error = db.query("select id, place, open, seal from jars").maybe::<Jar>().await.unwrap_err();
    assert!(format!("{error:?}").contains("no column `note`"), "{error:?}");
});

db_test!(a_column_of_another_kind_is_an_error_that_names_the_kinds_only, SHELF, |db| async move {
    let secret = Jar { note: Some("secret".to_owned()), ..jar("a", 1) };
    fill(&db, &[secret]).await;
    let error = db.query("select note from jars").one_value::<i64>().await.unwrap_err();
    let text = format!("{error:?}");
    assert!(text.contains("text where i64 is expected") && !text.contains("secret"), "{text}");
    let error = db.query("select id, place from jars").one_value::<String>().await.unwrap_err();
    assert!(format!("{error:?}").contains("one column is asked for"), "{error:?}");
});
