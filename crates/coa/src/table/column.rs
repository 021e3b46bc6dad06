//! Columns: values that stand below each other, and the header that stands above them.

use super::group::Rough;
use super::header::{Heading, Role};
use super::item::{Item, What};
use super::{Cell, Lead, Row};
use crate::number::{Decimal, Kind, Unit};
use crate::page::Area;

/// Fewer may be alike by chance.
const LIMITS_MIN: usize = 5;

/// So many rows that agree are no accident.
const PAIRS_MIN: usize = 4;

pub struct Columns {
    pub rows: Vec<Row>,
    pub headings: Vec<Heading>,
    /// From where to where each column reaches.
    pub edges: Vec<(i32, i32)>,
    pub headless: bool,
}

pub fn columns(rough: Vec<Rough>, phrases: &[(Heading, Area)], names_end: i32, pitch: i32) -> Columns {
    let edges = edges(&rough);
    let own = own(&rough, &edges);
    let mut headings: Vec<Option<Heading>> = assign(&edges, &own, phrases, names_end, pitch);
    name_by_values(&mut headings, &rough, &edges);
    tenfold(&mut headings, &rough, &edges);
    let headless =
        !headings.iter().flatten().any(|heading| heading.unit.is_some() || heading.role != Role::Unknown);
    limits_by_values(&mut headings, &rough, &edges);
    let cores = cores(&rough, &edges);
    let rows = rough.into_iter().map(|rough| row_of(rough, &edges, &headings, &cores)).collect();
    let headings = headings
        .into_iter()
        .map(|heading| {
            heading.unwrap_or(Heading { role: Role::Unknown, unit: None, dry: false, text: String::new() })
        })
        .collect();
    Columns { rows, headings, edges, headless }
}

/// Where every number of a column carries the same unit, what has none in it (`ND`) is of that unit too.
fn name_by_values(headings: &mut [Option<Heading>], rough: &[Rough], edges: &[(i32, i32)]) {
    for (heading, edge) in headings.iter_mut().zip(edges) {
        if heading.as_ref().is_some_and(|heading| heading.unit.is_some() || heading.role == Role::Aside) {
            continue;
        }
        let numbers = rough.iter().flat_map(|row| {
            let at = row.items.iter().enumerate();
            at.filter(|(_, item)| within(item, *edge) && number_of(item).is_some())
                .map(|(at, _)| own_unit(&row.items, at))
        });
        let units: Vec<Option<Unit>> = numbers.collect();
        if let [Some(unit), rest @ ..] = &units[..]
            && rest.iter().all(|other| *other == Some(*unit))
        {
            rename(heading, Role::Result, Some(*unit));
        }
    }
}

/// A column that holds one and the same number throughout is a limit, whatever was read above it; results differ.
fn limits_by_values(headings: &mut [Option<Heading>], rough: &[Rough], edges: &[(i32, i32)]) {
    let numbers: Vec<Vec<Decimal>> = edges
        .iter()
        .map(|edge| {
            let items = rough.iter().flat_map(|row| row.items.iter().filter(|item| within(item, *edge)));
            items.filter_map(number_of).collect()
        })
        .collect();
    let same = |all: &[Decimal]| all.windows(2).all(|pair| pair[0] == pair[1]);
    let is_limit = |all: &[Decimal]| all.len() >= LIMITS_MIN && same(all) && !all[0].is_zero();
    // Something else has to be the result.
    let is_aside = |heading: &Option<Heading>| heading.as_ref().is_some_and(|it| it.role == Role::Aside);
    let varies =
        |(heading, all): (&Option<Heading>, &Vec<Decimal>)| !is_aside(heading) && all.len() > 1 && !same(all);
    if !headings.iter().zip(&numbers).any(varies) {
        return;
    }
    for (heading, _) in headings.iter_mut().zip(&numbers).filter(|(_, all)| is_limit(all)) {
        rename(heading, Role::Aside, None);
    }
}

/// A column that nothing names, ten times the per cent in every row, is its mg/g; a tenth of the mg/g, or a ten-thousandth of
/// the ppm, its per cent.
fn tenfold(headings: &mut [Option<Heading>], rough: &[Rough], edges: &[(i32, i32)]) {
    let number = |row: &Rough, edge: (i32, i32)| {
        row.items.iter().filter(|item| within(item, edge)).find_map(number_of)
    };
    // A limit vouches for no result.
    let unit = |at: usize| {
        let named = headings[at].as_ref().filter(|heading| !heading.dry && heading.role != Role::Aside);
        named.and_then(|heading| heading.unit)
    };
    let is_bare = |at: usize| {
        headings[at].as_ref().is_none_or(|it| it.unit.is_none() && !it.dry && it.role != Role::Aside)
    };
    let mut named: Vec<(usize, Unit)> = Vec::new();
    for bare in (0..edges.len()).filter(|at| is_bare(*at)) {
        let others =
            (0..edges.len()).filter_map(|at| Some((at, unit(at)?, unit(at)?.places_from_percent()?)));
        for (known, of, from) in others {
            let pairs: Vec<(Decimal, Decimal)> = rough
                .iter()
                .filter_map(|row| Some((number(row, edges[known])?, number(row, edges[bare])?)))
                .collect();
            let telling = pairs.iter().filter(|(one, two)| !one.is_zero() && !two.is_zero()).count();
            for (meant, to) in [(Unit::Percent, 0), (Unit::MgPerG, 1)] {
                let agree = |(one, two): &(Decimal, Decimal)| one.shifted(to - from).agrees_with(*two);
                if meant != of && telling >= PAIRS_MIN && pairs.iter().all(agree) {
                    named.push((bare, meant));
                }
            }
        }
    }
    for (at, unit) in named {
        rename(&mut headings[at], Role::Result, Some(unit));
    }
}

fn number_of(item: &Item) -> Option<Decimal> {
    match &item.what {
        What::Value(mark) if mark.kind == Kind::Value => mark.number,
        _ => None,
    }
}

fn within(item: &Item, (x0, x1): (i32, i32)) -> bool {
    item.area.x0 >= x0 && item.area.x1 <= x1
}

/// Says anew what a column holds; the words above it stay.
fn rename(heading: &mut Option<Heading>, role: Role, unit: Option<Unit>) {
    let text = heading.take().map(|heading| heading.text).unwrap_or_default();
    *heading = Some(Heading { role, unit, dry: false, text });
}

/// The unit that is printed with a value or right behind it.
fn own_unit(items: &[Item], at: usize) -> Option<Unit> {
    let What::Value(mark) = &items.get(at)?.what else { return None };
    let behind = || match items.get(at + 1).map(|next| (&next.what, next.area)) {
        Some((What::Unit(unit), area)) if area.x0 - items[at].area.x1 <= items[at].size => Some(*unit),
        _ => None,
    };
    mark.unit.or_else(behind)
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

/// Which columns are the table's: a total below may have one of its own, and what stands above the table does not speak of that.
fn own(rough: &[Rough], edges: &[(i32, i32)]) -> Vec<bool> {
    let is_own = |edge: &(i32, i32)| {
        let named = rough.iter().filter(|row| !matches!(row.row.lead, Lead::Total(_)));
        named.flat_map(|row| &row.items).any(|item| within(item, *edge))
    };
    let own: Vec<bool> = edges.iter().map(is_own).collect();
    if own.contains(&true) { own } else { vec![true; edges.len()] }
}

fn assign(
    edges: &[(i32, i32)],
    own: &[bool],
    phrases: &[(Heading, Area)],
    names_end: i32,
    pitch: i32,
) -> Vec<Option<Heading>> {
    let mut texts: Vec<Vec<&str>> = vec![Vec::new(); edges.len()];
    let mut left: Vec<(&Heading, Area)> = Vec::new();
    for (heading, area) in phrases {
        let shared = |(x0, x1): &(i32, i32)| area.x1.min(*x1) - area.x0.max(*x0);
        let best = (0..edges.len())
            .filter(|at| own[*at] && shared(&edges[*at]) > 0)
            .max_by_key(|at| (shared(&edges[*at]), std::cmp::Reverse(*at)));
        match best {
            Some(at) if area.center() > names_end - pitch || edges[at].0 < area.center() => {
                // A phrase above several columns speaks of each of them, unless it is a unit of one.
                let covered: Vec<usize> = (0..edges.len())
                    .filter(|at| own[*at] && area.x0 <= edges[*at].0 && area.x1 >= edges[*at].1)
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
        // What stands above the units themselves says nothing of the numbers beside them.
        if heading.role == Role::Units {
            continue;
        }
        let distance = |at: usize| (edges[at].0 - area.x1).max(area.x0 - edges[at].1);
        let near = (0..edges.len()).filter(|at| own[*at]).min_by_key(|at| distance(*at));
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

/// Where the values of what is named stand in each column. A total below them has columns of its own and may touch one of theirs.
fn cores(rough: &[Rough], edges: &[(i32, i32)]) -> Vec<(i32, i32)> {
    let named = || rough.iter().filter(|row| !matches!(row.row.lead, Lead::Total(_)));
    let core = |edge: &(i32, i32)| {
        let items = named().flat_map(|row| row.items.iter()).filter(|item| within(item, *edge));
        let spans = items.filter(|item| item.is_value()).map(|item| (item.area.x0, item.area.x1));
        spans.reduce(|one, two| (one.0.min(two.0), one.1.max(two.1))).unwrap_or(*edge)
    };
    edges.iter().map(core).collect()
}

fn row_of(rough: Rough, edges: &[(i32, i32)], headings: &[Option<Heading>], cores: &[(i32, i32)]) -> Row {
    let mut row = rough.row;
    let units_column = rough.items.iter().filter_map(|item| match item.what {
        What::Unit(unit) => Some((unit, item.area.x0)),
        _ => None,
    });
    let units: Vec<(Unit, i32)> = units_column.collect();
    let values = rough.items.iter().filter(|item| item.is_value()).count();
    for (at, item) in rough.items.iter().enumerate() {
        let What::Value(mark) = &item.what else { continue };
        let column = edges.iter().position(|edge| within(item, *edge));
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
        // With a unit of its own and hardly below the column it does not have the column's basis.
        let has_own = own_unit(&rough.items, at).is_some();
        let stands_apart = |column: Option<usize>| {
            column.is_some_and(|at| {
                let (x0, x1) = cores[at];
                (item.area.x1.min(x1) - item.area.x0.max(x0)) * 2 < item.area.width()
            })
        };
        // `Total THC: 21.5 %` is a sentence, wherever it begins.
        let is_said = matches!(row.lead, Lead::Total(_)) && item.area.x0 - row.area.x1 <= item.size;
        let printed = own_unit(&rough.items, at).or_else(|| heading.and_then(|heading| heading.unit));
        // A column of units speaks for the one result of its row.
        let lone = if behind.is_some() {
            behind
        } else if values == 1 || units.len() == 1 {
            units.first().map(|(unit, _)| *unit)
        } else {
            None
        };
        // `Total (%)` with its number right behind says its unit itself.
        let said = || Unit::within(&row.name.split_whitespace().collect::<Vec<_>>());
        let unit = printed.or(lone).or_else(|| said().filter(|_| matches!(row.lead, Lead::Total(_))));
        row.cells.push(Cell {
            mark: mark.clone(),
            unit,
            assumed: unit.is_none(),
            dry: heading.is_some_and(|heading| heading.dry)
                && !(has_own && (stands_apart(column) || is_said)),
            area: item.area,
            sure: item.sure,
            also: item.also.clone(),
        });
    }
    // Columns nobody can name are left out where others have a unit: chart labels, footnotes.
    if row.cells.iter().any(|cell| cell.unit.is_some()) {
        row.cells.retain(|cell| cell.unit.is_some());
    }
    row.cells.retain(|cell| cell.mark.kind != Kind::NotApplicable || cell.unit.is_some());
    row
}
