//! Exact fractions, for turning a rule's weights into whole numbers once, when it is loaded.

/// A fraction in lowest terms with a positive denominator. Every operation says `None` on overflow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ratio {
    pub num: i128,
    pub den: i128,
}

pub(crate) fn gcd(mut a: i128, mut b: i128) -> i128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.abs()
}

pub(crate) fn lcm(a: i128, b: i128) -> Option<i128> {
    (a / gcd(a, b)).checked_mul(b)
}

impl Ratio {
    pub const ONE: Self = Self { num: 1, den: 1 };

    pub fn new(num: i128, den: i128) -> Option<Self> {
        if den <= 0 {
            return None;
        }
        let common = gcd(num, den).max(1);
        Some(Self { num: num / common, den: den / common })
    }

    pub fn times(self, other: Self) -> Option<Self> {
        let (left, right) = (Self::new(self.num, other.den)?, Self::new(other.num, self.den)?);
        Self::new(left.num.checked_mul(right.num)?, left.den.checked_mul(right.den)?)
    }

    pub fn over(self, other: Self) -> Option<Self> {
        if other.num <= 0 { None } else { self.times(Self { num: other.den, den: other.num }) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_stay_in_lowest_terms() {
        let half = Ratio::new(2, 4).expect("a half");
        assert_eq!(half, Ratio { num: 1, den: 2 });
        assert_eq!(half.times(half), Ratio::new(1, 4));
        assert_eq!(half.over(Ratio::new(3, 8).expect("three eighths")), Ratio::new(4, 3));
        assert_eq!(half.over(Ratio { num: 0, den: 1 }), None);
        assert_eq!(lcm(12, 18), Some(36));
    }
}
