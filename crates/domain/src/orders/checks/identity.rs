//! Is the buyer on the order the person in the profile?

use super::CheckName;
use crate::orders::facts::{IdentityMatch, OrderFacts};
use crate::reading::Reading;
use crate::verdict::{CheckResult, Evidence, RuleRef};

const NAME: CheckName = CheckName::Identity;

pub fn check(facts: &OrderFacts) -> CheckResult {
    let says = "One profile, the same name and birth date, and one way to reach the person that agrees.";
    decide(&facts.identity).under(RuleRef::house("identity", says))
}

fn decide(identity: &Reading<IdentityMatch>) -> CheckResult {
    let matched = match identity {
        Reading::Unknown { why, .. } => {
            return CheckResult::unknown(NAME, "Identity not known", format!("Identity not known: {why}"));
        }
        Reading::Known { value, .. } => value,
    };
    let result = match matched.profiles {
        0 => CheckResult::unknown(NAME, "No profile", "No profile at the point of sale fits this buyer"),
        1 => one_profile(matched),
        n => CheckResult::unknown(
            NAME,
            "Several profiles",
            format!("{n} profiles fit this buyer; one must be chosen"),
        ),
    };
    let list = |items: &[String]| if items.is_empty() { "nothing".to_owned() } else { items.join(", ") };
    let (source, at) = (identity.source(), Some(identity.at()));
    result.with([
        Evidence::new("Profiles that fit", matched.profiles.to_string(), source, at),
        Evidence::new("Agrees", list(&matched.agrees), source, at),
        Evidence::new("Disagrees", list(&matched.disagrees), source, at),
        Evidence::new("Documents with the order", list(&matched.documents), "order", at),
    ])
}

fn one_profile(matched: &IdentityMatch) -> CheckResult {
    let agrees = |what: &str| matched.agrees.iter().any(|a| a == what);
    let disagrees = |what: &str| matched.disagrees.iter().any(|d| d == what);
    if disagrees("birth date") || disagrees("name") {
        let what = matched.disagrees.join(" and ");
        let found = format!("The order and the profile disagree on {what}");
        return CheckResult::stop(NAME, "Identity differs", found);
    }
    if agrees("name") && agrees("birth date") && matched.agrees.len() >= 3 {
        return CheckResult::pass(NAME, format!("Order and profile agree: {}", matched.agrees.join(", ")));
    }
    let found = format!("Only {} could be compared; see the card at hand-over", matched.agrees.join(", "));
    CheckResult::unknown(NAME, "Too little to compare", found)
}
