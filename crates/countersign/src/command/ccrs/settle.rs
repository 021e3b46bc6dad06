//! `ccrs uploaded` and `ccrs give-up`: what a person says of files.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use countersign_domain::filing::Entry;
use countersign_kernel::{Clock, SystemClock, Timestamp};

use super::book::OpenBook;

#[derive(Debug, Args)]
pub struct Uploaded {
    #[command(flatten)]
    said: Said,
}

#[derive(Debug, Args)]
pub struct GiveUp {
    #[command(flatten)]
    said: Said,
}

#[derive(Debug, Args)]
struct Said {
    /// The book of what was handed in
    #[arg(long, value_name = "FILE")]
    book: PathBuf,
    /// When it is, as 2026-11-22T15:00:00Z; now, if it is not said
    #[arg(long, value_name = "INSTANT")]
    at: Option<Timestamp>,
    /// Names of files, with their folder or without
    #[arg(required = true, value_name = "FILES")]
    files: Vec<PathBuf>,
}

impl Uploaded {
    pub fn run(self) -> anyhow::Result<ExitCode> {
        self.said.enter(|at, file| Entry::Uploaded { at, file })
    }
}

impl GiveUp {
    pub fn run(self) -> anyhow::Result<ExitCode> {
        self.said.enter(|at, file| Entry::GivenUp { at, file })
    }
}

impl Said {
    fn enter(self, entry: impl Fn(Timestamp, String) -> Entry) -> anyhow::Result<ExitCode> {
        let at = self.at.unwrap_or_else(|| SystemClock.now());
        let mut book = OpenBook::open(&self.book)?;
        let name = |path: &PathBuf| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        book.add(self.files.iter().map(|path| entry(at, name(path))).collect())?;
        Ok(ExitCode::SUCCESS)
    }
}
