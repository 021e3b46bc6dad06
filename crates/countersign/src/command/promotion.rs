//! `promotion check`: offers on standard input or in a file, whether they may be made on standard output, one JSON a line.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, Subcommand};
use countersign_rulebook::promotion::lines;

use crate::wire;

#[derive(Debug, Subcommand)]
pub enum Promotion {
    /// Reads {"id","from","until","programs","practices","possible"} a line and writes an answer a line; exit status 2
    /// when a line was malformed
    Check(Check),
}

#[derive(Debug, Args)]
pub struct Check {
    /// A file of offers, one JSON object a line; standard input unless given
    file: Option<PathBuf>,
    /// Where it is offered: `us-` and the postal code in lower case
    #[arg(long)]
    jurisdiction: String,
    /// A folder of rule files in place of the rulebook compiled in
    #[arg(long)]
    rules: Option<PathBuf>,
}

impl Promotion {
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let Self::Check(asked) = self;
        let rulebook = wire::rulebook(asked.rules.as_deref())?;
        lines::known(&rulebook, &asked.jurisdiction)?;
        let input: Box<dyn BufRead> = match &asked.file {
            Some(path) => {
                let file = File::open(path).with_context(|| format!("the file `{}`", path.display()))?;
                Box::new(BufReader::new(file))
            }
            None => Box::new(io::stdin().lock()),
        };
        let output = io::BufWriter::new(io::stdout().lock());
        let summary = lines::check_lines(&rulebook, &asked.jurisdiction, input, output)?;
        Ok(ExitCode::from(summary.exit_status()))
    }
}
