//! `rules diff`: what changed between two sets of rule files.

use std::io::Write;
use std::process::ExitCode;

use countersign_rulebook::{Rulebook, diff};

/// Exit status 1 where something changed, as `diff` does it.
pub fn diff(before: &Rulebook, after: &Rulebook) -> anyhow::Result<ExitCode> {
    let changes = diff::between(before, after);
    let mut out = std::io::stdout().lock();
    for change in &changes {
        writeln!(out, "{change}")?;
    }
    Ok(if changes.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}
