//! A copy of everything in one file, taken while the product runs, and its way back into an empty database.
//!
//! SQLite: `vacuum into`, one consistent snapshot, itself a database. PostgreSQL: `pg_dump` in its custom format, and
//! `pg_restore` in one transaction. A backup goes back to the engine it came from. It holds everything, sealed fields
//! as they are, so the file is readable by its owner only; the key ring is not in it.

use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use percent_encoding::percent_decode_str;
use sqlx::{ConnectOptions, Connection};
use thiserror::Error;
use tokio::process::Command;
use url::Url;

use crate::db::{Db, Engine, OpenError, Pools, choose, postgres_options, sqlite_options};

#[derive(Debug, Error)]
pub enum BackupError {
    #[error("`{0}` is already there, a backup never overwrites")]
    Exists(PathBuf),
    #[error("`{0}` is not a path the database can write to")]
    Path(PathBuf),
    #[error("`{0}` is not a backup of ours")]
    NotABackup(PathBuf),
    #[error("the backup is of {of}, the target is {target}: restore it to the engine it came from")]
    OtherEngine { of: Engine, target: Engine },
    #[error("the target is not empty, restore only into a database without tables")]
    NotEmpty,
    #[error("the backup is damaged: {0}")]
    Damaged(String),
    #[error("the target cannot be opened")]
    Open(#[from] OpenError),
    #[error("the database url is not understood")]
    Url,
    #[error("`{path}` cannot be read or written")]
    File {
        path: PathBuf,
        #[source]
        cause: io::Error,
    },
    #[error("the database did not do its part")]
    Database(#[source] sqlx::Error),
    #[error("`{tool}` cannot be run, install postgresql-client")]
    Tool {
        tool: &'static str,
        #[source]
        cause: io::Error,
    },
    #[error("`{tool}` failed: {said}")]
    ToolFailed { tool: &'static str, said: String },
}

/// Writes everything as it is at this moment to the new file `to`.
pub async fn backup(db: &Db, to: &Path) -> Result<(), BackupError> {
    if to.exists() {
        return Err(BackupError::Exists(to.to_owned()));
    }
    let partial = beside(to, ".partial");
    // Made by us first, for its mode: both engines fill an empty file and leave the mode alone.
    make_private(&partial)?;
    let copied = match &db.pools {
        Pools::Sqlite(_) => vacuum_into(sqlite_options(&db.url)?, &partial).await,
        Pools::Postgres(_) => {
            let target = Libpq::of(&db.url)?;
            target
                .run("pg_dump", &["--format=custom", "--no-owner", "--no-privileges", "--file"], &partial)
                .await
        }
    };
    finish(copied, &partial, to)
}

/// Fills the empty database at `url` from a backup. Neither migrates nor judges how old the backup is: whoever calls
/// compares the record with a head kept elsewhere.
pub async fn restore(from: &Path, url: &str) -> Result<(), BackupError> {
    let of = kind(from)?;
    let target = if url.starts_with("sqlite:") { Engine::Sqlite } else { Engine::Postgres };
    if of != target {
        return Err(BackupError::OtherEngine { of, target });
    }
    match of {
        Engine::Sqlite => restore_sqlite(from, url).await,
        Engine::Postgres => restore_postgres(from, url).await,
    }
}

async fn restore_sqlite(from: &Path, url: &str) -> Result<(), BackupError> {
    let to = sqlite_options(url)?.get_filename().to_owned();
    // A log left beside a missing file would be played into the restored one.
    for path in [to.clone(), beside(&to, "-wal"), beside(&to, "-journal")] {
        if path.metadata().is_ok_and(|there| there.len() > 0) {
            return Err(BackupError::NotEmpty);
        }
    }
    let source = sqlx::sqlite::SqliteConnectOptions::new().filename(from).read_only(true).immutable(true);
    let mut conn = source.connect().await.map_err(BackupError::Database)?;
    let said: String = sqlx::query_scalar("pragma integrity_check(1)")
        .fetch_one(&mut conn)
        .await
        .map_err(|error| BackupError::Damaged(error.to_string()))?;
    conn.close().await.map_err(BackupError::Database)?;
    if said != "ok" {
        return Err(BackupError::Damaged(said));
    }
    let partial = beside(&to, ".partial");
    make_private(&partial)?;
    let copied = vacuum_into(source, &partial).await;
    finish(copied, &partial, &to)
}

async fn restore_postgres(from: &Path, url: &str) -> Result<(), BackupError> {
    let (url, _) = choose(url).await?;
    let url = url.as_str();
    let mut conn = postgres_options(url)?.connect().await.map_err(BackupError::Database)?;
    let relations: i64 = sqlx::query_scalar(
        "select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace \
         where n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\\_toast%'",
    )
    .fetch_one(&mut conn)
    .await
    .map_err(BackupError::Database)?;
    conn.close().await.map_err(BackupError::Database)?;
    if relations > 0 {
        return Err(BackupError::NotEmpty);
    }
    let target = Libpq::of(url)?;
    let flags = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"];
    target.run("pg_restore", &flags, from).await
}

async fn vacuum_into(source: sqlx::sqlite::SqliteConnectOptions, to: &Path) -> Result<(), BackupError> {
    let text = to.to_str().ok_or_else(|| BackupError::Path(to.to_owned()))?;
    let mut conn = source.connect().await.map_err(BackupError::Database)?;
    sqlx::query("vacuum into $1").bind(text).execute(&mut conn).await.map_err(BackupError::Database)?;
    conn.close().await.map_err(BackupError::Database)
}

/// Which engine a backup is of, by its first bytes.
fn kind(path: &Path) -> Result<Engine, BackupError> {
    let failed = |cause| BackupError::File { path: path.to_owned(), cause };
    let mut head = Vec::new();
    File::open(path).map_err(failed)?.take(16).read_to_end(&mut head).map_err(failed)?;
    if head == b"SQLite format 3\0" {
        Ok(Engine::Sqlite)
    } else if head.starts_with(b"PGDMP") {
        Ok(Engine::Postgres)
    } else {
        Err(BackupError::NotABackup(path.to_owned()))
    }
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn make_private(path: &Path) -> Result<(), BackupError> {
    // A scrap of an attempt that was killed. Whether it was there shows in the next line.
    fs::remove_file(path).ok();
    let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    made.map(drop).map_err(|cause| BackupError::File { path: path.to_owned(), cause })
}

/// Gives a complete file its name, or takes an incomplete one away. `vacuum into` does not wait for the disk, so we do.
fn finish(copied: Result<(), BackupError>, partial: &Path, to: &Path) -> Result<(), BackupError> {
    let named = copied.and_then(|()| {
        let place = || -> io::Result<()> {
            File::open(partial)?.sync_all()?;
            fs::rename(partial, to)?;
            let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty());
            File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
        };
        place().map_err(|cause| BackupError::File { path: to.to_owned(), cause })
    });
    if named.is_err() {
        // What is wrong was said already; a remaining scrap would only be written over next time.
        fs::remove_file(partial).ok();
    }
    named
}

/// A PostgreSQL url as its own tools take it: the password apart, for everybody may read a command line.
struct Libpq {
    url: String,
    password: Option<String>,
}

impl Libpq {
    fn of(url: &str) -> Result<Libpq, BackupError> {
        let mut parsed = Url::parse(url).map_err(|_| BackupError::Url)?;
        let mut password =
            parsed.password().map(|text| percent_decode_str(text).decode_utf8_lossy().into_owned());
        if password.is_some() {
            parsed.set_password(None).map_err(|()| BackupError::Url)?;
        }
        let mut kept: Vec<(String, String)> = Vec::new();
        for (name, value) in parsed.query_pairs() {
            match name.as_ref() {
                "password" => password = Some(value.into_owned()),
                // The driver's own settings, unknown to the tools.
                "statement-cache-capacity" => {}
                _ => kept.push((name.into_owned(), value.into_owned())),
            }
        }
        parsed.set_query(None);
        if !kept.is_empty() {
            parsed.query_pairs_mut().extend_pairs(kept);
        }
        Ok(Libpq { url: parsed.into(), password })
    }

    async fn run(&self, tool: &'static str, flags: &[&str], file: &Path) -> Result<(), BackupError> {
        let mut command = Command::new(program(tool));
        command.arg("--no-password").arg("--dbname").arg(&self.url).args(flags).arg(file);
        if let Some(password) = &self.password {
            command.env("PGPASSWORD", password);
        }
        command.stdin(Stdio::null()).kill_on_drop(true);
        let output = command.output().await.map_err(|cause| BackupError::Tool { tool, cause })?;
        if output.status.success() {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&output.stderr).trim().replace('\n', "; ");
        Err(BackupError::ToolFailed { tool, said })
    }
}

/// The newest version's program where Debian keeps them, else the one in the path. A newer `pg_dump` reads an older
/// server; the other way round it refuses and says so.
fn program(tool: &'static str) -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest = versions
        .filter_map(|entry| {
            let version: u32 = entry.file_name().to_str()?.parse().ok()?;
            let path = entry.path().join("bin").join(tool);
            path.exists().then_some((version, path))
        })
        .max();
    newest.map_or_else(|| PathBuf::from(OsStr::new(tool)), |(_, path)| path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_does_not_reach_the_command_line() {
        let target = Libpq::of("postgres://shop:p%40ss@db.example/shop?sslmode=require").unwrap();
        assert_eq!(target.url, "postgres://shop@db.example/shop?sslmode=require");
        assert_eq!(target.password.as_deref(), Some("p@ss"));
        let target = Libpq::of("postgres://shop@localhost/shop?host=/run/pg&password=secret").unwrap();
        assert!(!target.url.contains("secret"), "{}", target.url);
        assert_eq!(target.password.as_deref(), Some("secret"));
    }
}
