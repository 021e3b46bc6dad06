//! `coa`: reads certificates of analysis.

pub(super) mod bounds;
pub(super) mod child;
mod draw;
mod draw_one;
mod eyes;
mod parse_one;
mod read;
mod reader;
mod tesseract;

use std::process::ExitCode;

use clap::Subcommand;

pub(super) use parse_one::{UNREAD, whole_input};
pub(super) use read::bytes_of;
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
    /// Draws one page of a document from standard input as a PNG, within the same limits
    #[command(hide = true)]
    DrawOne {
        /// Counted from 1
        #[arg(long)]
        page: usize,
    },
}

impl Coa {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Self::Read(read) => read.run().await,
            Self::ParseOne { as_pictures } => parse_one::run(as_pictures),
            Self::DrawOne { page } => draw_one::run(page),
        }
    }
}
