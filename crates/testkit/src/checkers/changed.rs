//! Of an order that was changed the goods that the customer last agreed to are sold, and no others.

use std::collections::BTreeMap;

use super::{Seen, once};

/// The register counts in ten-thousandths of a unit.
const UNIT: i64 = 10_000;

pub fn check(seen: &Seen<'_>) -> Vec<String> {
    let mut broken = Vec::new();
    let sold = seen.inside.orders.iter().filter(|o| matches!(o.state.as_str(), "completed" | "returned"));
    for order in sold {
        let Some(agreed) = seen.log.agreed.get(&order.id) else { continue };
        let body = once::body(&order.id);
        let sales = seen.after.sales.iter().filter(|sale| !sale.is_void && sale.reference.ends_with(body));
        let mut rung: BTreeMap<&str, i64> = BTreeMap::new();
        for line in sales.flat_map(|sale| &sale.lines) {
            *rung.entry(&line.sku).or_default() += line.quantity;
        }
        let mut wanted: BTreeMap<&str, i64> = BTreeMap::new();
        for (sku, quantity) in agreed {
            *wanted.entry(sku).or_default() += quantity * UNIT;
        }
        if rung != wanted {
            broken.push(format!("{} was changed to {wanted:?}, the register rang {rung:?}", order.id));
        }
    }
    broken
}

#[cfg(test)]
mod tests {
    use crate::checkers::sample::{self, Sample};

    fn broken(quantity: impl FnOnce(i64) -> i64) -> usize {
        let spoil = |day: &mut Sample| {
            let line = &day.after.sales[0].lines[0];
            let agreed = vec![(line.sku.clone(), quantity(line.quantity / super::UNIT))];
            day.log.agreed.insert(day.inside.orders[0].id.clone(), agreed);
        };
        sample::with(spoil, super::check).len()
    }

    #[test]
    fn other_goods_than_were_agreed_are_seen() {
        assert_eq!(broken(|units| units), 0);
        assert_eq!(broken(|units| units + 1), 1);
    }
}
