//! `rules`: what is in force, in plain words.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use countersign_rulebook::{Rulebook, cases};

use crate::wire;

#[derive(Debug, Subcommand)]
pub enum Rules {
    /// One line a rule
    List(Folder),
    /// Loads every rule file and runs every case beside it
    Check(Folder),
}

#[derive(Debug, Args)]
pub struct Folder {
    /// A folder of rule files in place of the rulebook compiled in
    #[arg(long)]
    rules: Option<PathBuf>,
}

impl Rules {
    pub fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Self::List(folder) => list(&wire::rulebook(folder.rules.as_deref())?),
            Self::Check(folder) => check(&folder),
        }
    }
}

fn list(rulebook: &Rulebook) -> anyhow::Result<ExitCode> {
    let mut out = std::io::stdout().lock();
    for rule in rulebook.rules() {
        let until = rule.until.map_or("now".to_owned(), |day| day.to_string());
        writeln!(out, "{}  {} to {until}  [{}]  {}", rule.id, rule.from, rule.confidence, rule.citation)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn check(folder: &Folder) -> anyhow::Result<ExitCode> {
    let files = match &folder.rules {
        Some(path) => wire::rule_files(path, path)?,
        None => Rulebook::shipped_files(),
    };
    let rulebook = wire::rulebook(folder.rules.as_deref())?;
    let mut out = std::io::stdout().lock();
    let mut failed = false;
    for file in files.iter().filter(|file| file.is_cases()) {
        match cases::run(&rulebook, file) {
            Ok(report) => writeln!(out, "{}: {} cases pass", file.path, report.passed)?,
            Err(errors) => {
                failed = true;
                for error in errors {
                    writeln!(out, "{error}")?;
                }
            }
        }
    }
    Ok(if failed { ExitCode::from(1) } else { ExitCode::SUCCESS })
}
