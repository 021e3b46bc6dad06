//! An exact decimal amount of some measure: never a float, never rounded on the way in.

use std::fmt;
use std::num::NonZeroU128;
use std::str::FromStr;

use countersign_kernel::{Mass, Thc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

/// Decimal places kept. Finer input is refused, not rounded.
pub const PLACES: u32 = 12;
pub(crate) const SCALE: i128 = 1_000_000_000_000;
const SMALL_SCALE: u64 = 1_000_000_000_000;
/// The largest amount accepted, in whole units (a thousand tonnes, if grams).
pub const AMOUNT_MAX: i128 = 1_000_000_000;
const DIGITS_MAX: usize = 400;

/// Why a text is not an amount.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    #[error("`{0}` is not a decimal number")]
    NotDecimal(String),
    #[error("`{0}` is negative, and no measure can be")]
    Negative(String),
    #[error("`{0}` has more than {PLACES} decimal places")]
    TooFine(String),
    #[error("`{0}` is more than {AMOUNT_MAX}")]
    TooLarge(String),
}

/// A decimal from 0 to [`AMOUNT_MAX`], in whole units of 10^-12.
///
/// Kept as one unit more than it is, so that the place of zero says "not known" and an `Option<Amount>` is no larger than
/// an amount: a line has a dozen of them, most of them not known, and is copied often.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(NonZeroU128);

impl Amount {
    pub const ZERO: Self = Self(NonZeroU128::MIN);

    pub fn whole(units: u32) -> Self {
        Self::of(u128::from(units) * SCALE.unsigned_abs())
    }

    fn of(scaled: u128) -> Self {
        Self(NonZeroU128::MIN.saturating_add(scaled))
    }

    /// The amount in units of 10^-12.
    pub fn scaled(self) -> i128 {
        self.0.get().cast_signed() - 1
    }

    pub fn is_zero(self) -> bool {
        self == Self::ZERO
    }

    /// The amount made of `scaled` units of 10^-12, if it is in range.
    pub fn from_scaled(scaled: i128) -> Result<Self, AmountError> {
        if scaled < 0 {
            Err(AmountError::Negative(decimal(scaled)))
        } else if scaled > AMOUNT_MAX * SCALE {
            Err(AmountError::TooLarge(decimal(scaled)))
        } else {
            Ok(Self::of(scaled.unsigned_abs()))
        }
    }

    pub fn checked_add(self, other: Self) -> Option<Self> {
        Self::from_scaled(self.scaled() + other.scaled()).ok()
    }

    pub fn checked_sub(self, other: Self) -> Option<Self> {
        Self::from_scaled(self.scaled() - other.scaled()).ok()
    }

    pub fn times(self, count: u32) -> Option<Self> {
        Self::from_scaled(self.scaled() * i128::from(count)).ok()
    }

    /// `self × part / whole`, only if that is exact.
    pub(crate) fn share(self, part: i128, whole: i128) -> Option<Self> {
        let product = self.scaled().checked_mul(part)?;
        (whole > 0 && product % whole == 0).then_some(())?;
        Self::from_scaled(product / whole).ok()
    }
}

impl Default for Amount {
    fn default() -> Self {
        Self::ZERO
    }
}

/// A number of 10^-12 units as a plain decimal without needless zeros.
pub(crate) fn decimal(scaled: i128) -> String {
    let mut text = String::with_capacity(16);
    push_decimal(&mut text, scaled);
    text
}

pub(crate) fn push_decimal(text: &mut String, scaled: i128) {
    let magnitude = scaled.unsigned_abs();
    // Nearly every amount fits 64 bits, in which dividing is many times faster.
    let (whole, rest) = match u64::try_from(magnitude) {
        Ok(small) => (u128::from(small / SMALL_SCALE), small % SMALL_SCALE),
        Err(_) => {
            let rest = u64::try_from(magnitude % SCALE.unsigned_abs()).expect("less than 10^12");
            (magnitude / SCALE.unsigned_abs(), rest)
        }
    };
    if scaled < 0 {
        text.push('-');
    }
    match u64::try_from(whole) {
        Ok(small) => push_digits(text, small, 1),
        Err(_) => text.push_str(&whole.to_string()),
    }
    if rest > 0 {
        text.push('.');
        let (mut rest, mut places) = (rest, PLACES as usize);
        while rest.is_multiple_of(10) {
            rest /= 10;
            places -= 1;
        }
        push_digits(text, rest, places);
    }
}

/// With zeros in front up to `least` digits. Written from the last digit on, so that it only ever divides by ten.
fn push_digits(text: &mut String, mut number: u64, least: usize) {
    const DIGITS_OF_U64: usize = 20;
    let mut digits = [b'0'; DIGITS_OF_U64];
    let mut at = DIGITS_OF_U64;
    while number > 0 {
        at -= 1;
        digits[at] += (number % 10) as u8;
        number /= 10;
    }
    let at = at.min(DIGITS_OF_U64 - least);
    text.push_str(str::from_utf8(&digits[at..]).expect("digits are text"));
}

impl FromStr for Amount {
    type Err = AmountError;

    /// A plain decimal; a JSON number's exponent is understood too.
    fn from_str(text: &str) -> Result<Self, AmountError> {
        let bad = || AmountError::NotDecimal(text.chars().take(DIGITS_MAX).collect());
        if text.len() > DIGITS_MAX {
            return Err(bad());
        }
        let (negative, body) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (number, exponent) = match body.find(['e', 'E']) {
            Some(at) => (&body[..at], body[at + 1..].parse::<i32>().map_err(|_| bad())?),
            None => (body, 0),
        };
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || (number.contains('.') && fraction.is_empty()) {
            return Err(bad());
        }
        if !all_digits(whole) || !all_digits(fraction) {
            return Err(bad());
        }
        let scaled = scale_digits(text, whole, fraction, exponent)?;
        if negative && scaled != 0 {
            return Err(AmountError::Negative(text.to_owned()));
        }
        if scaled > AMOUNT_MAX * SCALE {
            Err(AmountError::TooLarge(text.to_owned()))
        } else {
            Ok(Self::of(scaled.unsigned_abs()))
        }
    }
}

fn scale_digits(text: &str, whole: &str, fraction: &str, exponent: i32) -> Result<i128, AmountError> {
    if let Some(scaled) = scale_plain(whole, fraction).filter(|_| exponent == 0) {
        return Ok(scaled);
    }
    let too_large = || AmountError::TooLarge(text.to_owned());
    let mut mantissa: i128 = 0;
    // Trailing zeros of the fraction carry no value; without them fewer texts are "too fine".
    let fraction = fraction.trim_end_matches('0');
    for digit in whole.bytes().chain(fraction.bytes()) {
        let grown = mantissa.checked_mul(10).and_then(|m| m.checked_add(i128::from(digit - b'0')));
        mantissa = grown.ok_or_else(too_large)?;
    }
    if mantissa == 0 {
        return Ok(0);
    }
    let shift = i64::from(exponent) + i64::from(PLACES) - fraction.len() as i64;
    if shift >= 0 {
        let power = u32::try_from(shift).ok().and_then(|s| 10_i128.checked_pow(s)).ok_or_else(too_large)?;
        return mantissa.checked_mul(power).ok_or_else(too_large);
    }
    let too_fine = || AmountError::TooFine(text.to_owned());
    let power = u32::try_from(-shift).ok().and_then(|s| 10_i128.checked_pow(s)).ok_or_else(too_fine)?;
    if mantissa % power == 0 { Ok(mantissa / power) } else { Err(too_fine()) }
}

/// What nearly every amount is: few enough digits for 64 bits on either side of the point.
fn scale_plain(whole: &str, fraction: &str) -> Option<i128> {
    const WHOLE_DIGITS_MAX: usize = 18;
    let places = PLACES as usize;
    if whole.len() > WHOLE_DIGITS_MAX || fraction.len() > places {
        return None;
    }
    let number = |digits: &str| digits.bytes().fold(0_u64, |n, digit| n * 10 + u64::from(digit - b'0'));
    let mut parts = number(fraction);
    for _ in fraction.len()..places {
        parts *= 10;
    }
    Some(i128::from(number(whole)) * SCALE + i128::from(parts))
}

impl TryFrom<Mass> for Amount {
    type Error = AmountError;
    /// In grams.
    fn try_from(mass: Mass) -> Result<Self, AmountError> {
        Self::from_scaled(i128::from(mass.0) * 1_000)
    }
}

impl TryFrom<Thc> for Amount {
    type Error = AmountError;
    /// In milligrams.
    fn try_from(thc: Thc) -> Result<Self, AmountError> {
        Self::from_scaled(i128::from(thc.0) * 1_000_000_000)
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&decimal(self.scaled()))
    }
}

impl fmt::Debug for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&decimal(self.scaled()))
    }
}

impl<'de> Deserialize<'de> for Amount {
    /// Reads a JSON number from its own text, so that `0.1` is one tenth and not the nearest float.
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(d)?;
        from_json(raw.get()).map_err(serde::de::Error::custom)
    }
}

/// An amount from the JSON text of a number or a string.
pub(crate) fn from_json(json: &str) -> Result<Amount, AmountError> {
    let Some(inner) = json.strip_prefix('"') else { return json.parse() };
    // No decimal needs an escape, so what stands between the quotes nearly always is the text.
    match inner.strip_suffix('"').filter(|text| !text.contains('\\')) {
        Some(text) => text.parse(),
        None => {
            let text: String =
                serde_json::from_str(json).map_err(|_| AmountError::NotDecimal(json.to_owned()))?;
            text.parse()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_decimal_is_one_amount() {
        for same in ["7.1", "7.10", "7.100000000000000", "71e-1", "0.71E1", "0.71e+1", "007.1"] {
            assert_eq!(same.parse(), Ok(Amount::of(7_100_000_000_000)), "{same}");
        }
        for (json, scaled) in
            [("7.1", 7_100_000_000_000), ("\"7.1\"", 7_100_000_000_000), ("0", 0), ("-0.0", 0)]
        {
            assert_eq!(serde_json::from_str::<Amount>(json).expect(json), Amount::of(scaled));
        }
        assert_eq!(
            "28.349523125".parse::<Amount>().expect("an ounce"),
            Mass::OUNCE.try_into().expect("grams")
        );
    }

    #[test]
    fn what_is_not_an_exact_amount_is_refused() {
        for bad in ["", "-", ".", ".5", "5.", "1e", "1e1.5", "1,000", " 1", "+1", "1.2.3", "NaN", "٣", "0x1"]
        {
            assert!(matches!(bad.parse::<Amount>(), Err(AmountError::NotDecimal(_))), "{bad:?}");
        }
        assert!(matches!("-1".parse::<Amount>(), Err(AmountError::Negative(_))));
        assert!(matches!("0.0000000000001".parse::<Amount>(), Err(AmountError::TooFine(_))));
        assert!(matches!("1e-400".parse::<Amount>(), Err(AmountError::TooFine(_))));
        assert!(matches!("1e400".parse::<Amount>(), Err(AmountError::TooLarge(_))));
        assert!(matches!("1000000000.1".parse::<Amount>(), Err(AmountError::TooLarge(_))));
    }

    #[test]
    fn every_number_is_written_as_it_is() {
        for text in [
            "0",
            "1",
            "9",
            "10",
            "0.000000000001",
            "100.1",
            "18446744.073709551615",
            "18446744.073709551616",
            "999999999.999999999999",
        ] {
            assert_eq!(text.parse::<Amount>().expect(text).to_string(), text);
        }
        assert_eq!(decimal(-1_500_000_000_000), "-1.5");
        assert_eq!(decimal(i128::MAX), "170141183460469231731687303.715884105727");
    }

    #[test]
    fn a_long_json_number_keeps_every_digit() {
        let amount: Amount = serde_json::from_str("123456789.123456789012").expect("twelve places");
        assert_eq!(amount.to_string(), "123456789.123456789012");
        assert_eq!(serde_json::to_string(&amount).expect("json"), "\"123456789.123456789012\"");
        let value: serde_json::Value = serde_json::from_str("{\"a\": \"0.1\"}").expect("json");
        assert_eq!(
            serde_json::from_value::<Amount>(value["a"].clone()).expect("from a value").to_string(),
            "0.1"
        );
    }
}
