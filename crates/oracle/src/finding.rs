//! What the oracle says of a cart, and how several things that must hold make one answer.

use std::fmt;

use countersign_rulebook::Verdict;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Finding {
    Allow,
    Deny,
    /// The readings differ, or something a rule needs is not told.
    Unknown,
    /// Nothing that was read speaks of this, so every answer of the engine is as good.
    Silent,
}

impl Finding {
    /// Whether `verdict` is what the oracle would have said, or none if it has no opinion.
    pub fn agrees_with(self, verdict: Verdict) -> Option<bool> {
        match self {
            Self::Allow => Some(verdict == Verdict::Allow),
            Self::Deny => Some(verdict == Verdict::Deny),
            Self::Unknown => Some(verdict == Verdict::Unknown),
            Self::Silent => None,
        }
    }

    pub fn allow_if(holds: bool) -> Self {
        if holds { Self::Allow } else { Self::Deny }
    }

    /// The oracle has no opinion of what `holds`.
    pub fn silent_if(holds: bool) -> Self {
        if holds { Self::Silent } else { Self::Allow }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Allow => "allow",
            Self::Deny => "deny",
            Self::Unknown => "unknown",
            Self::Silent => "silent",
        })
    }
}

/// Several things that must all hold: one that is surely broken decides.
pub fn all(parts: impl IntoIterator<Item = Finding>) -> Finding {
    let parts: Vec<Finding> = parts.into_iter().collect();
    let order = [Finding::Deny, Finding::Silent, Finding::Unknown];
    order.into_iter().find(|worst| parts.contains(worst)).unwrap_or(Finding::Allow)
}

/// For a sum that is told only in part: what it is at least, and what it is at most.
pub fn between(least: Finding, most: Finding) -> Finding {
    if most == Finding::Allow { Finding::Allow } else { least }
}

/// The same thing under every reading of a doubtful text: sure only where they agree.
pub fn readings(each: impl IntoIterator<Item = Finding>) -> Finding {
    differ(each, Finding::Unknown)
}

/// The same thing under choices nobody has settled for us, such as how a constant was rounded: no opinion where
/// the choice decides.
pub fn near(each: impl IntoIterator<Item = Finding>) -> Finding {
    differ(each, Finding::Silent)
}

fn differ(each: impl IntoIterator<Item = Finding>, otherwise: Finding) -> Finding {
    let each: Vec<Finding> = each.into_iter().collect();
    let first = each.first().copied().unwrap_or(Finding::Silent);
    if each.iter().all(|one| *one == first) {
        first
    } else if each.contains(&Finding::Silent) {
        Finding::Silent
    } else {
        otherwise
    }
}
