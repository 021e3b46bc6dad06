//! What must hold at every moment, not only when the day is over: a dip below zero or a doubled receipt that is mended before the
//! evening is a breach all the same.

use std::collections::{BTreeMap, BTreeSet};

use countersign_kernel::BusinessDate;
use countersign_sandbox::world::World;

use crate::oracle::{self, OURS, Tally};
use crate::street::Outside;

/// An order as it stands, with whom the day saw ordering it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub id: String,
    pub state: String,
    /// State of its hold, when there ever was one.
    pub hold: Option<String>,
    /// The buyer's place in the world, as the day knows it; nobody while an order is on its way in.
    pub customer: Option<usize>,
    pub medical: bool,
    /// When it was approved, or handed over.
    pub day: Option<BusinessDate>,
    pub tally: Tally,
}

impl Standing {
    /// Whether it takes from what its buyer may have.
    fn counts(&self) -> bool {
        matches!(self.hold.as_deref(), Some("held" | "consumed"))
    }
}

/// The hold that an order of this state has, before its end as after it.
fn fits(state: &str, hold: Option<&str>) -> bool {
    match state {
        "arrived" | "checked" | "refused" => hold.is_none(),
        "approved" | "preparing" | "ready" => hold == Some("held"),
        "completed" => hold == Some("consumed"),
        // What was brought back counts until the state has taken the receipt back.
        "returned" => matches!(hold, Some("consumed" | "returned")),
        "expired" => hold == Some("expired"),
        "no_show" => hold == Some("freed"),
        "cancelled" => matches!(hold, None | Some("freed")),
        _ => false,
    }
}

/// What is broken among the orders, of which `touched` are others than a moment ago.
pub fn of_orders(
    world: &World,
    orders: &BTreeMap<String, Standing>,
    touched: &BTreeSet<String>,
) -> Vec<String> {
    let mut broken = Vec::new();
    let mut buyers = BTreeSet::new();
    for order in touched.iter().filter_map(|id| orders.get(id)) {
        if !fits(&order.state, order.hold.as_deref()) {
            broken.push(format!("{} is `{}` and its hold is {:?}", order.id, order.state, order.hold));
        }
        buyers.extend(order.customer.zip(order.day).map(|(customer, day)| (customer, order.medical, day)));
    }
    for (customer, medical, day) in buyers {
        let of_buyer = |order: &&Standing| {
            order.counts()
                && (order.customer, order.medical, order.day) == (Some(customer), medical, Some(day))
        };
        let total =
            orders.values().filter(of_buyer).fold(Tally::default(), |sum, order| sum.plus(order.tally));
        // A wrong birth date on file shows only when a licence is scanned, and then nothing is handed over.
        let age = day.age_of(world.customers[customer].birth_date).max(if medical { 18 } else { 21 });
        if total != Tally::default() && !oracle::allows(total, medical, age) {
            broken.push(format!(
                "customer {customer} holds and has bought {total} on {day} (medical: {medical})"
            ));
        }
    }
    broken
}

/// What is broken in the vendors' books.
pub fn of_books(books: &Outside) -> Vec<String> {
    let mut broken = Vec::new();
    let packages = books.packages.iter().filter(|package| package.quantity < 0);
    broken
        .extend(packages.map(|package| format!("package {} stands at {}", package.label, package.quantity)));
    let stock = books.stock.iter().filter(|row| row.quantity < 0);
    broken.extend(stock.map(|row| format!("{} of store {} stands at {}", row.sku, row.store, row.quantity)));
    broken.extend(books.imbalance.iter().map(|why| format!("the state's books: {why}")));
    let receipts = books.receipts.iter().filter(|receipt| !receipt.voided);
    let sales = books.sales.iter().filter(|sale| !sale.is_void);
    broken.extend(doubled("receipts", receipts.filter_map(|receipt| receipt.external_number.as_deref())));
    broken.extend(doubled("sales", sales.map(|sale| sale.reference.as_str())));
    broken
}

fn doubled<'a>(what: &str, numbers: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let twice = numbers.filter(|number| number.starts_with(OURS)).filter(|number| !seen.insert(*number));
    twice.map(|number| format!("two {what} stand under {number}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checkers::sample;

    const OUNCE: i64 = 28_349_523_125;

    fn standing(id: &str, state: &str, hold: Option<&str>, nanograms: i64) -> Standing {
        Standing {
            id: id.to_owned(),
            state: state.to_owned(),
            hold: hold.map(str::to_owned),
            customer: Some(0),
            medical: false,
            day: Some(oracle::day("2026-11-21T19:00:00Z".parse().expect("an instant"))),
            tally: Tally::flower(nanograms),
        }
    }

    fn broken(orders: &[Standing]) -> usize {
        let world = World::seeded(7, "2026-11-21T19:00:00Z".parse().expect("an instant"));
        let orders: BTreeMap<_, _> = orders.iter().map(|order| (order.id.clone(), order.clone())).collect();
        of_orders(&world, &orders, &orders.keys().cloned().collect()).len()
    }

    #[test]
    fn what_is_held_and_what_is_sold_count_together() {
        let sold = standing("a", "completed", Some("consumed"), OUNCE - 5);
        let held = |nanograms| standing("b", "ready", Some("held"), nanograms);
        assert_eq!(broken(&[sold.clone(), held(5)]), 0);
        assert_eq!(broken(&[sold.clone(), held(6)]), 1);
        assert_eq!(broken(&[sold.clone(), standing("b", "cancelled", Some("freed"), OUNCE)]), 0);
        let tomorrow = Some(oracle::day("2026-11-22T19:00:00Z".parse().expect("an instant")));
        assert_eq!(broken(&[sold, Standing { day: tomorrow, ..held(6) }]), 0);
    }

    #[test]
    fn a_hold_that_is_not_its_orders_is_seen_at_once() {
        assert_eq!(broken(&[standing("a", "ready", None, 1)]), 1);
        assert_eq!(broken(&[standing("a", "checked", Some("held"), 1)]), 1);
        assert_eq!(broken(&[standing("a", "expired", Some("held"), 1)]), 1);
    }

    #[test]
    fn a_dip_or_a_double_in_the_vendors_books_is_seen_while_it_lasts() {
        let broken = |spoil: fn(&mut Outside)| {
            let check = |seen: &crate::checkers::Seen<'_>| of_books(seen.after);
            sample::with(|day| spoil(&mut day.after), check).len()
        };
        assert_eq!(broken(|_| {}), 0);
        assert_eq!(broken(|books| books.packages[0].quantity = -1), 1);
        assert_eq!(broken(|books| books.stock[0].quantity = -1), 1);
        assert_eq!(broken(|books| books.receipts.push(books.receipts[0].clone())), 1);
        assert_eq!(broken(|books| books.sales.push(books.sales[0].clone())), 1);
    }
}
