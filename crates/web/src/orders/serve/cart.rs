//! The cart's table.

use countersign_app::orders::cart::{Cart, CartLine};
use countersign_app::orders::view::OrderView;
use countersign_kernel::Money;
use countersign_rulebook::Line;

use super::figures::short;
use super::words::{amount, tag};
use crate::orders::order as page;
use crate::serve::Signed;

pub fn table(signed: &Signed, view: &OrderView, cart: &Cart) -> page::Cart {
    let counter = cart.counter.as_ref();
    let unit = counter.map(|c| c.unit.to_string()).unwrap_or_default();
    page::Cart {
        note: note(signed, view, cart),
        lines: cart.lines.iter().map(|one| line(one, &unit)).collect(),
        measure: if unit.is_empty() { "Counts".to_owned() } else { format!("Limit, {unit}") },
        measure_total: counter.map(|c| format!("{} {unit}", short(&c.cart))).unwrap_or_default(),
        extras: extras(view),
        total: amount(view.order.total),
    }
}

fn note(signed: &Signed, view: &OrderView, cart: &Cart) -> String {
    let units: i64 = cart.lines.iter().map(|line| line.quantity).sum();
    let packages = cart.packages();
    let count = |n: i64, one: &str| if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") };
    let mut words = count(units, "unit");
    if packages > 0 {
        words.push_str(&format!(" from {}", count(i64::try_from(packages).unwrap_or(i64::MAX), "package")));
    }
    match view.order.hold_until {
        Some(until) => {
            format!("{words}, held until {}", signed.local().clock_or_day(until.into(), signed.now))
        }
        None => words,
    }
}

fn line(one: &CartLine, unit: &str) -> page::CartLine {
    let counts_as = match (&one.counted, one.cannabis) {
        (Some(counted), _) => counts_as(counted),
        (None, false) => "no cannabis".to_owned(),
        (None, true) => "not known".to_owned(),
    };
    page::CartLine {
        item: one.product.clone(),
        tags: one.packages.iter().filter_map(|(text, _)| tag(text)).collect(),
        quantity: one.quantity.to_string(),
        counts_as,
        measure: one.share.as_ref().map(|share| format!("{} {unit}", short(share))).unwrap_or_default(),
        stock: one.free.map_or("not listed".to_owned(), |free| format!("{free} free")),
        price: amount(one.line_total),
    }
}

/// `10.5 g flower`, `125 mg THC edible`
pub fn counts_as(line: &Line) -> String {
    let category = line.category.word().replace('_', " ");
    let of_thc = matches!(
        category.as_str(),
        "edible" | "beverage" | "tincture" | "oral" | "sublingual" | "topical" | "patch"
    );
    match (line.mg_thc, line.grams, line.concentrate_grams) {
        (Some(mg), _, _) if of_thc => format!("{mg} mg THC {category}"),
        (_, _, Some(grams)) | (_, Some(grams), None) => format!("{grams} g {category}"),
        (Some(mg), None, None) => format!("{mg} mg THC {category}"),
        (None, None, None) => category,
    }
}

fn extras(view: &OrderView) -> Vec<(String, String)> {
    let order = &view.order;
    let mut extras = Vec::new();
    if order.discount != Money::ZERO {
        extras.push(("Discount".to_owned(), amount(Money(-order.discount.0))));
    }
    if order.tax != Money::ZERO {
        extras.push(("Tax, as the channel counts it".to_owned(), amount(order.tax)));
    }
    extras
}
