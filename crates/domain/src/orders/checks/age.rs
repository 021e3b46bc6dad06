//! Is the buyer of legal age on the day of sale, by every birth date anybody gave us?

use countersign_rulebook::Rulebook;
use countersign_rulebook::{ProvisionValue, Topic};

use super::CheckName;
use super::limit::provision_rule;
use crate::orders::facts::OrderFacts;
use crate::reading::Reading;
use crate::verdict::{CheckResult, Evidence};

const NAME: CheckName = CheckName::Age;

pub fn check(facts: &OrderFacts, rulebook: &Rulebook) -> CheckResult {
    let Some(provision) = rulebook.provision(&facts.jurisdiction, Topic::MinimumAge, facts.program, facts.at)
    else {
        let found = format!("The rulebook has no minimum age for {}", facts.jurisdiction);
        return CheckResult::unknown(NAME, "No age rule", found);
    };
    let ProvisionValue::MinimumAge { years: minimum } = provision.value else {
        return CheckResult::unknown(NAME, "No age rule", "The age rule in force does not state an age");
    };
    decide(facts, i32::from(minimum)).under(provision_rule(provision)).with(evidence(facts))
}

fn decide(facts: &OrderFacts, minimum: i32) -> CheckResult {
    let known: Vec<i32> =
        [&facts.age.profile, &facts.age.order].iter().filter_map(|r| r.value().copied()).collect();
    match (known.iter().min(), &facts.age.profile) {
        (Some(lowest), _) if *lowest < minimum => CheckResult::stop(
            NAME,
            &format!("Age {lowest}"),
            format!("{lowest} on the day of sale; {minimum} is required"),
        ),
        (_, Reading::Unknown { why, .. }) => {
            CheckResult::unknown(NAME, "Age not known", format!("No verified birth date: {why}"))
        }
        (Some(lowest), _) => {
            CheckResult::pass(NAME, format!("{lowest} on the day of sale; {minimum} is required"))
        }
        (None, _) => CheckResult::unknown(NAME, "Age not known", "Nobody gave a birth date"),
    }
}

fn evidence(facts: &OrderFacts) -> Vec<Evidence> {
    let line = |label: &str, reading: &Reading<i32>| {
        let value = match reading {
            Reading::Known { value, .. } => format!("{value} years"),
            Reading::Unknown { why, .. } => format!("not known: {why}"),
        };
        Evidence::new(label, value, reading.source(), Some(reading.at()))
    };
    vec![line("By the profile", &facts.age.profile), line("By the order", &facts.age.order)]
}
