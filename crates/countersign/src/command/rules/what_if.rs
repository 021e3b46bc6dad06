//! `rules what-if`: past orders under changed rules.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use countersign_app::rulebook::what_if::{self, Changed};
use countersign_app::rulebook::{WhatIf as Report, in_force};
use countersign_kernel::{Clock, SystemClock};
use countersign_rulebook::{RuleFile, Rulebook};
use countersign_store::db::Db;

use super::Folder;
use crate::wire;

/// Decides past orders again under a changed rulebook, and lists those that come out differently. What the file
/// announces, or lets begin later, is tried as if it were in force already. Exit status 1 where something changes
#[derive(Debug, Args)]
pub struct WhatIf {
    /// A rule file, in place of the one about the same topic of the same jurisdiction; or a folder in place of all
    file: PathBuf,
    /// The database with the past orders: `sqlite:FILE` or `postgres://…`; it is only read
    #[arg(long, value_name = "DATABASE")]
    against: String,
    /// Only so many of the newest orders
    #[arg(long, value_name = "N")]
    last: Option<u64>,
    #[command(flatten)]
    folder: Folder,
}

impl WhatIf {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let db = Db::open_existing(&self.against).await.context("the database cannot be opened")?;
        let files = wire::rulebook(self.folder.rules.as_deref())?;
        let before = in_force::of_database(&db, &files).await.context("what is adopted cannot be read")?;
        let after = self.changed(&before)?;
        let orders_max = self.last.unwrap_or(u64::MAX);
        let report = what_if::what_if(&db, &before, &after, SystemClock.now(), orders_max).await?;
        write(&report)?;
        Ok(if report.changed == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
    }

    fn changed(&self, before: &Rulebook) -> anyhow::Result<Rulebook> {
        let loaded = if self.file.is_dir() {
            what_if::with_files(before, wire::rule_files(&self.file, &self.file)?)
        } else {
            let text =
                std::fs::read_to_string(&self.file).with_context(|| self.file.display().to_string())?;
            what_if::with_file(before, RuleFile { path: self.file.display().to_string(), text })
        };
        loaded.map_err(wire::unusable)
    }
}

fn write(report: &Report) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    let (tried, changed) = (report.looked_at, report.changed);
    writeln!(out, "{tried} past orders decided again; {changed} come out differently")?;
    for Changed { number, at, check, before, after, found, .. } in &report.listed {
        writeln!(
            out,
            "order {number}, {at}: {}: {} -> {}: {found}",
            check.title(),
            before.word(),
            after.word()
        )?;
    }
    let unlisted = report.changed - report.listed.len() as u64;
    if unlisted > 0 { writeln!(out, "and {unlisted} more") } else { Ok(()) }
}
