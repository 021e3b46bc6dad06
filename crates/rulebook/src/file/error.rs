//! Errors in rule files: where, what, and what to do. A file's errors are gathered, not only the first told.

use std::ops::Range;

const PROBLEMS_MAX: usize = 200;

/// One thing wrong in one rule file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}:{line}: {what}; {todo}")]
pub struct RuleError {
    pub path: String,
    pub line: usize,
    pub what: String,
    pub todo: String,
}

/// Gathers the errors of one file.
#[derive(Debug)]
pub(crate) struct Problems<'a> {
    path: &'a str,
    text: &'a str,
    found: Vec<RuleError>,
}

impl<'a> Problems<'a> {
    pub fn of(path: &'a str, text: &'a str) -> Self {
        Self { path, text, found: Vec::new() }
    }

    pub fn add(&mut self, span: Range<usize>, what: impl Into<String>, todo: impl Into<String>) {
        if self.found.len() < PROBLEMS_MAX {
            let line = self.text.get(..span.start).map_or(1, |before| before.matches('\n').count() + 1);
            let (what, todo) = (what.into(), todo.into());
            self.found.push(RuleError { path: self.path.to_owned(), line, what, todo });
        }
    }

    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    pub fn into_vec(self) -> Vec<RuleError> {
        self.found
    }

    /// The value, or an error at `span`.
    pub fn check<T>(&mut self, span: Range<usize>, result: Result<T, String>, todo: &str) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(what) => {
                self.add(span, what, todo);
                None
            }
        }
    }
}
