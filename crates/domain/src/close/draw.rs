//! Drawing a close up: the differences, and the sums that they explain.

use std::collections::{BTreeMap, BTreeSet};

use countersign_kernel::Money;

use super::books::{ClosedOrder, DayBooks, Receipt, Sale, Side};
use super::class::Class;
use super::difference::{Difference, Said};
use super::sum::{Gap, Measure, Sum, Total};
use super::{channels, goods, receipts, sales};
use crate::orders::State;

/// A close as it is drawn up: before anybody has accepted or signed anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    pub totals: Vec<Total>,
    /// By order, then by class and place.
    pub differences: Vec<Difference>,
    /// Orders sold on the day.
    pub sold: usize,
    /// Sales of the register and receipts of the state that are not ours. They are the register's own to balance.
    pub others: Others,
    /// Tax that the register added to orders which name none.
    pub tax_at_register: Money,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Others {
    pub sales: usize,
    pub sales_total: Money,
    pub receipts: usize,
    pub receipts_total: Money,
}

impl Drawn {
    /// Whether the differences account for every gap. Always, unless the matching itself is wrong.
    pub fn balances(&self) -> bool {
        self.totals.iter().all(Total::balances)
    }
}

/// Matches a day. The answer does not depend on the order in which anything is given.
pub fn draw(books: &DayBooks) -> Drawn {
    let orders: BTreeMap<&str, &ClosedOrder> =
        books.orders.iter().map(|order| (order.reference.as_str(), order)).collect();
    let mut day =
        Day { books, orders, found: Vec::new(), register: None, state: None, others: Others::default() };
    let tax_at_register = day.at_register();
    day.at_state();
    for order in &books.orders {
        day.found.extend(channels::compare(order));
        if !order.state.is_final() {
            day.found.push(open(order));
        }
    }
    let mut differences = day.found;
    differences.sort_by_cached_key(|found| (found.about.clone(), found.class, found.place.clone()));
    let sold = books.orders.iter().filter(|order| order.state == State::Completed);
    let ours = goods::whole(sold.clone().map(goods::of_order).collect::<Vec<_>>().iter());
    let totals = totals(&ours, day.register.as_ref(), day.state.as_ref(), &differences);
    Drawn { totals, differences, sold: sold.count(), others: day.others, tax_at_register }
}

struct Day<'a> {
    books: &'a DayBooks,
    orders: BTreeMap<&'a str, &'a ClosedOrder>,
    found: Vec<Difference>,
    /// None when the book was not read.
    register: Option<Sum>,
    state: Option<Sum>,
    others: Others,
}

/// What stands behind a reference that another book has.
enum Behind<'a> {
    Order(&'a ClosedOrder),
    /// An order of another day, or the row itself is of another day: not this close's matter.
    Apart,
    OtherDay(String),
    NeverSold,
    Nobody,
}

impl<'a> Day<'a> {
    /// `on_the_day`: whether the other book has it on the day that is closed.
    fn behind(&self, reference: &str, on_the_day: bool) -> Behind<'a> {
        if let Some(order) = self.orders.get(reference) {
            return Behind::Order(order);
        }
        match self.books.elsewhere.get(reference) {
            _ if !on_the_day => Behind::Apart,
            Some(Some(day)) => Behind::OtherDay(day.to_string()),
            Some(None) => Behind::NeverSold,
            None => Behind::Nobody,
        }
    }

    /// Answers the tax that no order names.
    fn at_register(&mut self) -> Money {
        let books = self.books;
        let all = match &books.sales {
            Side::NotRead(why) => {
                self.found.push(not_read(Class::RegisterNotRead, "register", why));
                return Money::ZERO;
            }
            Side::Read(all) => all,
        };
        let (mut sum, mut tax) = (Sum::default(), Money::ZERO);
        let mut of_order: BTreeMap<&str, Vec<&Sale>> = BTreeMap::new();
        for sale in sorted(all, |sale| &sale.number) {
            let on_the_day = sale.day == books.day;
            let Some(reference) = &sale.reference else {
                if on_the_day && !sale.voided {
                    self.others.sales += 1;
                    self.others.sales_total = self.others.sales_total + sale.total;
                }
                continue;
            };
            let order = match self.behind(reference, on_the_day) {
                Behind::Apart => continue,
                Behind::Order(order) => {
                    of_order.entry(&order.reference).or_default().push(sale);
                    Some(order)
                }
                _ if sale.voided => continue,
                Behind::OtherDay(day) => {
                    let there = format!("sale {} is booked here", sale.number);
                    self.found.push(other_day(
                        Class::SaleOtherDay,
                        reference,
                        &sale.number,
                        &day,
                        "register",
                        there,
                    ));
                    continue;
                }
                behind => {
                    let (class, ours) = nobodys(&behind, [Class::SaleNotCompleted, Class::SaleWithoutOrder]);
                    let whole = goods::of_sale(sale, None);
                    let there = format!("sale {}: {}", sale.number, goods::words(&whole));
                    let says = vec![Said::new("order", ours), Said::new("register", there)];
                    self.found.push(alone(class, reference, &sale.number, says, Gap::at_register(whole)));
                    None
                }
            };
            if !sale.voided {
                sum.add(&goods::of_sale(sale, order));
                if order.is_none_or(|order| order.tax.is_none()) {
                    tax = tax + sale.tax;
                }
            }
        }
        for order in self.orders.values() {
            let own = of_order.get(order.reference.as_str()).map(Vec::as_slice).unwrap_or_default();
            self.found.extend(sales::compare(order, own, books.day));
        }
        self.register = Some(sum);
        tax
    }

    fn at_state(&mut self) {
        let books = self.books;
        let all = match &books.receipts {
            Side::NotRead(why) => {
                self.found.push(not_read(Class::StateNotRead, "state", why));
                return;
            }
            Side::Read(all) => all,
        };
        let mut sum = Sum::default();
        let mut of_order: BTreeMap<&str, Vec<&Receipt>> = BTreeMap::new();
        for receipt in sorted(all, |receipt| &receipt.id) {
            let on_the_day = receipt.day == books.day;
            let Some(number) = &receipt.number else {
                if on_the_day && !receipt.voided {
                    self.others.receipts += 1;
                    self.others.receipts_total = self.others.receipts_total + receipt.total;
                }
                continue;
            };
            match self.behind(number, on_the_day) {
                Behind::Apart => continue,
                Behind::Order(order) => of_order.entry(&order.reference).or_default().push(receipt),
                _ if receipt.voided => continue,
                Behind::OtherDay(day) => {
                    let there = format!("receipt {} is dated here", receipt.id);
                    self.found.push(other_day(
                        Class::ReceiptOtherDay,
                        number,
                        &receipt.id,
                        &day,
                        "state",
                        there,
                    ));
                    continue;
                }
                behind => {
                    let (class, ours) = nobodys(&behind, [Class::ReceiptNotOwed, Class::ReceiptWithoutOrder]);
                    let whole = goods::of_receipt(receipt);
                    let there = format!("receipt {}: {}", receipt.id, goods::words(&whole));
                    let says = vec![Said::new("order", ours), Said::new("state", there)];
                    self.found.push(alone(class, number, &receipt.id, says, Gap::at_state(whole)));
                }
            }
            if !receipt.voided {
                sum.add(&goods::of_receipt(receipt));
            }
        }
        for order in self.orders.values() {
            let own = of_order.get(order.reference.as_str()).map(Vec::as_slice).unwrap_or_default();
            self.found.extend(receipts::compare(order, own, books.day));
        }
        self.state = Some(sum);
    }
}

/// In an order that does not depend on how the book was read.
fn sorted<T>(all: &[T], key: impl Fn(&T) -> &String) -> Vec<&T> {
    let mut rows: Vec<&T> = all.iter().collect();
    rows.sort_by(|a, b| key(a).cmp(key(b)));
    rows
}

/// `classes`: of an order that was never sold, and of none at all.
fn nobodys(behind: &Behind<'_>, classes: [Class; 2]) -> (Class, String) {
    match behind {
        Behind::NeverSold => (classes[0], "the order was never sold".to_owned()),
        _ => (classes[1], "no such order".to_owned()),
    }
}

fn alone(class: Class, about: &str, place: &str, says: Vec<Said>, gap: Gap) -> Difference {
    Difference { class, order: None, about: about.to_owned(), place: place.to_owned(), says, gap }
}

fn other_day(
    class: Class,
    about: &str,
    place: &str,
    day: &str,
    book: &'static str,
    there: String,
) -> Difference {
    let says = vec![Said::new("order", format!("sold on {day}")), Said::new(book, there)];
    alone(class, about, place, says, Gap::default())
}

fn not_read(class: Class, book: &'static str, why: &str) -> Difference {
    alone(class, book, "", vec![Said::new(book, why)], Gap::default())
}

fn open(order: &ClosedOrder) -> Difference {
    let says = vec![Said::new("order", sales::state_words(order))];
    Difference::of(Class::OrderOpen, order, "", says, Gap::default())
}

fn totals(ours: &Sum, register: Option<&Sum>, state: Option<&Sum>, differences: &[Difference]) -> Vec<Total> {
    let always = [Measure::Tracked, Measure::Untracked, Measure::Count];
    let mut measures: BTreeSet<Measure> = always.into_iter().collect();
    for sum in [Some(ours), register, state].into_iter().flatten() {
        measures.extend(sum.measures().cloned());
    }
    let explained =
        |of: fn(&Gap) -> &Sum, measure: &Measure| differences.iter().map(|d| of(&d.gap).of(measure)).sum();
    let total = |measure: Measure| Total {
        orders: ours.of(&measure),
        register: register.map(|sum| sum.of(&measure)),
        state: state.filter(|_| measure.is_tracked()).map(|sum| sum.of(&measure)),
        register_explained: explained(|gap| &gap.register, &measure),
        state_explained: explained(|gap| &gap.state, &measure),
        measure,
    };
    measures.into_iter().map(total).collect()
}
