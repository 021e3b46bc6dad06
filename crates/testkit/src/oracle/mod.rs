//! Colorado's purchase limits counted by hand, over what the vendors' books say was sold.
//!
//! Written from the rule texts (adults: 1 CCR 212-3, Rule 6-110(C); patients: Rule 5-125(A)(1); confidence `2+`, a
//! transcription that quotes the rules) and from nothing in the rulebook engine. Whole numbers only. Where the rule is
//! silent the stricter reading counts: an infused pre-roll counts whole as concentrate. Plain balms are exempt.

mod tally;

use std::collections::BTreeMap;

use countersign_kernel::{BusinessDate, Timestamp, time};
use countersign_sandbox::world::{Category, Product, World};

use crate::street::Outside;
pub use tally::Tally;

/// The point of sale numbers the world's customers from here on.
const FIRST_CUSTOMER: u64 = 10_001;
/// The number under which our own sales are known at both systems begins so.
pub const OURS: &str = "CS-";
/// The state answers from a cache this old at most: what another shop reported within it, nobody can know.
const STATE_CACHE_SECONDS: i64 = 60;

/// One sale of something to somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sold {
    /// The customer's place in the world.
    pub customer: usize,
    pub medical: bool,
    pub at: Timestamp,
    /// From when on everybody can know of it.
    pub known_at: Timestamp,
    /// When it was brought back, after which it stands no more.
    pub until: Option<Timestamp>,
    /// Made by the product, which answers for its lawfulness.
    pub ours: bool,
    pub tally: Tally,
    pub name: String,
}

/// A sale that another dispensary reported to the state during the day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SoldElsewhere {
    pub customer: usize,
    pub at: Timestamp,
    pub tally: Tally,
}

/// A sale of ours that was brought back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Returned {
    /// The order's id.
    pub order: String,
    pub at: Timestamp,
}

/// Every sale that stands or stood: at our registers by whomever, and to our patients elsewhere.
pub fn sales(
    world: &World,
    outside: &Outside,
    elsewhere: &[SoldElsewhere],
    returned: &[Returned],
) -> Vec<Sold> {
    let mut found = Vec::new();
    for sale in outside.sales.iter().filter(|sale| !sale.is_void) {
        let customer = usize::try_from(sale.customer_id - FIRST_CUSTOMER).expect("a place in the world");
        // A sale of ours happened when the state was told it did; the register only heard of it later.
        let receipt =
            outside.receipts.iter().find(|r| r.external_number.as_deref() == Some(sale.reference.as_str()));
        let ours = sale.reference.starts_with(OURS);
        let receipt = receipt.filter(|_| ours);
        let at = receipt.map_or(sale.at, |receipt| receipt.sold_at);
        // The register goes by the customer's profile; under which programme a sale of ours was made, the state knows.
        let medical = receipt.map_or(sale.is_medical, |receipt| receipt.customer_type != "Consumer");
        let mut tally = Tally::default();
        for line in &sale.lines {
            let product =
                world.products.iter().find(|p| p.sku == line.sku).expect("the world has every product");
            tally = tally.plus(Tally::of(product, line.quantity));
        }
        let name = format!("sale {} `{}`", sale.transaction_id, sale.reference);
        let back =
            |r: &&Returned| r.order.split_once('_').is_some_and(|(_, body)| sale.reference.ends_with(body));
        let until = returned.iter().find(back).filter(|_| ours).map(|r| r.at);
        found.push(Sold { customer, medical, at, known_at: at, until, ours, tally, name });
    }
    let morning = world.elsewhere.iter().map(|sale| SoldElsewhere {
        customer: sale.customer,
        at: sale.at,
        tally: Tally::of_goods(sale.category, sale.weight.0, sale.thc.0),
    });
    for sale in morning.chain(elsewhere.iter().cloned()) {
        let known_at = sale.at.plus_seconds(STATE_CACHE_SECONDS);
        let (customer, at, tally) = (sale.customer, sale.at, sale.tally);
        found.push(Sold {
            customer,
            medical: true,
            at,
            known_at,
            until: None,
            ours: false,
            tally,
            name: "elsewhere".to_owned(),
        });
    }
    found.sort_by(|a, b| (a.at, &a.name).cmp(&(b.at, &b.name)));
    found
}

/// The day on which something counts, in the shops' time.
pub fn day(at: Timestamp) -> BusinessDate {
    at.date_in(&time::zone("America/Denver").expect("the zone is compiled in"))
}

/// Every sale of ours that, with all that could be known when it was made, was more than the law allows.
pub fn over_limit(world: &World, sales: &[Sold]) -> Vec<String> {
    let mut by_person: BTreeMap<(usize, bool, BusinessDate), Vec<&Sold>> = BTreeMap::new();
    for sale in sales {
        by_person.entry((sale.customer, sale.medical, day(sale.at))).or_default().push(sale);
    }
    let mut broken = Vec::new();
    for ((customer, medical, day), list) in by_person {
        let age = day.age_of(world.customers[customer].birth_date);
        for sale in list.iter().filter(|sale| sale.ours) {
            let known =
                list.iter().filter(|other| other.at <= sale.at && (other.ours || other.known_at <= sale.at));
            let known = known.filter(|other| other.until.is_none_or(|until| until > sale.at));
            let total = known.fold(Tally::default(), |sum, other| sum.plus(other.tally));
            if !allows(total, medical, age) {
                broken.push(format!(
                    "{} brought customer {customer} to {total} on {day} (medical: {medical})",
                    sale.name
                ));
            }
        }
    }
    broken
}

/// Whether the law lets a person of this age have so much in one day.
pub fn allows(total: Tally, medical: bool, age: i32) -> bool {
    if medical { total.is_within_patient(age) } else { age >= 21 && total.is_within_adult() }
}

/// What one unit of a product counts as.
fn kind(category: Category) -> Kind {
    match category {
        Category::Flower | Category::Preroll => Kind::Flower,
        Category::InfusedPreroll | Category::Concentrate | Category::Vape => Kind::Concentrate,
        Category::Edible | Category::Beverage | Category::Tincture => Kind::Products,
        Category::Topical | Category::Accessory => Kind::Exempt,
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Flower,
    Concentrate,
    Products,
    Exempt,
}

impl Tally {
    /// So many ten-thousandths of a unit of a product.
    pub fn of(product: &Product, quantity: i64) -> Self {
        Self::of_goods(product.category, product.net_weight.0, product.thc_per_unit.0).times(quantity)
    }

    /// One whole portion of goods: nanograms and micrograms of THC.
    pub fn of_goods(category: Category, nanograms: i64, micrograms_thc: i64) -> Self {
        match kind(category) {
            Kind::Flower => Self::flower(nanograms),
            Kind::Concentrate => Self::concentrate(nanograms),
            Kind::Products => Self::products(micrograms_thc),
            Kind::Exempt => Self::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use countersign_sandbox::world::World;

    use super::*;

    const NOON: &str = "2026-11-21T19:00:00Z";

    fn world() -> World {
        World::seeded(7, NOON.parse().expect("an instant"))
    }

    fn ours(customer: usize, at: &str, tally: Tally) -> Sold {
        let at = at.parse().expect("an instant");
        Sold {
            customer,
            medical: false,
            at,
            known_at: at,
            until: None,
            ours: true,
            tally,
            name: "ours".to_owned(),
        }
    }

    fn grams(grams: i64) -> Tally {
        Tally::flower(grams * 1_000_000_000)
    }

    #[test]
    fn a_gram_too_much_on_one_day_is_seen_and_the_next_day_begins_anew() {
        let world = world();
        let two = |second: &str| over_limit(&world, &[ours(0, NOON, grams(20)), ours(0, second, grams(9))]);
        assert_eq!(two("2026-11-22T06:59:59Z").len(), 1, "still the same evening in Denver");
        assert!(two("2026-11-22T07:00:00Z").is_empty(), "midnight in Denver");
        assert!(over_limit(&world, &[ours(0, NOON, grams(20)), ours(1, NOON, grams(9))]).is_empty());
    }

    #[test]
    fn what_was_brought_back_counts_until_it_was() {
        let world = world();
        let (noon, one) = (ours(0, NOON, grams(20)), ours(0, "2026-11-21T20:00:00Z", grams(9)));
        let until = |text: &str| Some(text.parse().expect("an instant"));
        let back = |at| Sold { until: until(at), ..noon.clone() };
        assert!(over_limit(&world, &[back("2026-11-21T19:59:59Z"), one.clone()]).is_empty());
        assert_eq!(over_limit(&world, &[back("2026-11-21T20:00:01Z"), one]).len(), 1);
    }

    #[test]
    fn only_what_could_be_known_counts_against_us() {
        let world = world();
        let patient = world.customers.iter().position(|c| c.card.is_some()).expect("a patient");
        let at: Timestamp = NOON.parse().expect("an instant");
        let sale = Sold { medical: true, ..ours(patient, NOON, grams(30)) };
        let other = |known_at| Sold { known_at, ours: false, tally: grams(30), ..sale.clone() };
        assert_eq!(over_limit(&world, &[other(at), sale.clone()]).len(), 1);
        assert!(over_limit(&world, &[other(at.plus_seconds(1)), sale]).is_empty());
    }

    #[test]
    fn nobody_under_21_may_have_anything_as_an_adult() {
        assert!(!allows(grams(1), false, 20));
        assert!(allows(grams(1), false, 21));
        assert!(allows(grams(1), true, 18));
    }
}
