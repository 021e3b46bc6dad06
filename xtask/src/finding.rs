//! What a rule found: where, what, and what to do about it.

use std::fmt;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub path: String,
    /// From 1.
    pub line: usize,
    pub what: String,
    pub todo: String,
}

impl Finding {
    pub fn new(path: &str, line: usize, what: impl Into<String>, todo: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, what: what.into(), todo: todo.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}; {}", self.path, self.line, self.what, self.todo)
    }
}

/// For a test's panic message: one finding a line.
pub fn report(found: &[Finding]) -> String {
    found.iter().map(|finding| format!("\n{finding}")).collect()
}
