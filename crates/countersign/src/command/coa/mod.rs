//! `coa`: reads certificates of analysis.

mod bounds;
mod child;
mod eyes;
mod parse_one;
mod read;
mod reader;

use std::process::ExitCode;

use clap::Subcommand;

pub use reader::ChildReader;

#[derive(Debug, Subcommand)]
pub enum Coa {
    /// Reads certificates (PDF, picture, WCIA JSON) and prints one JSON array; exit status 3 when one could not be read
    Read(read::Read),
    /// Reads one document from standard input within the limits of a child process
    #[command(hide = true)]
    ParseOne {
        #[arg(long)]
        as_pictures: bool,
    },
}

impl Coa {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Self::Read(read) => read.run().await,
            Self::ParseOne { as_pictures } => parse_one::run(as_pictures),
        }
    }
}
