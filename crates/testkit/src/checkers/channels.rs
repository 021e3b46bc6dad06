//! Every order that a shopper submitted is known to us, and its marketplace says of it what we say.

use super::Seen;

/// The marketplace's words for each of our ends.
fn words(channel: &str, state: &str) -> &'static [&'static str] {
    match (channel, state) {
        ("weedmaps", "completed" | "returned") => &["COMPLETE"],
        ("weedmaps", "refused" | "cancelled" | "no_show" | "expired") => {
            &["CANCELED_CUSTOMER", "CANCELED_SELLER"]
        }
        ("leafly", "completed" | "returned") => &["picked_up"],
        ("leafly", "refused" | "cancelled" | "no_show" | "expired") => &["canceled"],
        _ => &[],
    }
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
            [order] => broken.push(format!("{name} is `{}` there and `{}` here", there.status, order.state)),
            _ => broken.push(format!("{name} is here {} times", here.len())),
        }
    }
    for order in seen.inside.orders.iter().filter(|order| order.channel != "phone") {
        let known = |there: &&crate::street::ChannelOrder| {
            there.channel == order.channel && there.order_id == order.external_id
        };
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
    fn an_order_lost_or_doubled_on_either_side_is_seen() {
        assert_eq!(broken(|day| day.inside.orders.clear()), 1);
        assert_eq!(broken(|day| day.inside.orders.push(day.inside.orders[0].clone())), 1);
        assert_eq!(broken(|day| day.after.orders.clear()), 2);
        assert_eq!(broken(|day| day.after.callbacks_owed = 1), 1);
    }
}
