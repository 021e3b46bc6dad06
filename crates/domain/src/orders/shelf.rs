//! How much of a product is on the shelf, package by package and in all.

use countersign_kernel::PackageTag;
use countersign_rulebook::Program;

use super::quote::sells_to;
use crate::catalogue::StockItem;

/// All that the POS lists of one package. It may list a package twice: in two rooms, or anew after it was gone.
#[derive(Debug, Clone, Copy)]
pub struct Package<'s> {
    /// The row with the most units of it.
    pub item: &'s StockItem,
    pub quantity: i64,
}

impl Package<'_> {
    /// What is left of it by the POS's figure, `held` taken off once; it may be fewer than none.
    pub fn left(&self, held: impl Fn(&PackageTag) -> i64) -> i64 {
        self.quantity - self.item.tag.as_ref().map_or(0, held)
    }
}

/// The packages of a product that `program` may be served from, oldest first; the tag breaks ties so that the same
/// facts give the same choice. Cannabis without a tag is untracked stock: it is never sold, so it is not among them.
pub fn packages<'s>(stock: &'s [StockItem], sku: &str, program: Program) -> Vec<Package<'s>> {
    let mut found: Vec<Package<'s>> = Vec::new();
    let tracked = |item: &&StockItem| item.tag.is_some() || !item.cannabis;
    for item in stock.iter().filter(|item| item.sku == sku && sells_to(item, program)).filter(tracked) {
        let same = found.iter_mut().find(|package| item.tag.is_some() && package.item.tag == item.tag);
        match same {
            Some(package) => {
                package.quantity += item.quantity;
                if item.quantity > package.item.quantity {
                    package.item = item;
                }
            }
            None => found.push(Package { item, quantity: item.quantity }),
        }
    }
    let age =
        |package: &Package<'s>| (package.item.packaged_on, &package.item.tag, &package.item.inventory_id);
    found.sort_by(|a, b| age(a).cmp(&age(b)));
    found
}

/// Units left of a product. A POS rings a sale up from packages of its own choice, so its figure for the product can be
/// relied on and its figure for one package cannot: what is fewer than none of one is missing from the others.
pub fn left_of_product(
    stock: &[StockItem],
    sku: &str,
    program: Program,
    held: impl Fn(&PackageTag) -> i64,
) -> i64 {
    left_of_all(&packages(stock, sku, program), held)
}

/// The same, of packages that are at hand.
pub fn left_of_all(packages: &[Package<'_>], held: impl Fn(&PackageTag) -> i64) -> i64 {
    packages.iter().map(|package| package.left(&held)).sum::<i64>().max(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::UnitMeasures;

    fn item(inventory_id: &str, serial: u32, quantity: i64) -> StockItem {
        StockItem {
            inventory_id: inventory_id.to_owned(),
            product_id: "a".to_owned(),
            sku: "a".to_owned(),
            name: "a".to_owned(),
            category: "Flower".to_owned(),
            tag: format!("1A4000000000001{serial:09}").parse().ok(),
            quantity,
            unit: "Each".to_owned(),
            price_adult: None,
            price_medical: None,
            cannabis: true,
            medical_only: false,
            measures: UnitMeasures::default(),
            packaged_on: None,
        }
    }

    fn left(stock: &[StockItem], held: i64) -> i64 {
        left_of_product(stock, "a", Program::Adult, |tag| if tag.as_str().ends_with('1') { held } else { 0 })
    }

    #[test]
    fn what_is_held_of_a_package_is_taken_off_once() {
        assert_eq!(left(&[item("x", 1, 6), item("y", 1, 4)], 3), 7);
        assert_eq!(left(&[item("x", 1, 0), item("y", 1, 10)], 4), 6, "listed anew");
    }

    #[test]
    fn what_one_package_lacks_is_missing_from_the_others() {
        assert_eq!(left(&[item("x", 1, 5), item("y", 2, 5)], 9), 1);
        assert_eq!(left(&[item("x", 1, 5), item("y", 2, 5)], 11), 0);
    }

    #[test]
    fn untracked_cannabis_does_not_count() {
        let mut untracked = item("x", 1, 5);
        untracked.tag = None;
        assert_eq!(left(&[untracked.clone()], 0), 0);
        untracked.cannabis = false;
        assert_eq!(left(&[untracked], 0), 5);
    }
}
