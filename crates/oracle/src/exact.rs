//! Exact fractions of whole numbers. An overflow stops the test: it is never rounded away.

use std::ops::{Add, Div, Mul, Sub};

use countersign_rulebook::Amount;

const SCALE: i128 = 1_000_000_000_000;
const IN_RANGE: &str = "the questions are small enough for 128 bits";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exact {
    num: i128,
    den: i128,
}

impl Exact {
    pub const ZERO: Self = Self { num: 0, den: 1 };
    pub const ONE: Self = Self { num: 1, den: 1 };

    pub const fn whole(number: i128) -> Self {
        Self { num: number, den: 1 }
    }

    fn new(num: i128, den: i128) -> Self {
        let (mut a, mut b) = (num.abs(), den.abs());
        while b != 0 {
            (a, b) = (b, a % b);
        }
        let common = a.max(1) * den.signum();
        Self { num: num / common, den: den / common }
    }

    pub fn is_positive(self) -> bool {
        self.num > 0
    }
}

impl From<Amount> for Exact {
    fn from(amount: Amount) -> Self {
        Self::new(amount.scaled(), SCALE)
    }
}

impl From<i32> for Exact {
    fn from(number: i32) -> Self {
        Self::whole(number.into())
    }
}

/// A decimal written in a state's file.
impl From<&str> for Exact {
    fn from(text: &str) -> Self {
        text.parse::<Amount>().expect("a number in a state's file is a decimal").into()
    }
}

impl Add for Exact {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        let left = self.num.checked_mul(other.den).expect(IN_RANGE);
        let right = other.num.checked_mul(self.den).expect(IN_RANGE);
        Self::new(left.checked_add(right).expect(IN_RANGE), self.den.checked_mul(other.den).expect(IN_RANGE))
    }
}

impl Sub for Exact {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self + Self { num: -other.num, den: other.den }
    }
}

impl Mul for Exact {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        let (a, b) = (Self::new(self.num, other.den), Self::new(other.num, self.den));
        Self::new(a.num.checked_mul(b.num).expect(IN_RANGE), a.den.checked_mul(b.den).expect(IN_RANGE))
    }
}

impl Div for Exact {
    type Output = Self;
    fn div(self, other: Self) -> Self {
        assert!(other.num != 0, "nothing is divided by zero");
        self * Self::new(other.den, other.num)
    }
}

impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Exact {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (*self - *other).num.cmp(&0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thirds_and_decimals_are_exact() {
        let third = Exact::ONE / Exact::whole(3);
        assert_eq!(third + third + third, Exact::ONE);
        assert_eq!(Exact::from("0.1") + Exact::from("0.2"), Exact::from("0.3"));
        assert!(Exact::from("28.349523125") > Exact::whole(28) && Exact::whole(-1) < Exact::ZERO);
        assert_eq!(Exact::from("14.174761562500") * Exact::whole(2), "28.349523125".into());
    }
}
