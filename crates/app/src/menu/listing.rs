//! From a certificate that was confirmed to figures, and from everything that is known to a listing.

use countersign_domain::menu::potency::{self, Amount, Found, Profile};
use countersign_domain::menu::{Figures, Kind, TotalRule, TotalsBy};
use countersign_kernel::Mass;
use countersign_ports::marketplace::Listing;

use super::product::Product;
use crate::certificates::{Reading, Row, Total};

/// What the laboratory counted, as a menu tells it of a product of this kind by its rule for totals.
pub fn figures(
    confirmed: &Reading,
    kind: Kind,
    grams: Option<Mass>,
    by: TotalsBy,
) -> (Figures, Option<TotalRule>) {
    let profile = Profile {
        cannabinoids: confirmed.cannabinoids.iter().map(of_row).collect(),
        terpenes: confirmed.terpenes.iter().map(of_row).collect(),
        total_thc: confirmed.totals.get("total_thc").map(of_total),
        total_cbd: confirmed.totals.get("total_cbd").map(of_total),
    };
    potency::figures(&profile, kind, grams, by)
}

fn of_row(row: &Row) -> Found<'_> {
    Found { key: &row.key, amount: amount(&row.kind, row.value.as_deref(), row.unit.as_deref()) }
}

fn of_total(total: &Total) -> Amount<'_> {
    amount(&total.kind, total.value.as_deref(), total.unit.as_deref())
}

fn amount<'r>(kind: &str, value: Option<&'r str>, unit: Option<&'r str>) -> Amount<'r> {
    match (kind, value, unit) {
        ("value", Some(value), Some(unit)) => Amount::Is(value, unit),
        ("nd", ..) => Amount::NotDetected,
        _ => Amount::Unknown,
    }
}

/// The product as a channel shall show it, with totals by its rule; what is kept back there is not offered there. Nothing where it
/// cannot be shown at all.
pub fn listing(product: &Product, kept_back: i64, by: TotalsBy) -> Option<Listing> {
    // Once something was written, an empty text takes off what stands there; before, what stands there is not ours.
    let told = |text: &str| {
        Some(text.trim().to_owned()).filter(|text| !text.is_empty() || product.words.version > 0)
    };
    Some(Listing {
        sku: product.sku.clone(),
        name: product.name.clone(),
        kind: product.kind?,
        brand: told(&product.words.brand),
        strain: told(&product.words.strain),
        description: told(&product.words.description),
        price: product.price?,
        medical: product.medical_only,
        grams: product.grams,
        available: (product.available - kept_back).max(0),
        figures: product.figures_by(by).0,
        image: product.image.clone(),
    })
}
