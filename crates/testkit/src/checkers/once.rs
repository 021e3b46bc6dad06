//! Each completed order is in the state system once and in the point of sale once, with the same goods; nothing else
//! of ours is there, and nothing that we did not do is taken for ours.

use std::collections::BTreeMap;

use super::Seen;
use crate::oracle::OURS;

pub fn check(seen: &Seen<'_>) -> Vec<String> {
    let mut broken = Vec::new();
    let completed: Vec<_> = seen.inside.orders.iter().filter(|order| order.state == "completed").collect();
    for order in &completed {
        let body = body(&order.id);
        let receipts: Vec<_> = receipts(seen).filter(|(number, ..)| number.ends_with(body)).collect();
        let sales: Vec<_> = sales(seen).filter(|(number, ..)| number.ends_with(body)).collect();
        // Goods that the state does not track have no receipt.
        let tracked = sales.iter().any(|(_, goods)| !goods.is_empty());
        if receipts.len() != usize::from(tracked || sales.is_empty()) {
            broken.push(format!("{} has {} receipts at the state system", order.id, receipts.len()));
        }
        if sales.len() != 1 {
            broken.push(format!("{} has {} sales at the point of sale", order.id, sales.len()));
        }
        if let ([(_, told)], [(_, rung)]) = (&receipts[..], &sales[..])
            && told != rung
        {
            broken.push(format!("{}: the state was told {told:?}, the register rang {rung:?}", order.id));
        }
    }
    let returned: Vec<_> = seen.inside.orders.iter().filter(|order| order.state == "returned").collect();
    for order in &returned {
        // The register rings returns up by itself, so the sale stays there; the state's receipt must be void.
        let live = receipts(seen).filter(|(number, ..)| number.ends_with(body(&order.id))).count();
        if live > 0 {
            broken.push(format!("{} was returned and has {live} receipts at the state system", order.id));
        }
        let sales = sales(seen).filter(|(number, ..)| number.ends_with(body(&order.id))).count();
        if sales != 1 {
            broken.push(format!("{} was sold once and has {sales} sales at the point of sale", order.id));
        }
    }
    let behind =
        |number: &str| completed.iter().chain(&returned).any(|order| number.ends_with(body(&order.id)));
    for (number, _) in receipts(seen).chain(sales(seen)).filter(|(number, _)| !behind(number)) {
        broken.push(format!("`{number}` was posted and no completed order stands behind it"));
    }
    let foreign =
        seen.after.receipts.iter().filter(|r| !r.external_number.as_deref().is_some_and(is_ours)).count();
    if foreign != seen.before.receipts.len() {
        broken.push(format!(
            "{foreign} receipts are not ours; {} were there in the morning",
            seen.before.receipts.len()
        ));
    }
    broken
}

/// The part of an id that the number of its sale ends with.
pub(super) fn body(id: &str) -> &str {
    id.split_once('_').map_or(id, |(_, body)| body)
}

fn is_ours(number: &str) -> bool {
    number.starts_with(OURS)
}

/// How much of which product; only what carries a tag.
type Goods = BTreeMap<String, i64>;

fn receipts<'a>(seen: &'a Seen<'_>) -> impl Iterator<Item = (String, Goods)> + 'a {
    seen.after.receipts.iter().filter(|r| !r.voided).filter_map(|receipt| {
        let number = receipt.external_number.clone().filter(|n| is_ours(n))?;
        let mut goods = Goods::new();
        for line in &receipt.lines {
            let package = seen.world.package(&line.label);
            let sku = package.map_or_else(|| line.label.clone(), |p| seen.world.product_of(p).sku.clone());
            *goods.entry(sku).or_default() += line.quantity;
        }
        Some((number, goods))
    })
}

fn sales<'a>(seen: &'a Seen<'_>) -> impl Iterator<Item = (String, Goods)> + 'a {
    seen.after.sales.iter().filter(|sale| !sale.is_void && is_ours(&sale.reference)).map(|sale| {
        let mut goods = Goods::new();
        for line in &sale.lines {
            if seen.world.products.iter().any(|p| p.sku == line.sku && p.is_cannabis) {
                *goods.entry(line.sku.clone()).or_default() += line.quantity;
            }
        }
        (sale.reference.clone(), goods)
    })
}

#[cfg(test)]
mod tests {
    use crate::checkers::sample;

    fn broken(spoil: impl FnOnce(&mut sample::Sample)) -> Vec<String> {
        sample::with(spoil, super::check)
    }

    #[test]
    fn a_day_in_order_holds() {
        assert_eq!(broken(|_| {}), Vec::<String>::new());
    }

    #[test]
    fn a_receipt_posted_twice_or_not_at_all_is_seen() {
        assert_eq!(broken(|day| day.after.receipts.push(day.after.receipts[0].clone())).len(), 1);
        assert_eq!(broken(|day| day.after.receipts.clear()).len(), 1);
        assert_eq!(broken(|day| day.after.receipts[0].voided = true).len(), 1);
    }

    #[test]
    fn a_sale_rung_twice_or_not_at_all_is_seen() {
        assert_eq!(broken(|day| day.after.sales.push(day.after.sales[0].clone())).len(), 1);
        assert!(!broken(|day| day.after.sales.clear()).is_empty());
    }

    #[test]
    fn other_goods_than_were_reported_are_seen() {
        assert_eq!(broken(|day| day.after.sales[0].lines[0].quantity += 10_000).len(), 1);
    }

    #[test]
    fn a_sale_of_an_order_that_was_cancelled_is_seen() {
        assert_eq!(broken(|day| day.inside.orders[0].state = "cancelled".to_owned()).len(), 2);
    }

    #[test]
    fn a_receipt_that_outlives_a_return_is_seen() {
        let returned = |day: &mut sample::Sample| day.inside.orders[0].state = "returned".to_owned();
        let voided = |day: &mut sample::Sample| day.after.receipts[0].voided = true;
        assert_eq!(broken(returned).len(), 1);
        assert_eq!(broken(|day| (returned(day), voided(day)).0).len(), 0);
        let unsold = |day: &mut sample::Sample| {
            returned(day);
            voided(day);
            day.after.sales.clear();
        };
        assert_eq!(broken(unsold).len(), 1);
    }

    #[test]
    fn a_receipt_nobody_ordered_is_seen() {
        let spoil = |day: &mut sample::Sample| {
            let mut alien = day.after.receipts[0].clone();
            alien.external_number = None;
            day.after.receipts.push(alien);
        };
        assert_eq!(broken(spoil).len(), 1);
    }
}
