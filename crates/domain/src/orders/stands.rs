//! An earlier stop stands while what it was found by cannot be seen. An outage that makes a *stop* into an *unknown*
//! would open it to an override.

use countersign_kernel::Timestamp;
use serde::{Deserialize, Serialize};

use super::checks::CheckName;
use super::facts::OrderFacts;
use super::verify::Verification;
use crate::reading::Reading;
use crate::verdict::{CheckResult, Evidence, Verdict};

/// What a check stopped on before, and cannot look at again now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stopped {
    pub check: CheckName,
    pub found: String,
    pub short: String,
    /// When it was found; an earlier stop that stood keeps its own time.
    pub at: Timestamp,
}

/// What still stands of an earlier verification of the same cart on the same day.
pub fn standing(earlier: &OrderFacts, said: &Verification, now: &OrderFacts) -> Vec<Stopped> {
    if earlier.today != now.today || asked(earlier).ne(asked(now)) {
        return Vec::new();
    }
    let stops = said.results.iter().filter(|r| r.verdict == Verdict::Stop && is_out_of_sight(now, r.check));
    let stood = |check| earlier.stopped_before.iter().find(|stopped| stopped.check == check);
    stops
        .map(|r| {
            stood(r.check).cloned().unwrap_or_else(|| Stopped {
                check: r.check,
                found: r.found.clone(),
                short: r.short.clone(),
                at: earlier.at,
            })
        })
        .collect()
}

/// Makes an *unknown* the stop that it was.
pub fn stand(facts: &OrderFacts, result: &mut CheckResult) {
    let stopped = facts.stopped_before.iter().find(|stopped| stopped.check == result.check);
    let Some(stopped) = stopped.filter(|_| result.verdict == Verdict::Unknown) else { return };
    let before = Evidence::new("Found before", stopped.found.clone(), "earlier checks", Some(stopped.at));
    let stop = CheckResult::stop(result.check, &stopped.short, stopped.found.clone());
    let now = std::mem::replace(result, stop);
    result.found = format!("{}; this cannot be looked at again now: {}", stopped.found, now.found);
    (result.rule, result.evidence) = (now.rule, now.evidence);
    result.evidence.push(before);
}

fn asked(facts: &OrderFacts) -> impl Iterator<Item = (&str, i64)> {
    facts.stock.lines.iter().map(|line| (line.sku.as_str(), line.asked))
}

fn is_out_of_sight(facts: &OrderFacts, check: CheckName) -> bool {
    fn unknown<T>(reading: &Reading<T>) -> bool {
        matches!(reading, Reading::Unknown { .. })
    }
    match check {
        CheckName::Identity => unknown(&facts.identity),
        CheckName::Age => unknown(&facts.age.profile) || unknown(&facts.age.order),
        CheckName::NotBanned => unknown(&facts.standing),
        CheckName::IdInDate => unknown(&facts.id_expires),
        CheckName::MedicalCard => {
            facts.medical.as_ref().is_none_or(|m| unknown(&m.card_expires) || unknown(&m.registered))
        }
        CheckName::PurchaseLimit => {
            let limit = &facts.limit;
            unknown(&limit.own_history)
                || !limit.missing.is_empty()
                || limit.state_allowance.as_ref().is_some_and(unknown)
        }
        CheckName::Stock => {
            unknown(&facts.stock.shelf) || facts.stock.packages.iter().any(|p| unknown(&p.state))
        }
        CheckName::Price => unknown(&facts.prices),
        CheckName::Gate | CheckName::Address => false,
    }
}
