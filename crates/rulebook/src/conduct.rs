//! What the law on conduct does with what is said or offered.

use serde::{Deserialize, Serialize};

/// The later one wins where several entries speak of the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ConductEffect {
    Allow,
    /// A person decides. Never to be treated as `Allow`.
    Review,
    Deny,
}

impl ConductEffect {
    pub fn word(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Review => "review",
            Self::Deny => "deny",
        }
    }
}
