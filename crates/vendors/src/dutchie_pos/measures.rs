//! What one unit for sale contains, as far as the POS really says so. Nothing here is guessed from a name.

use countersign_domain::catalogue::UnitMeasures;
use countersign_kernel::{Mass, Thc};

use super::wire;
use crate::decimal::Decimal;

/// Decimal places of a gram that we keep.
const GRAM_DIGITS: u32 = 9;
/// Decimal places of a milligram of THC that we keep.
const MILLIGRAM_DIGITS: u32 = 3;
const NANOGRAMS_PER_GRAM: i64 = 1_000_000_000;

/// The limit category of a POS category. The words are the shop's own, so only clear ones are understood.
pub(super) fn limit_category(category: &str) -> Option<&'static str> {
    let word = category.to_ascii_lowercase().replace(['-', '_', ' '], "");
    let is = |parts: &[&str]| parts.iter().any(|part| word.contains(part));
    // The narrower word first: an infused pre-roll is a pre-roll too.
    Some(match () {
        () if is(&["preroll", "joint"]) && is(&["infused"]) => "infused_preroll",
        () if is(&["preroll", "joint"]) => "preroll",
        () if is(&["flower", "bud"]) && !is(&["infused"]) => "flower",
        () if is(&["vape", "vapor", "cartridge"]) => "vape",
        () if is(&["concentrate", "extract"]) => "concentrate",
        () if is(&["beverage", "drink"]) => "beverage",
        () if is(&["edible"]) => "edible",
        () if is(&["tincture"]) => "tincture",
        () if is(&["capsule", "tablet"]) => "oral",
        () if is(&["suppositor"]) => "suppository",
        () if is(&["transdermal", "patch"]) => "patch",
        () if is(&["topical"]) => "topical",
        () if is(&["seedling"]) => "seedling",
        () if is(&["seed"]) => "seed",
        () if is(&["clone"]) => "immature_plant",
        () => return None,
    })
}

pub(super) fn of(row: &wire::InventoryRow, product: Option<&wire::Product>, unit: &str) -> UnitMeasures {
    let category = row.category.as_deref().and_then(limit_category);
    let grams = if unit == "Grams" { Some(Mass(NANOGRAMS_PER_GRAM)) } else { unit_grams(row) };
    let is_extract = matches!(category, Some("concentrate" | "vape"));
    UnitMeasures {
        category: category.map(str::to_owned),
        grams,
        concentrate_grams: grams.filter(|_| is_extract),
        mg_thc: milligrams(row, product),
        form: matches!(category, Some("beverage" | "tincture")).then(|| "liquid".to_owned()),
    }
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
