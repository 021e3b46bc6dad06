//! The child that draws: bounds first, then standard input, then one PNG on standard output.

use std::io::{self, Write};
use std::process::ExitCode;

use super::parse_one::{UNREAD, whole_input};
use super::{bounds, draw};

pub fn run(page: usize) -> anyhow::Result<ExitCode> {
    bounds::lower()?;
    let bytes = whole_input()?;
    let (answer, code) = match draw::png(&bytes, page) {
        Ok(png) => (png, ExitCode::SUCCESS),
        Err(why) => (serde_json::to_vec(&serde_json::json!({ "error": why }))?, ExitCode::from(UNREAD)),
    };
    let mut output = io::stdout().lock();
    output.write_all(&answer)?;
    output.flush()?;
    Ok(code)
}
