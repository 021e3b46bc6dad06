//! What is broken under readings of open questions: when every reading of one question is broken by something, no
//! answer to that question would make the sale lawful, and it is denied without one.

use crate::answer::{Effect, Reason};
use crate::kind::open::Held;
use crate::text::Text;

/// Parts that are broken for sure under their reading, each with the place of its reason.
#[derive(Debug, Default)]
pub(super) struct Readings<'r> {
    pub broken: Vec<(&'r Held, usize)>,
}

impl Readings<'_> {
    pub fn settle(&self, reasons: &mut [Reason]) {
        for (held, at) in &self.broken {
            if self.broken_readings(held) == held.readings
                && let Some(reason) = reasons.get_mut(*at)
            {
                reason.effect = Effect::Deny;
            }
        }
    }

    /// How many readings of this question are broken.
    fn broken_readings(&self, held: &Held) -> usize {
        let of_question = self.broken.iter().filter(|(other, _)| other.question == held.question);
        let mut seen: Vec<&Text> = Vec::new();
        for (other, _) in of_question {
            if !seen.contains(&&other.reading) {
                seen.push(&other.reading);
            }
        }
        seen.len()
    }
}
