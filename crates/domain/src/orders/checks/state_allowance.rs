//! The state's own figure for a patient, an extra cap beside the law's: what it says is left, less what we hold
//! and have not posted yet.

use countersign_kernel::{Mass, Thc};
use countersign_rulebook::{Category, Line};

use super::{CheckName, limit};
use crate::orders::facts::{LimitFacts, StateAllowance};
use crate::reading::Reading;
use crate::verdict::{CheckResult, Evidence, RuleRef};

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

/// The worst that is found in any form.
fn compare(allowance: &StateAllowance, cart: &[Line]) -> CheckResult {
    // Weight is what the state counts of plant and extract; of infused goods it counts the THC in them.
    let forms: [(&Option<String>, Form); 3] = [
        (&allowance.flower_ounces, Form { name: "flower", categories: &FLOWER, counted: grams }),
        (
            &allowance.concentrate_ounces,
            Form { name: "concentrate", categories: &CONCENTRATE, counted: grams },
        ),
        (
            &allowance.infused_ounces,
            Form { name: "THC in infused products", categories: &INFUSED, counted: thc },
        ),
    ];
    let found = forms.iter().filter_map(|(ounces, form)| form.compare(ounces.as_deref()?, allowance, cart));
    let worst = found.max_by_key(|result| result.verdict);
    worst.unwrap_or_else(|| CheckResult::pass(NAME, "Within what the state says is left"))
}

/// What the state counts by itself.
struct Form {
    name: &'static str,
    categories: &'static [Category],
    counted: fn(&Line) -> Option<Mass>,
}

impl Form {
    /// `None` where the cart is within what is left.
    fn compare(&self, ounces: &str, allowance: &StateAllowance, cart: &[Line]) -> Option<CheckResult> {
        let name = self.name;
        let sums =
            [cart, &allowance.not_yet_posted, &allowance.at_register_today].map(|lines| self.sum(lines));
        let of_two = self.sum(allowance.posted_today.iter().filter(|line| is_of_two_forms(line)));
        let ([Some(cart), Some(open), Some(register)], Some(of_two), Some(left)) =
            (sums, of_two, mass_of_ounces(ounces))
        else {
            let found = format!("The cart cannot be compared with the state's {ounces} oz of {name}");
            return Some(CheckResult::unknown(NAME, "State figure unclear", found));
        };
        let wanted = cart + open;
        if wanted > left {
            let found = format!("{wanted} of {name} with open orders; the state says {left} are left");
            return Some(CheckResult::stop(NAME, "Over the state's figure", found));
        }
        let says =
            format!("{wanted} of {name} with open orders; the state says {left} are left, and may not have");
        let doubts = |short: &str, doubt: String| {
            Some(CheckResult::unknown(NAME, short, format!("{says} {doubt}")).on_terms(limit::never()))
        };
        if wanted + register > left {
            return doubts(
                "State may lack register sales",
                format!("counted the {register} sold at the register today"),
            );
        }
        if wanted + register + of_two > left {
            let sold = format!("counted the {of_two} of infused pre-rolls sold today as {name} whole");
            return doubts("State may count infused pre-rolls in parts", sold);
        }
        None
    }

    fn sum<'l>(&self, lines: impl IntoIterator<Item = &'l Line>) -> Option<Mass> {
        lines.into_iter().filter(|line| self.categories.contains(&line.category)).map(self.counted).sum()
    }
}

/// The state may count the flower and the extract of it apart; by the stricter reading, ours, all of it is extract.
fn is_of_two_forms(line: &Line) -> bool {
    line.category == Category::InfusedPreroll
}

const FLOWER: [Category; 2] = [Category::Flower, Category::Preroll];
const CONCENTRATE: [Category; 3] = [Category::Concentrate, Category::Vape, Category::InfusedPreroll];
const INFUSED: [Category; 3] = [Category::Edible, Category::Beverage, Category::Tincture];

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
