//! Choosing packages for a cart: oldest first, never more than is free, each unit from one named package.

use countersign_kernel::PackageTag;
use serde::{Deserialize, Serialize};

use super::quote::sells_to;
use crate::catalogue::StockItem;
use countersign_rulebook::Program;

/// How much of one package a line takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    pub tag: PackageTag,
    pub inventory_id: String,
    pub quantity: i64,
    /// The state's unit of the package.
    pub unit: String,
}

/// What was found for one line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allocation {
    pub taken: Vec<Taken>,
    /// Units for which no free package was found.
    pub short: i64,
    /// Units of goods the state does not track (accessories): they need no package.
    pub untracked: i64,
}

/// Allocates every line of a cart (`(sku, quantity)`), so that two lines never take the same unit.
/// `free` says how many units of an item open orders have left over.
pub fn allocate(
    cart: &[(&str, i64)],
    program: Program,
    stock: &[StockItem],
    free: impl Fn(&StockItem) -> i64,
) -> Vec<Allocation> {
    let mut left: Vec<(&StockItem, i64)> = stock.iter().map(|item| (item, free(item).max(0))).collect();
    // Oldest package first; the tag breaks ties so that the same facts give the same choice.
    left.sort_by(|(a, _), (b, _)| {
        (a.packaged_on, &a.tag, &a.inventory_id).cmp(&(b.packaged_on, &b.tag, &b.inventory_id))
    });
    cart.iter().map(|(sku, quantity)| take(sku, *quantity, program, &mut left)).collect()
}

fn take(sku: &str, quantity: i64, program: Program, left: &mut [(&StockItem, i64)]) -> Allocation {
    let mut found = Allocation { taken: Vec::new(), short: quantity, untracked: 0 };
    for (item, free) in left.iter_mut().filter(|(item, _)| item.sku == sku && sells_to(item, program)) {
        let part = found.short.min(*free);
        if part <= 0 {
            continue;
        }
        match &item.tag {
            Some(tag) => found.taken.push(Taken {
                tag: tag.clone(),
                inventory_id: item.inventory_id.clone(),
                quantity: part,
                unit: item.unit.clone(),
            }),
            // Cannabis without a tag is untracked stock: it is never sold, so it is never allocated.
            None if item.cannabis => continue,
            None => found.untracked += part,
        }
        *free -= part;
        found.short -= part;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::UnitMeasures;
    use countersign_kernel::Money;

    fn item(serial: u32, sku: &str, quantity: i64, packaged: &str) -> StockItem {
        StockItem {
            inventory_id: serial.to_string(),
            product_id: sku.to_owned(),
            sku: sku.to_owned(),
            name: sku.to_owned(),
            category: "Flower".to_owned(),
            tag: format!("1A4000000000001{serial:09}").parse().ok(),
            quantity,
            unit: "Each".to_owned(),
            price_adult: Some(Money(1000)),
            price_medical: None,
            cannabis: true,
            medical_only: false,
            measures: UnitMeasures::default(),
            packaged_on: packaged.parse().ok(),
        }
    }

    #[test]
    fn the_oldest_package_goes_first_and_no_unit_goes_twice() {
        let stock = [item(1, "a", 3, "2026-11-02"), item(2, "a", 2, "2026-11-01")];
        let found = allocate(&[("a", 3), ("a", 3)], Program::Adult, &stock, |i| i.quantity);
        let parts =
            |a: &Allocation| a.taken.iter().map(|t| (t.inventory_id.clone(), t.quantity)).collect::<Vec<_>>();
        assert_eq!(parts(&found[0]), [("2".to_owned(), 2), ("1".to_owned(), 1)]);
        assert_eq!(parts(&found[1]), [("1".to_owned(), 2)]);
        assert_eq!((found[0].short, found[1].short), (0, 1));
    }

    #[test]
    fn untagged_cannabis_is_never_allocated() {
        let mut untracked = item(1, "a", 5, "2026-11-01");
        untracked.tag = None;
        assert_eq!(allocate(&[("a", 1)], Program::Adult, &[untracked.clone()], |i| i.quantity)[0].short, 1);
        untracked.cannabis = false;
        let found = allocate(&[("a", 1)], Program::Adult, &[untracked], |i| i.quantity);
        assert_eq!((found[0].short, found[0].untracked), (0, 1));
    }
}
