//! Plain decimals as pages show them: cut to two places, and as shares of a meter. Whole numbers throughout.

use countersign_rulebook::{Amount, Remaining};

use super::super::order::Meter;

const PLACES_SHOWN: u32 = 2;
/// A meter's trough is a little longer than what it shows, so that its end mark has room.
const ROOM_PERCENT: i128 = 108;

fn scaled(text: &str) -> Option<i128> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    Some(sign * digits.parse::<Amount>().ok()?.scaled())
}

fn one() -> i128 {
    Amount::whole(1).scaled()
}

/// `21.349523125` as `21.35`; a text that is no decimal stays as it is.
pub fn short(text: &str) -> String {
    scaled(text).map_or_else(|| text.to_owned(), |value| two_places(value, 0))
}

/// The same rounded down, for what is left: nobody is promised more than there is.
pub fn short_down(text: &str) -> String {
    scaled(text).map_or_else(|| text.to_owned(), |value| two_places(value, -1))
}

fn two_places(value: i128, towards: i8) -> String {
    let cent = one() / 10_i128.pow(PLACES_SHOWN);
    let sign = if value < 0 { "−" } else { "" };
    let magnitude = value.abs();
    let cents = match towards {
        1 => (magnitude + cent - 1) / cent,
        -1 => magnitude / cent,
        _ => (magnitude + cent / 2) / cent,
    };
    format!("{sign}{}.{:02}", cents / 100, cents % 100)
}

/// `4.11`, when a cart goes over its counter.
pub fn over(counter: &Remaining) -> Option<String> {
    let beyond = scaled(&counter.used)? + scaled(&counter.cart)? - scaled(&counter.cap)?;
    (beyond > 0).then(|| two_places(beyond, 1))
}

pub fn meter(counter: &Remaining) -> Option<Meter> {
    let (used, cart, cap) = (scaled(&counter.used)?, scaled(&counter.cart)?, scaled(&counter.cap)?);
    let together = used + cart;
    let whole = together.max(cap) * ROOM_PERCENT / 100;
    let share = |value: i128| u16::try_from(value.max(0) * 1_000 / whole.max(1)).unwrap_or(1_000).min(1_000);
    let unit = &counter.unit;
    let shown = |text: &str| format!("{} {unit}", short(text));
    let beyond = over(counter);
    let within = (cap - used).clamp(0, cart);
    let sum = format!("{} {unit}", two_places(together, 0));
    Some(Meter {
        sentence: format!(
            "Bought {}, this cart {}, together {sum} of a cap of {}",
            shown(&counter.used),
            shown(&counter.cart),
            shown(&counter.cap)
        ),
        used: share(used),
        cart: share(within),
        over: share(together - cap.max(used)),
        cap: share(cap),
        used_text: shown(&counter.used),
        cart_text: shown(&counter.cart),
        over_text: beyond.map(|over| format!("{over} {unit}")),
        cap_text: shown(&counter.cap),
        unit_note: format!("{}, {}, exact cap {} {unit}", counter.counter, counter.window, counter.cap),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counter(used: &str, cart: &str) -> Remaining {
        Remaining {
            counter: "flower".into(),
            amount: "0".to_owned(),
            unit: "g".into(),
            resets_at: None,
            after: "0".to_owned(),
            used: used.to_owned(),
            cart: cart.to_owned(),
            cap: "28.349523125".to_owned(),
            window: "calendar day".into(),
            rule: "us-xx/limit/a".into(),
            part: "pool".into(),
        }
    }

    #[test]
    fn what_is_over_is_never_shown_as_nothing_and_what_is_left_never_as_more() {
        assert_eq!(over(&counter("14", "14.349523126")), Some("0.01".to_owned()));
        assert_eq!(over(&counter("14", "14.349523125")), None);
        assert_eq!(
            (short("21.349523125"), short_down("21.349523125")),
            ("21.35".to_owned(), "21.34".to_owned())
        );
    }

    #[test]
    fn a_meters_parts_lie_side_by_side_in_its_trough() {
        for (used, cart) in [("14", "18.456"), ("0", "3.5"), ("30", "7"), ("0", "0")] {
            let meter = meter(&counter(used, cart)).expect("decimals");
            assert!(meter.used + meter.cart + meter.over <= 1_000, "{meter:?}");
            assert!(meter.over == 0 || meter.used + meter.cart <= meter.cap + 1 || used == "30", "{meter:?}");
            assert_eq!(meter.over > 0, meter.over_text.is_some(), "{meter:?}");
        }
    }
}
