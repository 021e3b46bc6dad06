//! Does this cart, with everything else that counts, stay within the law's purchase limit?

use countersign_rulebook::Rulebook;
use countersign_rulebook::{Answer, Effect, Reason, Verdict as Ruling};
use countersign_rulebook::{Provision, ProvisionValue, Topic};

use super::CheckName;
use super::state_allowance;
use crate::orders::facts::{LimitFacts, OrderFacts};
use crate::reading::Reading;
use crate::verdict::{CheckResult, Evidence, OverrideTerms, RuleRef, Verdict};

const NAME: CheckName = CheckName::PurchaseLimit;

/// The check and the rulebook's own answer, which the order page draws from.
pub fn check(facts: &OrderFacts, rulebook: &Rulebook) -> (CheckResult, Answer) {
    let answer = rulebook.decide(&facts.limit.question);
    let law = by_law(facts, rulebook, &answer);
    let state = state_allowance::check(&facts.limit);
    // The worse of the two speaks; the other one's evidence stays visible.
    let (spoken, other) = match state {
        Some(state) if state.verdict > law.verdict => (state, Some(law)),
        Some(state) => (law, Some(state)),
        None => (law, None),
    };
    let more = other.map(|o| o.evidence).unwrap_or_default();
    (spoken.with(more), answer)
}

fn by_law(facts: &OrderFacts, rulebook: &Rulebook, answer: &Answer) -> CheckResult {
    let spoken = spokesman(answer);
    let words = |otherwise: &str| spoken.map_or_else(|| otherwise.to_owned(), |reason| reason.text.clone());
    let result = match answer.verdict {
        Ruling::Deny => CheckResult::stop(NAME, &over_words(spoken), words("The purchase limit is broken")),
        Ruling::Unknown => unknown(facts, rulebook, &words("The rulebook cannot say")),
        Ruling::Allow => match (&facts.limit.missing[..], &facts.limit.own_history) {
            ([first, ..], _) => {
                unknown(facts, rulebook, &format!("{first} has no measure the law can count"))
            }
            (_, Reading::Unknown { why, .. }) => {
                unknown(facts, rulebook, &format!("History not known: {why}"))
            }
            _ => CheckResult::pass(NAME, pass_words(answer)),
        },
    };
    let rule = spoken.map_or_else(|| deciding_rule(answer, rulebook), law_rule);
    result.under(rule).with(evidence(&facts.limit, answer))
}

/// The reason that speaks: a broken rule before a missing measure.
fn spokesman(answer: &Answer) -> Option<&Reason> {
    let of = |effect: Effect| answer.reasons.iter().find(|reason| reason.effect == effect);
    of(Effect::Deny).or_else(|| of(Effect::Unknown))
}

/// For an allowed cart: the rule that was in force.
fn deciding_rule(answer: &Answer, rulebook: &Rulebook) -> RuleRef {
    let id = answer.rule.as_deref().unwrap_or_default();
    match rulebook.rule(id) {
        Some(rule) => RuleRef {
            id: id.to_owned(),
            says: rule.plain.to_string(),
            citation: rule.citation.to_string(),
            source_url: Some(rule.source_url.to_string()),
            confidence: Some(rule.confidence.to_string()),
        },
        None => RuleRef::house("limit", "The law's purchase limit."),
    }
}

pub(super) fn never() -> OverrideTerms {
    OverrideTerms::Never { why: "no rule lets a shop sell while the limit is not known".to_owned() }
}

/// An unknown limit is overridden only where the state itself says on what ground.
fn unknown(facts: &OrderFacts, rulebook: &Rulebook, found: &str) -> CheckResult {
    let provision =
        rulebook.provision(&facts.jurisdiction, Topic::OverrideOfUnknown, facts.program, facts.at);
    let allowed =
        provision.filter(|p| matches!(p.value, ProvisionValue::OverrideOfUnknown { allowed: true, .. }));
    let terms = match allowed {
        Some(provision) => OverrideTerms::TwoHands { rule: provision_rule(provision) },
        None => never(),
    };
    CheckResult::unknown(NAME, "Limit not known", found).on_terms(terms)
}

pub fn provision_rule(provision: &Provision) -> RuleRef {
    RuleRef {
        id: provision.id.to_string(),
        says: provision.plain.to_string(),
        citation: provision.citation.to_string(),
        source_url: Some(provision.source_url.to_string()),
        confidence: Some(provision.confidence.to_string()),
    }
}

fn law_rule(reason: &Reason) -> RuleRef {
    RuleRef {
        id: reason.rule.to_string(),
        says: reason.text.clone(),
        citation: reason.citation.to_string(),
        source_url: Some(reason.source_url.to_string()),
        confidence: reason.confidence.map(|c| c.to_string()),
    }
}

fn over_words(reason: Option<&Reason>) -> String {
    match reason.and_then(|r| r.over_by.as_ref()) {
        Some(over) => format!("Limit, over by {}", rounded_up(over)),
        None => "Purchase limit".to_owned(),
    }
}

/// For the few words of the queue: three decimals, never less than it is. The sentence beside it stays exact.
fn rounded_up(amount: &str) -> String {
    let (number, unit) = amount.split_once(' ').unwrap_or((amount, ""));
    let Some((whole, fraction)) = number.split_once('.').filter(|(_, fraction)| fraction.len() > 3) else {
        return amount.to_owned();
    };
    match countersign_kernel::amount::parse_scaled(&format!("{whole}.{}", &fraction[..3]), 3) {
        Ok(thousandths) => {
            format!("{} {unit}", countersign_kernel::amount::write_scaled(thousandths + 1, 3, 0))
        }
        Err(_) => amount.to_owned(),
    }
}

fn pass_words(answer: &Answer) -> String {
    match answer.remaining.first() {
        Some(left) => format!("Within the limit; {} {} left after this cart", left.after, left.unit),
        None => "Within the limit".to_owned(),
    }
}

fn evidence(limit: &LimitFacts, answer: &Answer) -> Vec<Evidence> {
    let at = Some(limit.own_history.at());
    let sales = match &limit.own_history {
        Reading::Known { value: 0, .. } => "no sale or open order to count".to_owned(),
        Reading::Known { value: 1, .. } => "1 sale or open order counted".to_owned(),
        Reading::Known { value, .. } => format!("{value} sales and open orders counted"),
        Reading::Unknown { why, .. } => format!("not known: {why}"),
    };
    let mut shown = vec![Evidence::new("This licensee", sales, limit.own_history.source(), at)];
    shown.extend(answer.remaining.iter().map(|left| {
        Evidence::new(
            &format!("Left in {}", left.counter),
            format!("{} {}", left.amount, left.unit),
            "rulebook",
            at,
        )
    }));
    shown.push(Evidence::new(
        "Rulebook",
        answer.rulebook.chars().take(16).collect::<String>(),
        "rulebook",
        None,
    ));
    shown
}

/// The verdict order that `check` relies on: stop is worse than unknown, unknown than pass.
const _: () = assert!(
    (Verdict::Stop as u8) > (Verdict::Unknown as u8) && (Verdict::Unknown as u8) > (Verdict::Pass as u8)
);

#[cfg(test)]
mod tests {
    use super::rounded_up;

    #[test]
    fn the_queue_never_says_less_than_it_is() {
        assert_eq!(rounded_up("31.893213515625 g"), "31.894 g");
        assert_eq!(rounded_up("0.0001 g"), "0.001 g");
        assert_eq!(rounded_up("12.9999 g"), "13 g");
        assert_eq!(rounded_up("7 g"), "7 g");
        assert_eq!(rounded_up("0.125 g"), "0.125 g");
    }
}
