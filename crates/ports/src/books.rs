//! What a source's whole books look like when they are pulled to be compared: rows as the source has them, and whether
//! all of them came.

use countersign_domain::catalogue::StockItem;
use countersign_domain::menu::Figures;
use countersign_kernel::{BusinessDate, Money, PackageTag, Timestamp};
use serde::{Deserialize, Serialize};

use crate::error::CallError;

/// The rows that came, and why the others did not. Without a reason all of them came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pulled<T> {
    pub rows: Vec<T>,
    pub missing: Option<CallError>,
}

impl<T> Pulled<T> {
    pub fn whole(rows: Vec<T>) -> Self {
        Self { rows, missing: None }
    }

    pub fn failed(why: CallError) -> Self {
        Self { rows: Vec::new(), missing: Some(why) }
    }
}

/// A list that comes whole or not at all.
impl<T> From<Result<Vec<T>, CallError>> for Pulled<T> {
    fn from(read: Result<Vec<T>, CallError>) -> Self {
        match read {
            Ok(rows) => Self::whole(rows),
            Err(why) => Self::failed(why),
        }
    }
}

/// A package as the point of sale has it, nothing rounded and nothing left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PosPackage {
    pub inventory_id: String,
    pub product_id: String,
    pub sku: String,
    pub name: String,
    /// What stands in the tag's place, whether it is one or not.
    pub tag: Option<String>,
    /// Plain decimal, with what is set aside for orders; absent when it is not told.
    pub quantity: Option<String>,
    pub unit: String,
    /// The POS's own word; empty when it has none.
    pub status: String,
    pub price_adult: Option<Money>,
    pub price_medical: Option<Money>,
    pub cannabis: bool,
    pub medical_only: bool,
    pub expires: Option<BusinessDate>,
    pub modified_at: Option<Timestamp>,
}

/// From a system that tells its shelf only as it is for sale.
impl From<StockItem> for PosPackage {
    fn from(item: StockItem) -> Self {
        Self {
            inventory_id: item.inventory_id,
            product_id: item.product_id,
            sku: item.sku,
            name: item.name,
            tag: item.tag.map(|tag| tag.to_string()),
            quantity: Some(item.quantity.to_string()),
            unit: item.unit,
            status: "Active".to_owned(),
            price_adult: item.price_adult,
            price_medical: item.price_medical,
            cannabis: item.cannabis,
            medical_only: item.medical_only,
            expires: None,
            modified_at: None,
        }
    }
}

/// A listing as a marketplace shows it, also one that is hidden or has no price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownListing {
    /// The name by which it can be hidden; absent when somebody else made it and gave none.
    pub external_id: Option<String>,
    /// What an order line names; the point of sale's word for the product.
    pub sku: Option<String>,
    pub name: String,
    pub price: Option<Money>,
    pub medical: bool,
    /// As it is shown, capped or late; never compared with a count.
    pub available: Option<i64>,
    /// Absent when the marketplace does not say.
    pub visible: Option<bool>,
    /// What it says was measured; empty where it says nothing, or in a way that is not understood.
    #[serde(default, skip_serializing_if = "Figures::is_empty")]
    pub figures: Figures,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// A ground on which the state lets a shop change what it counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdjustmentReason {
    pub name: String,
    pub needs_note: bool,
}

/// The state's count of a package, to be set to what was counted in the shop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adjustment {
    pub tag: PackageTag,
    /// Plain decimals in `unit`: what the state had when it was decided, and what it shall have.
    pub from: String,
    pub to: String,
    pub unit: String,
    pub reason: String,
    pub note: String,
    /// The facility's calendar day.
    pub on: BusinessDate,
}

/// A listing's price, to be set to what the point of sale will charge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceChange {
    pub external_id: String,
    /// Of the variant; the item's own where it has only one.
    pub sku: String,
    /// What it showed when it was decided.
    pub from: Option<Money>,
    pub to: Money,
}

impl PriceChange {
    /// Whether a listing is the one that is meant.
    pub fn is_of(&self, listing: &ShownListing) -> bool {
        listing.external_id.as_deref() == Some(&self.external_id) && listing.sku.as_deref() == Some(&self.sku)
    }
}

/// For traits: which system it is only the one behind them knows.
pub(crate) fn unsupported(operation: &'static str) -> CallError {
    CallError::unsupported("this system", operation)
}
