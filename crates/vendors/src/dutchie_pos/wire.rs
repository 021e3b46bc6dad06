//! Dutchie POS's shapes: camelCase, numbers as doubles. `whoami` was seen in PascalCase, so both are read.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::decimal::Decimal;

#[derive(Debug, Deserialize)]
pub(super) struct WhoAmI {
    #[serde(alias = "LocationName", rename = "locationName")]
    pub location_name: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct InventoryRow {
    pub inventory_id: i64,
    pub product_id: i64,
    pub sku: Option<String>,
    pub product_name: String,
    pub category: Option<String>,
    /// Empty where nobody counted.
    pub quantity_available: Option<Decimal>,
    pub quantity_units: Option<String>,
    pub unit_weight: Option<Decimal>,
    pub unit_weight_unit: Option<String>,
    pub package_status: Option<String>,
    pub external_package_id: Option<String>,
    pub unit_price: Option<Decimal>,
    pub med_unit_price: Option<Decimal>,
    pub rec_unit_price: Option<Decimal>,
    pub packaged_date: Option<String>,
    pub expiration_date: Option<String>,
    pub last_modified_date_utc: Option<String>,
    pub medical_only: Option<bool>,
    pub effective_potency_mg: Option<Decimal>,
    pub is_cannabis: Option<bool>,
}

/// What only the product knows, and what must be known of one that stands on no shelf.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Product {
    pub product_id: i64,
    pub sku: Option<String>,
    pub product_name: Option<String>,
    pub category: Option<String>,
    pub is_cannabis: Option<bool>,
    pub product_grams: Option<Decimal>,
    pub default_unit: Option<String>,
    pub thc_content: Option<Decimal>,
    pub thc_content_unit: Option<String>,
    pub is_medical_only: Option<bool>,
}

/// Criteria are independent of each other, but last name and birth date go together.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Search<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mmjid_number: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "driversLicenseID")]
    pub drivers_license_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email_address: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_of_birth: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Customer {
    pub customer_id: i64,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub date_of_birth: Option<String>,
    pub phone: Option<String>,
    pub email_address: Option<String>,
    pub address1: Option<String>,
    pub address2: Option<String>,
    pub city: Option<String>,
    pub state: Option<String>,
    pub postal_code: Option<String>,
    pub status: Option<String>,
    pub mmjid_number: Option<String>,
    pub mmjid_expiration_date: Option<String>,
    #[serde(alias = "driversLicenseExpiration")]
    pub drivers_license_expiration_date: Option<String>,
    pub merged_into_customer_id: Option<i64>,
}

impl fmt::Debug for Customer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Customer({}, ‹sealed›)", self.customer_id)
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CartQuestion {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_type_id: Option<i64>,
    pub cart: Vec<CartLine>,
    pub is_delivery: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CartLine {
    pub product_id: i64,
    pub quantity: i64,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CartPrice {
    pub sub_total: Decimal,
    pub taxes: Decimal,
    pub discount: Decimal,
    pub total: Decimal,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Submit<'a> {
    pub customer_id: i64,
    pub items: Vec<CartLine>,
    pub is_delivery: bool,
    pub order_source: &'static str,
    pub order_type: &'static str,
    pub idempotency_key: &'a str,
    pub transaction_reference: &'a str,
    pub status: &'static str,
}

/// The prose of the specification promises two ids, its schema one number: both are read.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub(super) enum Submitted {
    Order {
        #[serde(rename = "transactionId")]
        transaction_id: i64,
    },
    Number(i64),
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Transaction {
    pub transaction_id: i64,
    pub customer_id: Option<i64>,
    pub transaction_date: String,
    pub reference_id: Option<String>,
    pub is_void: Option<bool>,
    pub is_return: Option<bool>,
    pub total_before_tax: Option<Decimal>,
    pub tax: Option<Decimal>,
    pub total: Option<Decimal>,
    pub paid: Option<Decimal>,
    pub change_due: Option<Decimal>,
    pub tip_amount: Option<Decimal>,
    /// Only when details were asked for.
    pub items: Option<Vec<SoldItem>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SoldItem {
    pub product_id: i64,
    pub package_id: Option<String>,
    pub quantity: Decimal,
    pub total_price: Option<Decimal>,
    pub total_discount: Option<Decimal>,
    pub is_returned: Option<bool>,
}
