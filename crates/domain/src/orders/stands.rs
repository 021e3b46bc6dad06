//! An earlier stop stands while what it was found by cannot be seen. An outage that makes a *stop* into an *unknown*
//! would open it to an override.

use countersign_kernel::Timestamp;
use countersign_rulebook::Rulebook;
use serde::{Deserialize, Serialize};

use super::change;
use super::checks::CheckName;
use super::facts::OrderFacts;
use super::verify::{Verification, verify};
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

/// What still stands of an earlier verification of the same order on the same day: each stop whose facts are out of
/// sight now. Where the cart has been changed since, a check of the cart stops on only if what was seen before stops the
/// new cart too; but a stop that stood through an outage already stands until it can be looked at again.
pub fn standing(
    earlier: &OrderFacts,
    said: &Verification,
    now: &OrderFacts,
    rulebook: &Rulebook,
) -> Vec<Stopped> {
    if earlier.today != now.today {
        return Vec::new();
    }
    let is_another_cart = asked(earlier).ne(asked(now));
    let stops = said.results.iter().filter(|r| r.verdict == Verdict::Stop && is_out_of_sight(now, r.check));
    let stopped = |r: &CheckResult| {
        // What stood through an outage already is not mended by changing the cart once more.
        let stood = earlier.stopped_before.iter().find(|stopped| stopped.check == r.check);
        let touched = is_another_cart && change::Kind::Swap.touches().contains(&r.check);
        let again = if touched && stood.is_none() {
            with_what_was_seen(earlier, now, rulebook, r.check)?
        } else {
            r.clone()
        };
        let found_now = || Stopped { check: r.check, found: again.found, short: again.short, at: earlier.at };
        Some(stood.cloned().unwrap_or_else(found_now))
    };
    stops.filter_map(stopped).collect()
}

/// The check of the cart as it is now, by what was seen before wherever nothing is seen now; none where that stops
/// nothing.
fn with_what_was_seen(
    earlier: &OrderFacts,
    now: &OrderFacts,
    rulebook: &Rulebook,
    check: CheckName,
) -> Option<CheckResult> {
    fn see<T: Clone>(now: &mut Reading<T>, before: &Reading<T>) -> bool {
        let blind = matches!(now, Reading::Unknown { .. });
        if blind {
            *now = before.clone();
        }
        blind
    }
    let mut seen = now.clone();
    if see(&mut seen.limit.own_history, &earlier.limit.own_history) {
        seen.limit.question.history = earlier.limit.question.history.clone();
    }
    if let (Some(now), Some(before)) = (&mut seen.limit.state_allowance, &earlier.limit.state_allowance) {
        see(now, before);
    }
    see(&mut seen.stock.shelf, &earlier.stock.shelf);
    see(&mut seen.prices, &earlier.prices);
    for package in &mut seen.stock.packages {
        if let Some(before) = earlier.stock.packages.iter().find(|before| before.tag == package.tag) {
            see(&mut package.state, &before.state);
        }
    }
    let found = verify(&seen, rulebook).of(check)?.clone();
    (found.verdict == Verdict::Stop).then_some(found)
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
