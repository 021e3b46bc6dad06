//! What a check says, and what it points at.

use countersign_kernel::Timestamp;
use serde::{Deserialize, Serialize};

use crate::orders::CheckName;

/// The four answers of a check. *Unknown* is never treated as *pass*.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Pass,
    NotNeeded,
    Unknown,
    Stop,
}

impl Verdict {
    pub fn word(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::NotNeeded => "not_needed",
            Self::Unknown => "unknown",
            Self::Stop => "stop",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Pass, Self::NotNeeded, Self::Unknown, Self::Stop].into_iter().find(|v| v.word() == word)
    }

    pub fn lets_through(self) -> bool {
        matches!(self, Self::Pass | Self::NotNeeded)
    }
}

/// The rule a verdict rests on: the law's or the house's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleRef {
    pub id: String,
    /// In plain words.
    pub says: String,
    pub citation: String,
    pub source_url: Option<String>,
    pub confidence: Option<String>,
}

impl RuleRef {
    /// A rule of this product rather than of a state.
    pub fn house(id: &str, says: &str) -> Self {
        Self {
            id: format!("house/{id}"),
            says: says.to_owned(),
            citation: "House rule".to_owned(),
            source_url: None,
            confidence: None,
        }
    }
}

/// One thing that was looked at, with where it came from and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    pub label: String,
    pub value: String,
    pub source: String,
    pub at: Option<Timestamp>,
}

impl Evidence {
    pub fn new(label: &str, value: impl Into<String>, source: &str, at: Option<Timestamp>) -> Self {
        Self { label: label.to_owned(), value: value.into(), source: source.to_owned(), at }
    }
}

/// Whether two people together may let an *unknown* through.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OverrideTerms {
    /// Never: a stop, or a state that leaves no room.
    Never { why: String },
    /// With a written ground and a second person who has the permission.
    TwoHands { rule: RuleRef },
}

/// An override that both hands have signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Override {
    pub check: CheckName,
    pub ground: String,
    pub requested_by: String,
    pub countersigned_by: String,
    pub at: Timestamp,
}

/// One check's answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckResult {
    pub check: CheckName,
    pub verdict: Verdict,
    /// One sentence: what was found.
    pub found: String,
    /// A few words for the queue; empty when the check lets the order through.
    pub short: String,
    pub rule: Option<RuleRef>,
    pub evidence: Vec<Evidence>,
    /// Present when the verdict is *unknown* or *stop*.
    pub terms: Option<OverrideTerms>,
    pub overridden: Option<Override>,
}

impl CheckResult {
    pub fn pass(check: CheckName, found: impl Into<String>) -> Self {
        Self::new(check, Verdict::Pass, found, "")
    }

    pub fn not_needed(check: CheckName, found: impl Into<String>) -> Self {
        Self::new(check, Verdict::NotNeeded, found, "")
    }

    pub fn stop(check: CheckName, short: &str, found: impl Into<String>) -> Self {
        let mut result = Self::new(check, Verdict::Stop, found, short);
        result.terms = Some(OverrideTerms::Never { why: "a stop is never overridden".to_owned() });
        result
    }

    /// An unknown that two people may let through under a rule of the house.
    pub fn unknown(check: CheckName, short: &str, found: impl Into<String>) -> Self {
        let mut result = Self::new(check, Verdict::Unknown, found, short);
        let says = "What a system could not tell, two people may establish with evidence and put in writing.";
        result.terms = Some(OverrideTerms::TwoHands { rule: RuleRef::house("two-hands", says) });
        result
    }

    fn new(check: CheckName, verdict: Verdict, found: impl Into<String>, short: &str) -> Self {
        Self {
            check,
            verdict,
            found: found.into(),
            short: short.to_owned(),
            rule: None,
            evidence: Vec::new(),
            terms: None,
            overridden: None,
        }
    }

    #[must_use]
    pub fn under(mut self, rule: RuleRef) -> Self {
        self.rule = Some(rule);
        self
    }

    #[must_use]
    pub fn with(mut self, evidence: impl IntoIterator<Item = Evidence>) -> Self {
        self.evidence.extend(evidence);
        self
    }

    #[must_use]
    pub fn on_terms(mut self, terms: OverrideTerms) -> Self {
        self.terms = Some(terms);
        self
    }

    /// True when this check does not stand in the way of approval.
    pub fn lets_through(&self) -> bool {
        self.verdict.lets_through() || (self.verdict == Verdict::Unknown && self.overridden.is_some())
    }
}
