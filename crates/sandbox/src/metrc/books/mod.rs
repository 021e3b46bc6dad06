//! What the state believes: packages, receipts, adjustments, patients and manifests, in exact whole numbers.

mod adjust;
mod patient;
mod receipt;
mod sale;
mod seed;
mod wire;

use std::collections::BTreeMap;

use countersign_kernel::{BusinessDate, Timestamp};

use crate::world::{LabState, Unit};

pub(super) use adjust::{AdjustRow, Mode, REASONS};
pub(super) use patient::{Bought, ElsewhereSale, Patient};
pub(super) use receipt::ReceiptRow;
pub(super) use sale::{Line, LineRow, Receipt};
pub(super) use wire::Row;

pub(super) type RowError = String;

#[derive(Debug, Clone)]
pub(super) struct Package {
    pub id: i64,
    pub label: String,
    /// Place of the facility in `Metrc::facilities`.
    pub facility: usize,
    pub product: usize,
    /// The world's package that it began as; those received later have none.
    pub origin: Option<usize>,
    pub unit: Unit,
    /// In ten-thousandths of the unit; so are the three below. `quantity = began + adjusted - sold`, always.
    pub quantity: i64,
    pub began: i64,
    pub adjusted: i64,
    pub sold: i64,
    pub location: String,
    pub lab_state: LabState,
    pub expires_on: Option<BusinessDate>,
    pub packaged_on: BusinessDate,
    pub received_at: Timestamp,
    pub manifest: String,
    pub from_license: &'static str,
    pub from_name: &'static str,
    pub on_hold: bool,
    pub on_recall: bool,
    pub finished_on: Option<BusinessDate>,
    pub note: String,
    pub external_id: String,
    pub modified_at: Timestamp,
}

impl Package {
    /// Finished packages are inactive; held ones stand on their own list.
    pub(super) fn is_active(&self) -> bool {
        self.finished_on.is_none() && !self.on_hold
    }

    /// Why the state does not let it be sold.
    pub(super) fn blocked(&self) -> Option<&'static str> {
        let tested =
            matches!(self.lab_state, LabState::TestPassed | LabState::RetestPassed | LabState::NotRequired);
        match () {
            () if self.finished_on.is_some() => Some("is not active"),
            () if self.on_hold => Some("is on hold"),
            () if self.on_recall => Some("is on recall"),
            () if !tested => Some("has not passed its lab tests"),
            () => None,
        }
    }
}

#[derive(Debug, Clone)]
pub(super) struct Adjustment {
    pub package: i64,
    pub quantity: i64,
    pub reason: String,
    pub note: Option<String>,
    pub date: String,
}

/// One manifest on its way or received.
#[derive(Debug, Clone)]
pub(super) struct Transfer {
    pub id: i64,
    pub delivery_id: i64,
    /// Place in `World::incoming`.
    pub origin: usize,
    pub facility: usize,
    pub received_at: Option<Timestamp>,
    pub modified_at: Timestamp,
}

/// Lines reported for a day through v1's daily call, without a receipt.
pub(super) type DailyKey = (usize, BusinessDate);

#[derive(Debug)]
pub(super) struct Books {
    pub packages: BTreeMap<i64, Package>,
    pub labels: BTreeMap<String, i64>,
    pub receipts: BTreeMap<i64, Receipt>,
    pub daily: BTreeMap<DailyKey, Vec<Line>>,
    pub adjustments: Vec<Adjustment>,
    pub patients: BTreeMap<String, Patient>,
    pub transfers: Vec<Transfer>,
    pub locations: Vec<(i64, String)>,
    /// A patient's purchases as they stood when last asked, kept for a minute.
    pub status_cache: BTreeMap<String, (Timestamp, Bought)>,
    next_id: i64,
}

/// Ids below this belong to the seed.
const FRESH_ID_BASE: i64 = 700_001;

impl Books {
    pub(super) fn fresh_id(&mut self) -> i64 {
        self.next_id += 1;
        self.next_id
    }

    /// The facility's own package by label, or the text that the state answers.
    pub(super) fn package_by_label(&self, facility: usize, label: &str) -> Result<&Package, RowError> {
        let found = self.labels.get(&label.to_uppercase()).and_then(|id| self.packages.get(id));
        let own = found.filter(|package| package.facility == facility);
        own.ok_or_else(|| format!("Package \"{label}\" was not found."))
    }

    fn package_mut(&mut self, id: i64) -> &mut Package {
        self.packages.get_mut(&id).expect("ids in the books are those of packages")
    }

    /// The invariant of the whole ledger: nothing is sold or adjusted out of nowhere, and nothing is below zero.
    pub(super) fn imbalance(&self) -> Option<String> {
        let sold = self.sold_by_package();
        for package in self.packages.values() {
            let sold = sold.get(&package.id).copied().unwrap_or(0);
            let adjusted: i64 =
                self.adjustments.iter().filter(|row| row.package == package.id).map(|row| row.quantity).sum();
            let expected = package.began + adjusted - sold;
            if package.sold != sold || package.quantity != expected || package.quantity < 0 {
                return Some(format!(
                    "package {} holds {}, expected {expected}",
                    package.label, package.quantity
                ));
            }
        }
        None
    }

    fn sold_by_package(&self) -> BTreeMap<i64, i64> {
        let mut sold = BTreeMap::new();
        let live = self.receipts.values().filter(|receipt| receipt.archived_at.is_none());
        for line in live.flat_map(|receipt| &receipt.lines).chain(self.daily.values().flatten()) {
            *sold.entry(line.package).or_default() += line.quantity;
        }
        sold
    }
}

/// What a write may change, kept until the whole request has been accepted.
#[derive(Debug)]
pub(super) struct Snapshot {
    packages: BTreeMap<i64, Package>,
    receipts: BTreeMap<i64, Receipt>,
    adjustments: usize,
    daily: BTreeMap<DailyKey, Vec<Line>>,
}

impl Books {
    pub(super) fn snapshot(&self) -> Snapshot {
        Snapshot {
            packages: self.packages.clone(),
            receipts: self.receipts.clone(),
            adjustments: self.adjustments.len(),
            daily: self.daily.clone(),
        }
    }

    /// Back to the snapshot; ids handed out meanwhile are not used again.
    pub(super) fn restore(&mut self, before: Snapshot) {
        self.packages = before.packages;
        self.receipts = before.receipts;
        self.adjustments.truncate(before.adjustments);
        self.daily = before.daily;
    }
}
