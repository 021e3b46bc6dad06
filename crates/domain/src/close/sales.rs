//! One order against the register's sales under its reference.

use countersign_kernel::BusinessDate;

use super::books::{ClosedOrder, Sale};
use super::class::Class;
use super::difference::{Difference, Said};
use super::goods::{self, Goods, less};
use super::sum::{Gap, Measure, Sum};
use crate::orders::State;

/// What differs between an order and the sales that carry its reference, voided ones among them.
pub fn compare(order: &ClosedOrder, sales: &[&Sale], day: BusinessDate) -> Vec<Difference> {
    let live: Vec<&Sale> = sales.iter().copied().filter(|sale| !sale.voided).collect();
    if order.state != State::Completed {
        let class =
            if order.state == State::Returned { Class::SaleAfterReturn } else { Class::SaleNotCompleted };
        return live.iter().map(|sale| surplus(class, order, sale)).collect();
    }
    let Some(best) = live.iter().min_by_key(|sale| (lines(order, sale).len(), &sale.number)) else {
        return vec![missing(order, sales)];
    };
    let extra = live.iter().filter(|sale| sale.number != best.number);
    let mut found: Vec<Difference> = extra.map(|sale| surplus(Class::SaleTwice, order, sale)).collect();
    found.extend(lines(order, best));
    found.extend(head(order, best, day));
    found
}

fn missing(order: &ClosedOrder, sales: &[&Sale]) -> Difference {
    let class = if sales.is_empty() { Class::SaleMissing } else { Class::SaleVoided };
    let sum = goods::of_order(order);
    let there = match sales {
        [] if order.owed.is_empty() => "no sale".to_owned(),
        [] => format!("no sale; {}", order.owed.join("; ")),
        voided => format!("sale {} is voided", numbers(voided)),
    };
    difference(class, order, "", [goods::words(&sum), there], less(&sum))
}

fn numbers(sales: &[&Sale]) -> String {
    sales.iter().map(|sale| sale.number.as_str()).collect::<Vec<_>>().join(", ")
}

fn surplus(class: Class, order: &ClosedOrder, sale: &Sale) -> Difference {
    let sum = goods::of_sale(sale, Some(order));
    let there = format!("sale {}: {}", sale.number, goods::words(&sum));
    difference(class, order, &sale.number, [state_words(order), there], sum)
}

pub(super) fn state_words(order: &ClosedOrder) -> String {
    format!("the order is `{}`", order.state.word())
}

fn lines(order: &ClosedOrder, sale: &Sale) -> Vec<Difference> {
    let (ours, theirs) = (goods::ordered(order), goods::rung_up(sale, Some(order)));
    let mut found = Vec::new();
    for (sku, goods) in &ours {
        match theirs.get(sku) {
            None => {
                let said = [goods.words(), "not on the sale".to_owned()];
                found.push(difference(Class::SaleLine, order, sku, said, less(&goods.sum)));
            }
            Some(rung) => found.extend(product(order, sku, goods, rung)),
        }
    }
    for (sku, goods) in theirs.iter().filter(|(sku, _)| !ours.contains_key(*sku)) {
        let said = ["not on the order".to_owned(), goods.words()];
        found.push(difference(Class::SaleLine, order, sku, said, goods.sum.clone()));
    }
    found
}

fn product(order: &ClosedOrder, sku: &str, ours: &Goods, theirs: &Goods) -> Vec<Difference> {
    let gap = theirs.sum.minus(&ours.sum);
    let said = [ours.words(), theirs.words()];
    if !theirs.is_as_much_as(ours) {
        return vec![difference(Class::SaleQuantity, order, sku, said, gap)];
    }
    let mut found = Vec::new();
    if !gap.is_nought() {
        found.push(difference(Class::SaleAmount, order, sku, said, gap));
    }
    if ours.packages != theirs.packages {
        let said = [packages(ours), packages(theirs)];
        found.push(difference(Class::SalePackage, order, sku, said, Sum::default()));
    }
    found
}

fn packages(goods: &Goods) -> String {
    let amount =
        |sum: &Sum| sum.iter().map(|(m, v)| format!("{} {}", m.decimal(v), m.unit())).collect::<Vec<_>>();
    let each = goods.packages.iter().map(|(tag, sum)| format!("{} of {tag}", amount(sum).join(" ")));
    each.collect::<Vec<_>>().join(", ")
}

fn head(order: &ClosedOrder, sale: &Sale, day: BusinessDate) -> Vec<Difference> {
    let mut found = Vec::new();
    if let Some(tax) = order.tax.filter(|tax| *tax != sale.tax) {
        let said = [format!("tax {tax}"), format!("tax {}", sale.tax)];
        let gap = Sum::money(Measure::Tax, sale.tax).minus(&Sum::money(Measure::Tax, tax));
        found.push(difference(Class::SaleTax, order, "", said, gap));
    }
    if let Some(taken) = sale.taken.filter(|taken| *taken != sale.total) {
        let said = ["paid at the register".to_owned(), format!("comes to {}, taken {taken}", sale.total)];
        found.push(difference(Class::SaleUnpaid, order, &sale.number, said, Sum::default()));
    }
    if sale.day != day {
        let said = [format!("sold on {day}"), format!("booked on {}", sale.day)];
        found.push(difference(Class::SaleOtherDay, order, &sale.number, said, Sum::default()));
    }
    found
}

fn difference(
    class: Class,
    order: &ClosedOrder,
    place: &str,
    [ours, theirs]: [String; 2],
    gap: Sum,
) -> Difference {
    let says = vec![Said::new("order", ours), Said::new("register", theirs)];
    Difference::of(class, order, place, says, Gap::at_register(gap))
}
