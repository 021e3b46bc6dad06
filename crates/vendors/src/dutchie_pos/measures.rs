//! What one unit for sale contains, as far as the POS really says so. Nothing here is guessed from a name.

use countersign_domain::catalogue::UnitMeasures;
use countersign_kernel::{Mass, Thc};

use super::wire;
use crate::category::{GRAM_DIGITS, MILLIGRAM_DIGITS, NANOGRAMS_PER_GRAM, limit_category, measures};
use crate::decimal::Decimal;

pub(super) fn of(row: &wire::InventoryRow, product: Option<&wire::Product>, unit: &str) -> UnitMeasures {
    let category = row.category.as_deref().and_then(limit_category);
    measures(category, unit, || unit_grams(row), milligrams(row, product))
}

/// The unit's weight; a zero is a field that nobody filled in.
fn unit_grams(row: &wire::InventoryRow) -> Option<Mass> {
    let weight = row.unit_weight.as_ref().filter(|w| !w.is_zero())?;
    let nanograms = match row.unit_weight_unit.as_deref()?.to_ascii_lowercase().as_str() {
        "g" | "gram" | "grams" => weight.rounded(GRAM_DIGITS)?,
        "mg" | "milligram" | "milligrams" => weight.rounded(GRAM_DIGITS - 3)?,
        "oz" | "ounce" | "ounces" => {
            let billionths = i128::from(weight.rounded(GRAM_DIGITS)?);
            let half = i128::from(NANOGRAMS_PER_GRAM / 2);
            i64::try_from((billionths * i128::from(Mass::OUNCE.0) + half) / i128::from(NANOGRAMS_PER_GRAM))
                .ok()?
        }
        _ => return None,
    };
    (nanograms > 0).then_some(Mass(nanograms))
}

/// The package's own figure, else the product's when it is in milligrams. A percentage is not turned into one:
/// which THC it means is not said.
fn milligrams(row: &wire::InventoryRow, product: Option<&wire::Product>) -> Option<Thc> {
    let is_mg = |p: &&wire::Product| p.thc_content_unit.as_deref() == Some("mg");
    let of_product = || product.filter(is_mg).and_then(|p| p.thc_content.as_ref());
    let filled = |d: &&Decimal| !d.is_zero();
    let figure = row.effective_potency_mg.as_ref().filter(filled).or_else(|| of_product().filter(filled))?;
    figure.rounded(MILLIGRAM_DIGITS).filter(|micrograms| *micrograms > 0).map(Thc)
}
