//! No package below zero, the state's books add up, and no package was sold from more than it held.

use std::collections::BTreeMap;

use super::Seen;

pub fn check(seen: &Seen<'_>) -> Vec<String> {
    let mut broken = Vec::new();
    for package in seen.after.packages.iter().filter(|package| package.quantity < 0) {
        broken.push(format!("package {} stands at {} at the state system", package.label, package.quantity));
    }
    for row in seen.after.stock.iter().filter(|row| row.quantity < 0) {
        broken.push(format!(
            "{} of store {} stands at {} at the point of sale",
            row.sku, row.store, row.quantity
        ));
    }
    broken.extend(seen.after.imbalance.iter().map(|why| format!("the state's books: {why}")));
    broken.extend(oversold(seen));
    broken.extend(overrung(seen));
    broken
}

/// Receipts of the day against what each package held in the morning.
fn oversold(seen: &Seen<'_>) -> Vec<String> {
    let old: Vec<i64> = seen.before.receipts.iter().map(|receipt| receipt.id).collect();
    let mut sold: BTreeMap<&str, i64> = BTreeMap::new();
    for receipt in seen.after.receipts.iter().filter(|r| !r.voided && !old.contains(&r.id)) {
        for line in &receipt.lines {
            *sold.entry(&line.label).or_default() += line.quantity;
        }
    }
    let held = |label: &str| seen.before.packages.iter().find(|p| p.label == label).map_or(0, |p| p.quantity);
    let over = sold.into_iter().filter(|(label, sold)| *sold > held(label));
    over.map(|(label, sold)| format!("package {label} held {} and {sold} were sold from it", held(label)))
        .collect()
}

/// Sales of the day against what the shelf held of each product in the morning.
fn overrung(seen: &Seen<'_>) -> Vec<String> {
    let old: Vec<u64> = seen.before.sales.iter().map(|sale| sale.transaction_id).collect();
    let mut rung: BTreeMap<(usize, &str), i64> = BTreeMap::new();
    for sale in seen.after.sales.iter().filter(|sale| !sale.is_void && !old.contains(&sale.transaction_id)) {
        for line in &sale.lines {
            *rung.entry((sale.store, &line.sku)).or_default() += line.quantity;
        }
    }
    let held = |store: usize, sku: &str| -> i64 {
        let rows = seen.before.stock.iter().filter(|row| row.store == store && row.sku == sku);
        rows.map(|row| row.quantity).sum()
    };
    let over = rung.into_iter().filter(|((store, sku), rung)| *rung > held(*store, sku));
    over.map(|((store, sku), rung)| {
        format!("store {store} had {} of {sku} and rang up {rung}", held(store, sku))
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use crate::checkers::sample;

    fn broken(spoil: impl FnOnce(&mut sample::Sample)) -> usize {
        sample::with(spoil, super::check).len()
    }

    #[test]
    fn less_than_nothing_is_seen_at_either_system() {
        assert_eq!(broken(|_| {}), 0);
        assert_eq!(broken(|day| day.after.packages[0].quantity = -1), 1);
        assert_eq!(broken(|day| day.after.stock[0].quantity = -1), 1);
        assert_eq!(broken(|day| day.after.imbalance = Some("package X".to_owned())), 1);
    }

    #[test]
    fn more_sold_than_was_there_is_seen() {
        assert_eq!(broken(|day| day.before.packages[0].quantity = 0), 1);
        assert_eq!(broken(|day| day.before.stock[0].quantity = 0), 1);
    }
}
