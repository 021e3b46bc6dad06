//! Totals: every place where one is printed, gathered under one key.

use std::collections::HashMap;

use super::assemble::printed_of;
use super::{Printed, Profile, Total, choose, sum};
use crate::name::Class;
use crate::number::{Kind, Unit};
use crate::page::{Area, ReadBy};
use crate::table::{Lead, Table, Total as Seen};

struct Place {
    key: String,
    page: usize,
    area: Area,
    cells: Vec<Printed>,
}

pub fn collect(profile: &mut Profile, tables: &[Table], seen: &[Seen], read_by: &HashMap<usize, ReadBy>) {
    let mut places: Vec<Place> = Vec::new();
    for table in tables.iter().filter(|table| !choose::is_control(table)) {
        for row in &table.rows {
            let Lead::Total(key) = row.lead else { continue };
            let cells: Vec<Printed> = row.cells.iter().map(printed_of).collect();
            places.push(Place {
                key: in_table(key, table.class).to_owned(),
                page: table.page,
                area: row.area,
                cells,
            });
        }
    }
    let in_tables = places.len();
    for total in seen.iter().filter(|total| total.key != "total") {
        // A row of a table was read with the columns of that table.
        if places[..in_tables].iter().any(|place| (place.page, place.area) == (total.page, total.area)) {
            continue;
        }
        places.push(Place {
            key: total.key.to_owned(),
            page: total.page,
            area: total.area,
            cells: total.cells.iter().map(printed_of).collect(),
        });
    }
    let mut keys: Vec<String> = places.iter().map(|place| place.key.clone()).collect();
    keys.sort();
    keys.dedup();
    for key in keys {
        let of_key: Vec<&Place> = places.iter().filter(|place| place.key == key).collect();
        if let Some(total) = total(&key, &of_key, profile, read_by) {
            profile.totals.insert(key, total);
        }
    }
}

fn in_table(key: &'static str, class: Class) -> &'static str {
    match (key, class) {
        ("total", Class::Cannabinoid) => "total_cannabinoids",
        ("total", Class::Terpene) => "total_terpenes",
        (key, _) => key,
    }
}

fn total(key: &str, places: &[&Place], profile: &Profile, read_by: &HashMap<usize, ReadBy>) -> Option<Total> {
    let mut printed: Vec<Printed> = Vec::new();
    for cell in places.iter().flat_map(|place| &place.cells).filter(|cell| cell.kind != Kind::NotApplicable) {
        if !printed.iter().any(|other| other.text == cell.text && other.unit == cell.unit) {
            printed.push(cell.clone());
        }
    }
    let percent: Vec<&Printed> =
        printed.iter().filter(|cell| cell.unit == Some(Unit::Percent) && cell.kind == Kind::Value).collect();
    let mut flags = Vec::new();
    // Of several, the one that the rows lead to; large type is sometimes the other basis.
    let rows = if key.contains("terp") { &profile.terpenes } else { &profile.cannabinoids };
    let fits =
        |cell: &&Printed| cell.number.is_some_and(|number| sum::explains(key, number, Unit::Percent, rows));
    // And of those the one with the most digits: the others are rounded from it.
    let digits = |cell: &&Printed| std::cmp::Reverse(cell.number.map_or(0, |number| number.places));
    let chosen = percent.iter().copied().filter(fits).min_by_key(digits).or_else(|| percent.first().copied());
    let differing = percent.iter().any(|cell| chosen.is_some_and(|chosen| !agree(cell, chosen)));
    if differing {
        flags.push("several_values");
    }
    let chosen = chosen
        .or_else(|| printed.iter().find(|cell| cell.kind == Kind::Value && cell.unit.is_some()))
        .or_else(|| printed.first())?
        .clone();
    let place = places.iter().find(|place| place.cells.iter().any(|cell| cell.area == chosen.area))?;
    printed.sort_by_key(|cell| cell.area != chosen.area);
    Some(Total {
        value: if chosen.kind == Kind::Value { chosen.number } else { None },
        unit: chosen.unit,
        kind: chosen.kind,
        page: place.page,
        area: place.area.union(chosen.area),
        read_by: read_by.get(&place.page).copied().unwrap_or(ReadBy::Text),
        printed,
        checks: Vec::new(),
        flags,
    })
}

fn agree(one: &Printed, other: &Printed) -> bool {
    one.number.zip(other.number).is_some_and(|(one, other)| one.agrees_with(other))
}
