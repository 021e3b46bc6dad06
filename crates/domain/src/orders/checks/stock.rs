//! Is every unit there, in a named package the state lets us sell from?

use super::CheckName;
use crate::orders::facts::{OrderFacts, PackageFact, StatePackageFact};
use crate::reading::Reading;
use crate::verdict::{CheckResult, Evidence, RuleRef, Verdict};

const NAME: CheckName = CheckName::Stock;

/// Lab states from which a package may be sold. Every other word, known or not, stops the sale.
pub const SELLABLE_LAB_STATES: [&str; 4] = ["TestPassed", "RetestPassed", "NotRequired", "ProcessValidated"];

pub fn check(facts: &OrderFacts) -> CheckResult {
    let says =
        "Only what the state lists as active, tested and free of holds is sold, each unit from one package.";
    decide(facts).under(RuleRef::house("stock", says)).with(facts.stock.packages.iter().map(evidence))
}

fn decide(facts: &OrderFacts) -> CheckResult {
    let stock = &facts.stock;
    let mut worst: Option<CheckResult> = None;
    let mut note = |result: CheckResult| {
        if worst.as_ref().is_none_or(|w| w.verdict < result.verdict) {
            worst = Some(result);
        }
    };
    if let Reading::Unknown { why, .. } = &stock.shelf {
        note(CheckResult::unknown(NAME, "Shelf not known", format!("The shelf could not be read: {why}")));
    } else {
        for line in stock.lines.iter().filter(|line| line.short > 0) {
            note(if line.known_product {
                let have = line.asked - line.short;
                CheckResult::stop(
                    NAME,
                    "Out of stock",
                    format!("{}: {} asked for, {have} free", line.sku, line.asked),
                )
            } else {
                CheckResult::stop(
                    NAME,
                    "Not our product",
                    format!("{}: no such product at this store", line.sku),
                )
            });
        }
    }
    for package in &stock.packages {
        note(one_package(facts, package));
    }
    match worst {
        Some(result) if result.verdict != Verdict::Pass => result,
        _ => {
            let units: i64 = stock.packages.iter().map(|p| p.wanted).sum();
            let packages = stock.packages.len() as i64;
            CheckResult::pass(
                NAME,
                format!(
                    "{} free in {}, active, tested and passed",
                    counted(units, "unit"),
                    counted(packages, "package")
                ),
            )
        }
    }
}

/// `1 unit`, `2 units`
fn counted(number: i64, one: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {one}s") }
}

fn one_package(facts: &OrderFacts, package: &PackageFact) -> CheckResult {
    let tag = &package.tag;
    let stop = |short: &str, found: String| CheckResult::stop(NAME, short, found);
    match &package.state {
        Reading::Unknown { why, .. } => {
            CheckResult::unknown(NAME, "State does not answer", format!("Package {tag} is not known: {why}"))
        }
        Reading::Known { value: None, .. } => {
            stop("Not in the state system", format!("The state does not list package {tag} at this store"))
        }
        Reading::Known { value: Some(state), .. } => match refused(facts, state) {
            Some((short, why)) => stop(short, format!("Package {tag} {why}")),
            None => match whole_units(&state.quantity) {
                Some(have) if have >= package.wanted + package.held => CheckResult::pass(NAME, ""),
                Some(have) => stop(
                    "Less in the state system",
                    format!(
                        "Package {tag}: the state has {have}, {} wanted, {} held",
                        package.wanted, package.held
                    ),
                ),
                None => CheckResult::unknown(
                    NAME,
                    "Quantity unreadable",
                    format!("Package {tag}: the state's quantity `{}` cannot be read", state.quantity),
                ),
            },
        },
    }
}

fn refused(facts: &OrderFacts, state: &StatePackageFact) -> Option<(&'static str, String)> {
    if state.recalled {
        return Some(("Recalled", "is recalled".to_owned()));
    }
    if state.on_hold {
        return Some(("State hold", "is on hold in the state system".to_owned()));
    }
    if state.finished {
        return Some(("Finished", "is finished in the state system".to_owned()));
    }
    if !SELLABLE_LAB_STATES.contains(&state.lab_state.as_str()) {
        return Some(("Lab state", format!("has lab state {}", state.lab_state)));
    }
    match state.expires {
        Some(expires) if expires < facts.today => Some(("Product expired", format!("expired on {expires}"))),
        _ => None,
    }
}

/// The whole units in a plain decimal; what is left over is not for sale.
pub fn whole_units(decimal: &str) -> Option<i64> {
    let (whole, fraction) = decimal.split_once('.').unwrap_or((decimal, ""));
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    (!whole.is_empty() && digits(whole) && digits(fraction)).then(|| whole.parse().ok()).flatten()
}

fn evidence(package: &PackageFact) -> Evidence {
    let value = match &package.state {
        Reading::Known { value: Some(s), .. } => format!(
            "{} {} in the state system, {}; {} wanted here, {} held by other orders",
            s.quantity, s.unit, s.lab_state, package.wanted, package.held
        ),
        Reading::Known { value: None, .. } => "not listed at this store".to_owned(),
        Reading::Unknown { why, .. } => format!("not known: {why}"),
    };
    Evidence::new(package.tag.as_str(), value, package.state.source(), Some(package.state.at()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_units_count() {
        assert_eq!(whole_units("12"), Some(12));
        assert_eq!(whole_units("12.75"), Some(12));
        for bad in ["", "-1", "1e3", ".5", "1,000"] {
            assert_eq!(whole_units(bad), None, "{bad}");
        }
    }
}
