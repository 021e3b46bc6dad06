//! One field: from what an export has in it to the exact text that the state takes.

use countersign_kernel::amount::{parse_scaled, write_scaled};
use countersign_kernel::{BusinessDate, Money};

use super::columns::Kind;

const QUANTITY_DIGITS: u32 = 9;
const NAME_CHARS_MAX: usize = 100;
/// Reasons that other people's programs know [observed]; another word is refused before the state does.
const REASONS: &[&str] = &[
    "Reconciliation",
    "Theft",
    "Seizure",
    "BudTenderSample",
    "VendorSample",
    "InternalQASample",
    "Lost",
    "Return",
    "Other",
];

/// A value with nothing in it that would need quotes: commas, quotes, tabs, line ends and other control characters are one
/// blank each, and blanks at the ends go [observed].
pub fn cleaned(value: &str) -> String {
    let spoils = |c: char| c == ',' || c == '"' || c.is_control() || c == '\u{2028}' || c == '\u{2029}';
    let plain: String = value.chars().map(|c| if spoils(c) { ' ' } else { c }).collect();
    plain.trim().to_owned()
}

/// A day as the state writes it.
pub(super) fn us_date(day: BusinessDate) -> String {
    format!("{:02}/{:02}/{:04}", day.0.month(), day.0.day(), day.0.year())
}

/// A day as `2026-11-22`, with or without a time after it, or as `11/22/2026`.
pub(super) fn date(text: &str) -> Option<BusinessDate> {
    if text.contains('/') {
        return jiff_date(text.split_ascii_whitespace().next()?);
    }
    text.get(..10)?.parse().ok()
}

fn jiff_date(text: &str) -> Option<BusinessDate> {
    let mut parts = text.split('/');
    let (month, day, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    format!("{year}-{month:0>2}-{day:0>2}").parse().ok()
}

pub(super) fn money(text: &str) -> Option<Money> {
    text.trim().trim_start_matches('$').parse().ok()
}

pub(super) fn quantity(text: &str) -> Option<i64> {
    parse_scaled(text.trim(), QUANTITY_DIGITS).ok()
}

/// The text for the state, or what is wrong with this one.
pub(super) fn written(kind: Kind, given: &str) -> Result<String, String> {
    let text = cleaned(given);
    let no = |expected: &str| Err(format!("`{text}` is not {expected}"));
    match kind {
        Kind::Text { needed: true, .. } | Kind::Name | Kind::Reason if text.is_empty() => {
            Err("it is needed and is empty".to_owned())
        }
        Kind::Text { max, .. } if text.chars().count() > max => {
            Err(format!("it has more than {max} characters"))
        }
        Kind::Name if text.chars().count() > NAME_CHARS_MAX => {
            Err(format!("it has more than {NAME_CHARS_MAX} characters"))
        }
        Kind::Reason => match REASONS.iter().find(|reason| reason.eq_ignore_ascii_case(&text)) {
            Some(reason) => Ok((*reason).to_owned()),
            None => no(&format!("a reason that the state takes: {}", REASONS.join(", "))),
        },
        Kind::Date => match date(&text) {
            Some(day) => Ok(us_date(day)),
            None => no("a day like 2026-11-22 or 11/22/2026"),
        },
        Kind::Flag => match text.to_ascii_lowercase().as_str() {
            "true" | "yes" | "1" => Ok("TRUE".to_owned()),
            "false" | "no" | "0" => Ok("FALSE".to_owned()),
            _ => no("TRUE or FALSE"),
        },
        Kind::Quantity | Kind::Change => match quantity(&text) {
            Some(number) if number < 0 && kind == Kind::Quantity => no("nought or more"),
            Some(number) => Ok(write_scaled(number, QUANTITY_DIGITS, 0)),
            None => no("a plain decimal number"),
        },
        Kind::Money => match money(&text) {
            Some(amount) if amount >= Money::ZERO => Ok(amount.decimal()),
            _ => no("an amount of nought or more, with at most two decimal places"),
        },
        _ => Ok(text),
    }
}

/// What stands for a field that an export leaves empty.
pub(super) fn absent(kind: Kind, name: &str) -> Option<&'static str> {
    match (kind, name) {
        (Kind::Money, "Discount") => Some("0"),
        (Kind::Text { needed: false, .. }, _) => Some(""),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_needs_quotes_is_left() {
        assert_eq!(cleaned(" Blue, \"Dream\"\t1 g\r\n"), "Blue   Dream  1 g");
    }

    #[test]
    fn days_are_read_in_both_ways_and_no_third() {
        for text in ["2026-03-07", "03/07/2026", "3/7/2026", "2026-03-07T10:00:00-08:00", "3/7/2026 10:00 AM"]
        {
            assert_eq!(written(Kind::Date, text).as_deref(), Ok("03/07/2026"), "{text}");
        }
        for text in ["07.03.2026", "3/7/26", "13/07/2026", "", "é26-03-07xxxx"] {
            assert!(written(Kind::Date, text).is_err(), "{text}");
        }
    }

    #[test]
    fn numbers_are_plain_and_not_below_nought() {
        assert_eq!(written(Kind::Money, "$12.5").as_deref(), Ok("12.50"));
        assert_eq!(written(Kind::Quantity, "3.500").as_deref(), Ok("3.5"));
        assert_eq!(written(Kind::Change, "-2").as_deref(), Ok("-2"));
        assert!(written(Kind::Quantity, "-2").is_err() && written(Kind::Money, "1e3").is_err());
    }
}
