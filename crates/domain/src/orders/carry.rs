//! Facts that a change leaves as they are: what was seen a moment ago of the rest of the order is not asked again.

use countersign_kernel::{BusinessDate, Timestamp};

use super::checks::CheckName;
use super::facts::OrderFacts;
use super::verify::Verification;
use crate::reading::Reading;

/// What is older is asked anew. A shelf that was read longer ago is not relied on either. Facts keep the time at which
/// they were first seen, so carrying them twice does not make them younger.
pub const CARRIED_SECONDS_MAX: i64 = 900;

/// Whether the facts of every check that is not `touched` may be carried over: they let the order through, on the same
/// day, and all of them were seen just now. What stopped or was not known is worth another look.
pub fn may_carry(
    earlier: &OrderFacts,
    said: &Verification,
    touched: &[CheckName],
    today: BusinessDate,
    now: Timestamp,
) -> bool {
    let rest = || CheckName::ALL.iter().copied().filter(|check| !touched.contains(check));
    let fresh = |at: Timestamp| now.seconds_since(at) <= CARRIED_SECONDS_MAX;
    earlier.today == today
        && rest().all(|check| said.of(check).is_some_and(|result| result.lets_through()))
        && rest().all(|check| seen(earlier, check).into_iter().all(fresh))
}

/// Puts what was seen of the untouched checks in place of whatever stands in `now`.
pub fn carry(earlier: &OrderFacts, touched: &[CheckName], now: &mut OrderFacts) {
    for check in CheckName::ALL.iter().filter(|check| !touched.contains(check)) {
        match check {
            CheckName::Identity => now.identity = earlier.identity.clone(),
            CheckName::Age => now.age = earlier.age.clone(),
            CheckName::NotBanned => now.standing = earlier.standing.clone(),
            CheckName::IdInDate => now.id_expires = earlier.id_expires.clone(),
            CheckName::MedicalCard => now.medical = earlier.medical.clone(),
            CheckName::PurchaseLimit => now.limit = earlier.limit.clone(),
            CheckName::Stock => now.stock = earlier.stock.clone(),
            CheckName::Price => {
                (now.prices, now.promised) = (earlier.prices.clone(), earlier.promised.clone());
            }
            CheckName::Gate => now.gate = earlier.gate.clone(),
            CheckName::Address => now.fulfilment = earlier.fulfilment,
        }
    }
    drop_signed(touched, now);
}

/// What two people signed was signed for the facts as they were.
pub fn drop_signed(touched: &[CheckName], now: &mut OrderFacts) {
    now.overrides.retain(|signed| !touched.contains(&signed.check));
}

/// When each thing was seen that a check looks at. What is our own needs no time, and the order's own birth date is as
/// old as the order.
fn seen(facts: &OrderFacts, check: CheckName) -> Vec<Timestamp> {
    match check {
        CheckName::Identity => vec![facts.identity.at()],
        CheckName::Age => vec![facts.age.profile.at()],
        CheckName::NotBanned => vec![facts.standing.at()],
        CheckName::IdInDate => vec![facts.id_expires.at()],
        CheckName::MedicalCard => {
            facts.medical.iter().flat_map(|m| [m.card_expires.at(), m.registered.at()]).collect()
        }
        CheckName::PurchaseLimit => {
            let state = facts.limit.state_allowance.as_ref().map(Reading::at);
            std::iter::once(facts.limit.own_history.at()).chain(state).collect()
        }
        CheckName::Stock => {
            let packages = facts.stock.packages.iter().map(|package| package.state.at());
            std::iter::once(facts.stock.shelf.at()).chain(packages).collect()
        }
        CheckName::Price => vec![facts.prices.at()],
        CheckName::Gate | CheckName::Address => Vec::new(),
    }
}
