//! A small schema of the tests' own, so that the access layer is tested apart from the product's tables.

use countersign_store::db::{Db, DbError, MigrationFile, Tx};

pub const SHELF: &[MigrationFile] = &[
    MigrationFile {
        name: "0001_shelf.sql",
        sql: "create table shelves (
  id text not null,
  constraint shelves_pkey primary key (id)
);
create table jars (
  id text not null,
  shelf_id text not null references shelves (id),
  place bigint not null,
  note text,
  open boolean not null,
  seal bytea,
  constraint jars_pkey primary key (id),
  constraint jars_shelf_id_place_key unique (shelf_id, place),
  constraint jars_place_check check (place >= 0)
);
create unique index jars_lower_note_key on jars (lower(note));
create table log (serial bigint not null, constraint log_pkey primary key (serial));
",
    },
    MigrationFile {
        name: "0002_log_stays.sqlite.sql",
        sql: "create trigger log_stays before delete on log begin select raise(abort, 'log_stays'); end;",
    },
    MigrationFile {
        name: "0002_log_stays.postgres.sql",
        sql: "create function log_stays() returns trigger language plpgsql as $$ begin raise exception 'log_stays'; end $$;
create trigger log_stays before delete on log for each row execute function log_stays();",
    },
];

#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub struct Jar {
    pub id: String,
    pub place: i64,
    pub note: Option<String>,
    pub open: bool,
    pub seal: Option<Vec<u8>>,
}

pub fn jar(id: &str, place: i64) -> Jar {
    Jar { id: id.to_owned(), place, note: None, open: false, seal: None }
}

pub async fn put(tx: &mut Tx<'_>, jar: &Jar) -> Result<u64, DbError> {
    tx.query("insert into jars (id, shelf_id, place, note, open, seal) values ($1, $2, $3, $4, $5, $6)")
        .bind(&jar.id)
        .bind("top")
        .bind(jar.place)
        .bind(jar.note.as_deref())
        .bind(jar.open)
        .bind(jar.seal.as_deref())
        .execute()
        .await
}

/// A shelf `top` with these jars on it.
pub async fn fill(db: &Db, jars: &[Jar]) {
    db.write(|tx| {
        Box::pin(async move {
            tx.query("insert into shelves (id) values ($1)").bind("top").execute().await?;
            for jar in jars {
                put(tx, jar).await?;
            }
            Ok::<_, DbError>(())
        })
    })
    .await
    .unwrap();
}
