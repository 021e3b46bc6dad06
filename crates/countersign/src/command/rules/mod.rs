//! `rules`: what is in force, in plain words.

mod adopt;
mod diff;
mod show;
mod what_if;

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use countersign_content::cases;
use countersign_kernel::{Clock, SystemClock};
use countersign_rulebook::{Rulebook, Status, check};

use crate::wire;

#[derive(Debug, Subcommand)]
pub enum Rules {
    /// One line a rule
    List(Folder),
    /// What a jurisdiction's rules say, with citations and what is open, such as `us-xx`
    Show(Show),
    /// What changed from one folder of rule files to another, by rule and number
    Diff(Diff),
    /// Loads every rule file, runs every case beside it, and looks for gaps, missing sources and numbers no case guards
    Check(Folder),
    WhatIf(what_if::WhatIf),
    Adopt(adopt::Adopt),
}

#[derive(Debug, Args)]
pub struct Show {
    /// The jurisdiction: `us-` and the postal code in lower case
    jurisdiction: String,
    /// Past versions too
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    folder: Folder,
}

#[derive(Debug, Args)]
pub struct Diff {
    /// The folder of rule files that were
    before: PathBuf,
    /// The folder of rule files that are to be
    after: PathBuf,
}

#[derive(Debug, Args)]
pub struct Folder {
    /// A folder of rule files in place of the rulebook compiled in
    #[arg(long)]
    rules: Option<PathBuf>,
}

impl Rules {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Self::List(folder) => list(&wire::rulebook(folder.rules.as_deref())?),
            Self::Show(asked) => {
                let rulebook = wire::rulebook(asked.folder.rules.as_deref())?;
                show::show(&rulebook, &asked.jurisdiction, asked.all, SystemClock.now())
            }
            Self::Diff(folders) => {
                diff::diff(&wire::rulebook(Some(&folders.before))?, &wire::rulebook(Some(&folders.after))?)
            }
            Self::Check(folder) => check(&folder),
            Self::WhatIf(asked) => asked.run().await,
            Self::Adopt(asked) => asked.run().await,
        }
    }
}

fn list(rulebook: &Rulebook) -> anyhow::Result<ExitCode> {
    let mut out = std::io::stdout().lock();
    for rule in rulebook.rules() {
        let until = rule.until.map_or("now".to_owned(), |day| day.to_string());
        let status = match rule.status {
            Status::InForce => "",
            Status::Unconfirmed => "  (not confirmed)",
            Status::Pending => "  (announced)",
        };
        let (from, confidence, citation) = (rule.from, rule.confidence, rule.citation);
        writeln!(out, "{}  {from} to {until}{status}  [{confidence}]  {citation}", rule.id)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn check(folder: &Folder) -> anyhow::Result<ExitCode> {
    let files = match &folder.rules {
        Some(path) => wire::rule_files(path, path)?,
        None => Rulebook::shipped_files(),
    };
    let mut report = check::check(&files);
    let (errors, passed) = cases::check(&files);
    report.errors.extend(errors);
    report.passed.extend(passed);
    let mut out = std::io::stdout().lock();
    for (path, passed) in &report.passed {
        writeln!(out, "{path}: {passed} cases pass")?;
    }
    let mut told = std::io::stderr().lock();
    for error in &report.errors {
        writeln!(told, "{error}")?;
    }
    Ok(if report.errors.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}
