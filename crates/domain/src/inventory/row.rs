//! What one source says of one package, in fixed size: texts that repeat are numbers into [`Books`].

use std::collections::HashMap;

use countersign_kernel::{BusinessDate, Money, Timestamp};

use super::snapshot::Source;
use super::standing::Standing;
use super::tag::TagKey;
use super::unit::{Quantity, Unit};

/// A number that may not have been told. The smallest number stands for that, so it takes no room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Told32(i32);

impl Told32 {
    pub const NOT: Self = Self(i32::MIN);

    /// `None` when it is too large to be kept.
    pub fn new(value: i64) -> Option<Self> {
        i32::try_from(value).ok().filter(|value| *value != i32::MIN).map(Self)
    }

    pub fn get(self) -> Option<i64> {
        (self != Self::NOT).then_some(i64::from(self.0))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ToldQuantity(i64);

impl ToldQuantity {
    pub const NOT: Self = Self(i64::MIN);

    pub fn get(self) -> Option<Quantity> {
        (self != Self::NOT).then_some(Quantity(self.0))
    }
}

impl From<Quantity> for ToldQuantity {
    fn from(quantity: Quantity) -> Self {
        Self(quantity.0)
    }
}

/// Whole seconds since 1970; nought is *not told*.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(u32);

impl Moment {
    pub const NOT: Self = Self(0);

    /// `None` outside the years 1970 to 2106.
    pub fn new(at: Timestamp) -> Option<Self> {
        u32::try_from(at.micros().div_euclid(1_000_000)).ok().map(Self)
    }

    pub fn get(self) -> Option<Timestamp> {
        (self != Self::NOT).then(|| Timestamp::from_micros(i64::from(self.0) * 1_000_000))
    }

    pub fn is_told(self) -> bool {
        self != Self::NOT
    }

    pub fn is_before(self, second: i64) -> bool {
        i64::from(self.0) < second
    }
}

/// Days since 2000-01-01; the largest is *not told*.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub u16);

impl Day {
    pub const NOT: Self = Self(u16::MAX);

    pub fn is_before(self, today: Self) -> bool {
        self != Self::NOT && self < today
    }

    /// `None` when it is not told.
    pub fn get(self) -> Option<BusinessDate> {
        let days = i64::from(self.0);
        (self != Self::NOT).then(|| BusinessDate(FIRST_DAY.saturating_add(jiff::Span::new().days(days))))
    }
}

const FIRST_DAY: jiff::civil::Date = jiff::civil::date(2000, 1, 1);

/// A day before 2000 is kept as the first, one after 2179 as the last.
impl From<BusinessDate> for Day {
    fn from(date: BusinessDate) -> Self {
        let days = (date.0 - FIRST_DAY).get_days();
        Self(u16::try_from(days.max(0)).unwrap_or(u16::MAX).min(u16::MAX - 1))
    }
}

/// What a THC figure counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum ThcUnit {
    Percent,
    Milligrams,
}

/// The order of the fields is the order rows are sorted in. Rows that say the same lie as they do in their file; the numbers
/// into [`Books`] come last, because threads meet texts in any order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Row {
    pub tag: TagKey,
    /// Whoever takes a row over sets it; nobody else needs to.
    pub source: Source,
    /// Of a menu, the marketplace: a number into [`Books::channels`].
    pub channel: u8,
    pub standing: Standing,
    pub unit: Unit,
    pub thc_unit: ThcUnit,
    pub quantity: ToldQuantity,
    /// Whole cents.
    pub price: Told32,
    /// Thousandths of a percent or of a milligram.
    pub thc: Told32,
    pub updated: Moment,
    pub expires: Day,
    /// Where in the file it stands; nought when it came from no file.
    pub line: u32,
    /// Into [`Books::facilities`].
    pub facility: u16,
    /// The status as the source writes it: into [`Books::words`].
    pub word: u16,
    /// In a point of sale the room, on a menu who wrote the listing: into [`Books::places`].
    pub place: u16,
    /// Into [`Books::names`].
    pub name: u16,
}

impl Row {
    /// Of a listing: whether a shopper sees it. One in a standing that nobody understands may be seen.
    pub fn is_shown(&self) -> bool {
        !self.standing.blocks()
    }

    /// A row that says nothing but its tag and standing.
    pub fn bare(tag: TagKey, standing: Standing) -> Self {
        Self {
            tag,
            source: Source::State,
            channel: 0,
            standing,
            unit: Unit::NotTold,
            thc_unit: ThcUnit::Percent,
            quantity: ToldQuantity::NOT,
            price: Told32::NOT,
            thc: Told32::NOT,
            updated: Moment::NOT,
            expires: Day::NOT,
            facility: 0,
            word: 0,
            place: 0,
            name: 0,
            line: 0,
        }
    }

    pub fn price(&self) -> Option<Money> {
        self.price.get().map(Money)
    }
}

/// Texts that many rows share, numbered from one; nought is the empty text.
#[derive(Debug, Clone, Default)]
pub struct Words {
    texts: Vec<String>,
    numbers: HashMap<String, usize>,
}

impl Words {
    /// The number of a text, a new one if it is new and `max` are not kept yet.
    pub fn number(&mut self, text: &str, max: usize) -> Option<usize> {
        if text.is_empty() {
            return Some(0);
        }
        if let Some(number) = self.numbers.get(text) {
            return Some(*number);
        }
        let number = self.texts.len() + 1;
        (number <= max).then(|| {
            self.texts.push(text.to_owned());
            self.numbers.insert(text.to_owned(), number);
            number
        })
    }

    pub fn text(&self, number: usize) -> &str {
        number.checked_sub(1).and_then(|index| self.texts.get(index)).map_or("", String::as_str)
    }

    pub fn len(&self) -> usize {
        self.texts.len()
    }

    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }
}

/// The texts behind the numbers in rows.
#[derive(Debug, Clone, Default)]
pub struct Books {
    pub facilities: Words,
    pub words: Words,
    pub channels: Words,
    pub places: Words,
    pub names: Words,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_as_small_as_the_documents_say() {
        assert_eq!(size_of::<Row>(), 56);
    }
}
