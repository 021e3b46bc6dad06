//! Doubles on the wire, whole numbers inside.

use serde_json::Value;

use crate::decimal;
use crate::world::QUANTITY_DIGITS;

/// Cents as dollars.
pub fn dollars(cents: i64) -> Value {
    decimal::number(cents, 2)
}

/// Ten-thousandths as a quantity.
pub fn quantity(units: i64) -> Value {
    decimal::number(units, QUANTITY_DIGITS)
}

/// A quantity above zero from the wire.
pub fn read_quantity(value: &Value) -> Option<i64> {
    decimal::scaled(value, QUANTITY_DIGITS).filter(|units| *units > 0)
}

/// Price of a quantity, rounded half up to the cent.
pub fn price_of(cents: i64, units: i64) -> i64 {
    let scale = 10_i64.pow(QUANTITY_DIGITS);
    (cents * units + scale / 2).div_euclid(scale)
}

/// Tax on an amount, rounded half up to the cent.
pub fn tax_of(cents: i64, basis_points: i64) -> i64 {
    (cents * basis_points + 5_000).div_euclid(10_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cents_are_rounded_half_up() {
        assert_eq!(price_of(1_500, 35_000), 5_250);
        assert_eq!(price_of(1, 5_000), 1);
        assert_eq!(tax_of(1_000, 2_090), 209);
        assert_eq!(tax_of(25, 200), 1);
    }
}
