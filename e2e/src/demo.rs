//! The program in demo mode: a day of its own, on a port of its own. Or the console's sample pages, for their looks.

use std::process::Command;

use anyhow::Context;
use tempfile::TempDir;

use crate::program::{Process, Program};

/// The same seed makes the same shop and the same shoppers.
const SEED: &str = "7";
/// Ten in the morning in Denver: what a page shows does not hang on the hour at which the tests run.
const BEGINS: &str = "2026-11-22T10:00:00-07:00";

/// What a journey finds when it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// A demo in which nobody orders but those the journey makes order.
    Quiet,
    /// The same after a night: the books do not agree, and the gate follows them.
    Morning,
    /// A demo with a few orders at the start, one of each kind that matters.
    Lively,
    /// Every page from invented samples, with no program behind it.
    Samples,
}

#[derive(Debug)]
pub struct Demo {
    pub address: String,
    process: Process,
    // After the process, so that the folder goes when nobody writes to it any more.
    _day: TempDir,
}

impl Demo {
    pub async fn open(stage: Stage) -> anyhow::Result<Self> {
        let day = tempfile::tempdir()?;
        let mut command = match stage {
            Stage::Samples => Command::new(Program::Preview.ready()?),
            Stage::Quiet | Stage::Morning | Stage::Lively => Command::new(Program::Countersign.ready()?),
        };
        match stage {
            Stage::Samples => command.arg("0"),
            Stage::Quiet | Stage::Morning | Stage::Lively => command
                .args(["demo", "--port", "0", "--seed", SEED, "--at", BEGINS])
                .arg("--data")
                .arg(day.path()),
        };
        match stage {
            Stage::Quiet => drop(command.arg("--quiet")),
            Stage::Morning => drop(command.args(["--quiet", "--morning"])),
            Stage::Lively | Stage::Samples => {}
        }
        for name in
            ["COUNTERSIGN_DATABASE", "COUNTERSIGN_KEY_FILE", "COUNTERSIGN_LISTEN", "COUNTERSIGN_RULES"]
        {
            command.env_remove(name);
        }
        let mut process = Process::start("the demo", &mut command, day.path().join("demo.log"))?;
        let port = process.port("http://127.0.0.1:").await?;
        Ok(Self { address: format!("http://127.0.0.1:{port}"), process, _day: day })
    }

    /// The password that the demo prints at its start.
    pub fn password(&self) -> anyhow::Result<String> {
        let said = self.process.said();
        let line = said.lines().find(|line| line.contains("Sign in")).context("the demo names nobody")?;
        let mut words = line.split_whitespace().skip_while(|word| *word != "password").skip(1);
        Ok(words.next().context("the demo names no password")?.to_owned())
    }

    pub fn said(&self) -> String {
        self.process.said()
    }
}
