//! Is online ordering open, and will the hand-over fall into lawful store hours?

use countersign_rulebook::Rulebook;
use countersign_rulebook::{ProvisionValue, Topic};

use super::CheckName;
use super::limit::provision_rule;
use crate::orders::facts::OrderFacts;
use crate::verdict::{CheckResult, Evidence, RuleRef};

const NAME: CheckName = CheckName::Gate;

pub fn check(facts: &OrderFacts, rulebook: &Rulebook) -> CheckResult {
    let gate = &facts.gate;
    let house =
        RuleRef::house("gate", "Nothing is sold online while the gate is closed or outside store hours.");
    let state = if gate.open { "open" } else { "closed" };
    let hours = format!("{} to {}", gate.opens, gate.closes);
    let shown = [
        Evidence::new("Gate", format!("{state}: {}", gate.reason), "gate", Some(gate.since)),
        Evidence::new("Store hours", hours.clone(), "store", None),
    ];
    if !gate.open {
        let found = format!("The gate is closed: {}", gate.reason);
        return CheckResult::unknown(NAME, "Gate closed", found)
            .on_terms(crate::verdict::OverrideTerms::Never { why: "open the gate first".to_owned() })
            .under(house)
            .with(shown);
    }
    let Some((from, to)) = &gate.window else {
        return CheckResult::pass(NAME, format!("Gate open; hand-over any time in store hours, {hours}"))
            .under(house)
            .with(shown);
    };
    if !inside(from, to, &gate.opens, &gate.closes) {
        let found = format!("Hand-over {from} to {to} is outside store hours, {hours}");
        return CheckResult::stop(NAME, "Outside hours", found).under(house).with(shown);
    }
    let law = rulebook.provision(&facts.jurisdiction, Topic::SaleHours, facts.program, facts.at);
    match law.map(|p| (p, &p.value)) {
        Some((provision, ProvisionValue::SaleHours { opens, closes })) => {
            let wall = |time: &jiff::civil::Time| time.strftime("%H:%M").to_string();
            let (opens, closes) = (wall(opens), wall(closes));
            let result = if inside(from, to, &opens, &closes) {
                CheckResult::pass(NAME, format!("Gate open; hand-over {from} to {to} inside {hours}"))
            } else {
                let found = format!("Hand-over {from} to {to} is outside lawful hours, {opens} to {closes}");
                CheckResult::stop(NAME, "Outside lawful hours", found)
            };
            result.under(provision_rule(provision)).with(shown)
        }
        _ => {
            let found = format!(
                "Gate open; hand-over {from} to {to} inside {hours}; no statewide hours in the rulebook"
            );
            CheckResult::pass(NAME, found).under(house).with(shown)
        }
    }
}

/// Wall-clock texts `HH:MM` sort as they read; a close of `00:00` is the end of the day.
fn inside(from: &str, to: &str, opens: &str, closes: &str) -> bool {
    let closes = if closes == "00:00" { "24:00" } else { closes };
    opens <= from && to <= closes && from <= to
}
