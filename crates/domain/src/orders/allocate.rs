//! Choosing packages for a cart: oldest first, never more than is free, each unit from one named package.

use std::collections::BTreeMap;

use countersign_kernel::PackageTag;
use serde::{Deserialize, Serialize};

use super::shelf;
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
///
/// `held` says what orders hold of a package that the POS still counts. `by_state` says what the state leaves of a package,
/// where that was read; then that is what the package can give, for the POS's own figure may be wrong: see [`shelf`].
pub fn allocate(
    cart: &[(&str, i64)],
    program: Program,
    stock: &[StockItem],
    held: impl Fn(&PackageTag) -> i64,
    by_state: impl Fn(&PackageTag) -> Option<i64>,
) -> Vec<Allocation> {
    let mut products: BTreeMap<&str, Product<'_>> = BTreeMap::new();
    cart.iter()
        .map(|(sku, quantity)| {
            let product = products.entry(sku).or_insert_with(|| {
                let packages = shelf::packages(stock, sku, program);
                let left = shelf::left_of_all(&packages, &held);
                // A package that the POS lists no more is not for sale, whatever the state has of it.
                let for_sale = packages.into_iter().filter(|package| package.quantity > 0);
                let here = for_sale.map(|package| {
                    let by_state = package.item.tag.as_ref().and_then(&by_state);
                    (package.item, by_state.unwrap_or_else(|| package.left(&held)))
                });
                Product { left, packages: here.collect() }
            });
            product.take(*quantity)
        })
        .collect()
}

/// What is left of a product while a cart is taken from it: in all, and of each package.
struct Product<'s> {
    left: i64,
    packages: Vec<(&'s StockItem, i64)>,
}

impl Product<'_> {
    fn take(&mut self, quantity: i64) -> Allocation {
        let mut found = Allocation { taken: Vec::new(), short: quantity, untracked: 0 };
        for (item, left) in &mut self.packages {
            let part = found.short.min(*left).min(self.left);
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
                None => found.untracked += part,
            }
            *left -= part;
            self.left -= part;
            found.short -= part;
        }
        found
    }
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
        let found = allocate(&[("a", 3), ("a", 3)], Program::Adult, &stock, |_| 0, |_| None);
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
        assert_eq!(allocate(&[("a", 1)], Program::Adult, &[untracked.clone()], |_| 0, |_| None)[0].short, 1);
        untracked.cannabis = false;
        let found = allocate(&[("a", 1)], Program::Adult, &[untracked], |_| 0, |_| None);
        assert_eq!((found[0].short, found[0].untracked), (0, 1));
    }

    #[test]
    fn what_the_pos_took_from_another_package_is_taken_from_where_the_state_has_it() {
        // Five of the older package were sold as the state knows; the POS took them from the younger one.
        let stock = [item(1, "a", 5, "2026-11-01"), item(2, "a", 5, "2026-11-02")];
        let by_state = |tag: &PackageTag| Some(if tag.as_str().ends_with('1') { 0 } else { 10 });
        let found = allocate(&[("a", 12)], Program::Adult, &stock, |_| 0, by_state);
        let parts: Vec<_> = found[0].taken.iter().map(|t| (t.inventory_id.as_str(), t.quantity)).collect();
        assert_eq!((parts, found[0].short), (vec![("2", 10)], 2));
        // Sold from the younger one since, so the POS seems to have fewer than none of it: of both, one is left.
        let sold = |tag: &PackageTag| if tag.as_str().ends_with('2') { 9 } else { 0 };
        assert_eq!(allocate(&[("a", 3)], Program::Adult, &stock, sold, by_state)[0].short, 2);
    }
}
