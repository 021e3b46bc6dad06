//! The shop's answer to a `Draft`: what it may change, what it may not, and what does not add up.

use countersign_kernel::Money;
use serde_json::{Map, Value};

/// Members the shop must leave as they are.
const FIXED: [&str; 8] = [
    "orderId",
    "customer",
    "seller",
    "source",
    "documents",
    "customerNote",
    "requestedSchedulingInfo",
    "payments",
];
/// Members the shop may correct.
const OPEN: [&str; 10] = [
    "lineItems",
    "subtotal",
    "taxTotal",
    "discountTotal",
    "feeTotal",
    "grandTotal",
    "discounts",
    "taxes",
    "fees",
    "shippingAddress",
];

/// Puts the corrections into `order`. The error says why Weedmaps does not take the answer; the list, what it takes
/// but finds odd.
pub fn apply(order: &mut Map<String, Value>, answer: &[u8]) -> Result<Vec<String>, String> {
    let Ok(Value::Object(answer)) = serde_json::from_slice::<Value>(answer) else {
        return Err("the answer is not the whole Order object".to_owned());
    };
    for member in FIXED {
        if answer.get(member) != order.get(member) {
            return Err(format!("the answer changes or drops {member}"));
        }
    }
    lines(order, &answer)?;
    for member in ["subtotal", "taxTotal", "discountTotal", "feeTotal", "grandTotal"] {
        if money(&answer, member).is_none() {
            return Err(format!("{member} is not a decimal text"));
        }
    }
    for member in OPEN {
        if let Some(value) = answer.get(member) {
            order.insert(member.to_owned(), value.clone());
        }
    }
    Ok(does_not_add_up(order))
}

pub fn money(order: &Map<String, Value>, member: &str) -> Option<Money> {
    order.get(member)?.as_str()?.parse().ok()
}

/// Lines stay, in any order; what is not to be had gets the quantity 0.
fn lines(order: &Map<String, Value>, answer: &Map<String, Value>) -> Result<(), String> {
    let list = |from: &Map<String, Value>| from.get("lineItems").and_then(Value::as_array).cloned();
    let asked = list(order).unwrap_or_default();
    let answered = list(answer).ok_or("the answer has no lineItems")?;
    if asked.len() != answered.len() {
        return Err("lines may not be added or dropped; set quantity to 0".to_owned());
    }
    for line in &asked {
        let id = line["id"].as_str().unwrap_or("");
        let Some(found) = answered.iter().find(|a| a["id"] == line["id"]) else {
            return Err(format!("line {id} is missing; set its quantity to 0 instead"));
        };
        let quantity = found["quantity"].as_u64().ok_or(format!("line {id} has no whole quantity"))?;
        if quantity > line["quantity"].as_u64().unwrap_or(0) {
            return Err(format!("line {id} has more than the shopper asked for"));
        }
        if found["externalId"] != line["externalId"] {
            return Err(format!("line {id} became another item"));
        }
        if found["adjustedPrice"].as_str().and_then(|p| p.parse::<Money>().ok()).is_none() {
            return Err(format!("line {id} has no adjustedPrice"));
        }
    }
    Ok(())
}

/// sim_assumption: `adjustedPrice` is for one unit, and sums that disagree are noted but taken.
fn does_not_add_up(order: &Map<String, Value>) -> Vec<String> {
    let mut complaints = Vec::new();
    let total = |member: &str| money(order, member).unwrap_or(Money::ZERO);
    let of_lines: Money = order
        .get("lineItems")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|line| {
            let price: Money = line["adjustedPrice"].as_str()?.parse().ok()?;
            price.times(line["quantity"].as_i64()?)
        })
        .sum();
    if of_lines != total("subtotal") {
        complaints.push(format!("subtotal is {} but the lines make {of_lines}", total("subtotal")));
    }
    let grand = total("subtotal") + total("taxTotal") + total("feeTotal") - total("discountTotal");
    if grand != total("grandTotal") {
        complaints.push(format!("grandTotal is {} but the parts make {grand}", total("grandTotal")));
    }
    complaints
}
