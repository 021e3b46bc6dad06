//! From tables to rows: which table is believed, what the others say to it, and one value a row.

use std::collections::HashMap;

use super::greek::Letters;
use super::{Printed, Profile, Row, check, choose, readings, total};
use crate::name::{Class, normal};
use crate::number::{Decimal, Kind, Mark, Unit, mark_of};
use crate::page::{Page, ReadBy};
use crate::table::{Cell, Lead, Table, Total as Seen};

/// In which order a column gives the value of its row.
const ORDER: &[Unit] = &[
    Unit::Percent,
    Unit::MgPerG,
    Unit::MgPerMl,
    Unit::UgPerG,
    Unit::Ppm,
    Unit::MgPerUnit,
    Unit::MgPerServing,
    Unit::MgPerPackage,
    Unit::Mg,
    Unit::Ppb,
];
/// A document with more rows than this is none we know.
const ROWS_MAX: usize = 200;

pub fn assemble(
    profile: &mut Profile,
    tables: &[Table],
    totals: &[Seen],
    read_by: &HashMap<usize, ReadBy>,
    pages: &[Page],
) {
    let mut letters = Letters::default();
    for row in tables.iter().flat_map(|table| &table.rows) {
        if let Lead::Name(found) = &row.lead {
            letters.learn(found, &row.missing);
        }
    }
    profile.cannabinoids = rows(tables, Class::Cannabinoid, &letters, read_by);
    profile.terpenes = rows(tables, Class::Terpene, &letters, read_by);
    untested(profile);
    total::collect(profile, tables, totals, read_by);
    second_reading(profile, pages);
    check::all(profile);
}

fn rows(tables: &[Table], class: Class, letters: &Letters, read_by: &HashMap<usize, ReadBy>) -> Vec<Row> {
    let mut accepted: Vec<Row> = Vec::new();
    for table in choose::ranked(tables, class) {
        let more: Vec<Row> =
            table.rows.iter().filter_map(|row| row_of(row, table, letters, read_by)).collect();
        let known = |row: &Row| accepted.iter().position(|other| other.key == row.key);
        let twice: Vec<Option<usize>> = more.iter().map(known).collect();
        let overlap = twice.iter().flatten().count();
        let small = table.headless && more.len() < 2;
        let takes_new = accepted.is_empty() || (overlap * 3 < more.len() && !small);
        for (row, before) in more.into_iter().zip(twice) {
            match before {
                Some(at) => compare(&mut accepted[at], &row),
                None if takes_new => accepted.push(row),
                None => {}
            }
        }
    }
    ambiguous(&mut accepted);
    default_unit(&mut accepted);
    accepted.truncate(ROWS_MAX);
    accepted
}

fn row_of(
    row: &crate::table::Row,
    table: &Table,
    letters: &Letters,
    read_by: &HashMap<usize, ReadBy>,
) -> Option<Row> {
    let mut flags = Vec::new();
    let key = match &row.lead {
        Lead::Name(found) => match letters.key(found, &row.missing) {
            Some((key, inferred)) => {
                if inferred {
                    flags.push("name_inferred");
                }
                key.to_owned()
            }
            None => {
                flags.push("name_incomplete");
                one_of(&found.keys)
            }
        },
        Lead::Other => format!("other:{}", slug(&row.name)?),
        Lead::Total(_) => return None,
    };
    if row.askew {
        flags.push("row_unsure");
    }
    let mut printed = readings::chosen(&row.cells, &mut flags);
    if printed.iter().any(|cell| cell.kind != Kind::NotApplicable) {
        printed.retain(|cell| cell.kind != Kind::NotApplicable);
    }
    let chosen = value_of(&printed, &mut flags)?;
    if row.cells.iter().any(|cell| cell.assumed && cell.mark.kind == Kind::Value) {
        flags.push("unit_not_printed");
    }
    if matches!(row.lead, Lead::Other) && (chosen.kind != Kind::Value || chosen.unit.is_none()) {
        // An unknown name with nothing found beside it says nothing that sums or people need.
        return None;
    }
    let sure = row.cells.iter().filter_map(|cell| cell.sure).chain(row.sure).min();
    let area = printed.iter().map(|cell| cell.area).fold(row.area, crate::page::Area::union);
    Some(Row {
        key,
        name: display(&row.name),
        page: table.page,
        value: if chosen.kind == Kind::Value { chosen.number } else { None },
        unit: chosen.unit,
        kind: chosen.kind,
        printed,
        area,
        read_by: read_by.get(&table.page).copied().unwrap_or(ReadBy::Text),
        sure,
        checks: Vec::new(),
        flags,
    })
}

pub fn printed_of(cell: &Cell) -> Printed {
    Printed {
        unit: cell.unit,
        dry: cell.dry,
        text: cell.mark.printed.clone(),
        kind: cell.mark.kind,
        number: cell.mark.number,
        area: cell.area,
    }
}

fn value_of(printed: &[Printed], flags: &mut Vec<&'static str>) -> Option<Printed> {
    let of = |unit: Option<Unit>, dry: bool| {
        printed.iter().filter(move |cell| cell.unit == unit && cell.dry == dry)
    };
    for unit in ORDER {
        for dry in [false, true] {
            let mut cells = of(Some(*unit), dry);
            if let Some(first) = cells.next() {
                if cells.any(|other| other.text != first.text) {
                    flags.push("several_columns");
                }
                if dry {
                    flags.push("dry_weight_only");
                }
                return Some(first.clone());
            }
        }
    }
    let mut bare = of(None, false);
    let first = bare.next()?;
    if bare.any(|other| other.text != first.text) {
        flags.push("several_columns");
    }
    Some(first.clone())
}

/// What another table says of the same substance: with fewer digits it confirms, with others it doubts.
fn compare(row: &mut Row, other: &Row) {
    for cell in &other.printed {
        let Some(mine) = row.printed.iter().find(|mine| mine.unit == cell.unit && mine.dry == cell.dry)
        else {
            continue;
        };
        match (mine.number, cell.number) {
            (Some(one), Some(two)) if mine.kind == Kind::Value && cell.kind == Kind::Value => {
                if one.agrees_with(two) {
                    row.check("printed_twice");
                } else {
                    row.flag("printed_differently");
                }
            }
            _ if mine.kind == cell.kind => row.check("printed_twice"),
            (Some(number), _) if is_content(number, mine.kind) && cell.kind == Kind::Nd => {
                row.flag("printed_differently");
            }
            (_, Some(number)) if is_content(number, cell.kind) && mine.kind == Kind::Nd => {
                row.flag("printed_differently");
            }
            _ => {}
        }
    }
}

fn is_content(number: Decimal, kind: Kind) -> bool {
    kind == Kind::Value && !number.is_zero()
}

/// The key of a row whose name could be any of these.
pub(crate) fn one_of(keys: &[&str]) -> String {
    format!("one_of:{}", keys.join("|"))
}

/// Two rows with one key: nobody can say which is which, so neither is read.
pub(crate) fn ambiguous(rows: &mut [Row]) {
    let keys: Vec<String> = rows.iter().map(|row| row.key.clone()).collect();
    for (row, key) in rows.iter_mut().zip(&keys) {
        let twice = keys.iter().filter(|other| *other == key).count() > 1;
        if twice || key.starts_with("one_of:") {
            row.flag("name_ambiguous");
        }
        if twice {
            row.value = None;
            row.kind = Kind::Unread;
        }
    }
}

/// `ND` alone stands for every column of its table: `832.7 mg/g (83.27 %)` in one row, `ND` in the next.
fn default_unit(rows: &mut [Row]) {
    let mut units: Vec<(Unit, usize)> = Vec::new();
    let values = rows.iter().filter(|row| row.kind == Kind::Value).count();
    for unit in rows
        .iter()
        .filter(|row| row.kind == Kind::Value)
        .flat_map(|row| &row.printed)
        .filter_map(|cell| cell.unit)
    {
        match units.iter_mut().find(|(of, _)| *of == unit) {
            Some((_, count)) => *count += 1,
            None => units.push((unit, 1)),
        }
    }
    let usual: Vec<Unit> =
        units.into_iter().filter(|(_, count)| count * 2 > values).map(|(unit, _)| unit).collect();
    let Some(first) = ORDER.iter().copied().find(|unit| usual.contains(unit)) else { return };
    for row in rows.iter_mut().filter(|row| row.kind != Kind::Value) {
        let [only] = &row.printed[..] else {
            row.unit = row.unit.or(Some(first));
            continue;
        };
        if only.unit.is_none_or(|unit| usual.contains(&unit)) {
            row.unit = Some(first);
            row.printed = usual.iter().map(|unit| Printed { unit: Some(*unit), ..only.clone() }).collect();
        }
    }
}

/// A panel of which every row says `NT` was not tested: it has no results.
fn untested(profile: &mut Profile) {
    for (panel, rows) in [("cannabinoids", &mut profile.cannabinoids), ("terpenes", &mut profile.terpenes)] {
        if rows.is_empty() {
            continue;
        }
        if rows.iter().all(|row| matches!(row.kind, Kind::NotTested | Kind::NotApplicable)) {
            rows.clear();
            profile.status.insert(panel, "not_tested");
        } else {
            profile.status.entry(panel).or_insert("tested");
        }
    }
}

fn slug(name: &str) -> Option<String> {
    let plain = normal(name);
    let common = [
        "analyte", "total", "result", "note", "sum", "test", "page", "date", "tested", "moisture", "sample",
        "method", "comment",
    ];
    (plain.len() > 2
        && plain.chars().any(char::is_alphabetic)
        && !common.iter().any(|word| plain.starts_with(word)))
    .then_some(plain)
}

/// Greek letters as the trade types them.
fn display(name: &str) -> String {
    let mut shown = String::new();
    for c in name.chars() {
        match c {
            'α' => shown.push_str("alpha"),
            'β' | 'ß' => shown.push_str("beta"),
            'γ' => shown.push_str("gamma"),
            'δ' | 'Δ' | '∆' => shown.push('d'),
            other => shown.push(other),
        }
    }
    shown
}

/// The numbers and marks of a word, whatever it is glued to.
fn marks_in(text: &str) -> impl Iterator<Item = Mark> {
    let inside = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | ',' | '<' | '>' | '/' | '-');
    text.split(move |c| !inside(c)).filter_map(mark_of)
}

fn says_the_same(mark: &Mark, cell: &Printed) -> bool {
    mark.kind == cell.kind && mark.number == cell.number
}

/// Where a page was read twice, the other reading confirms a number or contradicts it.
fn second_reading(profile: &mut Profile, pages: &[Page]) {
    for row in profile.cannabinoids.iter_mut().chain(&mut profile.terpenes) {
        let Some(page) = pages.iter().find(|page| page.number == row.page && !page.second.is_empty()) else {
            continue;
        };
        let mut same = true;
        for cell in &row.printed {
            let over = page.second.iter().filter(|word| {
                word.area.shared_width(cell.area) * 2 > cell.area.width().min(word.area.width())
                    && word.area.shared_height(cell.area) * 2 > cell.area.height().min(word.area.height())
            });
            same &= over.flat_map(|word| marks_in(&word.text)).any(|mark| says_the_same(&mark, cell));
        }
        if same {
            row.check("second_reading");
        } else {
            row.flag("readings_differ");
        }
    }
}
