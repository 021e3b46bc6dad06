//! Metrc's shapes. Read and write names differ (`QuantitySold`/`Quantity`), so no type is used for both.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::decimal::Decimal;

/// One page of a list.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Page<T> {
    pub data: Vec<T>,
    pub total_records: usize,
    pub current_page: usize,
    pub total_pages: usize,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Facility {
    pub name: String,
    pub display_name: Option<String>,
    pub license: FacilityLicense,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct FacilityLicense {
    pub number: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Package {
    pub id: i64,
    pub label: String,
    pub quantity: Decimal,
    pub unit_of_measure_name: String,
    pub lab_testing_state: Option<String>,
    pub is_on_hold: bool,
    pub is_on_hold_combined: Option<bool>,
    pub is_on_investigation: Option<bool>,
    pub is_on_investigation_hold: Option<bool>,
    pub is_on_investigation_recall: Option<bool>,
    pub is_on_recall: Option<bool>,
    pub is_on_recall_combined: Option<bool>,
    pub is_finished: Option<bool>,
    pub finished_date: Option<String>,
    pub archived_date: Option<String>,
    pub expiration_date: Option<String>,
    pub last_modified: Option<String>,
    pub item: Item,
}

/// The nested item: its enums are numbers here and words elsewhere, so none is read.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Item {
    pub name: String,
    pub product_category_name: Option<String>,
    pub unit_thc_percent: Option<Decimal>,
    pub unit_thc_content: Option<Decimal>,
    pub unit_thc_content_unit_of_measure_name: Option<String>,
}

/// One registration of a patient.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct PatientStatus {
    pub active: bool,
    pub flower_ounces_allowed: Option<Decimal>,
    pub flower_ounces_purchased: Option<Decimal>,
    pub flower_ounces_available: Option<Decimal>,
    pub concentrate_ounces_allowed: Option<Decimal>,
    pub concentrate_ounces_purchased: Option<Decimal>,
    pub concentrate_ounces_available: Option<Decimal>,
    pub infused_ounces_allowed: Option<Decimal>,
    pub infused_ounces_purchased: Option<Decimal>,
    pub infused_ounces_available: Option<Decimal>,
    pub thc_ounces_allowed: Option<Decimal>,
    pub thc_ounces_purchased: Option<Decimal>,
    pub thc_ounces_available: Option<Decimal>,
    pub purchase_amount_days: Option<Decimal>,
    pub patient_license_expiration_date: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Receipt {
    pub id: i64,
    pub external_receipt_number: Option<String>,
    pub total_price: Decimal,
    pub archived_date: Option<String>,
}

/// A receipt with the day of its sale; lists leave its lines empty.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct DayReceipt {
    pub id: i64,
    pub external_receipt_number: Option<String>,
    /// Wall clock of the facility, without an offset.
    pub sales_date_time: String,
    pub total_price: Decimal,
    pub archived_date: Option<String>,
    pub last_modified: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ReceiptDetail {
    pub id: i64,
    pub total_packages: Option<usize>,
    pub transactions: Vec<Sold>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Sold {
    pub package_label: String,
    pub quantity_sold: Decimal,
    pub unit_of_measure_name: String,
    pub total_price: Decimal,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct NewReceipt<'a> {
    /// Wall clock of the facility, without an offset.
    pub sales_date_time: String,
    pub external_receipt_number: &'a str,
    pub sales_customer_type: &'static str,
    pub patient_license_number: Option<&'a str>,
    pub caregiver_license_number: Option<&'a str>,
    pub identification_method: Option<&'a str>,
    pub patient_registration_location_id: Option<i64>,
    pub transactions: Vec<NewTransaction<'a>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct NewTransaction<'a> {
    pub package_label: &'a str,
    /// The number's own text, so that no digit changes on its way out.
    pub quantity: Box<RawValue>,
    pub unit_of_measure: &'a str,
    pub total_amount: Box<RawValue>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Reason {
    pub name: String,
    pub requires_note: Option<bool>,
}

/// The same body is a change by so much, and a setting to so much; which one, the method says.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct NewQuantity<'a> {
    pub label: &'a str,
    pub quantity: Box<RawValue>,
    pub unit_of_measure: &'a str,
    pub adjustment_reason: &'a str,
    pub adjustment_date: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason_note: Option<&'a str>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Finish<'a> {
    pub label: &'a str,
    pub actual_date: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Created {
    pub ids: Vec<i64>,
}
