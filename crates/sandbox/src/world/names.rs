//! How packages are named: by a tag's head and serial, of which each kind of state system makes its own name.

use countersign_kernel::PackageTag;

use super::Naming;

const TAG_CHARS: usize = 24;
/// Where identifiers are global, licensees' numbers begin here.
const FIRST_LICENSEE: u64 = 400_000;

impl Naming {
    /// A tag of 6 + 6 + 3 letters and digits and a serial, or what the same package is called elsewhere.
    pub(super) fn name(self, head: &str, serial: u64) -> PackageTag {
        let text = match self {
            Self::Tags => format!("{head}{serial:09}"),
            Self::Barcodes => barcode(head, serial),
            Self::GlobalIds => global_id(head, serial),
        };
        text.parse().expect("a name of one of the three kinds")
    }
}

/// Seven digits that stand for the head, then the serial.
fn barcode(head: &str, serial: u64) -> String {
    let folded = head.bytes().fold(7_u64, |sum, byte| (sum * 31 + u64::from(byte)) % 9_000_000);
    format!("{}{serial:09}", 1_000_000 + folded)
}

/// The state, the code of whoever made the goods, a point, two letters for the kind and the serial to the base of 36.
fn global_id(head: &str, serial: u64) -> String {
    let maker = head.get(12..).and_then(|number| u64::from_str_radix(number, 16).ok()).unwrap_or(0);
    format!("WAJ{:06}.IN{}", FIRST_LICENSEE + maker, base36(serial))
}

/// How a system of barcodes names the package that this tag or barcode names.
pub fn barcode_of(tag: &PackageTag) -> String {
    renamed(tag, barcode)
}

/// How a system of global identifiers names the package that this tag or identifier names.
pub fn global_id_of(tag: &PackageTag) -> String {
    renamed(tag, global_id)
}

/// A tag alone says head and serial; in a world that names its packages otherwise they keep their names everywhere.
fn renamed(tag: &PackageTag, name: fn(&str, u64) -> String) -> String {
    let (head, serial) = tag.head_and_serial();
    match (tag.as_str().len(), serial.parse()) {
        (TAG_CHARS, Ok(serial)) => name(head, serial),
        _ => tag.to_string(),
    }
}

pub(crate) fn base36(mut value: u64) -> String {
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
