//! Plain decimals, quickly. What this refuses, the kernel's reader explains.

use countersign_kernel::AmountError;
use countersign_kernel::amount::parse_scaled;

/// So many digits always fit.
const DIGITS_MAX: usize = 18;
const POWERS: [i64; 10] =
    [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000];

/// A plain decimal as a whole number of `10^-places` units, as [`parse_scaled`] reads it.
pub fn read(text: &[u8], places: u32) -> Result<i64, AmountError> {
    match quick(text, places as usize) {
        Some(value) => Ok(value),
        None => parse_scaled(&String::from_utf8_lossy(text), places),
    }
}

fn quick(text: &[u8], places: usize) -> Option<i64> {
    let (negative, body) = match text {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, text),
    };
    let mut value = 0_i64;
    let mut after = None;
    let mut digits = 0;
    for byte in body {
        if digits == DIGITS_MAX {
            return None;
        }
        match byte {
            b'0'..=b'9' => {
                value = value * 10 + i64::from(byte - b'0');
                digits += 1;
                after = after.map(|count| count + 1);
            }
            b'.' if after.is_none() => after = Some(0),
            _ => return None,
        }
    }
    let missing = places.checked_sub(after.unwrap_or(0))?;
    let value = value.checked_mul(*POWERS.get(missing)?)?;
    (digits > 0).then_some(if negative { -value } else { value })
}
