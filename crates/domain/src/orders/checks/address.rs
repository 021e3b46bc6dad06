//! May the goods be handed over where the order wants them?

use countersign_rulebook::Rulebook;
use countersign_rulebook::Topic;

use super::CheckName;
use super::limit::provision_rule;
use crate::orders::facts::OrderFacts;
use crate::orders::incoming::Fulfilment;
use crate::verdict::{CheckResult, RuleRef};

const NAME: CheckName = CheckName::Address;

pub fn check(facts: &OrderFacts, rulebook: &Rulebook) -> CheckResult {
    match facts.fulfilment {
        Fulfilment::Pickup => CheckResult::not_needed(NAME, "Pickup at the store"),
        Fulfilment::Curbside => CheckResult::not_needed(NAME, "Curbside at the store"),
        Fulfilment::Delivery => {
            let rule = rulebook
                .provision(&facts.jurisdiction, Topic::Delivery, facts.program, facts.at)
                .map_or_else(|| RuleRef::house("address", "A delivery address is reviewed."), provision_rule);
            let found = "The address has not been compared with restricted places; a person must review it";
            CheckResult::unknown(NAME, "Address to review", found).under(rule)
        }
    }
}
