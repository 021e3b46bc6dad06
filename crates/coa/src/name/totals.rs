//! Totals by what they are called. A row that says only `Total` gets its meaning from its table.

/// The key of a total, from a name in [`super::normal`] form.
pub fn total_of(normal: &str) -> Option<&'static str> {
    // `Calculated Total THC` is the same as `Total THC`.
    let normal = ["calculated", "theoretical", "estimated"]
        .iter()
        .find_map(|first| normal.strip_prefix(first).filter(|rest| rest.starts_with("total")))
        .unwrap_or(normal);
    let rest = ["total", "sumof", "sum", "maximum", "max", "potential", "calculated", "overall"]
        .iter()
        .find_map(|first| normal.strip_prefix(first))
        .or_else(|| normal.strip_suffix("total"))?;
    let rest = [
        "of",
        "active",
        "potential",
        "available",
        "psychoactive",
        "calculated",
        "detected",
        "measured",
        "decarboxylated",
        "theoretical",
        "max",
        "potentially",
    ]
    .iter()
    .fold(rest, |rest, word| rest.strip_prefix(word).unwrap_or(rest));
    let sum = normal.starts_with("sum");
    Some(match rest {
        "thc"
        | "d9thc"
        | "tetrahydrocannabinol"
        | "d9thcthca"
        | "thcthca"
        | "potentialthc"
        | "activethc"
        | "d9tetrahydrocannabinol"
        | "d9tetrahydrocannabinols"
        | "activethcmax" => "total_thc",
        "cbd" | "cannabidiol" | "cbdcbda" | "potentialcbd" | "activecbd" | "cannabidiols" => "total_cbd",
        "cannabinoids"
        | "cannabinoid"
        | "cannabinoidcontent"
        | "cannabinoidsdetected"
        | "cannabinoidsmeasured"
            if sum =>
        {
            "sum_of_cannabinoids"
        }
        "cannabinoids"
        | "cannabinoid"
        | "cannabinoidcontent"
        | "cannabinoidsdetected"
        | "cannabinoidsmeasured"
        | "activecannabinoids" => "total_cannabinoids",
        "terpenes" | "terpenoids" | "terpene" | "terpenecontent" | "terpenesdetected" | "terpenoid" => {
            "total_terpenes"
        }
        "cbg" | "cannabigerol" => "total_cbg",
        "thcv" => "total_thcv",
        "cbc" | "cannabichromene" => "total_cbc",
        "cbdv" => "total_cbdv",
        "cbn" => "total_cbn",
        "d8thc" => "total_delta_8_thc",
        "" | "s" => "total",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::normal;

    #[test]
    fn totals_are_known_by_many_names() {
        for (name, key) in [
            ("Total THC", Some("total_thc")),
            ("Max Active THC", Some("total_thc")),
            ("TOTAL CANNABINOIDS:", Some("total_cannabinoids")),
            ("Total Available Cannabinoids", Some("total_cannabinoids")),
            ("SUM OF CANNABINOIDS", Some("sum_of_cannabinoids")),
            ("Total Terpenoids:", Some("total_terpenes")),
            ("Total", Some("total")),
            ("Calculated Total THC", Some("total_thc")),
            ("Total Yeast and Mold", None),
            ("Total Arsenic", None),
            ("THC", None),
        ] {
            assert_eq!(total_of(&normal(name)), key, "{name}");
        }
    }
}
