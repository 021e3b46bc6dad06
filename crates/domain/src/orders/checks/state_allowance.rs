//! The state's own figure for a patient, an extra cap beside the law's: what it says is left, less what we hold
//! and have not posted yet.

use countersign_kernel::{Mass, Thc};
use countersign_rulebook::{Category, Line};

use super::CheckName;
use crate::orders::facts::{LimitFacts, StateAllowance};
use crate::reading::Reading;
use crate::verdict::{CheckResult, Evidence, OverrideTerms, RuleRef};

const NAME: CheckName = CheckName::PurchaseLimit;

/// `None` when the state does not track this program by person.
pub fn check(limit: &LimitFacts) -> Option<CheckResult> {
    let reading = limit.state_allowance.as_ref()?;
    let says = "A patient buys no more than the state's own system says is left.";
    let result = match reading {
        Reading::Unknown { why, .. } => CheckResult::unknown(
            NAME,
            "State history not known",
            format!("The state's figure is not known: {why}"),
        ),
        Reading::Known { value, .. } => compare(value, &limit.question.cart),
    };
    let shown = reading.value().map(|allowance| {
        let ounces =
            |text: &Option<String>| text.clone().map_or("not counted".to_owned(), |t| format!("{t} oz"));
        let value = format!(
            "flower {}, concentrate {}, infused {}",
            ounces(&allowance.flower_ounces),
            ounces(&allowance.concentrate_ounces),
            ounces(&allowance.infused_ounces)
        );
        Evidence::new("Left by the state", value, reading.source(), Some(reading.at()))
    });
    Some(result.under(RuleRef::house("state-allowance", says)).with(shown))
}

fn compare(allowance: &StateAllowance, cart: &[Line]) -> CheckResult {
    // Weight is what the state counts of plant and extract; of infused goods it counts the THC in them.
    let forms: [(&str, &Option<String>, &[Category], Counted); 3] = [
        ("flower", &allowance.flower_ounces, &FLOWER, grams),
        ("concentrate", &allowance.concentrate_ounces, &CONCENTRATE, grams),
        ("THC in infused products", &allowance.infused_ounces, &INFUSED, thc),
    ];
    for (name, ounces, categories, counted) in forms {
        let Some(ounces) = ounces else { continue };
        let sum = |lines: &[Line]| -> Option<Mass> {
            lines.iter().filter(|line| categories.contains(&line.category)).map(counted).sum()
        };
        let ours = sum(cart).zip(sum(&allowance.not_yet_posted)).map(|(cart, open)| cart + open);
        let (Some(wanted), Some(register), Some(left)) =
            (ours, sum(&allowance.at_register_today), mass_of_ounces(ounces))
        else {
            let found = format!("The cart cannot be compared with the state's {ounces} oz of {name}");
            return CheckResult::unknown(NAME, "State figure unclear", found);
        };
        if wanted > left {
            let found = format!("{wanted} of {name} with open orders; the state says {left} are left");
            return CheckResult::stop(NAME, "Over the state's figure", found);
        }
        if wanted + register > left {
            let found = format!(
                "{wanted} of {name} with open orders; the state says {left} are left, and may not have counted the \
                 {register} sold at the register today"
            );
            let why = "no rule lets a shop sell while the limit is not known".to_owned();
            let result = CheckResult::unknown(NAME, "State may lack register sales", found);
            return result.on_terms(OverrideTerms::Never { why });
        }
    }
    CheckResult::pass(NAME, "Within what the state says is left")
}

const FLOWER: [Category; 2] = [Category::Flower, Category::Preroll];
const CONCENTRATE: [Category; 3] = [Category::Concentrate, Category::Vape, Category::InfusedPreroll];
const INFUSED: [Category; 3] = [Category::Edible, Category::Beverage, Category::Tincture];

type Counted = fn(&Line) -> Option<Mass>;

fn grams(line: &Line) -> Option<Mass> {
    line.grams.and_then(|grams| grams.to_string().parse().ok())
}

fn thc(line: &Line) -> Option<Mass> {
    let thc: Thc = line.mg_thc?.to_string().parse().ok()?;
    // A microgram is a thousand nanograms.
    thc.0.checked_mul(1_000).map(Mass)
}

/// Ounces as a plain decimal, in whole nanograms; the part of a nanogram that is left over is dropped (the safe side).
fn mass_of_ounces(text: &str) -> Option<Mass> {
    // An allowance below zero means that nothing is left.
    let text = if text.starts_with('-') { "0" } else { text };
    let micro = countersign_kernel::amount::parse_scaled(text, 6).ok()?;
    let nanograms = i128::from(micro) * i128::from(Mass::OUNCE.0) / 1_000_000;
    i64::try_from(nanograms).ok().map(Mass)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ounces_become_nanograms_without_rounding_up() {
        assert_eq!(mass_of_ounces("1"), Some(Mass::OUNCE));
        assert_eq!(mass_of_ounces("0.5"), Some(Mass(14_174_761_562)));
        assert_eq!(mass_of_ounces("-0.25"), Some(Mass::ZERO));
        assert_eq!(mass_of_ounces("1e3"), None);
    }
}
