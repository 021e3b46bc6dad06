//! Where a process may die: the edges of every write, named so that a test can stop exactly there.

use std::fmt;
use std::sync::Arc;

use super::Db;

/// What is saved and what is not when the process ends there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Boundary {
    /// Nothing is written yet; what was done outside before is done.
    BeforeWrite,
    /// All is written and nothing is saved.
    BeforeCommit,
    /// All is saved, and nobody has been told.
    AfterCommit,
}

impl Boundary {
    pub fn name(self) -> &'static str {
        match self {
            Self::BeforeWrite => "before a write",
            Self::BeforeCommit => "before a commit",
            Self::AfterCommit => "after a commit",
        }
    }
}

/// Stands at every boundary. The product has none; the day simulator's lets the process die there.
pub trait Watcher: fmt::Debug + Send + Sync {
    /// `false`: from here on nothing happens any more.
    fn lets_pass(&self, at: Boundary) -> bool;
}

#[derive(Clone, Default)]
pub(super) struct Boundaries(Option<Arc<dyn Watcher>>);

impl Boundaries {
    pub(super) async fn pass(&self, at: Boundary) {
        if let Some(watcher) = &self.0
            && !watcher.lets_pass(at)
        {
            std::future::pending::<()>().await;
        }
    }
}

impl fmt::Debug for Boundaries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "watched" } else { "not watched" })
    }
}

impl Db {
    /// This handle's writes pass by `watcher`.
    #[must_use]
    pub fn watched_by(mut self, watcher: Arc<dyn Watcher>) -> Self {
        self.boundaries = Boundaries(Some(watcher));
        self
    }
}
