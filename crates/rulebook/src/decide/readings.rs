//! What is broken under readings of open questions: when something is broken whichever way they are answered, no
//! answer would make the sale lawful, and it is denied without one.

use crate::answer::{Effect, Reason};
use crate::kind::open::Held;
use crate::text::Text;

/// More ways to answer than this are not gone through; what is open stays open.
const WAYS_MAX: usize = 4_096;

/// Parts that are broken for sure under their readings, each with the place of its reason.
#[derive(Debug, Default)]
pub(super) struct Readings<'r> {
    pub broken: Vec<(&'r Held, usize)>,
}

/// A question with the number of its readings.
type Asked<'r> = (&'r Text, usize);

impl<'r> Readings<'r> {
    /// Whether it is denied; then the reasons that make it so say it.
    pub fn settle(&self, reasons: &mut [Reason]) -> bool {
        if self.broken.is_empty() {
            return false;
        }
        let mut parts: Vec<&(&'r Held, usize)> = self.broken.iter().collect();
        if !always_broken(&parts) {
            return false;
        }
        // Of what is broken, only the questions that it takes to be sure are told as a denial.
        for (question, _) in asked(&parts) {
            let without: Vec<_> = parts.iter().copied().filter(|part| !mentions(part.0, question)).collect();
            if always_broken(&without) {
                parts = without;
            }
        }
        for (_, at) in parts {
            if let Some(reason) = reasons.get_mut(*at) {
                reason.effect = Effect::Deny;
            }
        }
        true
    }
}

fn mentions(held: &Held, question: &Text) -> bool {
    held.under.iter().any(|under| under.question == *question)
}

fn asked<'r>(parts: &[&(&'r Held, usize)]) -> Vec<Asked<'r>> {
    let mut asked: Vec<Asked<'r>> = Vec::new();
    for under in parts.iter().flat_map(|(held, _)| &held.under) {
        if !asked.iter().any(|(question, _)| **question == under.question) {
            asked.push((&under.question, under.of));
        }
    }
    asked
}

/// Whether some part is broken for every way to answer all the questions.
fn always_broken(parts: &[&(&Held, usize)]) -> bool {
    let asked = asked(parts);
    let ways =
        asked.iter().try_fold(1_usize, |ways, (_, of)| ways.checked_mul(*of).filter(|w| *w <= WAYS_MAX));
    let Some(ways) = ways else { return false };
    !parts.is_empty()
        && (0..ways).all(|way| {
            parts.iter().any(|(held, _)| {
                held.under.iter().all(|u| answers(&asked, way, &u.question) == Some(u.reading))
            })
        })
}

/// The reading of `question` in the `way`th way to answer.
fn answers(asked: &[Asked<'_>], mut way: usize, question: &Text) -> Option<usize> {
    for (known, of) in asked {
        if *known == question {
            return Some(way % of);
        }
        way /= of;
    }
    None
}
