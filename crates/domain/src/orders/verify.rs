//! The ten checks together. The same facts and the same rulebook always give the same verification.

use countersign_rulebook::Answer;
use countersign_rulebook::Rulebook;
use serde::{Deserialize, Serialize};

use super::checks::{
    CheckName, address, age, gate, id_in_date, identity, limit, medical_card, price, standing, stock,
};
use super::facts::OrderFacts;
use super::stands;
use crate::verdict::{CheckResult, OverrideTerms, Verdict};

/// What the checks said of one order at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verification {
    /// The ten results in their fixed order.
    pub results: Vec<CheckResult>,
    /// The rulebook's own answer to the limit question.
    pub limit: Answer,
    pub verdict: Verdict,
}

pub fn verify(facts: &OrderFacts, rulebook: &Rulebook) -> Verification {
    let (limit, answer) = limit::check(facts, rulebook);
    let mut results = vec![
        identity::check(facts),
        age::check(facts, rulebook),
        standing::check(facts),
        id_in_date::check(facts, rulebook),
        medical_card::check(facts),
        limit,
        stock::check(facts),
        price::check(facts),
        gate::check(facts, rulebook),
        address::check(facts, rulebook),
    ];
    for result in &mut results {
        stands::stand(facts, result);
        sign_override(facts, result);
    }
    let verdict = overall(&results);
    Verification { results, limit: answer, verdict }
}

/// An override counts only for an *unknown* whose terms allow it; anything else it is written on stays as it is.
fn sign_override(facts: &OrderFacts, result: &mut CheckResult) {
    let open =
        result.verdict == Verdict::Unknown && matches!(result.terms, Some(OverrideTerms::TwoHands { .. }));
    if open {
        let signed = facts.overrides.iter().find(|o| o.check == result.check);
        result.overridden = signed.filter(|o| o.requested_by != o.countersigned_by).cloned();
    }
}

fn overall(results: &[CheckResult]) -> Verdict {
    let open = results.iter().filter(|r| !r.lets_through()).map(|r| r.verdict);
    open.max().unwrap_or(Verdict::Pass)
}

impl Verification {
    /// The check that speaks for the whole: the first of the worst.
    pub fn spokesman(&self) -> Option<&CheckResult> {
        self.results.iter().filter(|r| !r.lets_through() && r.verdict == self.verdict).min_by_key(|r| r.check)
    }

    pub fn of(&self, check: CheckName) -> Option<&CheckResult> {
        self.results.iter().find(|r| r.check == check)
    }

    /// One letter a check, in order, for the strip in the queue: `p`, `n`, `u`, `s`; `o` for overridden.
    pub fn strip(&self) -> String {
        let letter = |r: &CheckResult| match (r.verdict, &r.overridden) {
            (Verdict::Pass, _) => 'p',
            (Verdict::NotNeeded, _) => 'n',
            (Verdict::Unknown, Some(_)) => 'o',
            (Verdict::Unknown, None) => 'u',
            (Verdict::Stop, _) => 's',
        };
        self.results.iter().map(letter).collect()
    }
}
