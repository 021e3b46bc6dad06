//! Values that a person types off the page because the reader was not sure of them. Each is read by the rules by which the page is
//! read; two people must say the same of it, and neither sees what the other typed.

use std::collections::BTreeMap;

use countersign_coa::number::{Decimal, Kind, Mark, Unit, typed};
use serde_json::{Value, json};

use super::by_hand::{ByHand, by_hand};
use super::{Reading, Row, Total};
use crate::error::AppError;

/// What was typed, by the number of the value: from 1 through cannabinoids, terpenes and totals, as the page numbers them.
pub type Texts = BTreeMap<usize, String>;
/// What each of it says.
pub type Values = BTreeMap<usize, Typed>;

const TYPED_CHARS_MAX: usize = 40;

/// Why a value cannot be taken as it was typed, in words to stand beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misread {
    pub number: usize,
    pub why: String,
}

/// One value as a person read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    pub text: String,
    kind: Kind,
    number: Option<Decimal>,
    unit: Option<Unit>,
}

/// Reads what was typed. What was left empty is left out; only a number that is doubtful is typed at all.
pub fn understood(read: &Reading, texts: &Texts) -> Result<Result<Values, Vec<Misread>>, AppError> {
    let doubtful = by_hand(read);
    let (mut values, mut misread) = (Values::new(), Vec::new());
    for (number, text) in texts {
        let text = text.trim();
        if text.is_empty() {
            continue;
        }
        let bare = match doubtful.get(number) {
            Some(ByHand::Typed { bare }) => *bare,
            Some(ByHand::LeftOut(why)) => {
                return Err(AppError::because(format!("value {number} stays left out: {why}")));
            }
            None => {
                return Err(AppError::because(format!("value {number} is not doubtful, so it is not typed")));
            }
        };
        match one(text, bare) {
            Ok(typed) => {
                values.insert(*number, typed);
            }
            Err(why) => misread.push(Misread { number: *number, why }),
        }
    }
    Ok(if misread.is_empty() { Ok(values) } else { Err(misread) })
}

fn one(text: &str, bare: Option<Unit>) -> Result<Typed, String> {
    if text.chars().count() > TYPED_CHARS_MAX {
        return Err("is longer than any result; type one number, ND or <LOQ".to_owned());
    }
    let Some(typed) = read(text, bare) else {
        return Err("is no result; type it as the page prints it: a number, or ND, <LOQ, <0.05".to_owned());
    };
    let (number, unit) = (typed.number, typed.unit);
    if number.is_some() && unit.is_none() {
        return Err("has no unit, and none is sure here; write it behind the number as the page prints it, as in 0.10 %"
            .to_owned());
    }
    let most = unit.and_then(|unit| Some((unit.whole()?, unit.text())));
    match number.zip(most) {
        Some((number, (most, unit))) if number.is_more_than(most) => {
            Err(format!("is more than {most} {unit}, which is all there can be"))
        }
        _ => Ok(typed),
    }
}

fn read(text: &str, bare: Option<Unit>) -> Option<Typed> {
    let Mark { kind, number, unit, .. } = typed(text)?;
    Some(Typed { text: text.to_owned(), kind, number, unit: unit.or(bare) })
}

/// Where the second of two says something else than the first, or nothing where the first said something.
pub fn differing(first: &Values, second: &Values) -> Vec<Misread> {
    let numbers: std::collections::BTreeSet<usize> = first.keys().chain(second.keys()).copied().collect();
    let why = |number: &usize| match (first.get(number), second.get(number)) {
        (Some(one), Some(other)) if one.says_as(other) => None,
        (Some(_), Some(_)) => Some("is not what the first of two typed; look at the page again"),
        (Some(_), None) => Some("was typed by the first of two; type what the page prints too"),
        (None, _) => Some("was left out by the first of two; leave it empty, or begin again with yours"),
    };
    numbers
        .iter()
        .filter_map(|number| Some(Misread { number: *number, why: why(number)?.to_owned() }))
        .collect()
}

impl Typed {
    /// `23.4` and `23.40` are one number; `ND` and `<LOQ` are two things.
    fn says_as(&self, other: &Self) -> bool {
        let short = |number: Option<Decimal>| number.map(Decimal::short);
        self.kind == other.kind && self.unit == other.unit && short(self.number) == short(other.number)
    }

    fn kind(&self) -> String {
        json!(self.kind).as_str().unwrap_or_default().to_owned()
    }

    /// Only a number itself is a value; a limit is none.
    fn value(&self) -> Option<String> {
        self.number.filter(|_| self.kind == Kind::Value).map(|number| number.to_string())
    }

    /// As a page shows it: with its unit, written once.
    pub fn shown(&self) -> String {
        let unit = self.unit.map_or("", Unit::text);
        let value = self.value().map(|value| format!("{value} {unit}"));
        value.map_or_else(|| self.text.clone(), |value| value.trim_end().to_owned())
    }

    /// In the place of what was read.
    pub(super) fn put_in_row(&self, row: &mut Row) {
        let unit = self.unit.map(|unit| unit.text().to_owned());
        row.printed = BTreeMap::from([(unit.clone().unwrap_or_else(|| "?".to_owned()), self.text.clone())]);
        (row.value, row.unit, row.kind) = (self.value(), unit, self.kind());
        (row.read_by, row.checks, row.flags) = by_people();
    }

    pub(super) fn put_in_total(&self, total: &mut Total) {
        total.printed = vec![self.text.clone()];
        (total.value, total.kind) = (self.value(), self.kind());
        total.unit = self.unit.map(|unit| unit.text().to_owned());
        (total.read_by, total.checks, total.flags) = by_people();
    }
}

fn by_people() -> (String, Vec<String>, Vec<String>) {
    ("people".to_owned(), vec!["typed_twice".to_owned()], Vec::new())
}

/// For the record: what was typed of which value, where that stands, and what had spoken against what was read.
pub(super) fn told(read: &Reading, values: &Values) -> Vec<Value> {
    each(read, values, |_, _| true)
}

/// The same without what was typed: whoever types it as the second may read the record.
pub(super) fn pointed_at(read: &Reading, values: &Values) -> Vec<Value> {
    each(read, values, |_, _| false)
}

/// What the first of two had typed when somebody came instead of them. What both read alike is still to be typed by a second.
pub(super) fn replaced(read: &Reading, first: &Values, by: &Values) -> Vec<Value> {
    each(read, first, |number, typed| !by.get(&number).is_some_and(|other| other.says_as(typed)))
}

fn each(read: &Reading, values: &Values, shows: impl Fn(usize, &Typed) -> bool) -> Vec<Value> {
    let flagged = read.flagged();
    let typed = flagged.iter().filter_map(|of| Some((of, values.get(&of.number)?)));
    typed
        .map(|(of, typed)| {
            let mut said = json!({"of": of.name, "page": of.page, "box": of.area, "flags": of.flags});
            if shows(of.number, typed) {
                said["text"] = json!(typed.text);
                said["kind"] = json!(typed.kind());
                said["value"] = json!(typed.value());
                said["unit"] = json!(typed.unit.map(Unit::text));
            }
            said
        })
        .collect()
}

/// As they are kept between the first and the second of two.
pub(super) fn kept(values: &Values) -> Option<String> {
    let texts: BTreeMap<usize, &str> =
        values.iter().map(|(number, typed)| (*number, typed.text.as_str())).collect();
    (!texts.is_empty()).then(|| json!(texts).to_string())
}

/// What was kept, read again. It was taken when it was typed: what has been asked of a typed value since then does not undo it.
pub(super) fn again(of: &Reading, kept: Option<&str>) -> Result<Values, AppError> {
    let Some(kept) = kept else { return Ok(Values::new()) };
    let damaged = |why: String| AppError::Damaged(format!("what was typed of a certificate: {why}"));
    let mut texts: Texts = serde_json::from_str(kept).map_err(|why| damaged(why.to_string()))?;
    let flagged = of.flagged();
    let typed = flagged.iter().filter_map(|value| Some((value, texts.remove(&value.number)?)));
    let values = typed
        .map(|(value, text)| {
            let unit = value.unit.and_then(Unit::read);
            let typed = read(&text, unit).ok_or_else(|| damaged(format!("`{text}` is no result")))?;
            Ok((value.number, typed))
        })
        .collect::<Result<Values, AppError>>()?;
    match texts.first_key_value() {
        Some((number, _)) => Err(damaged(format!("value {number} is not doubtful"))),
        None => Ok(values),
    }
}
