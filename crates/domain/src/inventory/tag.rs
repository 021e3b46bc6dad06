//! A package tag in sixteen bytes, so that millions of them fit in flat arrays.

use std::fmt;

use countersign_kernel::PackageTag;

const CHARS: usize = 24;
const HALF: usize = CHARS / 2;
const BASE: u64 = 36;
/// A barcode's digits. It stands in the lower number, under an upper one that no tag has: 36 to the twelfth is less.
const BARCODE_CHARS: usize = 16;
const BARCODE: u64 = u64::MAX;
/// The mark of a global identifier: its upper bit, which no tag's number reaches. Licensee and serial are written to the base of 37, where
/// nought stands for no more digits, so that their lengths come back.
const GLOBAL: u64 = 1 << 63;
const GLOBAL_BASE: u64 = 37;
const LICENSEE_CHARS: usize = 10;
const SERIAL_CHARS: usize = 12;
const INVENTORY: &str = ".IN";
/// Stands for every byte that no tag has.
const NONE: u8 = 0xFF;

const fn digits() -> [u8; 256] {
    let mut table = [NONE; 256];
    let mut n = 0;
    while n < 10 {
        table[b'0' as usize + n as usize] = n;
        n += 1;
    }
    let mut n = 0;
    while n < 26 {
        table[b'A' as usize + n as usize] = 10 + n;
        table[b'a' as usize + n as usize] = 10 + n;
        n += 1;
    }
    table
}

static DIGITS: [u8; 256] = digits();

/// 24 letters and digits as two numbers to the base of 36, a barcode of 16 digits as one, or a global identifier as
/// licensee and serial. Tags sort as the texts do, in upper case; so do global identifiers, after every tag, and barcodes, after them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TagKey {
    high: u64,
    low: u64,
}

impl TagKey {
    /// Reads a tag in either case; `None` for what is not a package tag.
    pub fn read(text: &[u8]) -> Option<Self> {
        let found = match text.len() {
            BARCODE_CHARS => barcode(text).map(|low| Self { high: BARCODE, low }),
            CHARS => {
                let (high, low) = text.split_at(HALF);
                half(high).zip(half(low)).map(|(high, low)| Self { high, low })
            }
            _ => None,
        };
        // Its length may be that of a tag or a barcode.
        found.or_else(|| global(text))
    }

    /// A number whose upper bits are spread evenly, however alike the tags are.
    pub fn spread(self) -> u64 {
        const ODD: u64 = 0x9E37_79B9_7F4A_7C15;
        let mixed = self.low.wrapping_mul(ODD) ^ self.high.rotate_left(32);
        (mixed ^ (mixed >> 29)).wrapping_mul(ODD)
    }

    /// Tags are printed in hexadecimal digits. A letter beyond them was typed, an `O` for a `0` for instance.
    pub fn is_hexadecimal(self) -> bool {
        self.high & GLOBAL != 0 || self.to_string().bytes().all(|byte| byte.is_ascii_hexdigit())
    }
}

fn barcode(text: &[u8]) -> Option<u64> {
    let all_digits = text.iter().all(u8::is_ascii_digit);
    all_digits.then(|| text.iter().fold(0, |value, digit| value * 10 + u64::from(digit - b'0')))
}

/// The kernel says what is one.
fn global(text: &[u8]) -> Option<TagKey> {
    let text = std::str::from_utf8(text).ok()?;
    text.parse::<PackageTag>().ok()?;
    let (licensee, serial) = text.split_once(INVENTORY)?;
    let number = |word: &str, chars: usize| {
        let digit = |place: usize| {
            let byte = word.as_bytes().get(place)?;
            Some(u64::from(DIGITS[*byte as usize]) + 1)
        };
        (0..chars).fold(0, |value, place| value * GLOBAL_BASE + digit(place).unwrap_or(0))
    };
    Some(TagKey { high: GLOBAL | number(licensee, LICENSEE_CHARS), low: number(serial, SERIAL_CHARS) })
}

/// The word that a number to the base of 37 stands for.
fn word(mut value: u64) -> String {
    let mut word = Vec::new();
    while value > 0 {
        let digit = (value % GLOBAL_BASE) as u8;
        match digit {
            0 => {}
            1..=10 => word.push(b'0' + digit - 1),
            _ => word.push(b'A' + digit - 11),
        }
        value /= GLOBAL_BASE;
    }
    word.iter().rev().map(|byte| char::from(*byte)).collect()
}

fn half(text: &[u8]) -> Option<u64> {
    let mut value = 0;
    let mut odd = 0;
    for byte in text {
        let digit = DIGITS[*byte as usize];
        odd |= digit;
        value = value * BASE + u64::from(digit % 64);
    }
    // No digit has the upper bit, so one test at the end stands for one a byte.
    (odd < 64).then_some(value)
}

impl fmt::Display for TagKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.high == BARCODE {
            return write!(f, "{:016}", self.low);
        }
        if self.high & GLOBAL != 0 {
            return write!(f, "{}{INVENTORY}{}", word(self.high ^ GLOBAL), word(self.low));
        }
        let mut text = [b'0'; CHARS];
        for (mut value, end) in [(self.high, HALF), (self.low, CHARS)] {
            for place in text[end - HALF..end].iter_mut().rev() {
                let digit = (value % BASE) as u8;
                *place = if digit < 10 { b'0' + digit } else { b'A' + digit - 10 };
                value /= BASE;
            }
        }
        f.write_str(std::str::from_utf8(&text).unwrap_or_default())
    }
}

impl fmt::Debug for TagKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_kernel_calls_a_tag_and_nothing_else_is_read_and_comes_back() {
        for text in [
            "1A4060300001A2B000012345",
            "ZZZZZZZZZZZZZZZZZZZZZZZZ",
            "1a4060300001a2b000012345",
            "6853296789574115",
            "0000000090000178",
            "WAR400417.IN1Z2Y3",
            "ZZZZZZZZZZ.INZZZZZZZZZZZZ",
            "PA00.IN0",
            "WAR400417.IN1Z2Y",
            "WAR400417.IN1Z2Y3Z2Y3Z2Y",
        ] {
            let tag: PackageTag = text.parse().expect("a tag");
            let key = TagKey::read(text.as_bytes()).expect("a key");
            assert_eq!(key.to_string(), tag.as_str());
        }
        for bad in [
            "",
            "1A4060300001A2B00001234",
            "1A4060300001A2B0000123456",
            "1A4060300001A2B 00012345",
            "685329678957411A",
            "685329678957411",
            "WAR400417.BA1Z2Y3",
            "WAR400417.IN",
            "war400417.in1z2y3",
        ] {
            assert_eq!(TagKey::read(bad.as_bytes()), None, "{bad}");
            assert!(bad.parse::<PackageTag>().is_err());
        }
        assert_eq!(TagKey::read("1A4060300001A2B00001234é".as_bytes()), None);
    }

    #[test]
    fn keys_sort_as_texts() {
        let texts = [
            "000000000000000000000000",
            "00000000000A000000000000",
            "1A4060300001A2B00001234Z",
            "Z00000000000000000000000",
            "WAR400417.IN1Z2Y",
            "WAR400417.IN1Z2Y3",
            "WAR400417.IN1Z2Y30",
            "WAR4004170.IN0",
            "WAR400418.IN0",
            "0000000090000178",
            "6853296789574115",
        ];
        assert!(texts.map(|text| TagKey::read(text.as_bytes())).is_sorted());
    }
}
