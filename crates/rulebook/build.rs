//! Lists every rule file under `rules/`, so that the shipped set is compiled in without naming any file in Rust.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

const FILES_MAX: usize = 2_000;

fn main() -> io::Result<()> {
    let manifest = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let rules = fs::canonicalize(manifest.join("../../rules"))?;
    println!("cargo::rerun-if-changed={}", rules.display());
    let mut found = Vec::new();
    collect(&rules, &mut found)?;
    found.sort();
    assert!(found.len() <= FILES_MAX, "more than {FILES_MAX} rule files");
    let mut code = String::from("&[\n");
    for path in found {
        let inside = path.strip_prefix(&rules).expect("found under `rules`");
        let name = format!("rules/{}", inside.to_string_lossy().replace('\\', "/"));
        println!("cargo::rerun-if-changed={}", path.display());
        writeln!(code, "    ({name:?}, include_str!({:?})),", path.display().to_string())
            .expect("writing to a string");
    }
    code.push(']');
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    fs::write(out.join("shipped.rs"), code)
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, found)?;
        } else if path.extension().is_some_and(|e| e == "toml") {
            found.push(path);
        }
    }
    Ok(())
}
