//! Is the identity document on file still valid on the day of sale?

use countersign_rulebook::Rulebook;
use countersign_rulebook::Topic;

use super::CheckName;
use super::limit::provision_rule;
use crate::orders::facts::OrderFacts;
use crate::reading::Reading;
use crate::verdict::{CheckResult, Evidence, RuleRef};

const NAME: CheckName = CheckName::IdInDate;

pub fn check(facts: &OrderFacts, rulebook: &Rulebook) -> CheckResult {
    let rule = rulebook
        .provision(&facts.jurisdiction, Topic::IdDocument, facts.program, facts.at)
        .map_or_else(|| RuleRef::house("id-in-date", "An expired document is not accepted."), provision_rule);
    let reading = &facts.id_expires;
    let result = match reading {
        Reading::Unknown { why, .. } => {
            CheckResult::unknown(NAME, "ID not known", format!("The document's date is not known: {why}"))
        }
        Reading::Known { value: None, .. } => CheckResult::unknown(
            NAME,
            "ID date not on file",
            "The profile holds no expiry date; see the card",
        ),
        Reading::Known { value: Some(expires), .. } if *expires < facts.today => {
            CheckResult::stop(NAME, "ID expired", format!("The document expired on {expires}"))
        }
        Reading::Known { value: Some(expires), .. } => {
            CheckResult::pass(NAME, format!("The document is valid until {expires}"))
        }
    };
    let value = reading.value().copied().flatten().map_or("not on file".to_owned(), |d| d.to_string());
    result.under(rule).with([Evidence::new("Valid until", value, reading.source(), Some(reading.at()))])
}
