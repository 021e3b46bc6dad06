//! Every order that a shopper submitted is known to us, and its marketplace says of it what we say.

use countersign_kernel::Timestamp;

use super::Seen;
use super::inside::{OurOrder, RecordLine};
use crate::street::ChannelOrder;

/// The marketplace's words for each of our ends.
fn words(channel: &str, state: &str) -> &'static [&'static str] {
    match (channel, state) {
        ("weedmaps", "completed" | "returned") => &["COMPLETE"],
        ("weedmaps", "refused" | "cancelled" | "no_show" | "expired") => {
            &["CANCELED_CUSTOMER", "CANCELED_SELLER"]
        }
        // Set by staff in Jane's own page.
        ("jane", "completed" | "returned") => &["finished"],
        ("jane", "refused" | "cancelled" | "no_show" | "expired") => &["dismissed", "cancelled"],
        // Completed by staff in the register, where it lies.
        ("dutchie", "completed" | "returned") => &["Complete"],
        ("dutchie", "refused" | "cancelled" | "no_show" | "expired") => &["Cancelled"],
        ("leafly", "completed" | "returned") => &["picked_up"],
        ("leafly", "refused" | "cancelled" | "no_show" | "expired") => &["canceled"],
        _ => &[],
    }
}

/// A shopper who carries the bag home may still cancel at a marketplace that has not heard of the sale. Both sides are
/// right then, and our record says that a person must settle it.
fn cancelled_after_the_sale(seen: &Seen<'_>, order: &OurOrder, there: &ChannelOrder) -> bool {
    let taken = seen.log.handed_over.iter().find(|bag| bag.order == order.id).map(|bag| bag.at);
    let cancelled = |(channel, id, at): &(&str, String, Timestamp)| {
        *channel == there.channel && *id == there.order_id && taken.is_some_and(|taken| taken <= *at)
    };
    let told = |entry: &RecordLine| {
        entry.kind == "fact.cancelled" && entry.subject == order.id && entry.body["sold"] == true
    };
    words(there.channel, "cancelled").contains(&there.status.as_str())
        && seen.log.cancelled.iter().any(cancelled)
        && seen.inside.entries.iter().any(told)
}

pub fn check(seen: &Seen<'_>) -> Vec<String> {
    let mut broken = Vec::new();
    for there in &seen.after.orders {
        let here: Vec<_> = seen
            .inside
            .orders
            .iter()
            .filter(|order| order.channel == there.channel && order.external_id == there.order_id)
            .collect();
        let name = format!("{} of {}", there.order_id, there.channel);
        match here[..] {
            [] => broken.push(format!("{name} never reached us; it is `{}` there", there.status)),
            [order] if words(there.channel, &order.state).contains(&there.status.as_str()) => {}
            [order] if cancelled_after_the_sale(seen, order, there) => {}
            [order] => broken.push(format!("{name} is `{}` there and `{}` here", there.status, order.state)),
            _ => broken.push(format!("{name} is here {} times", here.len())),
        }
    }
    for order in seen.inside.orders.iter().filter(|order| order.channel != "phone") {
        let known =
            |there: &&ChannelOrder| there.channel == order.channel && there.order_id == order.external_id;
        if seen.after.orders.iter().find(known).is_none() {
            broken.push(format!("{} is here and its marketplace does not know it", order.id));
        }
    }
    for (channel, id) in &seen.log.submitted {
        if !seen.after.orders.iter().any(|there| there.channel == *channel && there.order_id == *id) {
            broken.push(format!("{id} was submitted at {channel}, which has lost it"));
        }
    }
    if seen.after.callbacks_owed > 0 {
        broken.push(format!("{} callbacks were never delivered", seen.after.callbacks_owed));
    }
    broken
}

#[cfg(test)]
mod tests {
    use crate::checkers::inside::RecordLine;
    use crate::checkers::sample;

    fn broken(spoil: impl FnOnce(&mut sample::Sample)) -> usize {
        sample::with(spoil, super::check).len()
    }

    #[test]
    fn a_disagreement_is_seen() {
        assert_eq!(broken(|_| {}), 0);
        assert_eq!(broken(|day| day.after.orders[0].status = "PENDING".to_owned()), 1);
        assert_eq!(broken(|day| day.inside.orders[0].state = "approved".to_owned()), 1);
    }

    #[test]
    fn a_cancellation_after_the_sale_is_a_disagreement_unless_it_is_told() {
        let late = |day: &mut sample::Sample| {
            let id = day.inside.orders[0].id.clone();
            day.after.orders[0].status = "CANCELED_CUSTOMER".to_owned();
            day.log.cancelled.push(("weedmaps", "99000001".to_owned(), day.log.handed_over[0].at));
            let body = serde_json::json!({"sold": true});
            let kind = "fact.cancelled".to_owned();
            day.inside.entries.push(RecordLine { kind, subject: id, body, ..RecordLine::default() });
        };
        assert_eq!(broken(late), 0);
        let untold = |day: &mut sample::Sample| {
            late(day);
            day.inside.entries.pop();
        };
        assert_eq!(broken(untold), 1);
        let early = |day: &mut sample::Sample| {
            late(day);
            day.log.cancelled[0].2 = day.log.handed_over[0].at.plus_seconds(-1);
        };
        assert_eq!(broken(early), 1);
    }

    #[test]
    fn an_order_lost_or_doubled_on_either_side_is_seen() {
        assert_eq!(broken(|day| day.inside.orders.clear()), 1);
        assert_eq!(broken(|day| day.inside.orders.push(day.inside.orders[0].clone())), 1);
        assert_eq!(broken(|day| day.after.orders.clear()), 2);
        assert_eq!(broken(|day| day.after.callbacks_owed = 1), 1);
    }
}
