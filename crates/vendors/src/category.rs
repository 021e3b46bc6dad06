//! What limits count, by a register's own words: the category, and what is in one unit. Nothing is guessed from a product's
//! name.

use countersign_domain::catalogue::UnitMeasures;
use countersign_kernel::{Mass, Thc};

/// Decimal places of a gram that we keep.
pub(crate) const GRAM_DIGITS: u32 = 9;
/// Decimal places of a milligram of THC that we keep.
pub(crate) const MILLIGRAM_DIGITS: u32 = 3;
pub(crate) const NANOGRAMS_PER_GRAM: i64 = 1_000_000_000;

/// What one unit counts: a gram of what is sold by weight, else what the register says is in it.
pub(crate) fn measures(
    category: Option<&str>,
    unit: &str,
    in_one: impl FnOnce() -> Option<Mass>,
    mg_thc: Option<Thc>,
) -> UnitMeasures {
    let grams = if unit == "Grams" { Some(Mass(NANOGRAMS_PER_GRAM)) } else { in_one() };
    UnitMeasures {
        category: category.map(str::to_owned),
        grams,
        concentrate_grams: grams.filter(|_| matches!(category, Some("concentrate" | "vape"))),
        mg_thc,
        form: matches!(category, Some("beverage" | "tincture")).then(|| "liquid".to_owned()),
    }
}

/// The limit category of a POS category. The words are the shop's own, so only clear ones are understood.
pub(crate) fn limit_category(category: &str) -> Option<&'static str> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_clear_words_name_a_limit_category() {
        for (word, category) in [
            ("Flower", Some("flower")),
            ("Drink", Some("beverage")),
            ("Vape Cartridge", Some("vape")),
            ("Pre-Rolls", Some("preroll")),
            ("Infused Pre-Rolls", Some("infused_preroll")),
            ("Infused Flower", None),
            ("Vaporizers", Some("vape")),
            ("Concentrates", Some("concentrate")),
            ("Edibles", Some("edible")),
            ("Beverages", Some("beverage")),
            ("Topicals", Some("topical")),
            ("Accessories", None),
            ("Specials", None),
            ("", None),
        ] {
            assert_eq!(limit_category(word), category, "{word}");
        }
    }
}
