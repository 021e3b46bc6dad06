//! Totals outside of tables: `Total THC: 21.69%`, or a large number with its name above or below.

use super::header::{self, Heading, Role};
use super::item::{Item, What};
use super::{Cell, Laid, Table};
use crate::number::Kind;
use crate::page::Area;

/// A table of totals is no longer than this.
const LINES_MAX: usize = 12;

/// A total as printed in one place.
#[derive(Debug, Clone)]
pub struct Total {
    pub key: &'static str,
    pub page: usize,
    pub name: String,
    pub area: Area,
    pub cells: Vec<Cell>,
}

impl Total {
    /// Every box put where it is on the page as it is seen.
    pub fn place(&mut self, on_page: impl Fn(Area) -> Area) {
        self.area = on_page(self.area);
        self.cells.iter_mut().for_each(|cell| cell.area = on_page(cell.area));
    }
}

pub fn totals(laid: &Laid<'_>, tables: &[Table]) -> Vec<Total> {
    let mut found = Vec::new();
    for (number, items) in laid.lines.iter().enumerate() {
        for (at, item) in items.iter().enumerate() {
            let What::Total(key) = item.what else { continue };
            let mut cells = beside(&items[at + 1..], item);
            if cells.is_empty() {
                cells = stacked(laid, number, item);
            }
            if cells.is_empty() {
                cells = under_a_header(laid, number, &items[at + 1..], item);
            }
            if cells.is_empty() {
                cells = under_a_table(&items[at + 1..], item, tables);
            }
            if !cells.is_empty() {
                found.push(Total {
                    key,
                    page: laid.page.number,
                    name: item.text.clone(),
                    area: item.area,
                    cells,
                });
            }
        }
    }
    found
}

fn cell(item: &Item, next: Option<&Item>) -> Option<Cell> {
    let What::Value(mark) = &item.what else { return None };
    let unit = mark.unit.or(match next.map(|next| (&next.what, next.area)) {
        Some((What::Unit(unit), area)) if area.x0 - item.area.x1 <= item.size * 3 / 2 => Some(*unit),
        _ => None,
    });
    // A bare number may be anything; what was not found needs no unit.
    let bare = unit.is_none() && matches!(mark.kind, Kind::Value | Kind::NotApplicable);
    (!bare).then(|| Cell {
        mark: mark.clone(),
        unit,
        assumed: unit.is_none(),
        dry: false,
        area: item.area,
        sure: item.sure,
        also: item.also.clone(),
    })
}

fn beside(items: &[Item], name: &Item) -> Vec<Cell> {
    let mut cells = Vec::new();
    let mut end = name.area.x1;
    for (at, item) in items.iter().enumerate() {
        let joins = matches!(&item.what, What::Text) && item.text.len() <= 2;
        if !(item.fills() || joins) || item.area.x0 - end > item.size.max(name.size) * 12 {
            break;
        }
        end = item.area.x1;
        cells.extend(cell(item, items.get(at + 1)));
    }
    cells
}

/// `Total THC  21.69` in a table of totals: the unit stands above the column.
fn under_a_header(laid: &Laid<'_>, number: usize, items: &[Item], name: &Item) -> Vec<Cell> {
    let near = |item: &&Item| item.area.x0 - name.area.x1 <= item.size.max(name.size) * 30;
    let row = items.iter().take_while(|item| item.fills()).filter(near);
    let values = row
        .filter_map(|item| Some((item, if let What::Value(mark) = &item.what { Some(mark) } else { None }?)));
    let cells = values.filter_map(|(item, mark)| {
        let heading = heading_above(laid, number, item.area, item.size)?;
        let unit = heading.unit.filter(|_| heading.role == Role::Result)?;
        Some(Cell {
            mark: mark.clone(),
            unit: Some(unit),
            assumed: false,
            dry: heading.dry,
            area: item.area,
            sure: item.sure,
            also: item.also.clone(),
        })
    });
    cells.collect()
}

/// The result column in which the greater part of a value stands.
fn column(table: &Table, area: Area) -> Option<&Heading> {
    let inside = |(x0, x1): &(i32, i32)| (area.x1.min(*x1) - area.x0.max(*x0)) * 2 > area.width();
    let at = table.edges.iter().position(inside)?;
    table.columns.get(at).filter(|heading| heading.role == Role::Result && heading.unit.is_some())
}

/// The last row of a table in two halves may have its name in the one and its numbers in the other, whose columns they stand in.
fn under_a_table(items: &[Item], name: &Item, tables: &[Table]) -> Vec<Cell> {
    if !items.iter().all(Item::fills) {
        return Vec::new();
    }
    let cells = |table: &Table| -> Option<Vec<Cell>> {
        let gap = name.area.y0 - table.area.y1;
        if !(-name.size..=name.size * 3).contains(&gap) {
            return None;
        }
        let values = items.iter().filter_map(|item| match &item.what {
            What::Value(mark) => Some((item, mark)),
            _ => None,
        });
        values
            .map(|(item, mark)| {
                let heading = column(table, item.area)?;
                Some(Cell {
                    mark: mark.clone(),
                    unit: heading.unit,
                    assumed: false,
                    dry: heading.dry,
                    area: item.area,
                    sure: item.sure,
                    also: item.also.clone(),
                })
            })
            .collect()
    };
    tables.iter().filter_map(cells).find(|cells| !cells.is_empty()).unwrap_or_default()
}

/// The nearest header above a value, over the rows of its table; a header may have two lines.
fn heading_above(laid: &Laid<'_>, number: usize, area: Area, size: i32) -> Option<Heading> {
    let mut text = String::new();
    for items in laid.lines[number.saturating_sub(LINES_MAX)..number].iter().rev() {
        let over = |item: &Item| item.area.shared_width(area) > 0 && item.area.y1 <= area.y0 + size / 2;
        let Some(at) = items.iter().position(over) else { continue };
        let phrase = phrase(items, at);
        match items[at].what {
            What::Text | What::Unit(_) if header::is_header(&phrase) => {
                text = format!("{phrase} {text}");
                let heading = header::heading(&text);
                if heading.unit.is_some() {
                    return Some(heading);
                }
            }
            What::Text | What::Name(_) | What::Total(_) => return None,
            _ if !text.is_empty() => return None,
            _ => {}
        }
    }
    None
}

/// The words around this one that stand close together: `Result` and `(%)`.
fn phrase(items: &[Item], at: usize) -> String {
    let says = |item: &Item| matches!(item.what, What::Text | What::Unit(_));
    let close =
        |one: &Item, other: &Item| says(one) && says(other) && other.area.x0 - one.area.x1 <= one.size;
    let first = (1..=at).rev().take_while(|at| close(&items[at - 1], &items[*at])).count();
    let last = (at + 1..items.len()).take_while(|at| close(&items[at - 1], &items[*at])).count();
    let texts: Vec<&str> = items[at - first..=at + last].iter().map(|item| item.text.as_str()).collect();
    texts.join(" ")
}

/// The values and units that stand close to this one on its line.
fn run_around(items: &[Item], at: usize) -> Area {
    let close = |one: &Item, other: &Item| {
        one.fills() && other.fills() && other.area.x0 - one.area.x1 <= one.size.max(other.size) * 3 / 2
    };
    let first = (1..=at).rev().take_while(|at| close(&items[at - 1], &items[*at])).count();
    let last = (at + 1..items.len()).take_while(|at| close(&items[at - 1], &items[*at])).count();
    items[at - first..=at + last].iter().map(|item| item.area).fold(items[at].area, Area::union)
}

/// A number above or below its name, with the middles or the left edges in line.
fn stacked(laid: &Laid<'_>, number: usize, name: &Item) -> Vec<Cell> {
    let mut best: Option<(i32, Cell)> = None;
    let around = number.saturating_sub(6)..(number + 7).min(laid.lines.len());
    for line in around.filter(|line| *line != number) {
        let items = &laid.lines[line];
        for (at, item) in items.iter().enumerate() {
            let gap = (item.area.y0 - name.area.y1).max(name.area.y0 - item.area.y1);
            // `19.2%  192 mg` below its name is set in the middle as one.
            let center = run_around(items, at).center();
            let level = (item.area.center() - name.area.center()).abs() <= name.size * 3 / 2
                || (center - name.area.center()).abs() <= name.size / 2
                || (item.area.x0 - name.area.x0).abs() <= name.size / 2;
            let reach = name.size.max(item.size) * 3 / 2;
            // A value in a row belongs to the name of that row.
            let led = at > 0
                && items[..at].iter().rev().take_while(|item| item.fills()).count() < at
                && items[..at]
                    .iter()
                    .any(|other| other.leads() && item.area.x0 - other.area.x1 < item.size * 8);
            if !level || gap > reach || led {
                continue;
            }
            if let Some(cell) = cell(item, items.get(at + 1))
                && best.as_ref().is_none_or(|(nearest, _)| gap < *nearest)
            {
                best = Some((gap, cell));
            }
        }
    }
    best.map(|(_, cell)| cell).into_iter().collect()
}
