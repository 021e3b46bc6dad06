//! The excise of a sale, checked before the file is drawn up: a wrong one is refused days later.
//!
//! The state says "of unit price" [observed]. Of a line of several, or with a discount, that can be read in two ways; the
//! law taxes what was paid, so that is what is held to here [assumed], and lines where the readings part are counted.

use countersign_kernel::Money;

const QUANTITY_ONE: i128 = 1_000_000_000;
/// A cent either way, for registers that round each unit.
const CENTS_APART_MAX: i64 = 1;

/// What a line of a sale says of itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    pub unit_price: Money,
    /// In billionths.
    pub quantity: i64,
    pub discount: Money,
    pub excise: Money,
    pub is_medical: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Excise {
    /// Right by both readings.
    Right,
    /// Right of what was paid; of the bare unit price it would be another.
    RightOfWhatWasPaid,
    Wrong {
        expected: Money,
    },
}

pub(super) fn check(line: &Line, percent: i64) -> Excise {
    if line.is_medical && line.excise == Money::ZERO {
        return Excise::Right;
    }
    let gross = i128::from(line.unit_price.0) * i128::from(line.quantity);
    let paid = gross - i128::from(line.discount.0) * QUANTITY_ONE;
    let of_paid = share(paid, percent);
    if !is_near(line.excise, of_paid) {
        return Excise::Wrong { expected: of_paid };
    }
    let of_unit = share(i128::from(line.unit_price.0) * QUANTITY_ONE, percent);
    if is_near(line.excise, of_unit) { Excise::Right } else { Excise::RightOfWhatWasPaid }
}

/// The excise of what was paid for a line.
pub(super) fn of_paid(paid: Money, percent: i64) -> Money {
    share(i128::from(paid.0) * QUANTITY_ONE, percent)
}

/// The share of cents in billionths, rounded half up to whole cents.
fn share(billionths: i128, percent: i64) -> Money {
    let whole = 100 * QUANTITY_ONE;
    let cents = (billionths * i128::from(percent) + whole / 2).div_euclid(whole);
    Money(i64::try_from(cents).unwrap_or(i64::MAX))
}

fn is_near(one: Money, other: Money) -> bool {
    one.0.abs_diff(other.0) <= CENTS_APART_MAX.unsigned_abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(unit: i64, ones: i64, discount: i64, excise: i64, is_medical: bool) -> Line {
        Line {
            unit_price: Money(unit),
            quantity: ones * 1_000_000_000,
            discount: Money(discount),
            excise: Money(excise),
            is_medical,
        }
    }

    #[test]
    fn the_share_of_what_was_paid_is_right() {
        assert_eq!(check(&line(10_00, 1, 0, 3_70, false), 37), Excise::Right);
        assert_eq!(check(&line(10_00, 2, 0, 7_40, false), 37), Excise::RightOfWhatWasPaid);
        assert_eq!(check(&line(10_00, 1, 2_00, 2_96, false), 37), Excise::RightOfWhatWasPaid);
        assert_eq!(check(&line(9_99, 1, 0, 3_69, false), 37), Excise::Right, "a cent by rounding");
    }

    #[test]
    fn nothing_is_right_for_patients_alone() {
        assert_eq!(check(&line(10_00, 1, 0, 0, true), 37), Excise::Right);
        assert_eq!(check(&line(10_00, 1, 0, 0, false), 37), Excise::Wrong { expected: Money(3_70) });
        assert_eq!(check(&line(10_00, 1, 0, 1_00, true), 37), Excise::Wrong { expected: Money(3_70) });
    }
}
