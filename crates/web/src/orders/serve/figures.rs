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
    scaled(text).map_or_else(|| text.to_owned(), two_places)
}

/// The same rounded down, for what is left: nobody is promised more than there is.
pub fn short_down(text: &str) -> String {
    scaled(text).map_or_else(|| text.to_owned(), |value| cents_text(value < 0, value.abs() / cent()))
}

fn cent() -> i128 {
    one() / 10_i128.pow(PLACES_SHOWN)
}

/// Rounded to the nearer; what is not nothing is never shown as nothing.
fn two_places(value: i128) -> String {
    let magnitude = value.abs();
    let cents = (magnitude + cent() / 2) / cent();
    cents_text(value < 0, if magnitude > 0 { cents.max(1) } else { 0 })
}

fn cents_text(negative: bool, cents: i128) -> String {
    let sign = if negative { "−" } else { "" };
    format!("{sign}{}.{:02}", cents / 100, cents % 100)
}

/// A sentence with its long decimals cut to two places; the evidence below it has them whole.
pub fn tidy(sentence: &str) -> String {
    let word = |word: &str| {
        let places = word.split_once('.').map_or(0, |(_, places)| places.len());
        let long = places > PLACES_SHOWN as usize && word.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        if long { short(word) } else { word.to_owned() }
    };
    sentence.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// `4.11`, when a cart goes over its counter.
pub fn over(counter: &Remaining) -> Option<String> {
    let beyond = scaled(&counter.used)? + scaled(&counter.cart)? - scaled(&counter.cap)?;
    (beyond > 0).then(|| two_places(beyond))
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
    let sum = format!("{} {unit}", two_places(together));
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
