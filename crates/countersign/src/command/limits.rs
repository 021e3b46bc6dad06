//! `limits ask`: limit questions on standard input, answers on standard output, one JSON a line.

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use countersign_rulebook::ask;

use crate::wire;

#[derive(Debug, Subcommand)]
pub enum Limits {
    /// Reads one question a line and writes one answer a line; exit status 2 when a line was malformed
    Ask(Ask),
}

#[derive(Debug, Args)]
pub struct Ask {
    /// A folder of rule files in place of the rulebook compiled in
    #[arg(long)]
    rules: Option<PathBuf>,
}

impl Limits {
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let Self::Ask(ask) = self;
        let rulebook = wire::rulebook(ask.rules.as_deref())?;
        let output = io::BufWriter::new(io::stdout().lock());
        let summary = ask::answer_lines(&rulebook, io::stdin().lock(), output)?;
        Ok(ExitCode::from(summary.exit_status()))
    }
}
