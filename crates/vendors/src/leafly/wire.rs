//! Leafly's shapes. Money is whole cents.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::decimal::Decimal;
use crate::measure::Exact;

/// Any webhook; which fields are there depends on `eventType`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Webhook {
    pub event_type: String,
    pub event_time: Option<String>,
    pub order_integration_key: Option<String>,
    pub order_id: Option<String>,
    pub acknowledge_by: Option<String>,
    pub cancel_reason: Option<String>,
    pub status: Option<String>,
    pub medical_status: Option<String>,
    pub cart_items: Option<Vec<PreviewItem>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PreviewItem {
    pub integrator_variant_id: String,
    pub quantity: i64,
    pub package_price: i64,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PreviewAnswer {
    pub cart_items: Vec<AnsweredItem>,
    pub taxes: [(); 0],
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AnsweredItem {
    pub integrator_variant_id: String,
    pub quantity: i64,
    pub package_price: i64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Order {
    pub id: String,
    pub status: String,
    pub created_at: String,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub email_address: Option<String>,
    pub phone_number: Option<String>,
    pub date_of_birth: Option<String>,
    pub fulfillment_mechanism: String,
    pub medical_status: Option<String>,
    pub medical_card_number: Option<String>,
    pub medical_card_expiration: Option<String>,
    pub payment_preference: Option<String>,
    pub subtotal: i64,
    pub total_discounts: Option<i64>,
    pub total: i64,
    pub delivery_address: Option<Address>,
    pub start_of_scheduled_window: Option<String>,
    pub end_of_scheduled_window: Option<String>,
    pub cart_items: Vec<CartItem>,
    #[serde(default)]
    pub taxes: Vec<Tax>,
}

impl fmt::Debug for Order {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Order({}, {}, ‹sealed›)", self.id, self.status)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Address {
    pub address1: Option<String>,
    pub address2: Option<String>,
    pub city: Option<String>,
    pub state: Option<String>,
    pub postal_code: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CartItem {
    pub id: String,
    pub name: String,
    pub integrator_variant_id: String,
    pub quantity: i64,
    pub package_price: i64,
    pub discounted_package_price: Option<i64>,
    pub discounted_price_cents: Option<i64>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Tax {
    pub amount_cents: i64,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct StatusUpdate {
    pub status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cancelation_reason_code: Option<&'static str>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct MenuStatus {
    pub dispensary: Dispensary,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Dispensary {
    pub name: String,
    pub menu_integration_enabled: bool,
}

#[derive(Debug, Serialize)]
pub(super) struct NewItems<'a> {
    pub items: &'a [NewItem<'a>],
}

/// What is left out of it is taken off: the picture for sure.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct NewItem<'a> {
    pub id: &'a str,
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strain: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub brand: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<&'a str>,
    pub available_for_pickup: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_url: Option<&'a str>,
    pub compounds: Vec<NewCompound>,
    /// The only two names with an underscore.
    #[serde(rename = "total_thc", skip_serializing_if = "Option::is_none")]
    pub total_thc: Option<NewContent>,
    #[serde(rename = "total_cbd", skip_serializing_if = "Option::is_none")]
    pub total_cbd: Option<NewContent>,
    pub variants: [NewVariant<'a>; 1],
}

#[derive(Debug, Serialize)]
pub(super) struct NewCompound {
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub content: Exact,
    pub unit: &'static str,
}

#[derive(Debug, Serialize)]
pub(super) struct NewContent {
    pub content: Exact,
    pub unit: &'static str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct NewVariant<'a> {
    pub id: &'a str,
    pub medical: bool,
    pub price: i64,
    pub amount: Exact,
    pub unit: &'static str,
    pub inventory_level: i64,
}

#[derive(Debug, Serialize)]
pub(super) struct GoneItems<'a> {
    pub ids: &'a [String],
}

/// The sandbox's own view of a menu.
#[derive(Debug, Deserialize)]
pub(super) struct ShownMenu {
    #[serde(alias = "menuItems")]
    pub items: Vec<ShownItem>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ShownItem {
    pub id: Option<String>,
    pub name: String,
    pub strain: Option<String>,
    pub brand: Option<String>,
    pub description: Option<String>,
    pub available_for_pickup: Option<bool>,
    pub image_url: Option<String>,
    /// Read entry by entry: one that is not understood takes nothing with it.
    pub compounds: Option<Box<RawValue>>,
    #[serde(rename = "total_thc")]
    pub total_thc: Option<Box<RawValue>>,
    #[serde(rename = "total_cbd")]
    pub total_cbd: Option<Box<RawValue>>,
    pub variants: Vec<ShownVariant>,
}

#[derive(Debug, Deserialize)]
pub(super) struct ShownContent {
    #[serde(rename = "type")]
    pub kind: Option<String>,
    pub content: Option<Decimal>,
    pub unit: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ShownVariant {
    pub id: String,
    pub medical: bool,
    pub price: i64,
    pub inventory_level: Option<Decimal>,
}
