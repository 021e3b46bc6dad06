//! The child: bounds first, then standard input, then one parcel on standard output.

use std::io::{self, Write};
use std::process::ExitCode;

use countersign_photo::develop;

use super::parcel;
use crate::command::coa::{UNREAD, bounds, whole_input};

pub fn run() -> anyhow::Result<ExitCode> {
    bounds::lower()?;
    let bytes = whole_input()?;
    let (answer, code) = match develop(&bytes) {
        Ok(developed) => (parcel::wrap(&developed)?, ExitCode::SUCCESS),
        Err(why) => {
            (serde_json::to_vec(&serde_json::json!({ "error": why.to_string() }))?, ExitCode::from(UNREAD))
        }
    };
    let mut output = io::stdout().lock();
    output.write_all(&answer)?;
    output.flush()?;
    Ok(code)
}
