//! `migrate`, `backup`, `restore`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use countersign_store::backup;
use countersign_store::db::Db;

#[derive(Debug, Args)]
pub struct Migrate {
    /// `sqlite:FILE` or `postgres://…`
    #[arg(long, env = "COUNTERSIGN_DATABASE")]
    database: String,
}

#[derive(Debug, Args)]
pub struct Backup {
    /// The database to copy
    #[arg(long, env = "COUNTERSIGN_DATABASE")]
    database: String,
    /// The file to write; it must not exist yet
    #[arg(long)]
    out: PathBuf,
}

#[derive(Debug, Args)]
pub struct Restore {
    /// An empty database of the same kind as the backup's
    #[arg(long, env = "COUNTERSIGN_DATABASE")]
    database: String,
    /// A file that `backup` wrote
    #[arg(long)]
    from: PathBuf,
}

impl Migrate {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let db = Db::open(&self.database).await.context("the database cannot be opened")?;
        db.migrate().await?;
        eprintln!("the database is up to date");
        Ok(ExitCode::SUCCESS)
    }
}

impl Backup {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let db = Db::open_existing(&self.database).await.context("the database cannot be opened")?;
        backup::backup(&db, &self.out).await?;
        eprintln!("wrote {}; keep the key file with care, and apart from it", self.out.display());
        Ok(ExitCode::SUCCESS)
    }
}

impl Restore {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        backup::restore(&self.from, &self.database).await?;
        eprintln!(
            "restored; `countersign record verify` with a head from elsewhere tells how old the copy is"
        );
        Ok(ExitCode::SUCCESS)
    }
}
