//! Money, mass and THC as whole numbers of their smallest unit. No float ever touches one.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Neg, Sub};
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Why a text is not an amount.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    #[error("`{0}` is not a decimal number")]
    NotDecimal(String),
    #[error("`{text}` has more than {digits} decimal places")]
    TooFine { text: String, digits: u32 },
    #[error("`{0}` is too large")]
    TooLarge(String),
}

/// Reads a plain decimal (`-12.50`) as a whole number of `10^-digits` units, exactly or not at all.
pub fn parse_scaled(text: &str, digits: u32) -> Result<i64, AmountError> {
    let bad = || AmountError::NotDecimal(text.to_owned());
    let (negative, body) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, fraction) = body.split_once('.').unwrap_or((body, ""));
    let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if (whole.is_empty() && fraction.is_empty()) || !all_digits(whole) || !all_digits(fraction) {
        return Err(bad());
    }
    let kept = fraction.trim_end_matches('0');
    if kept.len() > digits as usize {
        return Err(AmountError::TooFine { text: text.to_owned(), digits });
    }
    let padding = std::iter::repeat_n(b'0', digits as usize - kept.len());
    let magnitude = whole
        .bytes()
        .chain(kept.bytes())
        .chain(padding)
        .try_fold(0_i64, |value, digit| value.checked_mul(10)?.checked_add(i64::from(digit - b'0')))
        .ok_or_else(|| AmountError::TooLarge(text.to_owned()))?;
    Ok(if negative { -magnitude } else { magnitude })
}

/// Writes a scaled whole number as a plain decimal with at least `min` decimal places.
pub fn write_scaled(value: impl Into<i128>, digits: u32, min: usize) -> String {
    let value: i128 = value.into();
    let scale = 10_u128.pow(digits);
    let magnitude = value.unsigned_abs();
    let mut fraction = format!("{:0>width$}", magnitude % scale, width = digits as usize);
    while fraction.len() > min && fraction.ends_with('0') {
        fraction.pop();
    }
    let sign = if value < 0 { "-" } else { "" };
    let whole = magnitude / scale;
    if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

macro_rules! amount {
    ($(#[$doc:meta])* $name:ident, digits $digits:literal, at_least $min:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct $name(pub i64);

        impl $name {
            pub const ZERO: Self = Self(0);

            pub fn checked_add(self, other: Self) -> Option<Self> {
                self.0.checked_add(other.0).map(Self)
            }

            pub fn times(self, count: i64) -> Option<Self> {
                self.0.checked_mul(count).map(Self)
            }

            /// The plain decimal, without a unit.
            pub fn decimal(self) -> String {
                write_scaled(self.0, $digits, $min)
            }
        }

        /// Whole smallest units, as a database keeps them.
        impl From<i64> for $name {
            fn from(units: i64) -> Self {
                Self(units)
            }
        }

        impl FromStr for $name {
            type Err = AmountError;
            fn from_str(text: &str) -> Result<Self, AmountError> {
                parse_scaled(text, $digits).map(Self)
            }
        }

        // INVARIANT: an overflow is our bug (amounts are bounded where they enter), so it stops the request.
        impl Add for $name {
            type Output = Self;
            fn add(self, other: Self) -> Self {
                Self(self.0.checked_add(other.0).expect("amount overflow"))
            }
        }

        impl Sub for $name {
            type Output = Self;
            fn sub(self, other: Self) -> Self {
                Self(self.0.checked_sub(other.0).expect("amount overflow"))
            }
        }

        impl Neg for $name {
            type Output = Self;
            fn neg(self) -> Self {
                Self(-self.0)
            }
        }

        impl Sum for $name {
            fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
                amounts.fold(Self::ZERO, Add::add)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{self}")
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.serialize_str(&self.decimal())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

amount! {
    /// US dollars as whole cents; text form `12.34`.
    Money, digits 2, at_least 2
}
amount! {
    /// Mass as whole nanograms, so that an avoirdupois ounce (28.349523125 g) is exact; text form in grams.
    Mass, digits 9, at_least 0
}
amount! {
    /// THC as whole micrograms; text form in milligrams.
    Thc, digits 3, at_least 0
}

amount! {
    /// A number of some unit in billionths, so that an ounce in grams is exact.
    Quantity, digits 9, at_least 0
}
amount! {
    /// THC in thousandths of a percent or of a milligram.
    Potency, digits 3, at_least 0
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.decimal())
    }
}

impl fmt::Display for Mass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} g", self.decimal())
    }
}

impl fmt::Display for Thc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} mg", self.decimal())
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.decimal())
    }
}

impl fmt::Display for Potency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.decimal())
    }
}

impl Quantity {
    pub const fn whole(number: i64) -> Self {
        Self(number * 1_000_000_000)
    }
}

impl Mass {
    /// One avoirdupois ounce, 28.349523125 g.
    pub const OUNCE: Self = Self(28_349_523_125);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_read_exactly_or_refused() {
        assert_eq!("12.5".parse(), Ok(Money(1250)));
        assert_eq!("-0.01".parse(), Ok(Money(-1)));
        assert_eq!("12.340".parse(), Ok(Money(1234)));
        assert_eq!("28.349523125".parse(), Ok(Mass::OUNCE));
        assert!(matches!("0.001".parse::<Money>(), Err(AmountError::TooFine { .. })));
        for bad in ["", "-", ".", "1e3", "1,000", " 1", "+1", "1.2.3", "٣"] {
            assert!(matches!(bad.parse::<Money>(), Err(AmountError::NotDecimal(_))), "{bad:?}");
        }
        assert!(matches!("99999999999999999999".parse::<Money>(), Err(AmountError::TooLarge(_))));
    }

    #[test]
    fn what_is_written_reads_back_the_same() {
        for cents in [0, 1, -1, 99, 100, 123_456, i64::MAX, -i64::MAX] {
            assert_eq!(Money(cents).decimal().parse(), Ok(Money(cents)));
            assert_eq!(Mass(cents).decimal().parse(), Ok(Mass(cents)));
        }
        assert_eq!(Money(-5).to_string(), "-0.05");
        assert_eq!(Mass(3_500_000_000).to_string(), "3.5 g");
        assert_eq!(Thc(10_000).to_string(), "10 mg");
    }
}
