//! A number exactly as printed: its digits and where the point stands. There is no float on the way.

use std::fmt;

/// More digits than any laboratory prints; with them the widest comparison, of four numbers, stays inside an `i128`.
const DIGITS_MAX: usize = 9;

/// `digits / 10^places`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Decimal {
    pub digits: i128,
    pub places: u32,
}

impl Decimal {
    pub const ZERO: Self = Self { digits: 0, places: 0 };

    pub const fn new(digits: i128, places: u32) -> Self {
        Self { digits, places }
    }

    /// `26.35`, `.349`, `1,093`; nothing else.
    pub fn read(text: &str) -> Option<Self> {
        let plain = without_thousands(text)?;
        let (whole, part) = plain.split_once('.').unwrap_or((&plain, ""));
        let figures = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if (whole.is_empty() && part.is_empty()) || !figures(whole) || !figures(part) {
            return None;
        }
        if plain.ends_with('.') || whole.len() + part.len() > DIGITS_MAX {
            return None;
        }
        let digits = format!("{whole}{part}").parse().ok()?;
        Some(Self { digits, places: u32::try_from(part.len()).ok()? })
    }

    /// The digits if there were this many places.
    fn at(self, places: u32) -> i128 {
        self.digits * 10_i128.pow(places.saturating_sub(self.places))
    }

    pub fn plus(self, other: Self) -> Self {
        let places = self.places.max(other.places);
        Self { digits: self.at(places) + other.at(places), places }
    }

    pub fn minus(self, other: Self) -> Self {
        let places = self.places.max(other.places);
        Self { digits: self.at(places) - other.at(places), places }
    }

    pub fn times(self, other: Self) -> Self {
        Self { digits: self.digits * other.digits, places: self.places + other.places }.short()
    }

    pub fn abs(self) -> Self {
        Self { digits: self.digits.abs(), places: self.places }
    }

    /// Half a unit in the last place: how far the number may be from what was rounded.
    pub const fn half_unit(self) -> Self {
        Self { digits: 5, places: self.places + 1 }
    }

    /// The same number, one of the two perhaps rounded to fewer places.
    pub fn agrees_with(self, other: Self) -> bool {
        let coarser = if self.places < other.places { self } else { other };
        !self.minus(other).abs().is_more_than(coarser.half_unit())
    }

    /// The point moved to the right (or, if negative, to the left).
    pub fn shifted(self, by: i32) -> Self {
        let moved = i64::from(self.places) - i64::from(by);
        match u32::try_from(moved) {
            Ok(places) => Self { digits: self.digits, places },
            Err(_) => {
                Self { digits: self.digits * 10_i128.pow(u32::try_from(-moved).unwrap_or(0)), places: 0 }
            }
        }
    }

    pub fn is_more_than(self, other: Self) -> bool {
        let places = self.places.max(other.places);
        self.at(places) > other.at(places)
    }

    pub const fn is_zero(self) -> bool {
        self.digits == 0
    }

    /// Without noughts at the end.
    pub fn short(self) -> Self {
        let mut short = self;
        while short.places > 0 && short.digits % 10 == 0 {
            short = Self { digits: short.digits / 10, places: short.places - 1 };
        }
        short
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.digits < 0 { "-" } else { "" };
        let width = self.places as usize + 1;
        let figures = format!("{:0>width$}", self.digits.abs());
        let (whole, part) = figures.split_at(figures.len() - self.places as usize);
        if part.is_empty() { write!(f, "{sign}{whole}") } else { write!(f, "{sign}{whole}.{part}") }
    }
}

fn without_thousands(text: &str) -> Option<String> {
    if !text.contains(',') {
        return Some(text.to_owned());
    }
    let (whole, part) = text.split_once('.').map_or((text, None), |(whole, part)| (whole, Some(part)));
    let mut groups = whole.split(',');
    let first = groups.next()?;
    if first.is_empty() || first.len() > 3 || !groups.all(|group| group.len() == 3) {
        return None;
    }
    let whole = whole.replace(',', "");
    Some(part.map_or_else(|| whole.clone(), |part| format!("{whole}.{part}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_printed_or_not_at_all() {
        let cases = [
            ("26.35", Some("26.35")),
            ("0.540", Some("0.540")),
            (".349", Some("0.349")),
            ("1,093", Some("1093")),
            ("12,345.6", Some("12345.6")),
            ("10900", Some("10900")),
            ("1,09", None),
            ("0.349.052", None),
            ("92>95", None),
            ("5.", None),
            ("", None),
            (".", None),
            ("1e3", None),
        ];
        for (printed, expected) in cases {
            assert_eq!(Decimal::read(printed).map(|read| read.to_string()).as_deref(), expected, "{printed}");
        }
    }

    #[test]
    fn arithmetic_is_exact() {
        let read = |text| Decimal::read(text).expect("a number");
        assert_eq!(read("84.831").times(read("0.877")).plus(read("3.899")).to_string(), "78.295787");
        assert_eq!(read("26.35").shifted(1).to_string(), "263.5");
        assert_eq!(read("5").shifted(-3).to_string(), "0.005");
        assert_eq!(read("7").shifted(2).to_string(), "700");
        assert_eq!(read("0.05").minus(read("0.1")).to_string(), "-0.05");
        assert_eq!(read("3.10").half_unit().to_string(), "0.005");
        for (one, other, agree) in
            [("1.09", "1.0900", true), ("1.09", "1.094", true), ("1.09", "1.096", false), ("2", "3", false)]
        {
            assert_eq!(read(one).agrees_with(read(other)), agree, "{one} {other}");
            assert_eq!(read(other).agrees_with(read(one)), agree, "{other} {one}");
        }
    }
}
