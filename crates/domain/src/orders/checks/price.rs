//! Does the order carry the prices that the till will ask?

use super::CheckName;
use crate::orders::facts::{OrderFacts, PriceFact};
use crate::orders::promised::{Promised, Told};
use crate::reading::Reading;
use crate::verdict::{CheckResult, Evidence, RuleRef};

const NAME: CheckName = CheckName::Price;

pub fn check(facts: &OrderFacts) -> CheckResult {
    let says = match facts.promised {
        None => "The customer pays the price that the point of sale has, on every channel.",
        Some(_) => {
            "The customer pays the till's price less what the promotions give that ran when the order was placed."
        }
    };
    decide(&facts.prices, facts.promised.as_ref()).under(RuleRef::house("price", says))
}

fn decide(reading: &Reading<Vec<PriceFact>>, promised: Option<&Promised>) -> CheckResult {
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
    let missing = prices.iter().find(|price| price.till.is_none());
    let result = match (promised, missing) {
        (Some(promised), None) => by_promise(promised),
        _ => by_shelf(prices, missing),
    };
    result.with(evidence).with(promised.into_iter().flat_map(told))
}

fn by_shelf(prices: &[PriceFact], missing: Option<&PriceFact>) -> CheckResult {
    let differs = prices.iter().find(|price| price.till.is_some_and(|till| till != price.ordered));
    match (differs, missing) {
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
    }
}

fn by_promise(promised: &Promised) -> CheckResult {
    let (net, asked, names) = (promised.net(), promised.asked(), promised.names());
    match promised.told() {
        Some(Told::InLines) if asked != net => {
            let found =
                format!("The order asks {asked} for the goods: {net} by {names}, in whole cents a unit");
            CheckResult::pass(NAME, found)
        }
        Some(_) => {
            CheckResult::pass(NAME, format!("The order asks {asked} for the goods, as promised by {names}"))
        }
        None if promised.given.is_empty() && !promised.has_shelf_prices() => {
            let found = format!("The order asks {asked} for the goods, the till {net}");
            CheckResult::stop(NAME, "Price differs", found)
        }
        None if promised.given.is_empty() => {
            let found =
                format!("The order takes {} off, and no promotion of ours gives that", promised.discount);
            CheckResult::unknown(NAME, "Discount not ours", found)
        }
        None => {
            let found = format!("The order asks {asked} for the goods; by {names} they cost {net}");
            CheckResult::stop(NAME, "Price differs", found)
        }
    }
}

/// What each promotion gave, under the moment whose promotions count.
fn told(promised: &Promised) -> impl Iterator<Item = Evidence> {
    promised.given.iter().map(|promise| {
        let value = format!("{} off; {} version {}", promise.amount, promise.promotion, promise.version);
        Evidence::new(&promise.name, value, "promotions", Some(promised.at))
    })
}
