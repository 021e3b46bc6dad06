//! What cargo knows about our packages and everybody else's, without the network.

use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::tree;

/// How much to ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    OwnPackages,
    /// With every dependency that a build on this machine uses.
    Everything,
}

pub fn metadata(depth: Depth) -> Result<Value> {
    let mut command = program("cargo", "CARGO");
    command.args(["metadata", "--format-version", "1", "--offline", "--locked"]);
    match depth {
        Depth::OwnPackages => command.arg("--no-deps"),
        // Only what this machine builds was fetched; other platforms' packages may be missing.
        Depth::Everything => command.args(["--filter-platform", &host()?]),
    };
    Ok(serde_json::from_str(&run(&mut command)?)?)
}

fn host() -> Result<String> {
    let told = run(program("rustc", "RUSTC").arg("-vV"))?;
    let host = told.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).context("`rustc -vV` does not name its host")
}

fn program(name: &str, variable: &str) -> Command {
    Command::new(std::env::var_os(variable).unwrap_or_else(|| name.into()))
}

fn run(command: &mut Command) -> Result<String> {
    let output =
        command.current_dir(tree::root()).output().with_context(|| format!("{command:?} cannot be run"))?;
    ensure!(output.status.success(), "{command:?} failed\n{}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8(output.stdout)?)
}
