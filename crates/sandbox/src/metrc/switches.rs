//! What the vendor's public text leaves open. Each switch names the two readings; the first is the default.

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OverCap {
    Error400,
    Clamp20,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unfiltered {
    All,
    Last24h,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    Refuse,
    Accept,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusalBody {
    Json,
    Text,
    Empty,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certified {
    Both,
    V1,
    V2,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ArrayWrites {
    AllOrNothing,
    RowByRow,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnknownPatient {
    EmptyArray,
    NotFound,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Document {
    Pdf,
    Json,
}

/// All switches, one flat object on the control API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Switches {
    /// A `pageSize` above 20.
    pub page_size_over_cap: OverCap,
    /// What a list without a time filter holds.
    pub unfiltered_v2_active: Unfiltered,
    pub unfiltered_v2_inactive: Unfiltered,
    pub unfiltered_v1: Unfiltered,
    /// A second receipt with one `ExternalReceiptNumber`. Accepting is the default, so that a hub without a guard
    /// is caught.
    pub duplicate_external_receipt_number: Rule,
    /// The body of a 401.
    pub unauthorized_body: RefusalBody,
    /// Which API versions the vendor key is certified for.
    pub vendor_key_certified: Certified,
    pub array_writes: ArrayWrites,
    pub unknown_patient_status: UnknownPatient,
    /// A receipt for a patient number that the state does not know or whose card has expired.
    pub unknown_patient_on_receipt: Rule,
    /// A patient's status asked for under a licence that cannot sell to patients.
    pub patient_status_from_retail_license: Rule,
    /// How long a patient's status is answered from a cache.
    pub status_cache_seconds: i64,
    /// `SalesDateTime` with an offset or `Z`.
    pub offset_in_sales_time: Rule,
    pub lab_document_as: Document,
    /// Limits on reads; a run on a clock that stands still may want them off.
    pub rate_limits: bool,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            page_size_over_cap: OverCap::Error400,
            unfiltered_v2_active: Unfiltered::All,
            unfiltered_v2_inactive: Unfiltered::Last24h,
            unfiltered_v1: Unfiltered::Last24h,
            duplicate_external_receipt_number: Rule::Accept,
            unauthorized_body: RefusalBody::Json,
            vendor_key_certified: Certified::Both,
            array_writes: ArrayWrites::AllOrNothing,
            unknown_patient_status: UnknownPatient::EmptyArray,
            unknown_patient_on_receipt: Rule::Refuse,
            patient_status_from_retail_license: Rule::Refuse,
            status_cache_seconds: 60,
            offset_in_sales_time: Rule::Refuse,
            lab_document_as: Document::Pdf,
            rate_limits: true,
        }
    }
}
