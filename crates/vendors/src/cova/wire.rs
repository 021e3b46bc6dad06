//! Cova's shapes: PascalCase. Fields inside the blocks of a product and of a contact are assumed, see the README.

use std::fmt;

use countersign_kernel::Money;
use serde::ser::Error;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::value::RawValue;

use crate::decimal::Decimal;

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ProductQuestion {
    pub location_id: u64,
    pub include_classifications: bool,
    pub include_availability: bool,
    pub include_package_details: bool,
    pub include_pricing: bool,
    pub include_product_specifications: bool,
    pub in_stock_only: bool,
    pub selling_room_only: bool,
    pub skip: usize,
    pub top: usize,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Product {
    pub product_id: String,
    pub catalog_sku: Option<String>,
    pub name: String,
    pub classification_name: Option<String>,
    pub classification_path: Option<String>,
    pub measurement_type: String,
    pub is_batch_tracked: bool,
    pub is_non_stock: Option<bool>,
    pub is_archived: Option<bool>,
    pub life_cycle: Option<String>,
    #[serde(default)]
    pub availability: Vec<Available>,
    #[serde(default)]
    pub packages: Vec<Package>,
    #[serde(default)]
    pub prices: Vec<Price>,
    #[serde(default)]
    pub product_specifications: Vec<Specification>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Available {
    pub location_id: u64,
    pub in_stock_quantity: Decimal,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Package {
    pub location_id: u64,
    pub package_id: String,
    pub quantity: Decimal,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Price {
    pub location_id: u64,
    pub regular_price: Decimal,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Specification {
    pub display_name: String,
    pub value: Option<String>,
    pub unit: Option<String>,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Customer {
    pub id: String,
    pub primary_name: Option<String>,
    pub family_name: Option<String>,
    pub date_of_birth: Option<String>,
    pub disabled: Option<bool>,
    pub merged_into_customer_id: Option<String>,
    #[serde(default)]
    pub contact_methods: Vec<Contact>,
    #[serde(default)]
    pub addresses: Vec<Address>,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Contact {
    pub contact_method_category: String,
    pub value: Option<String>,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Address {
    pub street_address1: Option<String>,
    pub street_address2: Option<String>,
    pub city: Option<String>,
    pub state_code: Option<String>,
    pub postal_code: Option<String>,
}

impl fmt::Debug for Customer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Customer({}, ‹sealed›)", self.id)
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct NewOrder<'a> {
    pub id: &'a str,
    pub company_id: u64,
    pub entity_id: u64,
    pub order_reference: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<&'a str>,
    pub integrator_id: &'a str,
    pub is_delivery: bool,
    pub external_order_id: &'a str,
    pub lines: Vec<NewLine>,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct NewLine {
    pub product_id: String,
    pub quantity: i64,
    /// Off the whole line, before tax.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "as_number")]
    pub discount: Option<Money>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct OrderStatus {
    pub order_id: String,
    pub order_status: i64,
    pub order_message: Option<String>,
}

/// A JSON number letter for letter, which no float has touched.
fn as_number<S: Serializer>(money: &Option<Money>, serializer: S) -> Result<S::Ok, S::Error> {
    let text = money.unwrap_or_default().decimal();
    RawValue::from_string(text).map_err(Error::custom)?.serialize(serializer)
}
