//! A drawn close as it is kept, shown and signed: plain text figures, nothing a reader has to work out.

use countersign_domain::close::{Difference, Drawn, Measure, Sum, Total};
use countersign_store::closes::CloseRow;
use serde::{Deserialize, Serialize};

use crate::error::AppError;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    pub sold: usize,
    pub totals: Vec<KeptTotal>,
    /// Sales and receipts of the day that are not ours, and what they come to.
    pub other_sales: usize,
    pub other_sales_total: String,
    pub other_receipts: usize,
    pub other_receipts_total: String,
    pub tax_at_register: String,
    /// SHA-256 over what was read of each book; none of one that was not read.
    pub read: Digests,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digests {
    pub orders: String,
    pub register: Option<String>,
    pub state: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptTotal {
    pub of: String,
    pub unit: String,
    pub orders: String,
    /// None: not read.
    pub register: Option<String>,
    /// None: not read, or the state keeps no book of it.
    pub state: Option<String>,
    pub tracked: bool,
    pub agrees: bool,
    /// By how much, as the differences explain it.
    pub register_gap: String,
    pub state_gap: String,
}

/// What is kept of a difference beside its key and class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptDifference {
    pub about: String,
    pub place: String,
    /// Book and words.
    pub says: Vec<(String, String)>,
    pub register_gap: Vec<String>,
    pub state_gap: Vec<String>,
}

impl Kept {
    pub fn of(drawn: &Drawn, read: Digests) -> Self {
        Self {
            read,
            sold: drawn.sold,
            totals: drawn.totals.iter().map(KeptTotal::of).collect(),
            other_sales: drawn.others.sales,
            other_sales_total: drawn.others.sales_total.to_string(),
            other_receipts: drawn.others.receipts,
            other_receipts_total: drawn.others.receipts_total.to_string(),
            tax_at_register: drawn.tax_at_register.to_string(),
        }
    }
}

impl KeptTotal {
    fn of(total: &Total) -> Self {
        let text = |value: i128| total.measure.decimal(value);
        Self {
            of: total.measure.title(),
            unit: total.measure.unit().to_owned(),
            orders: text(total.orders),
            register: total.register.map(text),
            state: total.state.map(text),
            tracked: total.measure.is_tracked(),
            agrees: total.agrees(),
            register_gap: text(total.register_explained),
            state_gap: text(total.state_explained),
        }
    }
}

impl KeptDifference {
    pub fn of(found: &Difference) -> Self {
        Self {
            about: found.about.clone(),
            place: found.place.clone(),
            says: found.says.iter().map(|said| (said.book.to_owned(), said.words.clone())).collect(),
            register_gap: gap(&found.gap.register),
            state_gap: gap(&found.gap.state),
        }
    }

    pub fn text(&self) -> String {
        serde_json::to_string(self).expect("a difference always has a JSON form")
    }
}

pub(super) fn kept(row: &CloseRow) -> Result<Kept, AppError> {
    serde_json::from_str(&row.drawn).map_err(|why| damaged(row, &why))
}

pub(super) fn damaged(row: &CloseRow, why: &serde_json::Error) -> AppError {
    AppError::Damaged(format!("close {}: {why}", row.id))
}

fn gap(sum: &Sum) -> Vec<String> {
    let signed = |measure: &Measure, value: i128| {
        let sign = if value > 0 { "+" } else { "" };
        format!("{sign}{} {}", measure.decimal(value), measure.unit()).trim_end().to_owned()
    };
    sum.iter().map(|(measure, value)| signed(measure, value)).collect()
}
