use std::fs;
use std::os::unix::fs::PermissionsExt;

use countersign_store::backup::{BackupError, backup, restore};
use countersign_store::db::{Db, Engine, MIGRATIONS};
use countersign_store::db_test;
use countersign_store::testing::{self, Scratch, contents};
use tempfile::TempDir;

use crate::schema::{Jar, SHELF, fill, jar};

async fn filled(db: &Db) {
    let odd =
        Jar { note: Some("it's \"odd\"\n\\ ñ".into()), seal: Some(vec![0, 1, 255]), ..jar("b", i64::MAX) };
    fill(db, &[jar("a", 1), odd]).await;
    db.write(|tx| Box::pin(async { tx.query("insert into log (serial) values (1), (2)").execute().await }))
        .await
        .unwrap();
}

db_test!(a_restored_backup_holds_every_row, SHELF, |db| async move {
    filled(&db).await;
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("shop.backup");
    backup(&db, &file).await.unwrap();
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let before = contents(&db).await;
    assert_eq!(before["jars"].len(), 2);

    // What came after the backup is not in it.
    db.write(|tx| Box::pin(async { tx.query("delete from jars").execute().await })).await.unwrap();
    let place = Scratch::empty(db.engine()).await;
    restore(&file, place.url()).await.unwrap();
    let restored = place.open().await;
    assert_eq!(contents(&restored).await, before);

    // The schema came along: its history is known, its guards still bite.
    restored.migrate_with(SHELF).await.unwrap();
    let delete = restored.write(|tx| Box::pin(async { tx.query("delete from log").execute().await })).await;
    delete.unwrap_err();
    restored.close().await;
    place.remove().await;
});

db_test!(the_products_own_schema_survives_a_restore, |db| async move {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("shop.backup");
    backup(&db, &file).await.unwrap();
    let place = Scratch::empty(db.engine()).await;
    restore(&file, place.url()).await.unwrap();
    let restored = place.open().await;
    assert_eq!(testing::catalogue(&restored).await, testing::catalogue(&db).await);
    restored.migrate_with(MIGRATIONS).await.unwrap();
    restored.close().await;
    place.remove().await;
});

db_test!(a_target_with_tables_is_refused_and_left_alone, SHELF, |db| async move {
    filled(&db).await;
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("shop.backup");
    backup(&db, &file).await.unwrap();
    let before = contents(&db).await;
    let refused = restore(&file, db.url()).await;
    assert!(matches!(refused, Err(BackupError::NotEmpty)), "{refused:?}");
    assert_eq!(contents(&db).await, before);
});

db_test!(a_backup_never_overwrites, SHELF, |db| async move {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("shop.backup");
    fs::write(&file, "yesterday's").unwrap();
    let refused = backup(&db, &file).await;
    assert!(matches!(refused, Err(BackupError::Exists(_))), "{refused:?}");
    assert_eq!(fs::read_to_string(&file).unwrap(), "yesterday's");
});

db_test!(a_damaged_or_foreign_backup_leaves_no_half_target, SHELF, |db| async move {
    filled(&db).await;
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("shop.backup");
    backup(&db, &file).await.unwrap();
    let place = Scratch::empty(db.engine()).await;

    let whole = fs::read(&file).unwrap();
    fs::write(&file, &whole[..whole.len() / 2]).unwrap();
    restore(&file, place.url()).await.unwrap_err();
    fs::write(&file, "not a backup").unwrap();
    let refused = restore(&file, place.url()).await;
    assert!(matches!(refused, Err(BackupError::NotABackup(_))), "{refused:?}");

    // Still empty, so the good one goes in.
    fs::write(&file, whole).unwrap();
    restore(&file, place.url()).await.unwrap();
    place.remove().await;
});

#[tokio::test]
async fn a_backup_goes_back_to_its_own_engine_only() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("shop.backup");
    let place = Scratch::migrated(Engine::Sqlite, SHELF).await;
    let db = place.open().await;
    backup(&db, &file).await.unwrap();
    db.close().await;
    let refused = restore(&file, "postgres://nobody@localhost/nothing").await;
    assert!(
        matches!(refused, Err(BackupError::OtherEngine { of: Engine::Sqlite, target: Engine::Postgres })),
        "{refused:?}"
    );
}
