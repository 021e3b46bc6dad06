//! What a certificate says, as far as it could be read, with the ground for each number.

mod assemble;
pub(crate) mod check;
mod choose;
mod greek;
mod output;
mod readings;
mod sum;
mod total;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::number::{Decimal, Kind, Unit};
use crate::page::{Area, ReadBy};

pub use assemble::assemble;
pub(crate) use assemble::{ambiguous, one_of};
pub use choose::is_control;

#[derive(Debug, Clone, Default, Serialize)]
pub struct Profile {
    #[serde(flatten)]
    pub fields: crate::field::Fields,
    pub text_layer: &'static str,
    pub pages: usize,
    /// Width and height in points of each page that was read, in order; data have none.
    pub page_sizes: Vec<[Decimal; 2]>,
    pub cannabinoids: Vec<Row>,
    pub terpenes: Vec<Row>,
    pub totals: BTreeMap<String, Total>,
    pub status: BTreeMap<&'static str, &'static str>,
    /// Doubts about the document as a whole.
    pub flags: Vec<String>,
}

/// One substance of one panel.
#[derive(Debug, Clone)]
pub struct Row {
    pub key: String,
    pub name: String,
    pub page: usize,
    pub printed: Vec<Printed>,
    pub value: Option<Decimal>,
    pub unit: Option<Unit>,
    pub kind: Kind,
    pub area: Area,
    pub read_by: ReadBy,
    pub sure: Option<u8>,
    /// The checks that hold and speak for this value.
    pub checks: Vec<&'static str>,
    pub flags: Vec<&'static str>,
}

/// One column of a row.
#[derive(Debug, Clone)]
pub struct Printed {
    pub unit: Option<Unit>,
    pub dry: bool,
    pub text: String,
    pub kind: Kind,
    pub number: Option<Decimal>,
    pub area: Area,
}

#[derive(Debug, Clone)]
pub struct Total {
    pub value: Option<Decimal>,
    pub unit: Option<Unit>,
    pub kind: Kind,
    pub printed: Vec<Printed>,
    pub page: usize,
    pub area: Area,
    pub read_by: ReadBy,
    pub checks: Vec<&'static str>,
    pub flags: Vec<&'static str>,
}

fn add(list: &mut Vec<&'static str>, what: &'static str) {
    if !list.contains(&what) {
        list.push(what);
    }
}

impl Row {
    pub fn flag(&mut self, flag: &'static str) {
        add(&mut self.flags, flag);
    }

    pub fn check(&mut self, check: &'static str) {
        add(&mut self.checks, check);
    }

    /// The number in a unit; what was not found or is too little to measure counts as nought in sums.
    pub fn in_unit(&self, unit: Unit) -> Option<Decimal> {
        let cell = self
            .printed
            .iter()
            .find(|cell| cell.unit == Some(unit) && !cell.dry)
            .or_else(|| self.printed.iter().find(|cell| cell.unit == Some(unit)))?;
        match cell.kind {
            Kind::Value => cell.number,
            Kind::Nd | Kind::BelowLoq | Kind::BelowLimit | Kind::NotReported => Some(Decimal::ZERO),
            _ => None,
        }
    }
}

impl Total {
    pub fn flag(&mut self, flag: &'static str) {
        add(&mut self.flags, flag);
    }

    pub fn check(&mut self, check: &'static str) {
        add(&mut self.checks, check);
    }

    pub fn in_unit(&self, unit: Unit) -> Option<Decimal> {
        self.printed
            .iter()
            .find(|cell| cell.unit == Some(unit) && cell.kind == Kind::Value)
            .and_then(|cell| cell.number)
    }
}
