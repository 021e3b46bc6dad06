//! The funnel from free-text item types to Leafly's own, and the units each of those takes.

/// What a type word is filed under. sim_assumption: the vendor's word list is not public; this one files by word
/// parts. A word it does not know is accepted and mis-filed as `Other`, as documented; tincture has no target.
pub fn filed_under(word: &str) -> &'static str {
    const PARTS: [(&str, &str); 24] = [
        ("infused pre", "PreRoll"),
        ("preroll", "PreRoll"),
        ("pre-roll", "PreRoll"),
        ("pre roll", "PreRoll"),
        ("joint", "PreRoll"),
        ("cartridge", "Cartridge"),
        ("vape", "Cartridge"),
        ("concentrate", "Concentrate"),
        ("extract", "Concentrate"),
        ("rosin", "Concentrate"),
        ("wax", "Concentrate"),
        ("edible", "Edible"),
        ("gumm", "Edible"),
        ("chocolate", "Edible"),
        ("beverage", "Edible"),
        ("drink", "Edible"),
        ("topical", "Topical"),
        ("lotion", "Topical"),
        ("clone", "Clone"),
        ("seed", "Seeds"),
        ("accessor", "Accessory"),
        ("gear", "Accessory"),
        ("flower", "Flower"),
        ("bud", "Flower"),
    ];
    let word = word.to_lowercase();
    PARTS.iter().find(|(part, _)| word.contains(part)).map_or("Other", |(_, target)| target)
}

/// Whether the matrix lists this unit for items filed there.
pub fn takes_unit(filed: &str, unit: &str) -> bool {
    match filed {
        "Flower" => matches!(unit, "g" | "oz"),
        "Concentrate" | "Cartridge" => matches!(unit, "each" | "g"),
        _ => unit == "each",
    }
}

/// Whether the matrix lists this compound unit; compounds on `Other` are ignored.
pub fn takes_compound_unit(filed: &str, unit: &str) -> bool {
    match filed {
        "Edible" => unit == "mg",
        "Flower" | "PreRoll" | "Concentrate" | "Cartridge" => unit == "percent",
        "Other" => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_words_and_tinctures_are_misfiled_not_refused() {
        for (word, target) in [
            ("Pre-Rolls", "PreRoll"),
            ("Vape Cartridges", "Cartridge"),
            ("Tincture", "Other"),
            ("Flwoer", "Other"),
        ] {
            assert_eq!(filed_under(word), target);
        }
        assert!(!takes_unit("Flower", "each"));
    }
}
