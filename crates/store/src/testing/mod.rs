//! Real databases for tests, on both engines: feature `testing`, never in the product.
//!
//! ```ignore
//! countersign_store::db_test!(an_order_is_found, |db| async move {
//!     db.write(…).await.unwrap();
//! });
//! ```
//! makes the two tests `an_order_is_found::sqlite` and `an_order_is_found::postgres`, each with a database of its own
//! that holds the product's schema. `db` is an owned [`Db`]. A test may bring another history of the schema:
//! `db_test!(name, MY_MIGRATIONS, |db| async move { … })`.
//!
//! The PostgreSQL server is started by the first test that needs it, shared by all test processes of this user, and
//! stopped and removed by a watchdog when nobody has used it for a while. `COUNTERSIGN_TEST_PG=postgres://…` (an
//! administrator's url) uses a server that is already there instead.

mod catalogue;
pub mod cluster;
mod contents;
mod ledger;
mod pair;
mod tamper;
mod time;

use std::hash::{DefaultHasher, Hash, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, SqlitePool};
use tempfile::TempDir;

use crate::db::{Db, Engine, MigrationFile, sqlite_options};

pub use catalogue::{Catalogue, Table, catalogue};
pub use contents::contents;
pub use ledger::{CountRow, counts, states};
pub use pair::{Pair, Server};
pub use tamper::{delete_holds, move_holds, overwrite_line};
pub use time::let_hold_run_out;

/// Two tests, one an engine. See [the module](crate::testing).
#[macro_export]
macro_rules! db_test {
    ($name:ident, |$db:ident| $body:expr) => {
        $crate::db_test!($name, $crate::db::MIGRATIONS, |$db| $body);
    };
    ($name:ident, $files:expr, |$db:ident| $body:expr) => {
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            #[test]
            fn sqlite() {
                $crate::testing::on($crate::db::Engine::Sqlite, $files, |$db: $crate::db::Db| $body);
            }

            #[test]
            fn postgres() {
                $crate::testing::on($crate::db::Engine::Postgres, $files, |$db: $crate::db::Db| $body);
            }
        }
    };
}

/// Runs `body` on a fresh database with this schema, and takes the database away again even if it panics.
pub fn on<F, Fut>(engine: Engine, files: &[MigrationFile], body: F)
where
    F: FnOnce(Db) -> Fut,
    Fut: Future<Output = ()>,
{
    let runtime = || {
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a test can have a runtime")
    };
    let place = runtime().block_on(Scratch::migrated(engine, files));
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        runtime().block_on(async {
            let db = place.open().await;
            body(db.clone()).await;
            db.close().await;
        });
    }));
    runtime().block_on(place.remove());
    if let Err(panic) = outcome {
        resume_unwind(panic);
    }
}

/// A database of one test's own.
#[derive(Debug)]
pub struct Scratch {
    engine: Engine,
    url: String,
    name: String,
    /// The folder of a SQLite file; goes when this goes.
    _folder: Option<TempDir>,
}

impl Scratch {
    /// A database without any tables; on SQLite not even the file.
    pub async fn empty(engine: Engine) -> Scratch {
        Self::make(engine, None).await
    }

    pub async fn migrated(engine: Engine, files: &[MigrationFile]) -> Scratch {
        match engine {
            Engine::Sqlite => {
                let place = Self::make(engine, None).await;
                let db = place.open().await;
                db.migrate_with(files).await.expect("the schema fits sqlite");
                db.close().await;
                place
            }
            Engine::Postgres => {
                let template = template(files).await;
                Self::make(engine, Some(template)).await
            }
        }
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    pub async fn open(&self) -> Db {
        Db::open(&self.url).await.expect("the database of this test can be opened")
    }

    /// The same contents in a database of its own. Nobody may have this one open.
    pub async fn copy(&self) -> Scratch {
        match self.engine {
            Engine::Sqlite => {
                let copy = Self::make(Engine::Sqlite, None).await;
                // What was not folded into the file when its last user died is in the log beside it.
                for ending in ["", "-wal"] {
                    let file = |of: &Self| format!("{}{ending}", of.file().expect("an SQLite database"));
                    if std::fs::exists(file(self)).expect("the folder can be looked into") {
                        std::fs::copy(file(self), file(&copy)).expect("a file can be copied");
                    }
                }
                copy
            }
            Engine::Postgres => Self::make(Engine::Postgres, Some(self.name.clone())).await,
        }
    }

    /// Where an SQLite database lies.
    pub fn file(&self) -> Option<&str> {
        self.url.strip_prefix("sqlite:")
    }

    /// SQLite's goes by itself; PostgreSQL's would stay as long as the server.
    pub async fn remove(self) {
        if self.engine == Engine::Postgres {
            let mut admin = admin().await;
            run(&mut admin, format!("drop database if exists {} with (force)", self.name)).await;
        }
    }

    async fn make(engine: Engine, template: Option<String>) -> Scratch {
        static SERIAL: AtomicU32 = AtomicU32::new(0);
        // Unique without chance: the process and a counter. A namesake can only be a killed test's remains.
        let name = format!("t_{}_{}", std::process::id(), SERIAL.fetch_add(1, Ordering::Relaxed));
        let (url, folder) = match engine {
            Engine::Sqlite => {
                let folder =
                    TempDir::with_prefix("countersign-test-").expect("a temporary folder can be made");
                (format!("sqlite:{}", folder.path().join("test.db").display()), Some(folder))
            }
            Engine::Postgres => {
                let mut admin = admin().await;
                run(&mut admin, format!("drop database if exists {name} with (force)")).await;
                let like = template.map(|template| format!(" template {template}")).unwrap_or_default();
                run(&mut admin, format!("create database {name}{like}")).await;
                (cluster::get().url(&name), None)
            }
        };
        Scratch { engine, url, name, _folder: folder }
    }
}

/// The migrated database that the others are copies of, made once for each history of the schema.
async fn template(files: &[MigrationFile]) -> String {
    let hash = {
        let mut hasher = DefaultHasher::new();
        files.hash(&mut hasher);
        hasher.finish()
    };
    let name = format!("template_{hash:016x}");
    let mut admin = admin().await;
    let made = "select count(*) from pg_database where datname = $1 and datistemplate";
    // Two processes may come at once; the second waits here and finds it made.
    sqlx::query("select pg_advisory_lock($1)")
        .bind(hash as i64)
        .execute(&mut admin)
        .await
        .expect("a lock can be had");
    let count: i64 =
        sqlx::query_scalar(made).bind(&name).fetch_one(&mut admin).await.expect("the catalogue can be read");
    if count == 0 {
        run(&mut admin, format!("drop database if exists {name} with (force)")).await;
        run(&mut admin, format!("create database {name}")).await;
        let db = Db::open(&cluster::get().url(&name)).await.expect("the template can be opened");
        db.migrate_with(files).await.expect("the schema fits postgres");
        db.close().await;
        run(&mut admin, format!("alter database {name} is_template true allow_connections false")).await;
    }
    // The lock goes with the connection.
    admin.close().await.ok();
    name
}

/// A way to the file beside the product's own, for questions with columns that no table of ours has.
async fn sqlite_pool(db: &Db) -> SqlitePool {
    let options = sqlite_options(db.url()).expect("the database is open").read_only(true);
    SqlitePool::connect_with(options).await.expect("the file can be opened once more")
}

async fn admin() -> PgConnection {
    PgConnection::connect(&cluster::get().admin_url())
        .await
        .expect("the test server answers its administrator")
}

/// Names in these statements are made above, of letters and digits only.
async fn run(admin: &mut PgConnection, sql: String) {
    if let Err(error) = admin.execute(AssertSqlSafe(sql.clone())).await {
        panic!("`{sql}` failed: {error}");
    }
}
