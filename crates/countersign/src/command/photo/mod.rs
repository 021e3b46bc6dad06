//! `photo`: judges product photos.

mod darkroom;
mod develop_one;
mod judge;
mod parcel;

use std::process::ExitCode;

use clap::Subcommand;

pub use darkroom::ChildDarkroom;

#[derive(Debug, Subcommand)]
pub enum Photo {
    /// Judges product photos (JPEG, PNG, WebP) and prints one JSON array; exit status 3 when one could not be opened
    Judge(judge::Judge),
    /// Develops one photo from standard input within the limits of a child process
    #[command(hide = true)]
    DevelopOne,
}

impl Photo {
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Self::Judge(judge) => judge.run().await,
            Self::DevelopOne => develop_one::run(),
        }
    }
}
