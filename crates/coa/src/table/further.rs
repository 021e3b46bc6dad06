//! What a column holds where nothing stands above it: said in the title, or on the page before.

use super::header::Role;
use super::{Cell, Row, Table};
use crate::name::Class;
use crate::number::Unit;

/// `Cannabinoid Profile (mg/g)` above a table whose only result has no unit of its own.
pub fn unit_of_title(table: &mut Table) {
    let results = table.columns.iter().filter(|column| column.role != Role::Aside).count();
    let bare =
        table.rows.iter().all(|row| row.cells.len() <= 1 && row.cells.iter().all(|cell| cell.unit.is_none()));
    if results != 1 || !bare {
        return;
    }
    // The title of the table before may stand close above.
    let others: &[&str] = match table.class {
        Class::Cannabinoid => &["terp"],
        Class::Terpene => &["cannabin", "potency"],
    };
    let of_others = |text: &&str| others.iter().any(|word| text.to_lowercase().contains(word));
    let titles = table.above.split(" | ").filter(|text| !of_others(text));
    let mut units: Vec<Unit> = titles.filter_map(title_unit).collect();
    units.dedup();
    // Titles of two tables would leave it open which of them speaks.
    let [unit] = units[..] else { return };
    for cell in cells(&mut table.rows) {
        cell.unit = Some(unit);
        cell.assumed = false;
    }
    table
        .columns
        .iter_mut()
        .filter(|column| column.role != Role::Aside)
        .for_each(|column| column.unit = Some(unit));
}

fn cells(rows: &mut [Row]) -> impl Iterator<Item = &mut Cell> {
    rows.iter_mut().flat_map(|row| &mut row.cells)
}

const TITLES: &[&str] = &[
    "profile",
    "cannabinoid",
    "terpene",
    "terpenoid",
    "potency",
    "results",
    "reported",
    "concentration",
    "values",
];

/// The unit of a title; a line with figures is none.
fn title_unit(text: &str) -> Option<Unit> {
    let lower = text.to_lowercase();
    let is_title = TITLES.iter().any(|word| lower.contains(word))
        && !lower.bytes().any(|byte| byte.is_ascii_digit())
        && !["lod", "loq", "limit", "total"].iter().any(|word| lower.contains(word));
    let words: Vec<&str> = text.split_whitespace().collect();
    if is_title { Unit::within(&words) } else { None }
}

/// A table without a header goes on from the one before, where each of its values stands below one column of that.
pub fn continued(tables: &mut [Table]) {
    for at in 1..tables.len() {
        let (before, rest) = tables.split_at_mut(at);
        let table = &mut rest[0];
        if !table.headless {
            continue;
        }
        let goes_on = |other: &&Table| {
            other.columns.iter().any(|column| column.unit.is_some() || column.role != Role::Unknown)
                && other.class == table.class
                && (other.page + 1 == table.page || other.page == table.page && other.area.y0 < table.area.y0)
                && (other.area.x0 - table.area.x0).abs() < 1500
        };
        let Some(other) = before.iter().rev().find(goes_on) else { continue };
        let column = |cell: &Cell| {
            let mut over = (0..other.edges.len()).filter(|at| {
                let (x0, x1) = other.edges[*at];
                cell.area.x0 < x1 && cell.area.x1 > x0
            });
            over.next().filter(|_| over.next().is_none())
        };
        let fits = table.rows.iter().flat_map(|row| &row.cells).all(|cell| column(cell).is_some());
        if !fits {
            continue;
        }
        for row in &mut table.rows {
            row.cells.retain(|cell| column(cell).is_none_or(|at| other.columns[at].role != Role::Aside));
            for cell in &mut row.cells {
                let Some(heading) = column(cell).map(|at| &other.columns[at]) else { continue };
                if cell.unit.is_none() && heading.unit.is_some() {
                    (cell.unit, cell.dry, cell.assumed) = (heading.unit, heading.dry, false);
                }
            }
        }
        // The page after this one goes on from here.
        (table.columns, table.edges) = (other.columns.clone(), other.edges.clone());
    }
}
