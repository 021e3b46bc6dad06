//! `cargo run -p xtask -- tidy` prints what the tree's own rules find; the exit code says whether it was nothing.

use std::process::ExitCode;

use anyhow::Result;
use xtask::finding::Finding;
use xtask::tree::Tree;
use xtask::{cargo, layers, licences, tidy};

fn main() -> Result<ExitCode> {
    let asked = std::env::args().nth(1).unwrap_or_default();
    let found = match asked.as_str() {
        "tidy" => tidy()?,
        "layers" => layers()?,
        "licences" => licences()?,
        "all" => [tidy()?, layers()?, licences()?].concat(),
        _ => {
            say("usage: cargo run -p xtask -- tidy|layers|licences|all");
            return Ok(ExitCode::from(2));
        }
    };
    for finding in &found {
        say(&finding.to_string());
    }
    say(&format!("{} to mend", found.len()));
    Ok(if found.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn tidy() -> Result<Vec<Finding>> {
    Ok(tidy::check(&Tree::of_this_project()?))
}

fn layers() -> Result<Vec<Finding>> {
    Ok(layers::check(&Tree::of_this_project()?, &cargo::metadata(cargo::Depth::OwnPackages)?))
}

fn licences() -> Result<Vec<Finding>> {
    let tree = Tree::of_this_project()?;
    let mut found = licences::of_crates(&cargo::metadata(cargo::Depth::Everything)?);
    found.extend(licences::of_npm(tree.text_of("package-lock.json").unwrap_or_default()));
    Ok(found)
}

#[expect(clippy::print_stdout, reason = "a command line program speaks by printing")]
fn say(line: &str) {
    println!("{line}");
}
