//! The shapes: the menu's from the vendor's example and integrators' queries, the preorder's from the till's documents.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::decimal::Decimal;

/// A question to the menu: its text, and the values beside it.
#[derive(Debug, Serialize)]
pub(super) struct Question<'a> {
    pub query: &'static str,
    pub variables: Variables<'a>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Variables<'a> {
    pub retailer_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset: Option<usize>,
}

/// An answer may have both data and errors; then it is not whole.
#[derive(Debug, Deserialize)]
pub(super) struct Told<T> {
    pub data: Option<T>,
    #[serde(default)]
    pub errors: Vec<Wrong>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Wrong {
    #[serde(default)]
    pub message: String,
    pub extensions: Option<Extensions>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Extensions {
    pub code: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Retailers {
    pub retailers: Vec<Retailer>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Retailer {
    pub id: String,
    pub name: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct WithMenu {
    pub menu: Menu,
}

#[derive(Debug, Deserialize)]
pub(super) struct Menu {
    pub products: Vec<Product>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Product {
    pub id: String,
    pub name: String,
    pub pos_meta_data: Option<PosMetaData>,
    pub menu_types: Option<Vec<String>>,
    pub variants: Vec<Variant>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct PosMetaData {
    pub sku: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Variant {
    pub id: String,
    pub price_rec: Option<Decimal>,
    pub price_med: Option<Decimal>,
    pub quantity: Option<Decimal>,
}

/// A preorder as the list has it, word for word: that is what is journalled.
pub(super) type RawPreorder = Box<RawValue>;

/// Who a preorder came from.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct OrderOf {
    pub order_source: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Preorder {
    pub pre_order_id: i64,
    pub status: Option<String>,
    pub order_date: Option<String>,
    pub customer_id: Option<i64>,
    pub customer_first_name: Option<String>,
    pub customer_last_name: Option<String>,
    pub order_type: Option<String>,
    pub order_source: Option<String>,
    pub total: Option<Decimal>,
    pub sub_total: Option<Decimal>,
    pub total_tax: Option<Decimal>,
    /// Only when lines were asked for.
    pub items: Option<Vec<Item>>,
}

impl fmt::Debug for Preorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Preorder({}, {:?}, ‹sealed›)", self.pre_order_id, self.status)
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Item {
    pub product_id: i64,
    pub sku: Option<String>,
    pub quantity: Decimal,
    pub unit_price: Option<Decimal>,
    pub total_price: Option<Decimal>,
}

#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Customer {
    pub customer_id: i64,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub date_of_birth: Option<String>,
    pub phone: Option<String>,
    pub email_address: Option<String>,
    pub customer_type: Option<String>,
    pub mmjid_number: Option<String>,
    pub mmjid_expiration_date: Option<String>,
}

impl fmt::Debug for Customer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Customer({}, ‹sealed›)", self.customer_id)
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Cancel {
    pub order_id: i64,
    pub cancellation_reason: &'static str,
}
