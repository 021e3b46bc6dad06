//! Countersign: the hub for the online side of a licensed cannabis dispensary.
//!
//! This crate only wires: it reads the command line, opens the database and the keys, hands both to `app`, and
//! starts what was asked for. There is no decision in it. Start reading at [`wire`].

mod command;
mod demo_shop;
mod desk;
mod handed_in;
mod keys;
mod node;
mod rule_folder;
mod wire;
mod worker;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Debug, Parser)]
#[command(name = "countersign", version, about, max_term_width = 110)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// A working day on embedded SQLite with simulated vendors: open the address it prints
    Demo(command::demo::Demo),
    /// Serve the console and the API
    Serve(command::serve::Serve),
    /// A whole day without a screen: real code, simulated vendors, a virtual clock, independent checkers
    Simulate(command::simulate::Simulate),
    /// Simulators of the vendors, one port each on loopback
    Sandbox(command::sandbox::SandboxCommand),
    /// May this person buy this cart now?
    #[command(subcommand)]
    Limits(command::limits::Limits),
    /// Exports of the state, the point of sale and the menus, compared package by package
    Reconcile(Box<command::reconcile::Reconcile>),
    /// Files for Washington's CCRS, and its mails about them
    #[command(subcommand)]
    Ccrs(command::ccrs::Ccrs),
    /// May this be said here?
    #[command(subcommand)]
    Content(command::content::Content),
    /// May this be offered here?
    #[command(subcommand)]
    Promotion(command::promotion::Promotion),
    /// The record: export it, verify an export, decide everything again
    #[command(subcommand)]
    Record(command::record::Record),
    /// What the systems sent when the books were pulled
    #[command(subcommand)]
    Snapshot(command::snapshot::Snapshot),
    /// The rulebook in force
    #[command(subcommand)]
    Rules(command::rules::Rules),
    /// Certificates of analysis
    #[command(subcommand)]
    Coa(command::coa::Coa),
    /// Product photos
    #[command(subcommand)]
    Photo(command::photo::Photo),
    /// Licensed shops
    #[command(subcommand)]
    Store(command::shop::Store),
    /// The people who work there
    #[command(subcommand)]
    Staff(command::shop::Staff),
    Connect(command::shop::Connect),
    /// Bring a database up to date
    Migrate(command::database::Migrate),
    /// Copy a database to a file, while it is in use
    Backup(command::database::Backup),
    /// Put a backup into an empty database
    Restore(command::database::Restore),
    /// Try every connection and say what is wrong
    Doctor(command::doctor::Doctor),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(why) => return failed(&why.into()),
    };
    match runtime.block_on(run(cli.command)) {
        Ok(code) => code,
        Err(why) => failed(&why),
    }
}

async fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Demo(command) => command.run().await,
        Command::Serve(command) => command.run().await,
        Command::Simulate(command) => command.run().await,
        Command::Sandbox(command) => command.run().await,
        Command::Limits(command) => command.run(),
        Command::Reconcile(command) => Ok(command.run()),
        Command::Ccrs(command) => Ok(command.run().await),
        Command::Content(command) => command.run(),
        Command::Promotion(command) => command.run(),
        Command::Record(command) => command.run().await,
        Command::Snapshot(command) => command.run().await,
        Command::Rules(command) => command.run().await,
        Command::Coa(command) => command.run().await,
        Command::Photo(command) => command.run().await,
        Command::Store(command) => command.run().await,
        Command::Staff(command) => command.run().await,
        Command::Connect(command) => command.run().await,
        Command::Migrate(command) => command.run().await,
        Command::Backup(command) => command.run().await,
        Command::Restore(command) => command.run().await,
        Command::Doctor(command) => command.run().await,
    }
}

/// The whole chain of causes, once, on standard error.
fn failed(why: &anyhow::Error) -> ExitCode {
    eprintln!("countersign: {why:#}");
    ExitCode::from(1)
}
