//! Global identifiers: the state, the licensee's code, a point, two letters for the kind and a serial to the base of 36.

use countersign_kernel::PackageTag;

/// Licensees' numbers begin here.
const FIRST_LICENSEE: u64 = 400_000;

pub(super) fn base36(mut value: u64) -> String {
    let mut digits = Vec::new();
    loop {
        let digit = u32::try_from(value % 36).unwrap_or_default();
        digits.push(char::from_digit(digit, 36).unwrap_or('0').to_ascii_uppercase());
        value /= 36;
        if value == 0 {
            return digits.into_iter().rev().collect();
        }
    }
}

/// How this system names the package that a printed tag names: the code is that of whoever made the lot.
pub fn global_id_of(tag: &PackageTag) -> String {
    let (head, serial) = tag.head_and_serial();
    let maker = head.get(12..).and_then(|number| u64::from_str_radix(number, 16).ok()).unwrap_or(0);
    match serial.parse() {
        Ok(serial) if tag.as_str().len() == 24 => {
            format!("WAJ{:06}.IN{}", FIRST_LICENSEE + maker, base36(serial))
        }
        _ => tag.to_string(),
    }
}
