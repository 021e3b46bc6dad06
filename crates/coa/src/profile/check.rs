//! The checks: what is printed twice in two ways must agree within its own rounding. Nothing is ever repaired.

use super::{Printed, Profile, Row, sum};
use crate::number::{Decimal, Kind, Unit};

/// Per cent of anything: more than this is no content, whatever is measured.
const PERCENT_MAX: Decimal = Decimal::new(101, 0);
/// Below this a reader of pictures is guessing.
const SURE_MIN: u8 = 55;
/// Fewer numbers make no habit of a column.
const COLUMN_MIN: usize = 3;

pub fn all(profile: &mut Profile) {
    for rows in [&mut profile.cannabinoids, &mut profile.terpenes] {
        rows.iter_mut().for_each(units_agree);
        unit_mass_agrees(rows);
        rows.iter_mut().for_each(plausible);
        same_form(rows);
    }
    totals_agree(profile);
    for rows in [&mut profile.cannabinoids, &mut profile.terpenes] {
        rows.iter_mut().for_each(uncovered);
    }
    for total in profile.totals.values_mut() {
        if total.checks.is_empty() && total.flags.is_empty() {
            total.flag("not_cross_checked");
        }
    }
}

/// Per cent times ten is mg/g; two marks in place of numbers must be the same mark.
fn units_agree(row: &mut Row) {
    let mut agreed = 0;
    for (at, one) in row.printed.iter().enumerate() {
        for other in &row.printed[at + 1..] {
            match columns_agree(one, other) {
                Some(true) => agreed += 1,
                Some(false) => {
                    super::add(&mut row.flags, "units_disagree");
                    return;
                }
                None => {}
            }
        }
    }
    if agreed > 0 {
        row.check("units");
    }
}

pub(super) fn columns_agree(one: &Printed, other: &Printed) -> Option<bool> {
    if one.dry != other.dry {
        return None;
    }
    let number = |cell: &Printed| cell.kind == Kind::Value;
    if !number(one) || !number(other) {
        let odd = number(one) != number(other);
        let nought = |cell: &Printed| cell.number.is_some_and(Decimal::is_zero);
        // Nought in one column and ND in the other say the same, if loosely.
        // One mark that stands for both columns confirms nothing.
        if one.area == other.area {
            return None;
        }
        return if odd {
            (!nought(one) && !nought(other)).then_some(false)
        } else {
            Some(one.kind == other.kind)
        };
    }
    let (from, to) = (one.unit?.places_from_percent()?, other.unit?.places_from_percent()?);
    let (a, b) = (one.number?, other.number?);
    let allowed = a.half_unit().shifted(to - from).plus(b.half_unit());
    let apart = a.shifted(to - from).minus(b).abs();
    // Two figures of one hidden number with the same precision are the same figure.
    Some(apart.is_zero() || allowed.is_more_than(apart))
}

/// From a picture a last figure or a leading nought gets lost, which no rounding contradicts. Where most of a column has as
/// many places, or as many figures, a number with neither is doubted.
fn same_form(rows: &mut [Row]) {
    let mut odd: Vec<usize> = Vec::new();
    for (unit, dry) in columns_of(rows) {
        let cells =
            rows.iter().enumerate().flat_map(|(at, row)| row.printed.iter().map(move |cell| (at, cell)));
        let column: Vec<(usize, &Printed, Decimal)> = cells
            .filter(|(_, cell)| (cell.unit, cell.dry) == (unit, dry) && cell.kind == Kind::Value)
            .filter_map(|(at, cell)| Some((at, cell, cell.number?)))
            .collect();
        let is_bare = |cell: &Printed| cell.text.starts_with('.');
        if column.iter().any(|(_, cell, _)| !is_bare(cell)) {
            odd.extend(column.iter().filter(|(_, cell, _)| is_bare(cell)).map(|(at, ..)| *at));
        }
        // Some laboratories print to a place, some to a number of figures.
        let places: Vec<usize> = column.iter().map(|(.., number)| number.places as usize).collect();
        let figures: Vec<usize> = column
            .iter()
            .map(|(.., number)| number.digits.to_string().trim_start_matches('-').len())
            .collect();
        let habits = [(usual(&places), &places), (usual(&figures), &figures)];
        let follows = |at: usize| habits.iter().any(|(usual, all)| *usual == Some(all[at]));
        if habits.iter().any(|(usual, _)| usual.is_some()) {
            odd.extend((0..column.len()).filter(|at| !follows(*at)).map(|at| column[at].0));
        }
    }
    for at in odd {
        if rows[at].read_by == crate::page::ReadBy::Ocr {
            rows[at].flag("hard_to_read");
        }
    }
}

/// What three fifths of a column have in common.
fn usual(all: &[usize]) -> Option<usize> {
    let often = |wanted: usize| all.iter().filter(|one| **one == wanted).count();
    let most = all.iter().copied().max_by_key(|one| often(*one))?;
    (all.len() >= COLUMN_MIN && often(most) * 5 >= all.len() * 3).then_some(most)
}

fn columns_of(rows: &[Row]) -> std::collections::BTreeSet<(Option<Unit>, bool)> {
    rows.iter().flat_map(|row| &row.printed).map(|cell| (cell.unit, cell.dry)).collect()
}

/// mg per unit is per cent times one mass: the same for every row, whatever it is.
fn unit_mass_agrees(rows: &mut [Row]) {
    for per in [Unit::MgPerUnit, Unit::MgPerServing, Unit::MgPerPackage, Unit::MgPerMl, Unit::Mg] {
        for base in [Unit::Percent, Unit::MgPerG, Unit::MgPerServing] {
            if per == base {
                continue;
            }
            let pair = |row: &Row| {
                let of = |unit| {
                    row.printed
                        .iter()
                        .find(|cell| cell.unit == Some(unit) && cell.kind == Kind::Value)
                        .and_then(|cell| cell.number)
                };
                Some((of(per)?, of(base)?)).filter(|(one, two)| !one.is_zero() && !two.is_zero())
            };
            let pairs: Vec<(usize, (Decimal, Decimal))> =
                rows.iter().enumerate().filter_map(|(at, row)| Some((at, pair(row)?))).collect();
            if pairs.len() < 2 {
                continue;
            }
            for (at, one) in &pairs {
                let agree = pairs.iter().filter(|(other, two)| other != at && same_ratio(*one, *two)).count();
                // Most of the others: one odd row does not make the rest doubtful.
                if agree * 2 >= pairs.len() - 1 && agree > 0 {
                    rows[*at].check("unit_mass");
                } else {
                    rows[*at].flag("unit_mass_disagrees");
                }
            }
        }
    }
}

/// Whether a/b and c/d can be the same within the rounding of all four.
fn same_ratio((a, b): (Decimal, Decimal), (c, d): (Decimal, Decimal)) -> bool {
    let low = |x: Decimal| x.minus(x.half_unit());
    let high = |x: Decimal| x.plus(x.half_unit());
    !low(a).times(low(d)).is_more_than(high(c).times(high(b)))
        && !low(c).times(low(b)).is_more_than(high(a).times(high(d)))
}

fn too_much(value: Option<Decimal>, unit: Option<Unit>) -> bool {
    let most = unit.and_then(Unit::places_from_percent).map(|places| PERCENT_MAX.shifted(places));
    value.zip(most).is_some_and(|(value, most)| value.is_more_than(most))
}

fn plausible(row: &mut Row) {
    if too_much(row.value, row.unit) {
        row.flag("implausible");
    }
    if row.unit.is_none() {
        row.flag("unit_not_printed");
    }
    if row.sure.is_some_and(|sure| sure < SURE_MIN) {
        row.flag("hard_to_read");
    }
    if row.kind == Kind::Unread {
        row.flag("unread");
    }
}

fn totals_agree(profile: &mut Profile) {
    let (cannabinoids, terpenes) = (&mut profile.cannabinoids, &mut profile.terpenes);
    let mut contradicted: Vec<(bool, Vec<String>)> = Vec::new();
    for (key, total) in &mut profile.totals {
        let rows = if key.contains("terp") { &mut *terpenes } else { &mut *cannabinoids };
        let mut compared = false;
        let mut held = false;
        for unit in [Unit::Percent, Unit::MgPerG, Unit::UgPerG, Unit::Ppm, Unit::MgPerUnit, Unit::MgPerMl] {
            let Some(printed) = total.in_unit(unit).filter(|_| total.unit == Some(unit) || !compared) else {
                continue;
            };
            if !sum::comparable(key, unit, rows) {
                continue;
            }
            compared = true;
            if let Some(made) = sum::made_of(key, printed, unit, rows) {
                held = true;
                let name = sum::check_of(key);
                // What is smaller than the rounding of the whole could be anything and it would still add up.
                let weighs = |row: &Row| {
                    row.in_unit(unit).is_some_and(|value| value.is_zero() || value.is_more_than(made.off))
                };
                rows.iter_mut()
                    .filter(|row| made.parts.contains(&row.key) && weighs(row))
                    .for_each(|row| row.check(name));
            }
        }
        if held {
            total.check(sum::check_of(key));
        } else if compared {
            total.flag("rows_disagree");
            if sum::has_neutral(key, rows) {
                contradicted.push((key.contains("terp"), sum::parts_of(key, rows)));
            }
        }
        let mut columns_hold = None;
        for (at, one) in total.printed.iter().enumerate() {
            for other in total.printed[at + 1..]
                .iter()
                .filter(|other| other.kind == Kind::Value && one.kind == Kind::Value)
            {
                if let Some(agree) = columns_agree(one, other) {
                    columns_hold = Some(columns_hold.unwrap_or(true) && agree);
                }
            }
        }
        match columns_hold {
            Some(true) => total.check("units"),
            Some(false) if !total.flags.contains(&"several_values") => total.flag("units_disagree"),
            _ => {}
        }
        if too_much(total.value, total.unit) {
            total.flag("implausible");
        }
    }
    // Columns agree also where a whole row was taken from its neighbour: a total that holds must clear it.
    for (of_terpenes, parts) in contradicted {
        let rows = if of_terpenes { &mut *terpenes } else { &mut *cannabinoids };
        for row in rows.iter_mut().filter(|row| parts.contains(&row.key)) {
            if row.checks.iter().all(|check| matches!(*check, "units" | "unit_mass")) {
                row.flag("rows_disagree");
            }
        }
    }
}

/// A value that nothing speaks for is not wrong, and not known to be right either.
fn uncovered(row: &mut Row) {
    // Columns agree also where a whole row went to its neighbour, which happens on pictures.
    // And a sum alone is too coarse for a last digit.
    let has = |any: &[&str]| row.checks.iter().any(|check| any.contains(check));
    let is_confirmed = has(&["second_reading", "printed_twice"])
        || (has(&["units", "unit_mass"]) && has(&["sum", "formula"]));
    if row.read_by == crate::page::ReadBy::Ocr && !row.checks.is_empty() && !is_confirmed {
        row.flag("row_not_confirmed");
    }
    if row.checks.is_empty() && row.read_by != crate::page::ReadBy::Data {
        row.flag("not_cross_checked");
    }
}
