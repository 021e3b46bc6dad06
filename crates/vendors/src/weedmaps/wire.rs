//! Weedmaps' shapes. Orders are camelCase with money as decimal texts; menus are snake_case.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::decimal::Decimal;
use crate::measure::Exact;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Order {
    pub order_id: String,
    pub status: String,
    pub created_at: String,
    pub subtotal: Decimal,
    pub tax_total: Decimal,
    pub discount_total: Decimal,
    pub grand_total: Decimal,
    pub fulfillment_method: Option<String>,
    pub license_type: Option<String>,
    pub requested_scheduling_info: Option<Scheduling>,
    pub customer: Customer,
    pub line_items: Vec<LineItem>,
    #[serde(default)]
    pub payments: Vec<Payment>,
    pub shipping_address: Option<Address>,
    pub canceled_reason: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Scheduling {
    pub start_time: Option<String>,
    pub end_time: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Customer {
    pub id: Option<String>,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub dob: Option<String>,
    pub medical_recommendation: Option<Recommendation>,
}

impl std::fmt::Debug for Customer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Customer(‹sealed›)")
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Recommendation {
    pub id: Option<String>,
    pub expires: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LineItem {
    pub id: String,
    pub external_id: Option<String>,
    pub name: String,
    pub quantity: Decimal,
    pub adjusted_price: Decimal,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Payment {
    #[serde(alias = "type", alias = "method")]
    pub payment_type: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Address {
    pub address1: Option<String>,
    pub address2: Option<String>,
    pub city: Option<String>,
    pub province: Option<String>,
    pub postal_code: Option<String>,
}

impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Address(‹sealed›)")
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct StatusUpdate {
    pub status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub canceled_reason: Option<&'static str>,
}

#[derive(Debug, Deserialize)]
pub(super) struct One<T> {
    pub data: T,
}

#[derive(Debug, Deserialize)]
pub(super) struct Menu {
    pub name: Option<String>,
}

/// One page of items.
#[derive(Debug, Deserialize)]
pub(super) struct Items {
    pub data: Vec<Item>,
    pub meta: Meta,
}

#[derive(Debug, Deserialize)]
pub(super) struct Meta {
    pub page: usize,
    pub total: usize,
}

#[derive(Debug, Deserialize)]
pub(super) struct Item {
    pub id: Id,
    pub external_id: Option<String>,
    pub name: String,
    pub description: Option<String>,
    pub published: Option<bool>,
    /// Read entry by entry: one that is not understood takes nothing with it.
    pub cannabinoids: Option<Box<RawValue>>,
    pub terpenes: Option<Box<RawValue>>,
    #[serde(default)]
    pub variants: Vec<Variant>,
}

/// What is shown of one compound. An entry may name it by Weedmaps' number alone, which tells us nothing.
#[derive(Debug, Deserialize)]
pub(super) struct ShownMeasure {
    pub slug: Option<String>,
    #[serde(alias = "percent")]
    pub percentage: Option<ShownRange>,
    pub milligrams: Option<ShownRange>,
}

#[derive(Debug, Deserialize)]
pub(super) struct ShownRange {
    pub min: Option<Decimal>,
    pub max: Option<Decimal>,
}

/// Ids come as numbers or as texts, by endpoint.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(untagged)]
pub(super) enum Id {
    Number(u64),
    Text(String),
}

impl std::fmt::Display for Id {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => text.fmt(f),
        }
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Variant {
    pub external_id: Option<String>,
    pub price: Option<Price>,
    pub inventory_quantity: Option<Decimal>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Price {
    pub amount: Decimal,
}

/// An item to be written: a new one whole, a known one in what we say of it.
#[derive(Debug, Serialize)]
pub(super) struct NewItem<'a> {
    pub external_id: &'a str,
    pub name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<&'a str>,
    pub published: bool,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub category_names: &'static [&'static str],
    #[serde(skip_serializing_if = "Option::is_none")]
    pub brand_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strain_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_url: Option<&'a str>,
    /// Seconds since 1970; a later one makes Weedmaps fetch the same address again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_updated_at: Option<i64>,
    pub cannabinoids: Vec<NewMeasure>,
    pub terpenes: Vec<NewMeasure>,
    pub variants: [RawVariant; 1],
}

#[derive(Debug, Serialize)]
pub(super) struct NewMeasure {
    pub slug: &'static str,
    /// The name of the same from 2025-07 on, and before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub percentage: Option<NewRange>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub percent: Option<NewRange>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub milligrams: Option<NewRange>,
}

#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct NewRange {
    pub min: Exact,
    pub max: Exact,
}

/// A variant whose members are kept as they came, digit for digit.
pub(super) type RawVariant = BTreeMap<String, Box<RawValue>>;

/// One item by Weedmaps' id. What is in a variant is kept as it came.
#[derive(Debug, Deserialize)]
pub(super) struct OneItem {
    pub data: RawItem,
}

#[derive(Debug, Deserialize)]
pub(super) struct RawItem {
    pub external_id: Option<String>,
    pub category_names: Option<Vec<String>>,
    #[serde(default)]
    pub variants: Vec<RawVariant>,
}

#[derive(Debug, Serialize)]
pub(super) struct NewVariants {
    pub variants: Vec<RawVariant>,
}

#[derive(Debug, Serialize)]
pub(super) struct NewPrice {
    pub amount: String,
    pub currency: &'static str,
}

#[derive(Debug, Serialize)]
pub(super) struct NewWeight {
    pub value: Exact,
    pub unit: &'static str,
}
