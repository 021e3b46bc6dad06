//! Decimal numbers on the wire: JSON numbers outside, whole numbers of a power of ten inside.

use countersign_kernel::amount::{parse_scaled, write_scaled};
use serde_json::{Number, Value};

/// JSON numbers keep this many significant digits through every reader that uses doubles.
const SIGNIFICANT_DIGITS_MAX: usize = 15;

/// `value` units of `10^-digits` as a JSON number with the shortest exact decimal text, always with a point
/// (`2.0`), as the .NET vendors write their decimals.
pub fn number(value: i64, digits: u32) -> Value {
    let text = write_scaled(value, digits, 1);
    debug_assert!(text.bytes().filter(u8::is_ascii_digit).count() <= SIGNIFICANT_DIGITS_MAX + 1);
    let number: Number = text.parse().expect("a plain decimal is a JSON number");
    Value::Number(number)
}

/// Reads a JSON number as whole units of `10^-digits`, exactly or not at all.
pub fn scaled(value: &Value, digits: u32) -> Option<i64> {
    let Value::Number(number) = value else { return None };
    parse_scaled(&number.to_string(), digits).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_pass_through_json_unchanged() {
        for (units, digits, text) in [(20000, 4, "2.0"), (35, 1, "3.5"), (-1, 2, "-0.01"), (0, 4, "0.0")] {
            let value = number(units, digits);
            assert_eq!(value.to_string(), text);
            assert_eq!(scaled(&value, digits), Some(units));
        }
        assert_eq!(scaled(&json!(3), 4), Some(30_000));
        assert_eq!(scaled(&json!(0.00001), 4), None);
        assert_eq!(scaled(&json!("3"), 4), None);
    }
}
