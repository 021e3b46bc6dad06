//! Does the order carry the prices that the till will ask?

use super::CheckName;
use crate::orders::facts::OrderFacts;
use crate::reading::Reading;
use crate::verdict::{CheckResult, Evidence, RuleRef};

const NAME: CheckName = CheckName::Price;

pub fn check(facts: &OrderFacts) -> CheckResult {
    let says = "The customer pays the price that the point of sale has, on every channel.";
    decide(&facts.prices).under(RuleRef::house("price", says))
}

fn decide(reading: &Reading<Vec<crate::orders::facts::PriceFact>>) -> CheckResult {
    let prices = match reading {
        Reading::Unknown { why, .. } => {
            return CheckResult::unknown(
                NAME,
                "Price not known",
                format!("The till's prices are not known: {why}"),
            );
        }
        Reading::Known { value, .. } => value,
    };
    let evidence = prices.iter().map(|price| {
        let till = price.till.map_or("no price".to_owned(), |t| t.to_string());
        Evidence::new(
            &price.sku,
            format!("order {}, till {till}", price.ordered),
            reading.source(),
            Some(reading.at()),
        )
    });
    let differs = prices.iter().find(|price| price.till.is_some_and(|till| till != price.ordered));
    let missing = prices.iter().find(|price| price.till.is_none());
    let result = match (differs, missing) {
        (Some(price), _) => {
            let till = price.till.unwrap_or_default();
            let found = format!("{}: the order says {}, the till {till}", price.sku, price.ordered);
            CheckResult::stop(NAME, "Price differs", found)
        }
        (None, Some(price)) => {
            CheckResult::unknown(NAME, "No till price", format!("{}: the till has no price", price.sku))
        }
        (None, None) => {
            CheckResult::pass(NAME, "Same prices on the order and at the till; no promotion used")
        }
    };
    result.with(evidence)
}
