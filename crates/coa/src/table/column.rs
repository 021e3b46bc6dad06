//! Columns: values that stand below each other, and the header that stands above them.

use super::group::Rough;
use super::header::{Heading, Role};
use super::item::{Item, What};
use super::{Cell, Row};
use crate::number::{Kind, Unit};
use crate::page::Area;

pub struct Columns {
    pub rows: Vec<Row>,
    pub headings: Vec<Heading>,
    pub headless: bool,
}

pub fn columns(rough: Vec<Rough>, phrases: &[(Heading, Area)], names_end: i32, pitch: i32) -> Columns {
    let edges = edges(&rough);
    let headings: Vec<Option<Heading>> = assign(&edges, phrases, names_end, pitch);
    let headless =
        !headings.iter().flatten().any(|heading| heading.unit.is_some() || heading.role != Role::Unknown);
    let rows = rough.into_iter().map(|rough| row_of(rough, &edges, &headings)).collect();
    let headings = headings
        .into_iter()
        .map(|heading| {
            heading.unwrap_or(Heading { role: Role::Unknown, unit: None, dry: false, text: String::new() })
        })
        .collect();
    Columns { rows, headings, headless }
}

/// The horizontal extents of the columns: values that overlap are one column.
fn edges(rows: &[Rough]) -> Vec<(i32, i32)> {
    let fills = |item: &&Item| matches!(item.what, What::Value(_) | What::Aside);
    let mut spans: Vec<(i32, i32)> = rows
        .iter()
        .flat_map(|row| row.items.iter().filter(fills))
        .map(|item| (item.area.x0, item.area.x1))
        .collect();
    spans.sort_unstable();
    let mut edges: Vec<(i32, i32)> = Vec::new();
    for (x0, x1) in spans {
        match edges.last_mut() {
            Some((_, end)) if x0 < *end - 50 => *end = (*end).max(x1),
            _ => edges.push((x0, x1)),
        }
    }
    edges
}

fn assign(
    edges: &[(i32, i32)],
    phrases: &[(Heading, Area)],
    names_end: i32,
    pitch: i32,
) -> Vec<Option<Heading>> {
    let mut texts: Vec<Vec<&str>> = vec![Vec::new(); edges.len()];
    let mut left: Vec<(&Heading, Area)> = Vec::new();
    for (heading, area) in phrases {
        let shared = |(x0, x1): &(i32, i32)| area.x1.min(*x1) - area.x0.max(*x0);
        let best = (0..edges.len())
            .filter(|at| shared(&edges[*at]) > 0)
            .max_by_key(|at| (shared(&edges[*at]), std::cmp::Reverse(*at)));
        match best {
            Some(at) if area.center() > names_end - pitch || edges[at].0 < area.center() => {
                // A phrase above several columns speaks of each of them, unless it is a unit of one.
                let covered: Vec<usize> = (0..edges.len())
                    .filter(|at| area.x0 <= edges[*at].0 && area.x1 >= edges[*at].1)
                    .collect();
                if covered.len() > 1 && heading.unit.is_none() {
                    covered.iter().for_each(|at| texts[*at].push(&heading.text));
                } else {
                    texts[at].push(&heading.text);
                }
            }
            _ => left.push((heading, *area)),
        }
    }
    // What overlaps no column goes to the nearest one that has nothing yet.
    for (heading, area) in left {
        let distance = |at: usize| (edges[at].0 - area.x1).max(area.x0 - edges[at].1);
        let near = (0..edges.len()).min_by_key(|at| distance(*at));
        if let Some(at) = near
            && distance(at) <= pitch * 2
            && area.center() > names_end
            && (texts[at].is_empty() || super::header::heading(&texts[at].join(" ")).unit.is_none())
        {
            texts[at].push(&heading.text);
        }
    }
    texts
        .into_iter()
        .map(|texts| (!texts.is_empty()).then(|| super::header::heading(&texts.join(" "))))
        .collect()
}

fn row_of(rough: Rough, edges: &[(i32, i32)], headings: &[Option<Heading>]) -> Row {
    let mut row = rough.row;
    let units_column = rough.items.iter().filter_map(|item| match item.what {
        What::Unit(unit) => Some((unit, item.area.x0)),
        _ => None,
    });
    let units: Vec<(Unit, i32)> = units_column.collect();
    let values = rough.items.iter().filter(|item| item.is_value()).count();
    for (at, item) in rough.items.iter().enumerate() {
        let What::Value(mark) = &item.what else { continue };
        let column = edges.iter().position(|(x0, x1)| item.area.x0 >= *x0 && item.area.x1 <= *x1);
        let heading = column.and_then(|at| headings[at].as_ref());
        if heading.is_some_and(|heading| matches!(heading.role, Role::Aside | Role::Units)) {
            continue;
        }
        // Of several units in a row each belongs to the value before it.
        let next =
            rough.items[at + 1..].iter().find(|item| item.is_value() || matches!(item.what, What::Unit(_)));
        let behind = match next.map(|item| &item.what) {
            Some(What::Unit(unit)) if units.len() > 1 => Some(*unit),
            _ => None,
        };
        let beside = match rough.items.get(at + 1).map(|next| (&next.what, next.area)) {
            Some((What::Unit(unit), area)) if area.x0 - item.area.x1 <= item.size => Some(*unit),
            _ => None,
        };
        let printed = mark.unit.or(beside).or_else(|| heading.and_then(|heading| heading.unit));
        // A column of units speaks for the one result of its row.
        let lone = if behind.is_some() {
            behind
        } else if values == 1 || units.len() == 1 {
            units.first().map(|(unit, _)| *unit)
        } else {
            None
        };
        row.cells.push(Cell {
            mark: mark.clone(),
            unit: printed.or(lone),
            assumed: printed.or(lone).is_none(),
            dry: heading.is_some_and(|heading| heading.dry),
            area: item.area,
            sure: item.sure,
        });
    }
    // Columns nobody can name are left out where others have a unit: chart labels, footnotes.
    if row.cells.iter().any(|cell| cell.unit.is_some()) {
        row.cells.retain(|cell| cell.unit.is_some());
    }
    row.cells.retain(|cell| cell.mark.kind != Kind::NotApplicable || cell.unit.is_some());
    row
}
