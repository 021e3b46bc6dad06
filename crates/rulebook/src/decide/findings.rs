//! What came of a question: reasons, warnings, and what can be done about it.

use crate::answer::{Effect, Reason, Verdict};
use crate::decide::readings::Readings;
use crate::decide::tally::Tally;
use crate::kind::Strength;
use crate::kind::open::Held;
use crate::text::Text;

/// Reasons of one answer; more of them would tell a person nothing.
const REASONS_MAX: usize = 200;

#[derive(Debug, Default)]
pub(crate) struct Findings<'r> {
    /// Only the verdict is wanted, so nothing is put into words.
    pub is_quiet: bool,
    denied: bool,
    doubted: bool,
    pub reasons: Vec<Reason>,
    pub warnings: Vec<Reason>,
    pub tallies: Vec<Tally<'r>>,
    readings: Readings<'r>,
    /// Cart lines that cannot be sold in any amount.
    pub unsellable: Vec<usize>,
    /// Something is wrong that no smaller cart would cure.
    pub hopeless: bool,
    /// Something is broken that a smaller cart would cure.
    pub curable: bool,
}

impl<'r> Findings<'r> {
    pub fn quiet() -> Self {
        Self { is_quiet: true, ..Self::default() }
    }

    pub fn verdict(&self) -> Verdict {
        if self.denied {
            Verdict::Deny
        } else if self.doubted {
            Verdict::Unknown
        } else {
            Verdict::Allow
        }
    }

    /// Whether some firm limit is broken.
    pub fn denied_by_a_limit(&self) -> bool {
        self.tallies.iter().any(|tally| tally.is_broken() && tally.strength == Strength::Firm)
    }

    pub fn add(&mut self, effect: Effect, say: impl FnOnce() -> Reason) {
        self.denied |= effect == Effect::Deny;
        self.doubted |= effect == Effect::Unknown;
        let list = if effect == Effect::Warn { &mut self.warnings } else { &mut self.reasons };
        if !self.is_quiet && list.len() < REASONS_MAX {
            list.push(say());
        }
    }

    /// A reason that denies by itself, or would under the readings it is held by.
    pub fn add_broken(
        &mut self,
        effect: Effect,
        (held, sure): (Option<&'r Held>, bool),
        say: impl FnOnce() -> Reason,
    ) {
        if let Some(held) = held.filter(|_| sure) {
            self.readings.broken.push((held, self.reasons.len()));
        }
        self.add(effect, say);
    }

    /// What is broken whatever the open questions' answers are is denied.
    pub fn settle(&mut self) {
        self.denied |= self.readings.settle(&mut self.reasons);
    }

    /// Names of the counters that are broken, for a sentence.
    pub fn broken_names(&self) -> String {
        let mut names: Vec<&Text> = Vec::new();
        for reason in &self.reasons {
            if !reason.counter.is_empty() && !names.contains(&&reason.counter) {
                names.push(&reason.counter);
            }
        }
        let mut text = String::with_capacity(128);
        for (at, name) in names.iter().enumerate() {
            text.push_str(if at > 0 { "; " } else { "" });
            text.push_str(name);
        }
        text
    }
}
