//! Units of goods, and quantities in them, compared exactly.

pub use countersign_kernel::Quantity;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::standing::plain;

/// A quantity keeps nine decimal places, so that an ounce in grams is exact.
pub const PLACES: u32 = 9;

/// What a quantity counts. The state's long names are the names here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Unit {
    /// The source does not say.
    NotTold,
    Each,
    Milligrams,
    Grams,
    Kilograms,
    Ounces,
    Pounds,
    Milliliters,
    Liters,
    FluidOunces,
    Gallons,
}

/// Amounts of one kind can be compared in whatever units they are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Count,
    Weight,
    Volume,
}

/// One unit: its name, its kind, how many of the kind's smallest parts it has, and how else it is written.
/// Weight is in nanograms; volume in ten-billionths of a millilitre, of which a gallon has a whole number.
type Line = (Unit, &'static str, Kind, i64, &'static [&'static str]);

const UNITS: &[Line] = &[
    (Unit::Each, "Each", Kind::Count, 1, &["ea", "each", "unit", "units", "count", "ct", "piece", "pieces"]),
    (Unit::Milligrams, "Milligrams", Kind::Weight, 1_000_000, &["mg", "milligram", "milligrams"]),
    (Unit::Grams, "Grams", Kind::Weight, 1_000_000_000, &["g", "gm", "gr", "gram", "grams"]),
    (Unit::Kilograms, "Kilograms", Kind::Weight, 1_000_000_000_000, &["kg", "kilogram", "kilograms"]),
    (Unit::Ounces, "Ounces", Kind::Weight, 28_349_523_125, &["oz", "ounce", "ounces"]),
    (Unit::Pounds, "Pounds", Kind::Weight, 453_592_370_000, &["lb", "lbs", "pound", "pounds"]),
    (Unit::Milliliters, "Milliliters", Kind::Volume, 10_000_000_000, &["ml", "milliliter", "milliliters"]),
    (Unit::Liters, "Liters", Kind::Volume, 10_000_000_000_000, &["l", "liter", "liters"]),
    (
        Unit::FluidOunces,
        "Fluid Ounces",
        Kind::Volume,
        295_735_295_625,
        &["floz", "fluidounce", "fluidounces"],
    ),
    (Unit::Gallons, "Gallons", Kind::Volume, 37_854_117_840_000, &["gal", "gallon", "gallons"]),
];

impl Unit {
    pub const ALL: [Self; 10] = [
        Self::Each,
        Self::Milligrams,
        Self::Grams,
        Self::Kilograms,
        Self::Ounces,
        Self::Pounds,
        Self::Milliliters,
        Self::Liters,
        Self::FluidOunces,
        Self::Gallons,
    ];

    /// The unit a source means by a word; an empty one says nothing. `None` for a word that is not on the list.
    pub fn read(word: &str) -> Option<Self> {
        let plain = plain(word);
        if plain.is_empty() {
            return word.trim().is_empty().then_some(Self::NotTold);
        }
        UNITS.iter().find(|line| line.4.contains(&plain.as_str())).map(|line| line.0)
    }

    fn line(self) -> Option<&'static Line> {
        UNITS.iter().find(|line| line.0 == self)
    }

    pub fn name(self) -> &'static str {
        self.line().map_or("", |line| line.1)
    }

    pub fn kind(self) -> Option<Kind> {
        self.line().map(|line| line.2)
    }

    fn parts(self) -> i128 {
        self.line().map_or(1, |line| i128::from(line.3))
    }
}

impl Serialize for Unit {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Unit {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let word = String::deserialize(d)?;
        let known = Self::read(&word).filter(|unit| *unit != Self::NotTold);
        known.ok_or_else(|| de::Error::custom(format!("`{word}` is not a unit")))
    }
}

/// A quantity in the smallest parts of its kind, in billionths of them.
pub fn parts(quantity: i128, unit: Unit) -> i128 {
    // INVARIANT: below 2^63 billionths of at most 4·10^13 parts, two of them added: far below 2^127.
    quantity * unit.parts()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_unit_has_a_line_and_is_read_by_its_name() {
        for unit in Unit::ALL {
            assert_eq!(Unit::read(unit.name()), Some(unit));
            assert!(unit.kind().is_some());
        }
        assert_eq!(Unit::ALL.len(), UNITS.len());
        for (word, unit) in [
            ("fl oz", Some(Unit::FluidOunces)),
            ("GRAMS", Some(Unit::Grams)),
            (" ", Some(Unit::NotTold)),
            ("stone", None),
            ("%", None),
        ] {
            assert_eq!(Unit::read(word), unit, "{word}");
        }
    }

    #[test]
    fn ounces_and_grams_agree_to_the_last_digit() {
        let grams =
            |text: &str| parts(i128::from(text.parse::<Quantity>().expect("a quantity").0), Unit::Grams);
        assert_eq!(parts(1_000_000_000, Unit::Pounds), grams("453.59237"));
        assert_eq!(parts(16_000_000_000, Unit::Ounces), parts(1_000_000_000, Unit::Pounds));
        assert_eq!(parts(128_000_000_000, Unit::FluidOunces), parts(1_000_000_000, Unit::Gallons));
        assert_ne!(parts(1_000_000_000, Unit::Ounces), grams("28.35"));
        assert!("0.0000000001".parse::<Quantity>().is_err());
        assert_eq!("3.50".parse::<Quantity>().map(|q| q.to_string()), Ok("3.5".to_owned()));
    }
}
