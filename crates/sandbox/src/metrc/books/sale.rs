//! Receipts and their lines, and what a line does to its package.

use countersign_kernel::{Money, Timestamp};
use serde_json::{Map, Value};

use super::{Books, Row, RowError};
use crate::metrc::units;

/// Line details that are kept as sent and shown on no v2 read.
const DETAILS: &[&str] = &[
    "InvoiceNumber",
    "Price",
    "ExciseTax",
    "CityTax",
    "CountyTax",
    "MunicipalTax",
    "DiscountAmount",
    "SubTotal",
    "SalesTax",
    "QrCodes",
];

#[derive(Debug, Clone, PartialEq)]
pub(in crate::metrc) struct Line {
    pub package: i64,
    /// In ten-thousandths of the package's own unit.
    pub quantity: i64,
    pub total: Money,
    pub details: Map<String, Value>,
    pub recorded_at: Timestamp,
}

#[derive(Debug, Clone, PartialEq)]
pub(in crate::metrc) struct Receipt {
    pub id: i64,
    pub facility: usize,
    pub number: String,
    pub external_number: Option<String>,
    /// Wall-clock time of the facility as sent, and the instant it means.
    pub sales_time: String,
    pub sold_at: Timestamp,
    pub customer_type: String,
    pub patient: Option<String>,
    pub caregiver: Option<String>,
    pub identification_method: Option<String>,
    pub registration_location: Option<i64>,
    pub lines: Vec<Line>,
    pub is_final: bool,
    pub archived_at: Option<Timestamp>,
    pub recorded_at: Timestamp,
    pub modified_at: Timestamp,
}

impl Receipt {
    pub(in crate::metrc) fn total(&self) -> Money {
        self.lines.iter().map(|line| line.total).sum()
    }

    /// Neither finalized nor voided.
    pub(in crate::metrc) fn is_active(&self) -> bool {
        !self.is_final && self.archived_at.is_none()
    }
}

/// A line as asked for, checked on its own but not yet against what is left.
#[derive(Debug, Clone)]
pub(in crate::metrc) struct LineRow {
    pub package: i64,
    pub quantity: i64,
    pub total: Money,
    pub details: Map<String, Value>,
}

impl Books {
    pub(in crate::metrc) fn read_line(&self, facility: usize, row: Row<'_>) -> Result<LineRow, RowError> {
        let label = row.required("PackageLabel")?;
        let package = self.package_by_label(facility, label)?;
        if let Some(why) = package.blocked() {
            return Err(format!("Package \"{label}\" {why}."));
        }
        let sent = row.quantity("Quantity")?;
        let quantity = units::convert(sent, row.required("UnitOfMeasure")?, package.unit)?;
        if quantity <= 0 {
            return Err("Quantity must be above 0.".to_owned());
        }
        let total = row.money("TotalAmount")?.ok_or_else(|| "TotalAmount is required.".to_owned())?;
        if total < Money::ZERO {
            return Err("TotalAmount may not be below 0.".to_owned());
        }
        let kept = DETAILS.iter().filter_map(|name| Some(((*name).to_owned(), row.get(name)?.clone())));
        Ok(LineRow { package: package.id, quantity, total, details: kept.collect() })
    }

    /// Whether the packages hold enough for all lines together, with `returned` put back first.
    pub(in crate::metrc) fn enough(&self, lines: &[LineRow], returned: &[Line]) -> Result<(), RowError> {
        for line in lines {
            let package = &self.packages[&line.package];
            let wanted: i64 =
                lines.iter().filter(|other| other.package == line.package).map(|other| other.quantity).sum();
            let back: i64 = returned
                .iter()
                .filter(|other| other.package == line.package)
                .map(|other| other.quantity)
                .sum();
            if wanted > package.quantity + back {
                return Err(format!("Package \"{}\" does not have that quantity left.", package.label));
            }
        }
        Ok(())
    }

    pub(in crate::metrc) fn take(&mut self, lines: Vec<LineRow>, now: Timestamp) -> Vec<Line> {
        let mut taken = Vec::with_capacity(lines.len());
        for line in lines {
            let package = self.package_mut(line.package);
            package.quantity -= line.quantity;
            package.sold += line.quantity;
            package.modified_at = now;
            let LineRow { package, quantity, total, details } = line;
            taken.push(Line { package, quantity, total, details, recorded_at: now });
        }
        taken
    }

    pub(in crate::metrc) fn put_back(&mut self, lines: &[Line], now: Timestamp) {
        for line in lines {
            let package = self.package_mut(line.package);
            package.quantity += line.quantity;
            package.sold -= line.quantity;
            package.modified_at = now;
        }
    }
}
