//! The books as the world begins.

use std::collections::BTreeMap;

use countersign_kernel::Money;

use super::{Books, Line, Package, Sale};
use crate::biotrack::places::{self, Place};
use crate::world::{self, Category, Unit, World, barcode_of};

/// Transactions of the years before.
const FIRST_TRANSACTION: u64 = 400_001;

/// The type of inventory that goods of a category are.
fn kind_of(product: &world::Product) -> u16 {
    match (product.category, product.unit) {
        (Category::Flower | Category::Preroll, Unit::Grams) => 13,
        (Category::Flower | Category::Preroll, Unit::Each) => 28,
        (Category::InfusedPreroll, _) => 32,
        (Category::Concentrate | Category::Vape, Unit::Grams) => 17,
        (Category::Concentrate | Category::Vape, Unit::Each) => 24,
        (Category::Edible, _) => 22,
        (Category::Beverage, _) => 23,
        (Category::Tincture, _) => 35,
        (Category::Topical | Category::Accessory, _) => 25,
    }
}

impl Books {
    pub(in crate::biotrack) fn seeded(world: &World, places: &[Place]) -> Self {
        let mut books = Self {
            packages: BTreeMap::new(),
            sales: BTreeMap::new(),
            adjustments: Vec::new(),
            cards: BTreeMap::new(),
            elsewhere: Vec::new(),
            nonces: BTreeMap::new(),
            transaction: FIRST_TRANSACTION,
        };
        for origin in &world.packages {
            let transaction = books.next_transaction();
            let package = package(world, places, origin, transaction);
            books.packages.insert(package.barcode.clone(), package);
        }
        for sale in &world.earlier {
            books.earlier(world, places, sale);
        }
        let cards = world.customers.iter().filter_map(|customer| customer.card.as_ref());
        books.cards = cards.map(|card| (card.number.clone(), card.expires_on)).collect();
        books
    }

    /// A sale of this morning. The world's packages have it taken off already, so only the sums move.
    fn earlier(&mut self, world: &World, places: &[Place], sale: &world::Earlier) {
        let id = self.next_transaction();
        let mut lines = Vec::new();
        for line in &sale.lines {
            let barcode = barcode_of(&world.packages[line.package].tag);
            let package = self.packages.get_mut(&barcode).expect("every package is in the books");
            package.began += line.quantity;
            package.sold += line.quantity;
            (package.transaction, package.at) = (id, sale.at);
            lines.push(Line { barcode, quantity: line.quantity, price: Money(line.total.0) });
        }
        let card = world.customers[sale.customer].card.as_ref().filter(|_| sale.is_medical);
        let sale = Sale {
            id,
            transaction: id,
            place: at(places, sale.store, sale.is_medical),
            terminal: "1".to_owned(),
            card: card.map(|card| card.number.clone()),
            sold_at: sale.at,
            told_at: sale.at,
            lines,
            refunded: Vec::new(),
            voided_at: None,
        };
        self.sales.insert(id, sale);
    }
}

fn at(places: &[Place], store: usize, is_medical: bool) -> usize {
    let license = &places::of(places, store, is_medical).license;
    places.iter().position(|place| place.license == *license).expect("it is one of them")
}

fn package(world: &World, places: &[Place], origin: &world::Package, transaction: u64) -> Package {
    let product = world.product_of(origin);
    Package {
        barcode: barcode_of(&origin.tag),
        place: at(places, origin.store, origin.is_medical),
        product: origin.product,
        kind: kind_of(product),
        unit: product.unit,
        quantity: origin.quantity,
        began: origin.quantity,
        adjusted: 0,
        sold: 0,
        // There is no hold and no recall here: what must not be sold stands in the quarantine or was seized.
        room: if origin.on_hold { 3 } else { 1 + u32::from(origin.location == "Vault") },
        seized: origin.on_recall,
        deleted: origin.finished_on.is_some(),
        lab: origin.lab.state,
        transaction,
        transaction_original: transaction,
        at: origin.received_at,
    }
}
