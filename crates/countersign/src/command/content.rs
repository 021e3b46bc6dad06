//! `content check`: texts on standard input or in a file, what may not be said in them on standard output, one JSON a line.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, Subcommand};
use countersign_content::{Checker, lines};
use countersign_kernel::{Clock, SystemClock, Timestamp};

use crate::wire;

#[derive(Debug, Subcommand)]
pub enum Content {
    /// Reads {"id","text"} a line and writes a report a line; exit status 2 when a line was malformed
    Check(Check),
}

#[derive(Debug, Args)]
pub struct Check {
    /// A file of texts, one JSON object a line; standard input unless given
    file: Option<PathBuf>,
    /// Where it is said: `us-` and the postal code in lower case
    #[arg(long)]
    jurisdiction: String,
    /// Where it is shown or sent, such as menu; a word that is none is answered with those there are
    #[arg(long)]
    surface: String,
    /// The instant whose law holds, such as 2026-11-18T12:00:00Z; now unless given
    #[arg(long)]
    at: Option<Timestamp>,
    /// A folder of rule files in place of the rulebook compiled in
    #[arg(long)]
    rules: Option<PathBuf>,
}

impl Content {
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let Self::Check(asked) = self;
        let rulebook = wire::rulebook(asked.rules.as_deref())?;
        let surface = Checker::surface(&asked.surface)?;
        let at = asked.at.unwrap_or_else(|| SystemClock.now());
        let checker = Checker::new(&rulebook, &asked.jurisdiction, surface, at)?;
        let input: Box<dyn BufRead> = match &asked.file {
            Some(path) => {
                let file = File::open(path).with_context(|| format!("the file `{}`", path.display()))?;
                Box::new(BufReader::new(file))
            }
            None => Box::new(io::stdin().lock()),
        };
        let output = io::BufWriter::new(io::stdout().lock());
        let summary = lines::check_lines(&checker, input, output)?;
        Ok(ExitCode::from(summary.exit_status()))
    }
}
