//! The child: bounds first, then standard input, then one JSON object on standard output.

use std::io::{self, Read, Write};
use std::process::ExitCode;

use anyhow::Context;
use countersign_coa::read;

use super::bounds;
use super::eyes::Tesseract;

/// Its answer is an error about the document, not a breakdown of the child.
pub const UNREAD: u8 = 3;

pub fn run(as_pictures: bool) -> anyhow::Result<ExitCode> {
    bounds::lower()?;
    let bytes = whole_input()?;
    let mut output = io::stdout().lock();
    let mut eyes = Tesseract::new(&bytes, as_pictures);
    let (answer, code) = match read(&bytes, &mut eyes) {
        Ok(profile) => (serde_json::to_vec(&profile)?, ExitCode::SUCCESS),
        Err(why) => {
            (serde_json::to_vec(&serde_json::json!({ "error": why.to_string() }))?, ExitCode::from(UNREAD))
        }
    };
    output.write_all(&answer)?;
    output.flush()?;
    Ok(code)
}

/// The document, as far as it may be long.
pub fn whole_input() -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut input = io::stdin().lock().take(bounds::FILE_BYTES_MAX + 1);
    input.read_to_end(&mut bytes).context("standard input cannot be read")?;
    Ok(bytes)
}
