//! Washington's lab result in JSON (WCIA Lab Result Schema, 1.x and 2.x).
//!
//! A nought there may be a nought or something that was not found: the format does not tell them apart, so neither does this.

use serde_json::Value;

use crate::name::{self, Class};
use crate::number::{Decimal, Kind, Unit};
use crate::page::{Area, ReadBy};
use crate::profile::{Printed, Profile, Row, Total, ambiguous, check, one_of};

/// Deeper or larger than any result.
const BYTES_MAX: usize = 4 * 1024 * 1024;
const METRICS_MAX: usize = 2000;

#[derive(Debug, thiserror::Error)]
pub enum JsonError {
    #[error("the JSON is larger than {BYTES_MAX} bytes")]
    Large,
    #[error("the JSON is malformed: {0}")]
    Malformed(#[from] serde_json::Error),
    #[error("the JSON has no `metric_list`: it is no WCIA lab result")]
    Foreign,
}

pub fn read(bytes: &[u8]) -> Result<Profile, JsonError> {
    if bytes.len() > BYTES_MAX {
        return Err(JsonError::Large);
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let whole: Value = serde_json::from_slice(bytes)?;
    // The file may be a list with one result.
    let (result, several) = match &whole {
        Value::Array(list) => (list.first().ok_or(JsonError::Foreign)?, list.len() > 1),
        other => (other, false),
    };
    let panels = result["metric_list"].as_array().ok_or(JsonError::Foreign)?;
    let mut profile = Profile { text_layer: "data", ..Profile::default() };
    if several {
        profile.flags.push("the file holds several results; only the first was read".to_owned());
    }
    head(&mut profile, result);
    for panel in panels {
        let kind = panel["test_type"].as_str().unwrap_or_default();
        status(&mut profile, kind, panel["status"].as_str());
        let metrics = panel["metrics"].as_array().map(Vec::as_slice).unwrap_or_default();
        for metric in metrics.iter().take(METRICS_MAX) {
            one(&mut profile, metric);
        }
    }
    ambiguous(&mut profile.cannabinoids);
    ambiguous(&mut profile.terpenes);
    check::all(&mut profile);
    Ok(profile)
}

fn head(profile: &mut Profile, result: &Value) {
    let text = |key: &str| result[key].as_str().filter(|text| !text.is_empty()).map(str::to_owned);
    profile.fields.lab = text("lab_name");
    profile.fields.lab_license = text("lab_ccrs_license").or_else(|| text("lab_ubi_license"));
    profile.fields.lab_state = Some("WA".to_owned());
    profile.fields.report_id = text("labresult_id");
    profile.fields.sample_id = text("labresult_id");
    let sample =
        |key: &str| result["sample"][key].as_str().filter(|text| !text.is_empty()).map(str::to_owned);
    profile.fields.batch = sample("id");
    profile.fields.source_tag = sample("sample_source_id");
    for (key, name) in [("release_date", "reported"), ("amended_date", "amended"), ("expire_date", "expires")]
    {
        if let Some(date) = text(key).as_deref().and_then(crate::field::date_in) {
            profile.fields.dates.insert(name, date.to_string());
        }
    }
    if let Some(overall) = text("status").as_deref().and_then(verdict) {
        profile.status.insert("overall", overall);
    }
}

fn verdict(status: &str) -> Option<&'static str> {
    match status.to_lowercase().as_str() {
        "pass" | "passed" => Some("pass"),
        "fail" | "failed" => Some("fail"),
        _ => None,
    }
}

fn status(profile: &mut Profile, kind: &str, status: Option<&str>) {
    let kind = kind.to_lowercase();
    let panels = [
        ("cannabinoid", "cannabinoids"),
        ("terpene", "terpenes"),
        ("microb", "microbials"),
        ("pesticide", "pesticides"),
        ("mycotoxin", "mycotoxins"),
        ("solvent", "residual_solvents"),
        ("metal", "heavy_metals"),
        ("water activity", "water_activity"),
        ("moisture", "moisture"),
        ("foreign", "foreign_matter"),
    ];
    let panel = panels.iter().find(|(word, _)| kind.contains(word));
    if let (Some((_, panel)), Some(verdict)) = (panel, status.and_then(verdict)) {
        profile.status.insert(panel, verdict);
    }
}

fn one(profile: &mut Profile, metric: &Value) {
    let Some(name) = metric["name"].as_str().filter(|name| name.len() < 120) else { return };
    let unit = metric["uom"].as_str().and_then(Unit::read);
    // The quantity is text by the schema. Who writes a number instead has its digits read by the JSON reader, which drops
    // noughts at the end.
    let quantity = match &metric["qom"] {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return,
    };
    let number = Decimal::read(&quantity);
    let kind = if number.is_some() { Kind::Value } else { Kind::Unread };
    let printed =
        vec![Printed { unit, dry: false, text: quantity, kind, number, area: Area::new(0, 0, 0, 0) }];
    let of_class = metric["analyte_type"].as_str().unwrap_or_default().to_lowercase();
    let active = name.to_lowercase().replace("total active", "total");
    if let Some(key) = name::total_of(&name::normal(&active)) {
        let total = Total {
            value: number,
            unit,
            kind,
            printed,
            page: 0,
            area: Area::new(0, 0, 0, 0),
            read_by: ReadBy::Data,
            checks: Vec::new(),
            flags: Vec::new(),
        };
        profile.totals.insert(key.to_owned(), total);
        return;
    }
    let found = name::find(name);
    let class = match (&found, of_class.as_str()) {
        (Some(found), _) => found.class,
        (None, "cannabinoid") => Class::Cannabinoid,
        (None, "terpene") => Class::Terpene,
        _ => return,
    };
    let mut flags = Vec::new();
    let key = match found.as_ref().map(|found| &found.keys[..]) {
        Some([key]) => (*key).to_owned(),
        Some(keys) => {
            flags.push("name_incomplete");
            one_of(keys)
        }
        None => format!("other:{}", name::normal(name)),
    };
    let rows = if class == Class::Cannabinoid { &mut profile.cannabinoids } else { &mut profile.terpenes };
    // Nought and not found are one in this format.
    if number.is_some_and(Decimal::is_zero) {
        flags.push("zero_or_not_detected");
    }
    rows.push(Row {
        key,
        name: name.to_owned(),
        page: 0,
        printed,
        value: number,
        unit,
        kind,
        area: Area::new(0, 0, 0, 0),
        read_by: ReadBy::Data,
        sure: None,
        checks: Vec::new(),
        flags,
    });
}
