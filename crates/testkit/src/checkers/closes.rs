//! Each store's close is what the vendors' books say when they are laid side by side by hand: the sums to the cent, every
//! difference that there is and none that there is not; and what went wrong after the signature is what was told later.

use std::collections::BTreeMap;

use countersign_kernel::{Money, time};

use super::inside::OurOrder;
use super::{Seen, once};
use crate::oracle::OURS;
use crate::simulate::{StoreEvening, Told};
use crate::street::{MetrcReceipt, PosSale};

pub fn check(seen: &Seen<'_>) -> Vec<String> {
    seen.evening.iter().flat_map(|evening| store(seen, evening)).collect()
}

fn store(seen: &Seen<'_>, evening: &StoreEvening) -> Vec<String> {
    let mut broken = evening.unexpected.clone();
    let name = &seen.world.stores[evening.store].name;
    let mut expected = Told::new();
    let (mut orders, mut register, mut state) = (Money::ZERO, Money::ZERO, Money::ZERO);
    for sale in sales(seen, evening.store) {
        let Some(order) = behind(seen, sale) else {
            broken.push(format!("`{}` has no order behind it", sale.reference));
            continue;
        };
        let receipts: Vec<_> = seen.after.receipts_under(&sale.reference).collect();
        let rung: Money =
            sale.lines.iter().filter(|line| line.package_id.is_some()).map(|line| line.paid()).sum();
        let told: Money = receipts.iter().map(|receipt| receipt.total).sum();
        register = register + rung;
        state = state + told;
        if order.state == "completed" {
            // The state is told what the order says, once; that it was is another checker's matter.
            orders = orders + told;
            if rung != told && is_of_one_mind(sale, &receipts) {
                broken.push(format!("{name}: `{}` is {told} and {rung} were rung up", sale.reference));
            }
        }
        expected.extend(of_sale(seen, evening, sale, order, &receipts));
        if order.state == "completed" && rung != told {
            expected.insert(("sale-amount".to_owned(), sale.reference.clone()));
        }
    }
    expected.extend(channels(seen, evening));
    for (class, about) in expected.difference(&evening.found) {
        broken.push(format!("{name}: the close has not found {class} of {about}"));
    }
    for (class, about) in evening.found.difference(&expected) {
        broken.push(format!("{name}: the close has invented {class} of {about}"));
    }
    let sums = [orders, register, state].map(|sum| sum.to_string());
    if sums != evening.sums {
        broken.push(format!(
            "{name}: orders, register and state are {sums:?}, the close has {:?}",
            evening.sums
        ));
    }
    let gaps = [register - orders, state - orders].map(|gap| gap.to_string());
    if gaps != evening.gaps {
        broken.push(format!("{name}: the gaps are {gaps:?}, the close explains {:?}", evening.gaps));
    }
    if !evening.is_signed {
        broken.push(format!("{name}: the day is not signed as it stands on the record"));
    }
    if evening.corrected != evening.planted {
        broken.push(format!("{name}: {:?} came later, told was {:?}", evening.planted, evening.corrected));
    }
    broken
}

/// Whether register and receipt mean the same program. The register prices a cart by its customer's profile: whoever holds a card
/// and orders as an adult is charged a patient's price there, and the close has to say so.
fn is_of_one_mind(sale: &PosSale, receipts: &[&MetrcReceipt]) -> bool {
    receipts.iter().all(|receipt| (receipt.customer_type == "Patient") == sale.is_medical)
}

fn sales<'a>(seen: &'a Seen<'_>, store: usize) -> impl Iterator<Item = &'a PosSale> {
    let ours =
        move |sale: &&PosSale| sale.store == store && !sale.is_void && sale.reference.starts_with(OURS);
    seen.after.sales.iter().filter(ours)
}

fn behind<'a>(seen: &'a Seen<'_>, sale: &PosSale) -> Option<&'a OurOrder> {
    seen.inside.orders.iter().find(|order| sale.reference.ends_with(once::body(&order.id)))
}

fn of_sale(
    seen: &Seen<'_>,
    evening: &StoreEvening,
    sale: &PosSale,
    order: &OurOrder,
    receipts: &[&MetrcReceipt],
) -> Told {
    let mut told = Told::new();
    let mut tell = |class: &str| {
        told.insert((class.to_owned(), sale.reference.clone()));
    };
    if order.state == "returned" {
        tell("sale-after-return");
        return told;
    }
    let mut there: BTreeMap<&str, i64> = BTreeMap::new();
    for line in receipts.iter().flat_map(|receipt| &receipt.lines) {
        *there.entry(&line.label).or_default() += line.quantity;
    }
    let mut here: BTreeMap<&str, i64> = BTreeMap::new();
    for line in &sale.lines {
        if let Some(package) = &line.package_id {
            *here.entry(package).or_default() += line.quantity;
        }
    }
    if there != here {
        tell("sale-package");
    }
    let zone = time::zone(seen.world.stores[evening.store].zone).expect("the world's zones are known");
    if sale.at.date_in(&zone) != seen.world.today {
        tell("sale-other-day");
    }
    told
}

/// A shopper who cancelled after the goods were gone: the marketplace says so, and it is right.
fn channels(seen: &Seen<'_>, evening: &StoreEvening) -> Told {
    let mut told = Told::new();
    for sale in sales(seen, evening.store) {
        let Some(order) = behind(seen, sale) else { continue };
        let there =
            seen.after.orders.iter().find(|t| t.channel == order.channel && t.order_id == order.external_id);
        if there.is_some_and(|there| there.status.to_lowercase().starts_with("cancel")) {
            told.insert(("channel-otherwise".to_owned(), sale.reference.clone()));
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use crate::checkers::sample;
    use crate::simulate::{StoreEvening, Told};

    fn broken(spoil: impl FnOnce(&mut sample::Sample)) -> Vec<String> {
        sample::with(spoil, super::check)
    }

    /// The one sale of the day under a class, put among what the evening told.
    fn tell(class: &str, day: &mut sample::Sample, among: fn(&mut StoreEvening) -> &mut Told) {
        let told = (class.to_owned(), day.after.sales[0].reference.clone());
        among(&mut day.evening[0]).insert(told);
    }

    #[test]
    fn a_day_in_order_holds() {
        assert_eq!(broken(|_| {}), Vec::<String>::new());
    }

    #[test]
    fn a_difference_that_is_not_there_and_one_that_was_not_found_are_seen() {
        assert_eq!(broken(|day| tell("sale-package", day, |evening| &mut evening.found)).len(), 1);
        let other_package = |day: &mut sample::Sample| {
            day.after.sales[0].lines[0].package_id = Some("1A4FF0300000000000000777".to_owned());
        };
        assert_eq!(broken(other_package).len(), 1);
        let both = |day: &mut sample::Sample| {
            other_package(day);
            tell("sale-package", day, |evening| &mut evening.found);
        };
        assert_eq!(broken(both), Vec::<String>::new());
    }

    #[test]
    fn a_cent_that_is_lost_is_seen() {
        // The amount that differs was not found, the cause is none that is known, and sum and gap are others.
        assert_eq!(broken(|day| day.after.sales[0].lines[0].total_cents -= 1).len(), 4);
        let patient = |day: &mut sample::Sample| {
            day.after.sales[0].lines[0].total_cents -= 1;
            day.after.sales[0].is_medical = true;
            tell("sale-amount", day, |evening| &mut evening.found);
            day.evening[0].sums[1] = "9.99".to_owned();
            day.evening[0].gaps[0] = "-0.01".to_owned();
        };
        assert_eq!(broken(patient), Vec::<String>::new());
        assert_eq!(broken(|day| day.evening[0].gaps[1] = "0.01".to_owned()).len(), 1);
    }

    #[test]
    fn a_day_that_was_not_signed_and_a_plant_that_was_not_told_are_seen() {
        assert_eq!(broken(|day| day.evening[0].is_signed = false).len(), 1);
        assert_eq!(broken(|day| tell("sale-voided", day, |evening| &mut evening.planted)).len(), 1);
        assert_eq!(broken(|day| tell("sale-voided", day, |evening| &mut evening.corrected)).len(), 1);
        assert_eq!(broken(|day| day.evening[0].unexpected.push("somebody signed".to_owned())).len(), 1);
    }
}
