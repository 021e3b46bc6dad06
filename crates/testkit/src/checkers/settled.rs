//! At the end of the day every order is over, nothing is held any more, and nothing is owed to anybody.

use super::Seen;

/// Which end of a hold belongs to which end of an order.
fn fits(order: &str, hold: Option<&str>) -> bool {
    match order {
        "completed" => hold == Some("consumed"),
        "returned" => hold == Some("returned"),
        "refused" => hold.is_none(),
        "expired" => hold == Some("expired"),
        "no_show" => hold == Some("freed"),
        "cancelled" => matches!(hold, None | Some("freed")),
        _ => false,
    }
}

pub fn check(seen: &Seen<'_>) -> Vec<String> {
    let mut broken = Vec::new();
    for order in &seen.inside.orders {
        if !fits(&order.state, order.hold.as_deref()) {
            broken.push(format!("{} is `{}` and its hold is {:?}", order.id, order.state, order.hold));
        }
        for (kind, state, error) in
            order.acts.iter().filter(|(_, state, _)| state != "done" && state != "dropped")
        {
            broken.push(format!("{}: act `{kind}` is `{state}`: {error}", order.id));
        }
    }
    let stuck = seen.inside.entries.iter().filter(|entry| entry.kind == "fact.message_stuck");
    broken.extend(
        stuck.map(|entry| format!("message {} was given up: {}", entry.subject, entry.body["error"])),
    );
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
    fn a_hold_that_outlives_its_order_is_seen() {
        assert_eq!(broken(|_| {}), 0);
        assert_eq!(broken(|day| day.inside.orders[0].hold = Some("held".to_owned())), 1);
        assert_eq!(broken(|day| day.inside.orders[0].hold = None), 1);
        assert_eq!(broken(|day| day.inside.orders[0].state = "ready".to_owned()), 1);
    }

    #[test]
    fn an_act_still_owed_or_a_message_given_up_is_seen() {
        let dead = ("state.receipt".to_owned(), "dead".to_owned(), "no".to_owned());
        assert_eq!(broken(|day| day.inside.orders[0].acts.push(dead)), 1);
        let line = RecordLine { kind: "fact.message_stuck".to_owned(), ..RecordLine::default() };
        assert_eq!(broken(|day| day.inside.entries.push(line)), 1);
    }
}
