//! How much somebody bought, in the three measures of Colorado's law, exactly.

use std::fmt;

/// Quantities come in ten-thousandths of a unit, so every sum is kept ten thousand times as large.
const SCALE: i128 = 10_000;
/// One avoirdupois ounce in nanograms: 28.349523125 g.
const OUNCE: i128 = 28_349_523_125;
const GRAM: i128 = 1_000_000_000;
const MILLIGRAM: i128 = 1_000;

/// Adults: an ounce of flower, or 8 g of concentrate, or 800 mg of THC in products, or any mix that adds to one.
const ADULT_CONCENTRATE: i128 = 8 * GRAM;
const ADULT_PRODUCTS: i128 = 800 * MILLIGRAM;
/// Patients: 2 oz, 8 g (2 g from 18 to 20 years) and 20,000 mg, side by side.
const PATIENT_FLOWER: i128 = 2 * OUNCE;
const PATIENT_CONCENTRATE: i128 = 8 * GRAM;
const YOUNG_CONCENTRATE: i128 = 2 * GRAM;
const PATIENT_PRODUCTS: i128 = 20_000 * MILLIGRAM;

/// Nanograms and micrograms, times [`SCALE`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    flower: i128,
    concentrate: i128,
    products: i128,
}

impl Tally {
    pub fn flower(nanograms: i64) -> Self {
        Self { flower: i128::from(nanograms) * SCALE, ..Self::default() }
    }

    pub fn concentrate(nanograms: i64) -> Self {
        Self { concentrate: i128::from(nanograms) * SCALE, ..Self::default() }
    }

    pub fn products(micrograms_thc: i64) -> Self {
        Self { products: i128::from(micrograms_thc) * SCALE, ..Self::default() }
    }

    /// Takes ten-thousandths of what this is.
    pub fn times(self, ten_thousandths: i64) -> Self {
        let part = |whole: i128| whole / SCALE * i128::from(ten_thousandths);
        Self { flower: part(self.flower), concentrate: part(self.concentrate), products: part(self.products) }
    }

    pub fn plus(self, other: Self) -> Self {
        Self {
            flower: self.flower + other.flower,
            concentrate: self.concentrate + other.concentrate,
            products: self.products + other.products,
        }
    }

    /// flower / 1 oz + concentrate / 8 g + THC / 800 mg <= 1, multiplied out.
    pub fn is_within_adult(self) -> bool {
        let sum = self.flower * ADULT_CONCENTRATE * ADULT_PRODUCTS
            + self.concentrate * OUNCE * ADULT_PRODUCTS
            + self.products * OUNCE * ADULT_CONCENTRATE;
        sum <= OUNCE * ADULT_CONCENTRATE * ADULT_PRODUCTS * SCALE
    }

    pub fn is_within_patient(self, age: i32) -> bool {
        let concentrate = if age < 21 { YOUNG_CONCENTRATE } else { PATIENT_CONCENTRATE };
        self.flower <= PATIENT_FLOWER * SCALE
            && self.concentrate <= concentrate * SCALE
            && self.products <= PATIENT_PRODUCTS * SCALE
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let milli = |amount: i128, unit: i128| amount * 1_000 / unit / SCALE;
        let (flower, concentrate) = (milli(self.flower, GRAM), milli(self.concentrate, GRAM));
        let products = milli(self.products, MILLIGRAM) / 1_000;
        write!(f, "{flower} mg flower, {concentrate} mg concentrate, {products} mg THC in products")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const G: i64 = 1_000_000_000;

    #[test]
    fn an_adult_ounce_is_exact_to_the_nanogram() {
        assert!(Tally::flower(28_349_523_125).is_within_adult());
        assert!(!Tally::flower(28_349_523_126).is_within_adult());
        assert!(Tally::concentrate(8 * G).is_within_adult());
        assert!(!Tally::concentrate(8 * G + 1).is_within_adult());
        assert!(Tally::products(800_000).is_within_adult());
        assert!(!Tally::products(800_001).is_within_adult());
    }

    #[test]
    fn an_adults_mix_adds_to_one_ounce() {
        let mix = |micrograms| {
            Tally::flower(14 * G).plus(Tally::concentrate(2 * G)).plus(Tally::products(micrograms))
        };
        assert!(mix(200_000).is_within_adult());
        assert!(!mix(205_000).is_within_adult());
    }

    #[test]
    fn a_patients_three_caps_stand_side_by_side() {
        let full = Tally::flower(2 * 28_349_523_125)
            .plus(Tally::concentrate(8 * G))
            .plus(Tally::products(20_000_000));
        assert!(full.is_within_patient(21) && !full.is_within_patient(20));
        assert!(Tally::concentrate(2 * G).is_within_patient(18));
        assert!(!full.plus(Tally::flower(1)).is_within_patient(40));
        assert!(!full.plus(Tally::products(1)).is_within_patient(40));
    }

    #[test]
    fn parts_of_a_unit_count_in_part() {
        let half = Tally::flower(28_349_523_125).times(5_000);
        assert!(half.plus(half).is_within_adult());
        assert!(!half.plus(half).plus(Tally::flower(1)).is_within_adult());
    }
}
