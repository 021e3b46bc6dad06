//! A document prints the same substances in several tables: the full list, a summary, a page of quality control.

use crate::name::Class;
use crate::number::Unit;
use crate::table::{Lead, Role, Table};

const CONTROL: &[&str] = &[
    "quality control",
    "qc ",
    "qc:",
    "recovery",
    "spike",
    "method blank",
    "calibration",
    "lcs",
    "control sample",
    "replicate",
    "system suitability",
    "standards",
];

/// `QC results` are control; `Results (see quality control)` are not.
const CONTROL_FIRST: &[&str] = &["qc ", "quality control", "method blank", "lcs"];
/// Who signs beside a table heads no table.
const OFFICES: &[&str] = &["director", "manager", "officer", "analyst", " by "];

/// The tables of a class, the one to be believed first.
pub fn ranked(tables: &[Table], class: Class) -> Vec<&Table> {
    let mut ranked: Vec<(i64, &Table)> =
        tables.iter().filter(|table| table.class == class).map(|table| (score(table), table)).collect();
    ranked.sort_by_key(|(score, table)| (std::cmp::Reverse(*score), table.page, table.area.y0));
    ranked.into_iter().filter(|(score, _)| *score > 0).map(|(_, table)| table).collect()
}

/// What is measured there are the laboratory's own samples.
pub fn is_control(table: &Table) -> bool {
    let heading = |text: &str| {
        let text = format!("{} ", text.to_lowercase());
        let is_own = !text.contains("result") || CONTROL_FIRST.iter().any(|word| text.starts_with(word));
        let is_somebody = OFFICES.iter().any(|word| text.contains(word));
        // `Calibration due 11/30/2026` tells of the instrument.
        let is_dated = crate::field::date_in(&text).is_some()
            && !CONTROL_FIRST.iter().any(|word| text.starts_with(word));
        let is_control = CONTROL.iter().any(|word| text.contains(word));
        text.len() < 50 && is_control && is_own && !is_somebody && !is_dated
    };
    let aside = |words: &[&str]| {
        let says = |text: &str| words.iter().any(|word| text.contains(word));
        table.columns.iter().any(|column| column.role == Role::Aside && says(&column.text.to_lowercase()))
    };
    // A deviation alone, or a duplicate with its own, also stands beside results, and then there are limits too.
    let limits = aside(&["lod", "loq", "limit", "mdl", "mrl"]);
    let of_another = table.columns.iter().any(|column| {
        let text = column.text.to_lowercase();
        ["source", "original", "org.", "parent"].iter().any(|word| text.contains(word))
    });
    let columns = aside(&["recov", "expected", "spike", "%rec"])
        || aside(&["rpd"]) && (of_another || !limits || !aside(&["dup", "replicate"]))
        || aside(&["rsd"]) && !limits;
    columns || table.above.split(" | ").any(heading)
}

fn score(table: &Table) -> i64 {
    if is_control(table) {
        return -1;
    }
    let named = table.rows.iter().filter(|row| matches!(row.lead, Lead::Name(_))).count();
    let units = |unit: Unit| {
        table.rows.iter().filter(|row| row.cells.iter().any(|cell| cell.unit == Some(unit))).count()
    };
    let with_unit = table.rows.iter().filter(|row| row.cells.iter().any(|cell| cell.unit.is_some())).count();
    let count = |of: usize| i64::try_from(of).unwrap_or(0);
    // A number without any unit beside a single name is more often a formula or a chart than a result.
    if with_unit == 0 && named < 3 {
        return 0;
    }
    count(named) * 10
        + count(units(Unit::Percent)) * 4
        + count(with_unit) * 4
        + if table.headless { 0 } else { 15 }
}
