//! `snapshot raw`: the answers that the books were read out of, as files that anybody can look into and check.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, anyhow, bail, ensure};
use clap::{Args, Subcommand};
use countersign_app::inventory::raw::{self, Sum};
use countersign_app::inventory::raw_file;
use countersign_app::people::roles::RoleMatrix;
use countersign_app::{App, AppError};
use countersign_kernel::id::{PullId, StoreId};
use countersign_kernel::{Actor, Clock, SystemClock, Timestamp};
use countersign_store::db::Db;
use serde_json::{Value, json};

use crate::{keys, wire};

#[derive(Debug, Subcommand)]
pub enum Snapshot {
    /// Writes the answers of a comparison's snapshots, each as it came, and an index with their digests, and checks them against the
    /// record
    Raw(Raw),
}

#[derive(Debug, Args)]
pub struct Raw {
    #[command(flatten)]
    database: wire::DatabaseArgs,
    /// The store's id, from `store list`
    #[arg(long)]
    store: StoreId,
    /// The newest comparison that began by then; the newest of all unless given
    #[arg(long, value_name = "TIME", conflicts_with = "id")]
    at: Option<Timestamp>,
    /// One snapshot, by its id on the record
    #[arg(long, value_name = "SNAPSHOT")]
    id: Option<PullId>,
    /// A folder that is not there yet, or is empty
    #[arg(long)]
    out: PathBuf,
}

impl Snapshot {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Self::Raw(command) => command.run().await,
        }
    }
}

impl Raw {
    async fn run(self) -> anyhow::Result<ExitCode> {
        let db = Db::open_existing(&self.database.database).await.context("the database cannot be opened")?;
        let keys = keys::open(&self.database.key_path())?;
        let rulebook = wire::rulebook(None)?;
        let (clock, random) = (Arc::new(SystemClock), wire::system_random()?);
        let now = clock.now();
        let app = App::new(db, clock, random, keys, rulebook, RoleMatrix::built_in());
        let named = || format!("`{}`", self.out.display());
        fs::create_dir_all(&self.out).with_context(named)?;
        ensure!(fs::read_dir(&self.out).with_context(named)?.next().is_none(), "{} is not empty", named());
        let ids = match &self.id {
            Some(id) => vec![id.clone()],
            None => {
                let found = raw::of_comparison(&app, &self.store, self.at.unwrap_or(now)).await?;
                let (_, pulls) = found.ok_or_else(|| anyhow!("no comparison of this store began by then"))?;
                pulls.into_iter().filter(|pull| !pull.channel.is_empty()).map(|pull| pull.id).collect()
            }
        };
        let (mut index, mut bad) = (Vec::new(), Vec::new());
        for id in &ids {
            index.push(self.snapshot(&app, id, &mut bad).await?);
        }
        let index = serde_json::to_string_pretty(&json!({"snapshots": index}))?;
        fs::write(self.out.join("index.json"), index + "\n").with_context(named)?;
        let mut out = std::io::stdout().lock();
        for why in &bad {
            writeln!(out, "BAD: {why}")?;
        }
        if bad.is_empty() {
            writeln!(out, "good: the answers of {} snapshots are what the record says", ids.len())?;
        }
        Ok(ExitCode::from(u8::from(!bad.is_empty())))
    }

    /// Writes a snapshot's answers and answers its part of the index.
    async fn snapshot(&self, app: &App, id: &PullId, bad: &mut Vec<String>) -> anyhow::Result<Value> {
        let taken = raw::take(app, &Actor::system("export"), id).await?;
        let pull = &taken.pull;
        if pull.store_id != self.store {
            bail!("{id} is a snapshot of another store");
        }
        let (mut rows, mut listed, mut place) = (Vec::new(), Vec::new(), 0);
        loop {
            let part = raw::part(app, pull, place).await?;
            let Some(last) = part.last() else { break };
            place = last.place;
            for mut row in part {
                let mut entry = raw_file::answer(&row);
                let name =
                    format!("{}-{}-{:05}.{}", pull.source, pull.channel, row.place, ending(&row.media_type));
                match raw::body(&row) {
                    Ok(Some(body)) => {
                        write(&self.out.join(&name), &body)?;
                        entry["file"] = Value::String(name);
                    }
                    Ok(None) => bad.push(format!("{id}: the body of answer {} is not kept", row.place)),
                    Err(AppError::Damaged(why)) => bad.push(format!("{id}: {why}")),
                    Err(other) => return Err(other.into()),
                }
                listed.push(entry);
                row.packed = None;
                rows.push(row);
            }
        }
        let sum = Sum::of(&rows).sha256;
        if pull.raw_digest.as_ref() != Some(&sum) {
            bad.push(format!("{id}: these are not the answers that were kept"));
        }
        match &taken.on_record {
            Some(said) if *said == sum => {}
            Some(_) => bad.push(format!("{id}: the record says other answers")),
            None => bad.push(format!("{id}: the record says nothing of its answers")),
        }
        let mut head = raw_file::head(&taken);
        head["of"] = Value::Array(listed);
        Ok(head)
    }
}

fn ending(media_type: &str) -> &'static str {
    match media_type {
        "application/json" | "text/json" => "json",
        "text/html" => "html",
        "application/xml" | "text/xml" => "xml",
        _ => "txt",
    }
}

fn write(path: &Path, body: &[u8]) -> anyhow::Result<()> {
    fs::write(path, body).with_context(|| format!("`{}`", path.display()))
}
