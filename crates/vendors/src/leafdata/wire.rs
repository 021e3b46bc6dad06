//! Leaf Data's shapes. Nearly everything is a text; what no call of ours needs is left out, and with it whatever names people.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::decimal::Decimal;

/// What an answer says first, when it is no list.
#[derive(Debug, Deserialize)]
pub(super) struct Head {
    pub error: Option<Value>,
    pub error_message: Option<Value>,
    pub validation_messages: Option<Value>,
}

/// A page of a list.
#[derive(Debug, Deserialize)]
pub(super) struct Page<T> {
    pub total: Decimal,
    pub current_page: Decimal,
    pub last_page: Decimal,
    pub data: Vec<T>,
}

/// Whatever has a global identifier.
pub(super) trait Row {
    fn id(&self) -> &str;
    /// The licensee that it names as its own.
    fn licensee(&self) -> Option<&str> {
        None
    }
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Licensee {
    pub global_id: String,
    pub name: String,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Area {
    pub global_id: String,
    #[serde(rename = "type")]
    pub kind: Option<String>,
    pub deleted_at: Option<String>,
    pub global_mme_id: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Type {
    pub global_id: String,
    pub name: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub intermediate_type: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct LabResult {
    pub global_id: String,
    pub status: Option<String>,
    pub testing_status: Option<String>,
    pub deleted_at: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Lot {
    pub global_id: String,
    pub qty: Decimal,
    pub uom: Option<String>,
    pub sent_for_testing: Option<Value>,
    pub global_batch_id: Option<String>,
    pub global_area_id: Option<String>,
    pub global_lab_result_id: Option<String>,
    pub global_inventory_type_id: Option<String>,
    pub global_mme_id: Option<String>,
    pub inventory_expires_at: Option<String>,
    pub updated_at: Option<String>,
    pub deleted_at: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Sale {
    pub global_id: String,
    pub external_id: Option<String>,
    pub sold_at: String,
    pub price_total: Decimal,
    pub status: String,
    pub deleted_at: Option<String>,
    pub global_mme_id: Option<String>,
    pub sale_items: Option<Vec<Item>>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Item {
    pub global_inventory_id: String,
    pub qty: Decimal,
    pub uom: String,
    pub price_total: Decimal,
}

/// What a write answers for each row that it made.
#[derive(Debug, Deserialize)]
pub(super) struct Made {
    pub global_id: String,
}

#[derive(Debug, Serialize)]
pub(super) struct NewSales<'a> {
    pub sale: [NewSale<'a>; 1],
}

#[derive(Serialize)]
pub(super) struct NewSale<'a> {
    pub external_id: &'a str,
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub patient_medical_id: &'a str,
    pub caregiver_id: &'a str,
    pub sold_at: &'a str,
    pub price_total: String,
    pub status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub global_sold_by_user_id: Option<&'a str>,
    pub sale_items: Vec<NewItem<'a>>,
}

impl fmt::Debug for NewSale<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NewSale(‹sealed›)")
    }
}

#[derive(Debug, Serialize)]
pub(super) struct NewItem<'a> {
    pub external_id: String,
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub sold_at: &'a str,
    pub qty: String,
    pub uom: &'static str,
    pub unit_price: String,
    pub price_total: String,
    pub name: &'a str,
    pub global_batch_id: &'a str,
    pub global_inventory_id: &'a str,
}

#[derive(Debug, Serialize)]
pub(super) struct NewAdjustments<'a> {
    pub inventory_adjustment: [NewAdjustment<'a>; 1],
}

#[derive(Debug, Serialize)]
pub(super) struct NewAdjustment<'a> {
    pub external_id: &'a str,
    pub adjusted_at: String,
    /// Below nought where something is taken off.
    pub qty: String,
    pub uom: &'static str,
    pub reason: &'static str,
    pub memo: &'a str,
    pub global_inventory_id: &'a str,
}

/// Rows of nobody's, and rows that name their licensee.
macro_rules! rows {
    ($($row:ident),*; $($own:ident),*) => {
        $(impl Row for $row {
            fn id(&self) -> &str {
                &self.global_id
            }
        })*
        $(impl Row for $own {
            fn id(&self) -> &str {
                &self.global_id
            }
            fn licensee(&self) -> Option<&str> {
                self.global_mme_id.as_deref().filter(|id| !id.is_empty())
            }
        })*
    };
}

rows! { Licensee, Type, LabResult; Area, Lot, Sale }
