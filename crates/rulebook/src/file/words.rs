//! Quantities with units, as rule files write them: `1 oz`, `8 g`, `800 mg`, `6 units`.

use crate::amount::{Amount, SCALE};
use crate::question::Measure;
use crate::ratio::Ratio;

/// What a counter is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    Gram,
    Milligram,
    FluidOunce,
    Millilitre,
    Piece,
}

impl Unit {
    pub fn word(self) -> &'static str {
        match self {
            Self::Gram => "g",
            Self::Milligram => "mg",
            Self::FluidOunce => "fl oz",
            Self::Millilitre => "ml",
            Self::Piece => "units",
        }
    }

    pub fn of(measure: Measure) -> Self {
        match measure {
            Measure::Grams
            | Measure::ConcentrateGrams
            | Measure::PackageGrams
            | Measure::StateEquivalentGrams => Self::Gram,
            Measure::MgThc
            | Measure::MgCbd
            | Measure::UnitMgThc
            | Measure::DoseMgThc
            | Measure::PackageMgThc => Self::Milligram,
            Measure::FlOz => Self::FluidOunce,
            Measure::Ml => Self::Millilitre,
            Measure::Count => Self::Piece,
        }
    }

    /// How many of `other` make one of this unit, where both measure the same thing.
    pub fn in_units_of(self, other: Self) -> Option<Ratio> {
        match (self, other) {
            _ if self == other => Some(Ratio::ONE),
            (Self::Gram, Self::Milligram) => Ratio::new(1_000, 1),
            (Self::Milligram, Self::Gram) => Ratio::new(1, 1_000),
            // 29.5735295625 ml, the US fluid ounce by definition.
            (Self::FluidOunce, Self::Millilitre) => Ratio::new(473_176_473, 16_000_000),
            (Self::Millilitre, Self::FluidOunce) => Ratio::new(16_000_000, 473_176_473),
            _ => None,
        }
    }
}

/// Reads `8 g`. An ounce is as many grams as the file says, and becomes grams here.
pub(crate) fn quantity(text: &str, ounce: Option<Amount>) -> Result<(Ratio, Unit), String> {
    let (number, unit) = text.split_once(' ').ok_or_else(|| format!("`{text}` has no unit"))?;
    let amount: Amount = number.parse().map_err(|e| format!("{e}"))?;
    let ratio = Ratio::new(amount.scaled(), SCALE).ok_or_else(|| format!("`{text}` is too fine"))?;
    let unit = match unit {
        "oz" => {
            let ounce = ounce.ok_or("an ounce is used but `ounce_grams` is not set at the file's head")?;
            let grams = Ratio::new(ounce.scaled(), SCALE).and_then(|o| o.times(ratio));
            return grams.map(|g| (g, Unit::Gram)).ok_or_else(|| format!("`{text}` is too fine"));
        }
        "g" => Unit::Gram,
        "mg" => Unit::Milligram,
        "fl oz" => Unit::FluidOunce,
        "ml" => Unit::Millilitre,
        "unit" | "units" => Unit::Piece,
        _ => return Err(format!("`{unit}` is not one of oz, g, mg, fl oz, ml, units")),
    };
    Ok((ratio, unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ounce_is_what_the_file_says() {
        let ounce: Amount = "28.349523125".parse().expect("an amount");
        assert_eq!(quantity("2 oz", Some(ounce)), Ok((Ratio { num: 45_359_237, den: 800_000 }, Unit::Gram)));
        assert_eq!(quantity("2.5 fl oz", None), Ok((Ratio { num: 5, den: 2 }, Unit::FluidOunce)));
        for bad in ["8", "8g", "8 stone", "-1 g", "1 oz"] {
            assert!(quantity(bad, None).is_err(), "{bad}");
        }
    }
}
