//! `ccrs`: the files of a Washington shop, and the state's mails about them.

mod begin;
mod book;
mod desk;
mod read;
mod settle;
mod status;
mod write;

use std::process::ExitCode;

use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub enum Ccrs {
    /// Keep what a store sells from now on, for its files
    Begin(Box<begin::Begin>),
    /// Keep it no longer: somebody else files
    End(Box<begin::End>),
    /// Draw up the files to upload, from exports: whatever the book says is not with the state yet
    #[command(
        after_help = "Exit status: 0 everything is in the files or with the state, 1 rows are left out, 2 could not run."
    )]
    Write(Box<write::Write>),
    /// Say that files were uploaded
    Uploaded(settle::Uploaded),
    /// Take in the state's mails, saved as files (.eml)
    #[command(
        after_help = "Exit status: 0 every row is with the state, 1 rows or files were refused, 2 a mail could not be read."
    )]
    Read(read::Read),
    /// Stop waiting for the answer to a file: its rows go out again with the next ones
    GiveUp(settle::GiveUp),
    /// Where every file and every open row stands, and what is late
    #[command(after_help = "Exit status: 0 nothing is open, 1 something is, 2 could not run.")]
    Status(status::Status),
}

impl Ccrs {
    pub async fn run(self) -> ExitCode {
        let done = match self {
            Self::Begin(command) => command.run().await,
            Self::End(command) => command.run().await,
            Self::Write(command) => command.run().await,
            Self::Uploaded(command) => command.run().await,
            Self::Read(command) => command.run().await,
            Self::GiveUp(command) => command.run().await,
            Self::Status(command) => command.run().await,
        };
        done.unwrap_or_else(|why| {
            eprintln!("countersign: {why:#}");
            ExitCode::from(2)
        })
    }
}
