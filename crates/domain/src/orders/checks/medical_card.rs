//! Is the patient's registration valid on the day of sale, by the shop's file and by the state?

use super::CheckName;
use crate::orders::facts::{MedicalFacts, OrderFacts};
use crate::reading::Reading;
use crate::verdict::{CheckResult, Evidence, RuleRef};

const NAME: CheckName = CheckName::MedicalCard;

pub fn check(facts: &OrderFacts) -> CheckResult {
    let Some(medical) = &facts.medical else {
        return CheckResult::not_needed(NAME, "Adult order");
    };
    let says = "A medical sale needs a card that is in date and a registration the state calls active.";
    decide(facts, medical).under(RuleRef::house("medical-card", says)).with(evidence(medical))
}

fn decide(facts: &OrderFacts, medical: &MedicalFacts) -> CheckResult {
    if let Reading::Known { value: Some(expires), .. } = &medical.card_expires
        && *expires < facts.today
    {
        return CheckResult::stop(NAME, "Card expired", format!("The medical card expired on {expires}"));
    }
    match (&medical.registered, &medical.card_expires) {
        (Reading::Known { value: false, .. }, _) => {
            CheckResult::stop(NAME, "Not registered", "The state has no active registration for this patient")
        }
        (Reading::Unknown { why, .. }, _) => CheckResult::unknown(
            NAME,
            "State does not answer",
            format!("The registration is not known: {why}"),
        ),
        (_, Reading::Unknown { why, .. }) => {
            CheckResult::unknown(NAME, "Card not known", format!("The card's date is not known: {why}"))
        }
        (_, Reading::Known { value: None, .. }) => CheckResult::unknown(
            NAME,
            "Card date not on file",
            "Nobody has the card's expiry date; see the card",
        ),
        (_, Reading::Known { value: Some(expires), .. }) => {
            CheckResult::pass(NAME, format!("Registered with the state; card valid until {expires}"))
        }
    }
}

fn evidence(medical: &MedicalFacts) -> Vec<Evidence> {
    let card =
        medical.card_expires.value().copied().flatten().map_or("not on file".to_owned(), |d| d.to_string());
    let registered = match &medical.registered {
        Reading::Known { value: true, .. } => "active".to_owned(),
        Reading::Known { value: false, .. } => "not active".to_owned(),
        Reading::Unknown { why, .. } => format!("not known: {why}"),
    };
    vec![
        Evidence::new(
            "Card valid until",
            card,
            medical.card_expires.source(),
            Some(medical.card_expires.at()),
        ),
        Evidence::new("Registration", registered, medical.registered.source(), Some(medical.registered.at())),
    ]
}
