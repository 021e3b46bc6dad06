//! Why a reconciliation cannot run: what, where, and what to do.

use std::fmt;
use std::io;
use std::path::PathBuf;

/// Where in a file something is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub file: PathBuf,
    pub line: u32,
    /// The column as the header writes it; empty for the row as a whole.
    pub column: String,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file.display(), self.line)?;
        if self.column.is_empty() { Ok(()) } else { write!(f, ": column `{}`", self.column) }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("`{}` cannot be read", .file.display())]
    Unreadable { file: PathBuf, source: io::Error },
    #[error("`{}`: {what}; {to_do}", .file.display())]
    Header { file: PathBuf, what: String, to_do: String },
    #[error("{place}: {what}; mend it at the source, or go on without such rows with --keep-going")]
    Row { place: Place, what: String },
    #[error("{place}: {what}; {to_do}")]
    Text { place: Place, what: String, to_do: String },
    #[error("the policy `{}` cannot be used: {what}", .file.display())]
    Policy { file: PathBuf, what: String },
    #[error("the report `{}` cannot be written", .file.display())]
    Report { file: PathBuf, source: io::Error },
    #[error("the report `{}` would overwrite an export; name another file", .file.display())]
    Overwrites { file: PathBuf },
}
