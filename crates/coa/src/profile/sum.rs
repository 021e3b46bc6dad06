//! Sums and formulas over rows, each with how far rounding may carry it.

use super::Row;
use crate::number::{Decimal, Unit};

/// Acid to neutral, with the factors that laboratories print for it.
const FORMULAS: &[(&str, &str, &str, &[&str])] = &[
    ("total_thc", "delta_9_thc", "thca", &["0.877", "0.88"]),
    ("total_delta_8_thc", "delta_8_thc", "delta_8_thca", &["0.877"]),
    ("total_cbd", "cbd", "cbda", &["0.877", "0.88"]),
    ("total_cbg", "cbg", "cbga", &["0.878", "0.877"]),
    ("total_cbc", "cbc", "cbca", &["0.877"]),
    ("total_cbn", "cbn", "cbna", &["0.876", "0.877"]),
    ("total_thcv", "thcv", "thcva", &["0.867", "0.877", "0.87"]),
    ("total_cbdv", "cbdv", "cbdva", &["0.867", "0.877", "0.87"]),
];

/// The row of a key.
pub fn row<'a>(rows: &'a [Row], key: &str) -> Option<&'a Row> {
    rows.iter().find(|row| row.key == key)
}

/// What the check of a total of this name is called.
pub fn check_of(key: &str) -> &'static str {
    if FORMULAS.iter().any(|(of, ..)| *of == key) { "formula" } else { "sum" }
}

fn factor(text: &str) -> Decimal {
    Decimal::read(text).unwrap_or(Decimal::ZERO)
}

/// A value and how far off it may be.
#[derive(Debug, Clone, Copy)]
struct About {
    value: Decimal,
    off: Decimal,
}

impl About {
    const NOTHING: Self = Self { value: Decimal::ZERO, off: Decimal::ZERO };

    /// What was rounded is off by half a unit; what was not found adds nothing.
    fn of(row: &Row, unit: Unit) -> Option<Self> {
        let value = row.in_unit(unit)?;
        let off = if value.is_zero() && value.places == 0 { Decimal::ZERO } else { value.half_unit() };
        Some(Self { value, off })
    }

    fn plus(self, other: Self, by: Decimal) -> Self {
        Self { value: self.value.plus(other.value.times(by)), off: self.off.plus(other.off.times(by)) }
    }

    fn allowed(self, printed: Decimal) -> Decimal {
        self.off.plus(printed.half_unit())
    }

    fn holds(self, printed: Decimal) -> bool {
        !self.value.minus(printed).abs().is_more_than(self.allowed(printed))
    }
}

const ONE: Decimal = Decimal { digits: 1, places: 0 };

/// The rows that lead to a total, and how far rounding may carry them together.
#[derive(Debug)]
pub struct Made {
    pub parts: Vec<String>,
    pub off: Decimal,
}

/// The rows that a total of this name is made of, whether or not they lead to it.
pub fn parts_of(key: &str, rows: &[Row]) -> Vec<String> {
    match FORMULAS.iter().find(|(of, ..)| *of == key) {
        Some((_, neutral, acid, _)) => [*neutral, *acid]
            .into_iter()
            .filter_map(|key| row(rows, key))
            .map(|row| row.key.clone())
            .collect(),
        None => rows.iter().map(|row| row.key.clone()).collect(),
    }
}

/// The same, if they do lead to it; nothing if they do not.
pub fn made_of(key: &str, printed: Decimal, unit: Unit, rows: &[Row]) -> Option<Made> {
    if let Some((_, neutral, acid, factors)) = FORMULAS.iter().find(|(of, ..)| *of == key) {
        let of = |key| row(rows, key).map_or(Some(About::NOTHING), |row| About::of(row, unit));
        let (start, acid) = (of(neutral)?, of(acid)?);
        let held =
            factors.iter().map(|by| start.plus(acid, factor(by))).find(|about| about.holds(printed))?;
        return Some(Made { parts: parts_of(key, rows), off: held.allowed(printed) });
    }
    let sum = rows.iter().try_fold(About::NOTHING, |sum, row| Some(sum.plus(About::of(row, unit)?, ONE)))?;
    if rows.is_empty() {
        return None;
    }
    let decarboxylated = if key.contains("terp") { None } else { decarboxylated(rows, unit) };
    let held = [Some(sum), decarboxylated].into_iter().flatten().find(|about| about.holds(printed))?;
    Some(Made { parts: parts_of(key, rows), off: held.allowed(printed) })
}

pub fn explains(key: &str, printed: Decimal, unit: Unit, rows: &[Row]) -> bool {
    made_of(key, printed, unit, rows).is_some()
}

/// Whether the neutral form of a formula has a row: without one a total tells nothing against its acid.
pub fn has_neutral(key: &str, rows: &[Row]) -> bool {
    FORMULAS.iter().find(|(of, ..)| *of == key).is_none_or(|(_, neutral, ..)| row(rows, neutral).is_some())
}

/// Whether the rows for a total of this name were all read in this unit, so that it could be compared.
pub fn comparable(key: &str, unit: Unit, rows: &[Row]) -> bool {
    if let Some((_, neutral, acid, _)) = FORMULAS.iter().find(|(of, ..)| *of == key) {
        let read = |key| row(rows, key).is_some_and(|row| row.in_unit(unit).is_some());
        let or_none = |key| read(key) || row(rows, key).is_none();
        return (read(neutral) || read(acid)) && or_none(neutral) && or_none(acid);
    }
    !rows.is_empty() && rows.iter().all(|row| row.in_unit(unit).is_some())
}

fn decarboxylated(rows: &[Row], unit: Unit) -> Option<About> {
    rows.iter().try_fold(About::NOTHING, |sum, row| {
        let acid = FORMULAS.iter().find(|(_, _, acid, _)| *acid == row.key);
        let by = acid.and_then(|(.., factors)| factors.first()).map_or(ONE, |text| factor(text));
        Some(sum.plus(About::of(row, unit)?, by))
    })
}
