//! Flowhub's shapes: camelCase, prices in pennies, reads of `/v0` in an envelope.

use std::fmt;

use serde::Deserialize;

use crate::decimal::Decimal;

/// The envelope repeats the status, which may differ from HTTP's.
#[derive(Debug, Deserialize)]
pub(super) struct Envelope<T> {
    pub status: i64,
    pub data: Vec<T>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Location {
    pub location_id: String,
    pub import_id: String,
    pub location_name: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Row {
    pub location_id: String,
    pub product_id: String,
    pub sku: Option<String>,
    pub product_name: String,
    pub category: Option<String>,
    pub quantity: Decimal,
    pub is_sold_by_weight: bool,
    pub inventory_unit_of_measure: Option<String>,
    pub product_weight: Option<Decimal>,
    pub product_unit_of_measure: Option<String>,
    pub product_unit_of_measure_to_grams_multiplier: Option<Decimal>,
    pub regulatory_id: Option<String>,
    pub price_in_minor_units: Option<i64>,
    pub pre_tax_price_in_pennies: Option<i64>,
    #[serde(default)]
    pub cannabinoid_information: Vec<Cannabinoid>,
    /// Only analytics say it; a row that does not is not for sale.
    pub for_sale: Option<bool>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Cannabinoid {
    pub name: String,
    pub upper_range: Option<Decimal>,
    pub unit_of_measure: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Customer {
    pub id: String,
    /// First and last name in one.
    pub name: Option<String>,
    pub birth_date: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub street_address1: Option<String>,
    pub street_address2: Option<String>,
    pub city: Option<String>,
    pub state: Option<String>,
    pub zip: Option<String>,
    #[serde(default)]
    pub groups: Option<Vec<Group>>,
}

#[derive(Deserialize)]
pub(super) struct Group {
    pub name: String,
}

impl fmt::Debug for Customer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Customer({}, ‹sealed›)", self.id)
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Sales {
    pub total: usize,
    pub orders: Vec<Sale>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Sale {
    pub id: String,
    pub location_id: String,
    pub created_at: String,
    pub completed_on: Option<String>,
    pub customer_id: Option<String>,
    pub order_status: String,
    #[serde(default)]
    pub original_sale_id: Option<String>,
    pub items_in_cart: Vec<SoldItem>,
    pub voided: Option<bool>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SoldItem {
    pub product_id: String,
    pub quantity: Decimal,
}
