//! Figures and compounds as a label writes them.

use countersign_domain::menu::{Figure, Figures, Measured};

/// `delta_9_thc` as it is written on a label.
pub(crate) fn compound(key: &str) -> String {
    match key {
        "delta_9_thc" => "THC".to_owned(),
        "delta_8_thc" => "Delta-8 THC".to_owned(),
        short if short.len() <= 5 && !short.contains('_') => short.to_uppercase(),
        long => {
            let words = long.replace('_', "-");
            let mut letters = words.chars();
            letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
        }
    }
}

/// Name and amount of each, totals first.
pub(super) fn told(figures: &Figures) -> impl Iterator<Item = (String, String)> {
    let total = |name: &str, figure: Option<Figure>| Some((name.to_owned(), figure?.to_string()));
    let totals = [total("Total THC", figures.total_thc), total("Total CBD", figures.total_cbd)];
    let row = |row: &Measured| (compound(&row.key), row.figure.to_string());
    let rows = figures.cannabinoids.iter().chain(&figures.terpenes).map(row);
    totals.into_iter().flatten().chain(rows)
}

#[cfg(test)]
mod tests {
    use super::compound;

    #[test]
    fn compounds_are_named_as_on_a_label() {
        let names = ["delta_9_thc", "thca", "cbd", "beta_myrcene", "linalool"].map(compound);
        assert_eq!(names, ["THC", "THCA", "CBD", "Beta-myrcene", "Linalool"]);
    }
}
