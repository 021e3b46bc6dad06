//! The exported record: whole, signed, repeatable, and with a verdict under every approval.

use std::collections::BTreeMap;

use countersign_seal::export;
use countersign_seal::head::Head;
use serde_json::{Value, json};

use super::Seen;

pub fn check(seen: &Seen<'_>) -> Vec<String> {
    let mut broken = Vec::new();
    match Head::parse(&seen.inside.head, None) {
        Err(why) => broken.push(format!("the head: {why}")),
        Ok(head) => match export::verify(&seen.inside.export[..], &head) {
            Err(why) => broken.push(format!("the export: {why}")),
            Ok(found) if found.beyond_head != 0 => {
                broken.push(format!("{} entries are not signed", found.beyond_head))
            }
            Ok(found) if found.entries as usize != seen.inside.entries.len() => {
                broken.push(format!(
                    "{} entries are signed, {} were read",
                    found.entries,
                    seen.inside.entries.len()
                ));
            }
            Ok(_) => {}
        },
    }
    let replayed = &seen.inside.replayed;
    broken.extend(
        replayed
            .differences
            .iter()
            .map(|difference| format!("entry {}: {}", difference.seq, difference.what)),
    );
    let verdicts =
        seen.inside.entries.iter().filter(|entry| entry.kind.starts_with("verdict.")).count() as u64;
    if replayed.verdicts != verdicts || replayed.entries != seen.inside.entries.len() as u64 {
        let entries = seen.inside.entries.len();
        broken.push(format!(
            "{} of {verdicts} verdicts and {} of {entries} entries were replayed",
            replayed.verdicts, replayed.entries
        ));
    }
    broken
}

/// Every approval follows a verdict on the same order, made for approval, in which nothing stands open.
pub fn approvals(seen: &Seen<'_>) -> Vec<String> {
    let mut last: BTreeMap<&str, &Value> = BTreeMap::new();
    let mut approved: BTreeMap<&str, u32> = BTreeMap::new();
    let mut broken = Vec::new();
    for entry in &seen.inside.entries {
        match entry.kind.as_str() {
            "verdict.order" => drop(last.insert(&entry.subject, &entry.body)),
            "act.approve" => {
                *approved.entry(&entry.subject).or_default() += 1;
                let rests_on = last.get(entry.subject.as_str());
                if !rests_on.is_some_and(|body| passes(body, "approve")) {
                    broken.push(format!("{} was approved without a verdict that passes", entry.subject));
                }
            }
            // Another cart under a hold: the checks of that very cart passed before it.
            "act.order.change"
                if entry.body["packages"].is_object() && entry.body["touched"] != json!([]) =>
            {
                let rests_on = last.get(entry.subject.as_str());
                if !rests_on.is_some_and(|body| passes(body, "change")) {
                    broken.push(format!("{} was changed without a verdict that passes", entry.subject));
                }
            }
            _ => {}
        }
    }
    broken.extend(
        approved.iter().filter(|(_, n)| **n > 1).map(|(order, n)| format!("{order} was approved {n} times")),
    );
    // Whoever holds anything was approved.
    let silent =
        |order: &&super::inside::OurOrder| order.hold.is_some() && !approved.contains_key(order.id.as_str());
    broken.extend(
        seen.inside
            .orders
            .iter()
            .filter(silent)
            .map(|order| format!("{} holds and was never approved", order.id)),
    );
    broken
}

const CHECKS: usize = 10;

fn passes(body: &Value, purpose: &str) -> bool {
    let open = |result: &Value| match result["verdict"].as_str() {
        Some("pass" | "not_needed") => false,
        Some("unknown") => !two_hands(&result["overridden"]),
        _ => true,
    };
    let results = body["results"].as_array().map_or(&[][..], Vec::as_slice);
    body["purpose"] == purpose
        && body["verdict"] == "pass"
        && results.len() == CHECKS
        && !results.iter().any(open)
}

/// An override counts with two different people on it.
fn two_hands(overridden: &Value) -> bool {
    let by = |name: &str| overridden[name].as_str().unwrap_or_default();
    !by("requested_by").is_empty()
        && !by("countersigned_by").is_empty()
        && by("requested_by") != by("countersigned_by")
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::checkers::sample::{self, Sample};

    fn unsound(spoil: impl FnOnce(&mut Sample)) -> usize {
        sample::with(spoil, super::check).len()
    }

    fn unfounded(spoil: impl FnOnce(&mut Sample)) -> usize {
        sample::with(spoil, super::approvals).len()
    }

    #[test]
    fn one_changed_byte_or_another_head_is_seen() {
        assert_eq!(unsound(|_| {}), 0);
        let flip = |day: &mut Sample| {
            let middle = day.inside.export.len() / 2;
            day.inside.export[middle] ^= 1;
        };
        assert_eq!(unsound(flip), 1);
        assert_eq!(unsound(|day| day.inside.head = day.inside.head.replace('1', "2")), 1);
    }

    #[test]
    fn a_verdict_that_comes_out_differently_or_was_left_out_is_seen() {
        let difference = countersign_app::record::replay::Difference { seq: 1, what: "other".to_owned() };
        assert_eq!(unsound(|day| day.inside.replayed.differences.push(difference)), 1);
        assert_eq!(unsound(|day| day.inside.replayed.verdicts = 0), 1);
    }

    #[test]
    fn an_approval_without_a_passing_verdict_is_seen() {
        assert_eq!(unfounded(|_| {}), 0);
        assert_eq!(unfounded(|day| drop(day.inside.entries.remove(0))), 1);
        assert_eq!(unfounded(|day| day.inside.entries[0].body["purpose"] = json!("check")), 1);
        assert_eq!(unfounded(|day| day.inside.entries[0].body["results"][3]["verdict"] = json!("stop")), 1);
        assert_eq!(unfounded(|day| day.inside.entries[0].subject = "ord_other".to_owned()), 1);
        assert_eq!(unfounded(|day| drop(day.inside.entries.pop())), 1);
    }

    #[test]
    fn a_held_cart_changed_without_a_passing_verdict_is_seen() {
        let change = |day: &mut Sample, touched: Value| {
            let mut entry = day.inside.entries[1].clone();
            entry.kind = "act.order.change".to_owned();
            entry.body = json!({"packages": {}, "touched": touched});
            day.inside.entries.push(entry);
        };
        assert_eq!(unfounded(|day| change(day, json!([]))), 0, "no check looks at how it is paid");
        assert_eq!(unfounded(|day| change(day, json!(["stock"]))), 1);
        let checked = |day: &mut Sample| {
            let mut verdict = day.inside.entries[0].clone();
            verdict.body["purpose"] = json!("change");
            day.inside.entries.push(verdict);
            change(day, json!(["stock"]));
        };
        assert_eq!(unfounded(checked), 0);
    }

    #[test]
    fn one_persons_two_hands_are_not_two_people() {
        let signed = |second: &str| {
            let second = second.to_owned();
            move |day: &mut Sample| {
                let result = &mut day.inside.entries[0].body["results"][3];
                result["verdict"] = json!("unknown");
                result["overridden"] = json!({"requested_by": "stf_a", "countersigned_by": second});
            }
        };
        assert_eq!(unfounded(signed("stf_b")), 0);
        assert_eq!(unfounded(signed("stf_a")), 1);
        assert_eq!(unfounded(signed("")), 1);
    }
}
