//! One history of the schema for both engines. Only where they truly differ is a step a pair of files.

use std::collections::BTreeMap;

use sqlx::migrate::{Migrate, Migration, MigrationType, Migrator};
use sqlx::{ConnectOptions, Connection, SqlSafeStr};
use thiserror::Error;

use super::{Db, Engine, Pools, reworded, sqlite_options};

/// One file of `crates/store/migrations`: `0007_what.sql`, or the pair `0007_what.sqlite.sql` and
/// `0007_what.postgres.sql`. A file that begins with `-- no-transaction` is run outside one.
#[derive(Debug, Clone, Copy, Hash)]
pub struct MigrationFile {
    pub name: &'static str,
    pub sql: &'static str,
}

/// The schema of this product, embedded by `build.rs`.
pub const MIGRATIONS: &[MigrationFile] = include!(concat!(env!("OUT_DIR"), "/migrations.rs"));

#[derive(Debug, Error)]
pub enum MigrateError {
    #[error(
        "the migration `{0}` is not named like `0007_what.sql`, `0007_what.sqlite.sql` or `0007_what.postgres.sql`"
    )]
    Name(&'static str),
    #[error("version {0} of the schema has two files for {1}")]
    Twice(i64, Engine),
    #[error("version {0} of the schema has no file for {1}")]
    Missing(i64, Engine),
    #[error("the schema cannot be brought up to date")]
    Url(#[source] super::OpenError),
    #[error("the schema cannot be brought up to date, connecting failed")]
    Connect(#[source] sqlx::Error),
    #[error("the schema cannot be brought up to date")]
    Run(#[source] sqlx::migrate::MigrateError),
    #[error("the schema cannot be brought up to date, a step with two texts was not mended")]
    Reworded(#[source] super::DbError),
}

impl Db {
    /// Brings the schema up to date. Safe to call at every start and from several nodes at once.
    pub async fn migrate(&self) -> Result<(), MigrateError> {
        self.migrate_with(MIGRATIONS).await
    }

    /// The same with another history: tests bring their own.
    pub async fn migrate_with(&self, files: &[MigrationFile]) -> Result<(), MigrateError> {
        let migrator = Migrator::with_migrations(for_engine(files, self.engine())?);
        match &self.pools {
            Pools::Sqlite(_) => {
                let options = sqlite_options(&self.url).map_err(MigrateError::Url)?;
                let mut conn = options.connect().await.map_err(MigrateError::Connect)?;
                self.mend_reworded(&mut conn).await?;
                let done = migrator.run_direct(None, &mut conn, false).await.map_err(MigrateError::Run);
                conn.close().await.ok();
                done
            }
            Pools::Postgres(pool) => {
                // A connection of its own: those of the pool are read-only outside `write`.
                let mut conn = pool.connect_options().connect().await.map_err(MigrateError::Connect)?;
                self.mend_reworded(&mut conn).await?;
                let done = migrator.run_direct(None, &mut conn, false).await.map_err(MigrateError::Run);
                // The schema is committed by now; a broken farewell changes nothing.
                conn.close().await.ok();
                done
            }
        }
    }

    async fn mend_reworded<C: Migrate>(&self, conn: &mut C) -> Result<(), MigrateError> {
        if !reworded::is_due(conn, self.engine()).await? {
            return Ok(());
        }
        reworded::mend(self).await.map_err(MigrateError::Reworded)
    }
}

struct Step {
    version: i64,
    what: &'static str,
    only: Option<Engine>,
}

fn for_engine(files: &[MigrationFile], engine: Engine) -> Result<Vec<Migration>, MigrateError> {
    let mut chosen: BTreeMap<i64, Option<Migration>> = BTreeMap::new();
    for file in files {
        let step = parse(file.name)?;
        let slot = chosen.entry(step.version).or_default();
        if step.only.is_some_and(|only| only != engine) {
            continue;
        }
        let no_tx = file.sql.starts_with("-- no-transaction");
        let sql = file.sql.into_sql_str();
        let migration = Migration::new(step.version, step.what.into(), MigrationType::Simple, sql, no_tx);
        if slot.replace(migration).is_some() {
            return Err(MigrateError::Twice(step.version, engine));
        }
    }
    chosen
        .into_iter()
        .map(|(version, migration)| migration.ok_or(MigrateError::Missing(version, engine)))
        .collect()
}

fn parse(name: &'static str) -> Result<Step, MigrateError> {
    let parts = || {
        let stem = name.strip_suffix(".sql")?;
        let (stem, only) = if let Some(stem) = stem.strip_suffix(".sqlite") {
            (stem, Some(Engine::Sqlite))
        } else if let Some(stem) = stem.strip_suffix(".postgres") {
            (stem, Some(Engine::Postgres))
        } else {
            (stem, None)
        };
        let (number, what) = stem.split_once('_')?;
        let plain = number.len() == 4 && !what.is_empty() && !what.contains('.');
        let version = number.parse().ok().filter(|_| plain)?;
        Some(Step { version, what, only })
    };
    parts().ok_or(MigrateError::Name(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &'static str) -> MigrationFile {
        MigrationFile { name, sql: name }
    }

    #[test]
    fn each_engine_gets_the_plain_files_and_its_half_of_the_pairs() {
        let files = [file("0001_orders.sql"), file("0002_guard.sqlite.sql"), file("0002_guard.postgres.sql")];
        let got = |engine| -> Vec<String> {
            for_engine(&files, engine).unwrap().iter().map(|m| m.sql.as_str().to_owned()).collect()
        };
        assert_eq!(got(Engine::Sqlite), ["0001_orders.sql", "0002_guard.sqlite.sql"]);
        assert_eq!(got(Engine::Postgres), ["0001_orders.sql", "0002_guard.postgres.sql"]);
    }

    #[test]
    fn a_history_with_a_gap_a_double_or_a_strange_name_is_refused() {
        let lonely = [file("0001_guard.sqlite.sql")];
        assert!(matches!(
            for_engine(&lonely, Engine::Postgres),
            Err(MigrateError::Missing(1, Engine::Postgres))
        ));
        let double = [file("0001_a.sql"), file("0001_b.sql")];
        assert!(matches!(for_engine(&double, Engine::Sqlite), Err(MigrateError::Twice(1, Engine::Sqlite))));
        for name in ["1_a.sql", "0001.sql", "0001_a.mysql.sql", "0001_a.txt", "000x_a.sql"] {
            assert!(
                matches!(for_engine(&[file(name)], Engine::Sqlite), Err(MigrateError::Name(_))),
                "{name}"
            );
        }
    }

    #[test]
    fn the_embedded_history_is_complete_for_both_engines() {
        assert!(!MIGRATIONS.is_empty());
        for engine in Engine::ALL {
            for_engine(MIGRATIONS, engine).unwrap();
        }
    }

    /// A database keeps the sum of each step that it has taken, and refuses a history that says otherwise.
    #[test]
    fn what_was_released_is_never_edited() {
        let mut listed = 0;
        for line in include_str!("../../migrations/RELEASED").lines() {
            let (sum, name) = line.split_once("  ").unwrap();
            let file = MIGRATIONS.iter().find(|file| file.name == name);
            let file = file.unwrap_or_else(|| panic!("`{name}` was released and is not here"));
            let step = Migration::new(0, "".into(), MigrationType::Simple, file.sql.into_sql_str(), false);
            let now: String = step.checksum.iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(now, sum, "`{name}` was edited after its release: write a new step instead");
            listed += 1;
        }
        assert!(listed >= 20);
    }
}
