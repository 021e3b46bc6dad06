//! The state's units of measure and the exact way between them.

use countersign_kernel::Mass;
use serde_json::{Value, json};

use crate::world;

/// Long name, abbreviation, and the mass of one for units of weight.
const UNITS: &[(&str, &str, Option<Mass>)] = &[
    ("Each", "ea", None),
    ("Grams", "g", Some(Mass(1_000_000_000))),
    ("Milligrams", "mg", Some(Mass(1_000_000))),
    ("Kilograms", "kg", Some(Mass(1_000_000_000_000))),
    ("Ounces", "oz", Some(Mass::OUNCE)),
    ("Pounds", "lb", Some(Mass(16 * Mass::OUNCE.0))),
];

pub(super) fn name(unit: world::Unit) -> &'static str {
    match unit {
        world::Unit::Each => "Each",
        world::Unit::Grams => "Grams",
    }
}

pub(super) fn abbreviation(unit: world::Unit) -> &'static str {
    match unit {
        world::Unit::Each => "ea",
        world::Unit::Grams => "g",
    }
}

/// A quantity sent in the unit called `sent` as ten-thousandths of a package's own unit, to the nearest one.
pub(super) fn convert(quantity: i64, sent: &str, own: world::Unit) -> Result<i64, String> {
    let found = UNITS.iter().find(|(name, ..)| *name == sent);
    let Some((.., mass)) = found else { return Err(format!("Unit Of Measure \"{sent}\" was not found.")) };
    match (own, mass) {
        (world::Unit::Each, None) => Ok(quantity),
        (world::Unit::Grams, Some(mass)) => {
            let gram = 1_000_000_000_i128;
            let scaled = i128::from(quantity) * i128::from(mass.0);
            let nearest = (scaled * 2 + gram * scaled.signum()) / (gram * 2);
            i64::try_from(nearest).map_err(|_| "Quantity is too large.".to_owned())
        }
        _ => Err(format!("Unit Of Measure \"{sent}\" is not of the package's quantity type.")),
    }
}

pub(super) fn active() -> Vec<Value> {
    let rows = UNITS.iter().map(|(name, abbreviation, mass)| {
        let kind = if mass.is_some() { "WeightBased" } else { "CountBased" };
        json!({"QuantityType": kind, "Name": name, "Abbreviation": abbreviation})
    });
    rows.collect()
}

pub(super) fn inactive() -> Vec<Value> {
    vec![json!({"QuantityType": "WeightBased", "Name": "Tonns", "Abbreviation": "t"})]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_convert_and_counts_do_not() {
        assert_eq!(convert(10_000, "Ounces", world::Unit::Grams), Ok(283_495));
        assert_eq!(convert(10_000, "Milligrams", world::Unit::Grams), Ok(10));
        assert_eq!(convert(-25_000, "Grams", world::Unit::Grams), Ok(-25_000));
        assert_eq!(convert(20_000, "Each", world::Unit::Each), Ok(20_000));
        assert!(convert(1, "Grams", world::Unit::Each).is_err());
        assert!(convert(1, "g", world::Unit::Grams).is_err());
    }
}
