//! Numbers of a vendor's JSON, read from their text: a price or a weight never passes through a float.

use countersign_kernel::Money;
use countersign_kernel::amount::parse_scaled;
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

const TEXT_CHARS_MAX: usize = 64;
const EXPONENT_MAX: i32 = 30;
/// Programs that keep prices in floats send 19.989999999999998 for 19.99. What is closer than a millionth of a
/// dollar to a whole cent is that cent; anything else is not a price.
const NOISE_DIGITS: u32 = 6;
const NOISE_PER_CENT: i64 = 10_000;

/// A plain decimal exactly as it was sent (`2.0` stays `2.0`), from a JSON number or a JSON string.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decimal(String);

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(d)?;
        let text = raw.get();
        let inner = text.strip_prefix('"').and_then(|t| t.strip_suffix('"')).unwrap_or(text);
        Self::parse(inner).ok_or_else(|| Error::custom("not a decimal number"))
    }
}

impl Decimal {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        if text.len() > TEXT_CHARS_MAX {
            return None;
        }
        let plain = match text.split_once(['e', 'E']) {
            None => text.to_owned(),
            Some((mantissa, exponent)) => shifted(mantissa, exponent.parse().ok()?)?,
        };
        let body = plain.strip_prefix('-').unwrap_or(&plain);
        let (whole, fraction) = body.split_once('.').unwrap_or((body, "0"));
        let is_digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
        (is_digits(whole) && is_digits(fraction)).then_some(Self(plain))
    }

    pub(crate) fn text(&self) -> &str {
        &self.0
    }

    pub(crate) fn is_zero(&self) -> bool {
        self.0.bytes().all(|b| matches!(b, b'0' | b'.' | b'-'))
    }

    /// As a whole number of `10^-digits`; nothing when it is finer than that or too large.
    pub(crate) fn exact(&self, digits: u32) -> Option<i64> {
        parse_scaled(&self.0, digits).ok()
    }

    /// The same, rounded half away from zero.
    pub(crate) fn rounded(&self, digits: u32) -> Option<i64> {
        let (kept, rest) = self.cut(digits)?;
        if rest.as_bytes().first().is_none_or(|d| *d < b'5') {
            return Some(kept);
        }
        kept.checked_add(if self.0.starts_with('-') { -1 } else { 1 })
    }

    pub(crate) fn money(&self) -> Option<Money> {
        let noisy = self.rounded(NOISE_DIGITS)?;
        (noisy % NOISE_PER_CENT == 0).then_some(Money(noisy / NOISE_PER_CENT))
    }

    /// A count; nothing when it is not whole.
    pub(crate) fn whole(&self) -> Option<i64> {
        self.exact(0)
    }

    /// The whole units in it, rounded down: half a unit cannot be sold.
    pub(crate) fn floor(&self) -> Option<i64> {
        let (kept, rest) = self.cut(0)?;
        let is_part_below_zero = self.0.starts_with('-') && rest.bytes().any(|d| d != b'0');
        kept.checked_sub(i64::from(is_part_below_zero))
    }

    /// The same, rounded up.
    pub(crate) fn ceiling(&self) -> Option<i64> {
        let (kept, rest) = self.cut(0)?;
        let is_part_above_zero = !self.0.starts_with('-') && rest.bytes().any(|d| d != b'0');
        kept.checked_add(i64::from(is_part_above_zero))
    }

    /// The number cut off after `digits` places, and the digits that were cut.
    fn cut(&self, digits: u32) -> Option<(i64, &str)> {
        let point = self.0.find('.');
        let fraction = point.map_or("", |at| &self.0[at + 1..]);
        let keep = fraction.len().min(digits as usize);
        let end = point.map_or(self.0.len(), |at| at + 1 + keep);
        let kept = parse_scaled(&self.0[..end], digits).ok()?;
        Some((kept, &fraction[keep..]))
    }
}

/// The mantissa with its point moved by the exponent.
fn shifted(mantissa: &str, exponent: i32) -> Option<String> {
    if exponent.abs() > EXPONENT_MAX {
        return None;
    }
    let (sign, body) = mantissa.strip_prefix('-').map_or(("", mantissa), |rest| ("-", rest));
    let (whole, fraction) = body.split_once('.').unwrap_or((body, ""));
    let places = i32::try_from(fraction.len()).ok()? - exponent;
    let digits = format!("{whole}{fraction}");
    if places <= 0 {
        return Some(format!("{sign}{digits}{}", "0".repeat(usize::try_from(-places).ok()?)));
    }
    let places = usize::try_from(places).ok()?;
    let padded = format!("{digits:0>width$}", width = places + 1);
    let (whole, fraction) = padded.split_at(padded.len() - places);
    Some(format!("{sign}{whole}.{fraction}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Option<Decimal> {
        serde_json::from_str(json).ok()
    }

    #[test]
    fn numbers_keep_every_digit_they_were_sent_with() {
        assert_eq!(read("28.349523125").expect("a number").exact(9), Some(28_349_523_125));
        assert_eq!(read("\"2.50\"").expect("a text").text(), "2.50");
        assert_eq!(read("12345678901234567.25").expect("a number").text(), "12345678901234567.25");
        assert_eq!(read("1.5e-3").expect("a number").text(), "0.0015");
        assert_eq!(read("-1E+2").expect("a number").text(), "-100");
        for bad in ["null", "true", "[1]", "\"1,000\"", "\"\"", "\"abc\"", "1e99", "\"+1\"", "\" 1\""] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }

    #[test]
    fn float_noise_is_forgiven_but_a_fraction_of_a_cent_is_no_price() {
        let money = |text: &str| Decimal::parse(text).and_then(|d| d.money());
        assert_eq!(money("19.989999999999998"), Some(Money(1999)));
        assert_eq!(money("35"), Some(Money(3500)));
        assert_eq!(money("-0.01"), Some(Money(-1)));
        assert_eq!(money("0.005"), None);
        assert_eq!(money("99999999999999999999"), None);
    }

    #[test]
    fn counts_are_rounded_down() {
        let floor = |text: &str| Decimal::parse(text).and_then(|d| d.floor());
        assert_eq!(floor("3.99"), Some(3));
        assert_eq!(floor("-0.5"), Some(-1));
        assert_eq!(floor("-2.0"), Some(-2));
        assert_eq!(floor("7"), Some(7));
        let ceiling = |text: &str| Decimal::parse(text).and_then(|d| d.ceiling());
        assert_eq!((ceiling("3.01"), ceiling("3.0"), ceiling("-3.5")), (Some(4), Some(3), Some(-3)));
        assert_eq!(Decimal::parse("2.5").and_then(|d| d.whole()), None);
        assert_eq!(Decimal::parse("2.00").and_then(|d| d.whole()), Some(2));
        assert_eq!(Decimal::parse("0.1234567895").and_then(|d| d.rounded(9)), Some(123_456_790));
    }
}
