//! What the reader said, with every number as it was written: no quantity goes through a float.

use std::collections::BTreeMap;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use super::typed::Values;

/// The reader's object, as `coa read` documents it. Numbers are texts here, so that the record can hold them exactly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    pub lab: Option<String>,
    pub lab_license: Option<String>,
    pub lab_state: Option<String>,
    pub product_name: Option<String>,
    pub strain: Option<String>,
    pub matrix_printed: Option<String>,
    pub product_type: Option<String>,
    pub sample_id: Option<String>,
    pub report_id: Option<String>,
    pub batch: Option<String>,
    pub lot: Option<String>,
    pub seed_to_sale: Option<String>,
    pub package_tag: Option<String>,
    pub source_tag: Option<String>,
    pub client: Option<String>,
    pub client_license: Option<String>,
    pub basis: Option<String>,
    #[serde(default, deserialize_with = "exact")]
    pub moisture_pct: Option<String>,
    pub dates: BTreeMap<String, String>,
    pub field_flags: BTreeMap<String, String>,
    pub text_layer: String,
    pub pages: u32,
    /// Width and height of each page in points. None in data, nor in what an earlier version read.
    #[serde(default, deserialize_with = "sizes")]
    pub page_sizes: Vec<[String; 2]>,
    pub cannabinoids: Vec<Row>,
    pub terpenes: Vec<Row>,
    pub totals: BTreeMap<String, Total>,
    pub status: BTreeMap<String, String>,
    pub flags: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    pub key: String,
    pub name: String,
    pub page: u32,
    pub printed: BTreeMap<String, String>,
    #[serde(deserialize_with = "exact")]
    pub value: Option<String>,
    pub unit: Option<String>,
    pub kind: String,
    /// Left, top, right, bottom in points from the page's upper left corner.
    #[serde(rename = "box", deserialize_with = "edges")]
    pub area: [String; 4],
    pub read_by: String,
    pub checks: Vec<String>,
    pub flags: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Total {
    #[serde(deserialize_with = "exact")]
    pub value: Option<String>,
    pub unit: Option<String>,
    pub kind: String,
    pub printed: Vec<String>,
    pub page: u32,
    #[serde(rename = "box", deserialize_with = "edges")]
    pub area: [String; 4],
    pub read_by: String,
    pub checks: Vec<String>,
    pub flags: Vec<String>,
}

/// A value that something speaks against.
#[derive(Debug, Clone)]
pub struct Flagged<'r> {
    /// From 1 through cannabinoids, terpenes and totals.
    pub number: usize,
    /// `cannabinoids.cbd`
    pub name: String,
    pub unit: Option<&'r str>,
    pub page: u32,
    pub area: &'r [String; 4],
    pub flags: &'r [String],
}

impl<'r> Flagged<'r> {
    fn of_row(panel: &str, row: &'r Row) -> Self {
        let name = format!("{panel}.{}", row.key);
        Self {
            number: 0,
            name,
            unit: row.unit.as_deref(),
            page: row.page,
            area: &row.area,
            flags: &row.flags,
        }
    }

    fn of_total(name: &str, total: &'r Total) -> Self {
        let (name, unit) = (format!("totals.{name}"), total.unit.as_deref());
        Self { number: 0, name, unit, page: total.page, area: &total.area, flags: &total.flags }
    }
}

fn exact<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let raw = Option::<Box<RawValue>>::deserialize(from)?;
    raw.map(|raw| number(&raw).ok_or_else(|| D::Error::custom(format!("`{}` is not a number", raw.get()))))
        .transpose()
}

fn edges<'de, D: Deserializer<'de>>(from: D) -> Result<[String; 4], D::Error> {
    let raw = <[Box<RawValue>; 4]>::deserialize(from)?;
    let edges: Option<Vec<String>> = raw.iter().map(|raw| number(raw)).collect();
    edges
        .and_then(|edges| edges.try_into().ok())
        .ok_or_else(|| D::Error::custom("an edge of a box is not a number"))
}

fn sizes<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<[String; 2]>, D::Error> {
    let raw = Vec::<[Box<RawValue>; 2]>::deserialize(from)?;
    let size = |[wide, high]: &[Box<RawValue>; 2]| Some([number(wide)?, number(high)?]);
    let sizes: Option<Vec<_>> = raw.iter().map(size).collect();
    sizes.ok_or_else(|| D::Error::custom("the size of a page is not a number"))
}

/// A plain decimal, as it was written.
fn number(raw: &RawValue) -> Option<String> {
    let text = raw.get();
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    (plain && !digits.is_empty()).then(|| text.to_owned())
}

impl Reading {
    pub fn of(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// Whether anything at all speaks against it, or nothing says what it is about: then two people confirm it.
    pub fn is_doubtful(&self) -> bool {
        let rows = self.cannabinoids.iter().chain(&self.terpenes);
        !self.flags.is_empty()
            || !self.field_flags.is_empty()
            || rows.clone().any(|row| !row.flags.is_empty())
            || self.totals.values().any(|total| !total.flags.is_empty())
            || (self.sure("package_tag", self.package_tag.as_ref()).is_none()
                && self.sure("batch", self.batch.as_ref()).is_none())
    }

    /// A field that nothing speaks against.
    fn sure<'a>(&self, name: &str, value: Option<&'a String>) -> Option<&'a String> {
        value.filter(|_| !self.field_flags.contains_key(name))
    }

    /// The package it is about, where nothing speaks against that.
    pub fn tag(&self) -> Option<&str> {
        self.sure("package_tag", self.package_tag.as_ref()).map(String::as_str)
    }

    /// The batch it is about, where nothing speaks against that.
    pub fn lot(&self) -> Option<&str> {
        self.sure("batch", self.batch.as_ref()).map(String::as_str)
    }

    /// Every value that something speaks against, with its number among all values.
    pub fn flagged(&self) -> Vec<Flagged<'_>> {
        let cannabinoids = self.cannabinoids.iter().map(|row| Flagged::of_row("cannabinoids", row));
        let terpenes = self.terpenes.iter().map(|row| Flagged::of_row("terpenes", row));
        let totals = self.totals.iter().map(|(name, total)| Flagged::of_total(name, total));
        let all = cannabinoids.chain(terpenes).chain(totals);
        let numbered = all.zip(1..).map(|(value, number)| Flagged { number, ..value });
        numbered.filter(|value| !value.flags.is_empty()).collect()
    }

    /// The same with what two people typed and without what is doubtful, and the names of what was left out.
    pub fn confirmed(&self, typed: &Values) -> (Self, Vec<String>) {
        let mut kept = self.clone();
        let mut left_out: Vec<String> = Vec::new();
        let mut number = 0;
        for (panel, rows) in [("cannabinoids", &mut kept.cannabinoids), ("terpenes", &mut kept.terpenes)] {
            rows.retain_mut(|row| {
                number += 1;
                if let Some(typed) = typed.get(&number) {
                    typed.put_in_row(row);
                }
                let is_sound = row.flags.is_empty();
                left_out.extend((!is_sound).then(|| format!("{panel}.{}", row.key)));
                is_sound
            });
        }
        kept.totals.retain(|name, total| {
            number += 1;
            if let Some(typed) = typed.get(&number) {
                typed.put_in_total(total);
            }
            let is_sound = total.flags.is_empty();
            left_out.extend((!is_sound).then(|| format!("totals.{name}")));
            is_sound
        });
        for name in self.field_flags.keys() {
            left_out.push(name.clone());
            kept.drop_field(name);
        }
        (kept, left_out)
    }

    fn drop_field(&mut self, name: &str) {
        self.dates.remove(name);
        let field = match name {
            "lab" => &mut self.lab,
            "lab_license" => &mut self.lab_license,
            "lab_state" => &mut self.lab_state,
            "product_name" => &mut self.product_name,
            "strain" => &mut self.strain,
            "matrix_printed" => &mut self.matrix_printed,
            "product_type" => &mut self.product_type,
            "sample_id" => &mut self.sample_id,
            "report_id" => &mut self.report_id,
            "batch" => &mut self.batch,
            "lot" => &mut self.lot,
            "seed_to_sale" => &mut self.seed_to_sale,
            "package_tag" => &mut self.package_tag,
            "source_tag" => &mut self.source_tag,
            "client" => &mut self.client,
            "client_license" => &mut self.client_license,
            "basis" => &mut self.basis,
            "moisture_pct" => &mut self.moisture_pct,
            _ => return,
        };
        *field = None;
    }
}
