//! One order against the state's receipts under its number.

use std::collections::BTreeMap;

use countersign_kernel::{BusinessDate, Money};

use super::books::{ClosedOrder, Receipt};
use super::class::Class;
use super::difference::{Difference, Said};
use super::goods::{self, less, words};
use super::sales::state_words;
use super::sum::{Gap, Sum};
use crate::orders::State;

/// What differs between an order and the receipts that carry its number, voided ones among them.
pub fn compare(order: &ClosedOrder, receipts: &[&Receipt], day: BusinessDate) -> Vec<Difference> {
    let live: Vec<&Receipt> = receipts.iter().copied().filter(|receipt| !receipt.voided).collect();
    let owed = goods::owed_to_state(order);
    if order.state != State::Completed || owed.is_empty() {
        let returned = order.state == State::Returned && !owed.is_empty();
        let class = if returned { Class::ReceiptAfterReturn } else { Class::ReceiptNotOwed };
        return live.iter().map(|receipt| surplus(class, order, receipt)).collect();
    }
    let Some(best) = live.iter().min_by_key(|receipt| (lines(order, &owed, receipt).len(), &receipt.id))
    else {
        return vec![missing(order, &owed, receipts)];
    };
    let extra = live.iter().filter(|receipt| receipt.id != best.id);
    let mut found: Vec<Difference> =
        extra.map(|receipt| surplus(Class::ReceiptTwice, order, receipt)).collect();
    found.extend(lines(order, &owed, best));
    found.extend(head(order, best, day));
    found
}

type ByTag = BTreeMap<String, Sum>;

fn missing(order: &ClosedOrder, owed: &ByTag, receipts: &[&Receipt]) -> Difference {
    let class = if receipts.is_empty() { Class::ReceiptMissing } else { Class::ReceiptVoided };
    let sum = goods::whole(owed.values());
    let ids: Vec<&str> = receipts.iter().map(|receipt| receipt.id.as_str()).collect();
    let there = match receipts {
        [] if order.owed.is_empty() => "no receipt".to_owned(),
        [] => format!("no receipt; {}", order.owed.join("; ")),
        _ => format!("receipt {} is voided", ids.join(", ")),
    };
    difference(class, order, "", [words(&sum), there], less(&sum))
}

fn surplus(class: Class, order: &ClosedOrder, receipt: &Receipt) -> Difference {
    let sum = goods::of_receipt(receipt);
    let there = format!("receipt {}: {}", receipt.id, words(&sum));
    difference(class, order, &receipt.id, [state_words(order), there], sum)
}

fn lines(order: &ClosedOrder, owed: &ByTag, receipt: &Receipt) -> Vec<Difference> {
    let there = goods::receipted(receipt);
    let mut missing: Vec<_> = owed.iter().filter(|(tag, _)| !there.contains_key(*tag)).collect();
    let mut found = Vec::new();
    for (tag, sum) in there.iter().filter(|(tag, _)| !owed.contains_key(*tag)) {
        // The very same goods under another tag are one mistake, not two.
        match missing.iter().position(|(_, ours)| *ours == sum) {
            Some(at) => {
                let (ours, _) = missing.remove(at);
                let said = [format!("{} of {ours}", words(sum)), format!("of {tag}")];
                found.push(difference(Class::ReceiptPackage, order, ours, said, Sum::default()));
            }
            None => {
                let said = ["not on the order".to_owned(), words(sum)];
                found.push(difference(Class::ReceiptLine, order, tag, said, sum.clone()));
            }
        }
    }
    for (tag, sum) in missing {
        let said = [words(sum), "not on the receipt".to_owned()];
        found.push(difference(Class::ReceiptLine, order, tag, said, less(sum)));
    }
    for (tag, ours) in owed {
        let Some(theirs) = there.get(tag) else { continue };
        let gap = theirs.minus(ours);
        if gap.is_nought() {
            continue;
        }
        let only_money = gap.measures().all(super::sum::Measure::is_money);
        let class = if only_money { Class::ReceiptAmount } else { Class::ReceiptQuantity };
        found.push(difference(class, order, tag, [words(ours), words(theirs)], gap));
    }
    found
}

fn head(order: &ClosedOrder, receipt: &Receipt, day: BusinessDate) -> Vec<Difference> {
    let mut found = Vec::new();
    let lines: Money = receipt.lines.iter().map(|line| line.paid).sum();
    if lines != receipt.total {
        let said = ["one sum".to_owned(), format!("total {}, its lines {lines}", receipt.total)];
        found.push(difference(Class::ReceiptSum, order, &receipt.id, said, Sum::default()));
    }
    if receipt.day != day {
        let said = [format!("sold on {day}"), format!("receipt of {}", receipt.day)];
        found.push(difference(Class::ReceiptOtherDay, order, &receipt.id, said, Sum::default()));
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
    let says = vec![Said::new("order", ours), Said::new("state", theirs)];
    Difference::of(class, order, place, says, Gap::at_state(gap))
}
