//! The answer to a limit question. Its JSON form is a public contract; fields are only ever added.

use std::collections::BTreeMap;
use std::fmt;

use countersign_kernel::Timestamp;
use serde::{Deserialize, Serialize};

use crate::amount::Amount;
use crate::question::{Measure, Program};
use crate::text::Text;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    Allow,
    Deny,
    /// A person must decide. Never to be treated as `Allow`.
    Unknown,
}

impl Verdict {
    pub fn word(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Deny => "deny",
            Self::Unknown => "unknown",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// How sure a source is: `S` regulator, statute or rule text read; `2+` a transcription with pinpoint citations;
/// `2` secondary; `U` sources conflict; `R` recalled, not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Confidence {
    S,
    #[serde(rename = "2+")]
    TwoPlus,
    #[serde(rename = "2")]
    Two,
    U,
    R,
}

impl Confidence {
    pub fn mark(self) -> &'static str {
        match self {
            Self::S => "S",
            Self::TwoPlus => "2+",
            Self::Two => "2",
            Self::U => "U",
            Self::R => "R",
        }
    }

    /// Sure enough to decide by without a person.
    pub fn is_firm(self) -> bool {
        matches!(self, Self::S | Self::TwoPlus | Self::Two)
    }
}

impl fmt::Display for Confidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.mark())
    }
}

/// What a reason is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReasonKind {
    /// A sum over its cap.
    Limit,
    /// Something about the person or a whole category that bars the sale.
    Bar,
    /// One product too large or too strong by itself.
    Gate,
    /// Categories that may not be combined.
    Exclusive,
    /// A measure or a fact about the person that a rule needs and the question lacks.
    Missing,
    /// No rule says how this category counts.
    Uncovered,
    /// No rule in force for this jurisdiction, program and class.
    NoRule,
    /// The rule in force is marked not confirmed.
    Unconfirmed,
    /// The question itself is not well formed.
    Malformed,
    /// Nothing is broken, but staff should know.
    Caution,
}

/// What a reason does to the verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Effect {
    Deny,
    Unknown,
    Warn,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// The whole id of the rule, e.g. `us-xx/purchase-limit/adult-2016`; empty when there is no rule.
    pub rule: Text,
    pub kind: ReasonKind,
    pub effect: Effect,
    /// The counter's name in plain words.
    pub counter: Text,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cart: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cap: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub over_by: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<Text>,
    /// The cart line this is about, from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// One sentence for a person.
    pub text: String,
    pub citation: Text,
    pub source_url: Text,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<Confidence>,
    /// The counter's (or bar's) id inside the rule.
    pub part: Text,
    /// The readings of open questions under which alone this is broken, as `jurisdiction/topic/question/reading`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub readings: Vec<Text>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remaining {
    pub counter: Text,
    /// What may still be bought now, before this cart is counted.
    pub amount: String,
    pub unit: Text,
    /// When the counter next gives something back; none for a counter over one transaction.
    pub resets_at: Option<Timestamp>,
    /// What would be left once this cart is bought.
    pub after: String,
    pub used: String,
    pub cart: String,
    pub cap: String,
    pub window: Text,
    pub rule: Text,
    pub part: Text,
}

/// A smaller cart that is lawful now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestion {
    pub change: Vec<Change>,
    pub why: String,
    /// Whether the search was finished: no lawful cart keeps more of this one.
    pub proven_optimal: bool,
    /// The first instant at which the rest may be bought, if this much is bought now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rest_at: Option<Timestamp>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The cart line, from 0.
    pub line: usize,
    /// The measures of the line after the change; all zero means: take it out.
    pub to: BTreeMap<Measure, Amount>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    pub id: String,
    pub verdict: Verdict,
    pub reasons: Vec<Reason>,
    pub remaining: Vec<Remaining>,
    pub suggestions: Vec<Suggestion>,
    /// What staff should know although it does not change the verdict.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<Reason>,
    /// The rule that decided, if there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<Text>,
    pub program: Program,
    /// SHA-256 of the rule files used.
    pub rulebook: Text,
}
