//! What every file that is handed in is held to, whatever is in it.

use crate::error::AppError;

/// The largest certificates seen are below 10 MB, and so is what a camera of 48 million pixels writes.
pub const FILE_BYTES_MAX: usize = 16 * 1024 * 1024;
const NAME_CHARS_MAX: usize = 120;

/// Said of a file that need not be read to its end too.
pub fn too_large() -> AppError {
    AppError::invalid("file", "is larger than 16 MiB; hand in a smaller one")
}

/// The last part of what the browser says, without what could not be shown.
pub(crate) fn name(given: &str, or: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let shown: String = last.chars().filter(|c| !c.is_control()).take(NAME_CHARS_MAX).collect();
    if shown.trim().is_empty() { or.to_owned() } else { shown.trim().to_owned() }
}
