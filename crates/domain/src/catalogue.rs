//! What is for sale, as the POS has it: one item a package, with the measures the law counts.

use countersign_kernel::{BusinessDate, Mass, Money, PackageTag, Thc};
use serde::{Deserialize, Serialize};

/// What one unit for sale contains, in the terms purchase limits are written in. What is absent is not known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitMeasures {
    /// The limit category (`flower`, `concentrate`, `edible`, …); absent when the product's class is not known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub category: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub grams: Option<Mass>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub concentrate_grams: Option<Mass>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub mg_thc: Option<Thc>,
    /// `solid` or `liquid`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub form: Option<String>,
}

/// One package on the shop's shelf.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockItem {
    pub inventory_id: String,
    pub product_id: String,
    /// What marketplaces know it by.
    pub sku: String,
    pub name: String,
    /// The POS's own word.
    pub category: String,
    /// The state's package tag; absent for goods the state does not track.
    pub tag: Option<PackageTag>,
    /// Units on the shelf. A POS may write halves; what is not whole is rounded down.
    pub quantity: i64,
    /// The state's long name of the unit that `quantity` counts: `Each`, `Grams`.
    pub unit: String,
    pub price_adult: Option<Money>,
    pub price_medical: Option<Money>,
    pub cannabis: bool,
    pub medical_only: bool,
    pub measures: UnitMeasures,
    pub packaged_on: Option<BusinessDate>,
}
