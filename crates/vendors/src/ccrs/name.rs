//! Names of files: ours, and as the state writes them back.

use std::fmt;

use countersign_kernel::{Timestamp, time};

use super::table::Table;

/// The state's own clock.
pub(super) const ZONE: &str = "America/Los_Angeles";
const STAMP_DIGITS: usize = 14;
const LICENCE_CHARS_MAX: usize = 20;

/// `Sale_412345_20260307101500.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileName {
    pub table: Table,
    pub licence: String,
    pub stamp: String,
}

impl FileName {
    pub fn at(table: Table, licence: &str, now: Timestamp) -> Self {
        let zone = time::zone(ZONE).expect("the zone is compiled in");
        let stamp = now.in_zone(&zone).strftime("%Y%m%d%H%M%S").to_string();
        Self { table, licence: licence.to_owned(), stamp }
    }

    pub fn parse(name: &str) -> Option<Self> {
        let mut parts = name.strip_suffix(".csv")?.split('_');
        let (table, licence, stamp) = (parts.next()?, parts.next()?, parts.next()?);
        let fits = is_licence(licence) && is_stamp(stamp) && parts.next().is_none();
        fits.then_some(Self {
            table: Table::named(table)?,
            licence: licence.to_owned(),
            stamp: stamp.to_owned(),
        })
    }
}

impl fmt::Display for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}_{}.csv", self.table.name(), self.licence, self.stamp)
    }
}

pub(super) fn is_licence(text: &str) -> bool {
    (1..=LICENCE_CHARS_MAX).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

fn is_stamp(text: &str) -> bool {
    text.len() == STAMP_DIGITS && text.bytes().all(|b| b.is_ascii_digit())
}

/// A file as an answer names it. The state puts a time of its own behind, with or without fractions of a second, and leaves
/// the licence out for strains [observed].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mentioned {
    pub table: Table,
    pub licence: Option<String>,
    pub stamp: String,
}

impl Mentioned {
    pub fn parse(name: &str) -> Option<Self> {
        let (body, end) = name.split_at_checked(name.len().checked_sub(4)?)?;
        if !end.eq_ignore_ascii_case(".csv") {
            return None;
        }
        let mut parts = body.split('_');
        let table = Table::named(parts.next()?)?;
        let mut next = parts.next()?;
        let licence = (!is_stamp(next)).then_some(next.to_owned());
        if licence.is_some() {
            next = parts.next()?;
        }
        let fits = is_stamp(next) && licence.as_deref().is_none_or(is_licence) && parts.all(is_time);
        fits.then(|| Self { table, licence, stamp: next.to_owned() })
    }

    /// Every file that a text names, each once.
    pub fn all_in(text: &str) -> Vec<Self> {
        let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || "_.-".contains(c)));
        let mut found: Vec<Self> =
            words.filter_map(|word| Self::parse(word.trim_end_matches(['.', '-']))).collect();
        found.sort();
        found.dedup();
        found
    }

    pub fn is(&self, file: &FileName) -> bool {
        let of_licence = self.licence.as_ref().is_none_or(|l| l.eq_ignore_ascii_case(&file.licence));
        self.table == file.table && self.stamp == file.stamp && of_licence
    }
}

/// `20260307T102030`, `20260307T102030123`, `20260307T102030.1234567`, or the same without the T.
fn is_time(text: &str) -> bool {
    text.len() >= STAMP_DIGITS
        && text.bytes().all(|b| b.is_ascii_digit() || b == b'T' || b == b'.' || b == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_every_way_the_state_writes_its_name() {
        let now = "2026-03-07T18:15:00Z".parse().expect("an instant");
        let ours = FileName::at(Table::Sale, "412345", now);
        assert_eq!(ours.to_string(), "Sale_412345_20260307101500.csv");
        assert_eq!(FileName::parse(&ours.to_string()), Some(ours.clone()));
        for name in [
            "Sale_412345_20260307101500.csv",
            "sale_412345_20260307101500_20260307T102030.csv",
            "Sale_412345_20260307101500_20260307T1020301234567.csv",
            "Sale_412345_20260307101500_20260307T102030.123.CSV",
        ] {
            assert!(Mentioned::parse(name).is_some_and(|m| m.is(&ours)), "{name}");
        }
        for name in [
            "Sale_412346_20260307101500.csv",
            "Sale_412345_20260307101501.csv",
            "Area_412345_20260307101500.csv",
            "Sale_412345.csv",
            "Sale_412345_20260307101500_of-somebody.csv",
            ".csv",
            "é",
        ] {
            assert!(!Mentioned::parse(name).is_some_and(|m| m.is(&ours)), "{name}");
        }
        let strain = FileName { table: Table::Strain, ..ours };
        let told = Mentioned::all_in("Your file Strain_20260307101500_20260307T102030.csv. Thank you");
        assert!(told.len() == 1 && told[0].is(&strain), "{told:?}");
    }
}
