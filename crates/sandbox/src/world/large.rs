//! A store with very many packages, to see what a morning takes there.

use super::{Naming, Package, Product, World};

/// So many packages of each of the products that are added.
const PACKAGES_EACH: usize = 5;
const ONE: i64 = 10_000;

impl World {
    /// The same world, but its first store has this many packages under its retail licence, all good and for sale, and as many
    /// products as that takes. Nothing in it is past its date, so that its books agree. A smaller number changes nothing.
    #[must_use]
    pub fn with_packages(mut self, wanted: usize, naming: Naming) -> Self {
        for package in self.packages.iter_mut().filter(|p| p.expires_on.is_some_and(|on| on < self.today)) {
            package.expires_on = None;
        }
        let is_here = |p: &&Package| p.store == 0 && !p.is_medical;
        let have = self.packages.iter().filter(is_here).count();
        let good = |p: &&Package| is_here(p) && p.is_sellable(self.today) && !self.product_of(p).medical_only;
        let patterns: Vec<Package> = self.packages.iter().filter(good).cloned().collect();
        for number in 0..wanted.saturating_sub(have) {
            let round = number / PACKAGES_EACH;
            let pattern = &patterns[round % patterns.len()];
            if number % PACKAGES_EACH == 0 {
                let product = another(&self.products[pattern.product], self.products.len(), round);
                self.products.push(product);
            }
            let package = Package {
                index: self.packages.len(),
                tag: naming.name("1A40C0ABCDEF0AA", 1_000_000 + number as u64),
                product: self.products.len() - 1,
                quantity: (5 + (number % 40) as i64) * ONE,
                received_quantity: 60 * ONE,
                ..pattern.clone()
            };
            self.packages.push(package);
        }
        self
    }
}

fn another(pattern: &Product, index: usize, round: usize) -> Product {
    Product {
        index,
        sku: format!("{}-{}", &pattern.sku[..3], index + 1),
        name: format!("{} No. {}", pattern.name, round + 2),
        ..pattern.clone()
    }
}
