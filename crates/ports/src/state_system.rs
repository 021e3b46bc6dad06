//! The state's seed-to-sale system: packages, sales receipts, patients' allowances.

use std::collections::BTreeMap;
use std::fmt;

use async_trait::async_trait;
use countersign_domain::menu::Figure;
use countersign_kernel::{BusinessDate, Money, PackageTag, Quantity, Timestamp};
use serde::{Deserialize, Serialize};

use crate::books::{Adjustment, AdjustmentReason, Pulled, unsupported};
use crate::error::CallError;

/// A package as the state system has it now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatePackage {
    pub tag: PackageTag,
    pub item: String,
    pub category: String,
    /// Plain decimal in `unit`, exactly as sent.
    pub quantity: String,
    /// The long name, as the state writes it: `Each`, `Grams`.
    pub unit: String,
    /// The state's own word; kept beside our reading of it.
    pub lab_state: String,
    pub on_hold: bool,
    pub recalled: bool,
    pub finished: bool,
    pub expires: Option<BusinessDate>,
    pub modified_at: Option<Timestamp>,
    /// The THC that the state has the item down for, as its label says; absent where it tells none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label_thc: Option<Figure>,
}

/// What became of a facility's packages since an instant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PackageChanges {
    /// Those that are on its lists now, as they are.
    pub rows: Vec<StatePackage>,
    /// Those that left them.
    pub gone: Vec<PackageTag>,
    /// How many are on its lists: whoever counts another number has missed something.
    pub listed: usize,
}

impl PackageChanges {
    /// The lists as they are now, from how they were; `None` where the number tells that something was missed.
    #[must_use]
    pub fn onto(self, before: Vec<StatePackage>) -> Option<Vec<StatePackage>> {
        let mut rows: BTreeMap<PackageTag, StatePackage> =
            before.into_iter().chain(self.rows).map(|row| (row.tag.clone(), row)).collect();
        for tag in &self.gone {
            rows.remove(tag);
        }
        (rows.len() == self.listed).then(|| rows.into_values().collect())
    }
}

/// How much the state says a patient may still buy, in the state's own counters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatientAllowance {
    pub active: bool,
    pub card_expires: Option<BusinessDate>,
    /// Ounces as plain decimals; absent where the state does not count that form.
    pub flower_ounces: Option<String>,
    pub concentrate_ounces: Option<String>,
    pub infused_ounces: Option<String>,
    pub thc_ounces: Option<String>,
    pub window_days: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Buyer {
    Consumer,
    Patient,
    Caregiver,
}

/// A sale to be posted. `external_number` is ours, unique, and how it is found again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    pub external_number: String,
    pub sold_at: Timestamp,
    /// IANA zone of the facility: some systems want its wall clock.
    pub zone: String,
    pub buyer: Buyer,
    pub lines: Vec<ReceiptLine>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptLine {
    pub tag: PackageTag,
    /// Plain decimal in `unit`.
    pub quantity: String,
    pub unit: String,
    /// What was paid for the line, after discount and before tax.
    pub total: Money,
}

/// A receipt as the state system has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostedReceipt {
    pub id: String,
    pub external_number: Option<String>,
    pub total: Money,
    pub voided: bool,
}

/// A receipt of any sale of the facility, as a list gives it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayReceipt {
    pub id: String,
    pub external_number: Option<String>,
    /// By the facility's wall clock.
    pub sold_on: BusinessDate,
    pub total: Money,
    pub voided: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayReceiptLine {
    pub tag: String,
    pub quantity: Quantity,
    pub unit: String,
    pub paid: Money,
}

#[async_trait]
pub trait StateSystem: Send + Sync + fmt::Debug {
    /// Checks that our keys open this facility; its name as the state has it.
    async fn facility(&self) -> Result<String, CallError>;
    /// Whether goods for patients lie under a licence of their own, so that a patient is served from those alone.
    fn keeps_medical_apart(&self) -> bool {
        false
    }
    /// Every active package; an error when any page failed, never a part of the list.
    async fn active_packages(&self) -> Result<Vec<StatePackage>, CallError>;
    /// The same for a comparison of the books: what came is kept although the rest did not.
    async fn pull_packages(&self) -> Pulled<StatePackage> {
        self.active_packages().await.into()
    }
    /// What changed since, in however many windows that takes. `Unsupported` where only whole lists are told.
    async fn packages_changed(&self, _since: Timestamp) -> Result<PackageChanges, CallError> {
        Err(unsupported("changes of packages"))
    }
    /// One package by its tag; `None` when the state does not have it at this facility.
    async fn package(&self, tag: &PackageTag) -> Result<Option<StatePackage>, CallError>;
    /// `None` when the state does not know the number. `Unsupported` where the state has no such call.
    async fn patient(&self, number: &str) -> Result<Option<PatientAllowance>, CallError>;
    /// Every receipt, voided ones too, that carries our number.
    async fn receipts_by_number(
        &self,
        external_number: &str,
        sold_at: Timestamp,
    ) -> Result<Vec<PostedReceipt>, CallError>;
    /// Every receipt recorded or changed since, voided ones too, whoever posted it. An error when any part failed.
    async fn receipts_since(&self, since: Timestamp) -> Result<Vec<DayReceipt>, CallError>;
    async fn receipt_lines(&self, id: &str) -> Result<Vec<DayReceiptLine>, CallError>;
    /// Whether a receipt that is not found by its number is surely not there.
    fn finds_every_receipt(&self) -> bool {
        true
    }
    /// Posts once. On `Effect::Unknown` look with `receipts_by_number` before trying again.
    /// `patient_number` travels beside the receipt because it is sealed at rest.
    async fn post_receipt(
        &self,
        receipt: &Receipt,
        patient_number: Option<&str>,
    ) -> Result<String, CallError>;
    async fn void_receipt(&self, id: &str) -> Result<(), CallError>;
    /// The grounds on which a count may be adjusted, as the state names them now.
    async fn adjustment_reasons(&self) -> Result<Vec<AdjustmentReason>, CallError> {
        Err(unsupported("adjustment reasons"))
    }
    /// Whether a count is told as a difference, so that telling it again before the first one shows would count it twice.
    fn counts_by_difference(&self) -> bool {
        false
    }
    /// Sets the count of a package to `to`. Setting it twice is as good as once, but where it is told as a difference.
    async fn set_quantity(&self, _: &Adjustment) -> Result<(), CallError> {
        Err(unsupported("adjust package"))
    }
    /// Takes an empty package out of the active ones, as of the facility's calendar day.
    async fn finish_package(&self, _: &PackageTag, _: BusinessDate) -> Result<(), CallError> {
        Err(unsupported("finish package"))
    }
}
