//! Has the shop shut this person out?

use super::CheckName;
use crate::customers::Standing;
use crate::orders::facts::OrderFacts;
use crate::reading::Reading;
use crate::verdict::{CheckResult, Evidence, RuleRef};

const NAME: CheckName = CheckName::NotBanned;

pub fn check(facts: &OrderFacts) -> CheckResult {
    let says = "A person the shop has banned is not served, on any channel.";
    let reading = &facts.standing;
    let result = match reading {
        Reading::Unknown { why, .. } => {
            CheckResult::unknown(NAME, "Standing not known", format!("Standing not known: {why}"))
        }
        Reading::Known { value, .. } => match value {
            Standing::Active => CheckResult::pass(NAME, "In good standing at the point of sale"),
            Standing::Banned => CheckResult::stop(NAME, "Banned", "Banned at the point of sale"),
            Standing::Cancelled => CheckResult::stop(NAME, "Profile cancelled", "The profile is cancelled"),
            Standing::OnHold => CheckResult::unknown(NAME, "Profile on hold", "The profile is on hold"),
            Standing::Unclear => CheckResult::unknown(
                NAME,
                "Standing unclear",
                "The point of sale uses a standing we do not know",
            ),
        },
    };
    let word = reading.value().map_or("not known", |s| s.word());
    result.under(RuleRef::house("banned", says)).with([Evidence::new(
        "Standing",
        word,
        reading.source(),
        Some(reading.at()),
    )])
}
