//! The schema of menu v2 items: what a 400 is about.

use serde_json::{Map, Value};

use super::funnel;
use crate::decimal::scaled;

const ITEMS_MAX: usize = 20_000;
const COMPOUNDS: [&str; 25] = [
    "thc", "cbd", "cbc", "cbca", "cbcv", "cbda", "cbdml", "cbdv", "cbdva", "cbg", "cbga", "cbl", "cbla",
    "cbn", "cbna", "cbt", "tac", "thca", "thcha", "thc_d8", "thc_d9", "thc_d10", "thcml", "thcv", "thcva",
];
const CONTENT_DIGITS: u32 = 9;
const WHOLE_PERCENT: i64 = 100_000_000_000;
/// sim_assumption: members that v2 took away are refused rather than ignored.
const REMOVED: [&str; 10] = [
    "image_url",
    "inventory_level",
    "available_for_pickup",
    "batchId",
    "parentBatchId",
    "sku",
    "batch_id",
    "parent_batch_id",
    "price_includes_tax",
    "tax_rate",
];

/// The items of a body, or every sentence of what is wrong.
pub fn items(body: &[u8], strict_units: bool) -> Result<Vec<Map<String, Value>>, Vec<String>> {
    let Ok(Value::Object(body)) = serde_json::from_slice::<Value>(body) else {
        return Err(vec!["the body is not a JSON object".to_owned()]);
    };
    let Some(listed) = body.get("items").and_then(Value::as_array).filter(|list| list.len() <= ITEMS_MAX)
    else {
        return Err(vec![format!("items must be a list of at most {ITEMS_MAX}")]);
    };
    let mut wrongs = Vec::new();
    let mut good = Vec::with_capacity(listed.len());
    for (place, item) in listed.iter().enumerate() {
        let before = wrongs.len();
        match item.as_object() {
            Some(members) => {
                one(members, strict_units, &format!("items[{place}]"), &mut wrongs);
                if wrongs.len() == before {
                    good.push(members.clone());
                }
            }
            None => wrongs.push(format!("items[{place}] must be an object")),
        }
    }
    if wrongs.is_empty() { Ok(good) } else { Err(wrongs) }
}

fn is_text(value: Option<&Value>) -> bool {
    value.and_then(Value::as_str).is_some_and(|text| !text.is_empty())
}

fn at_least_zero(value: Option<&Value>) -> bool {
    value.and_then(Value::as_f64).is_some_and(|number| number >= 0.0)
}

fn one(item: &Map<String, Value>, strict_units: bool, at: &str, wrongs: &mut Vec<String>) {
    for member in ["id", "type", "name"] {
        if !is_text(item.get(member)) {
            wrongs.push(format!("{at}.{member} is required and must be a string"));
        }
    }
    for member in REMOVED.iter().filter(|member| item.contains_key(**member)) {
        wrongs.push(format!("{at}.{member} is not a member of version 2"));
    }
    if item.get("availableForPickup").is_some_and(|value| !value.is_boolean()) {
        wrongs.push(format!("{at}.availableForPickup must be a boolean"));
    }
    let image = item.get("imageUrl").filter(|url| !url.is_null());
    if image.is_some_and(|url| !url.as_str().is_some_and(|url| url.contains("://"))) {
        wrongs.push(format!("{at}.imageUrl must be a uri or null"));
    }
    let filed = funnel::filed_under(item.get("type").and_then(Value::as_str).unwrap_or(""));
    match item.get("variants").and_then(Value::as_array).filter(|list| !list.is_empty()) {
        Some(variants) => {
            for (place, variant) in variants.iter().enumerate() {
                one_variant(variant, filed, strict_units, &format!("{at}.variants[{place}]"), wrongs);
            }
        }
        None => wrongs.push(format!("{at}.variants must hold at least one variant")),
    }
    for total in ["total_thc", "total_cbd"] {
        if let Some(value) = item.get(total).filter(|value| !value.is_null()) {
            content(value, &format!("{at}.{total}"), wrongs);
        }
    }
    for (place, compound) in item.get("compounds").and_then(Value::as_array).into_iter().flatten().enumerate()
    {
        let at = format!("{at}.compounds[{place}]");
        if !compound["type"].as_str().is_some_and(|kind| COMPOUNDS.contains(&kind)) {
            wrongs.push(format!("{at}.type is not a known compound"));
        }
        content(compound, &at, wrongs);
        let twice =
            item["compounds"].as_array().into_iter().flatten().filter(|c| c["type"] == compound["type"]);
        // sim_assumption: two contents of one compound are no schema that anybody wrote down.
        if twice.count() > 1 {
            wrongs.push(format!("{at}.type is there twice"));
        }
        let unit = compound["unit"].as_str().unwrap_or("");
        if strict_units && !funnel::takes_compound_unit(filed, unit) {
            wrongs.push(format!("{at}.unit {unit} does not fit {filed}"));
        }
    }
}

fn content(value: &Value, at: &str, wrongs: &mut Vec<String>) {
    let measured = value.get("content");
    if !measured.is_some_and(|content| content.is_null() || content.is_number()) {
        wrongs.push(format!("{at}.content must be a number, or null when untested"));
    }
    // sim_assumption: the schema has no bounds; a number that nobody can have measured is refused.
    let most = if value["unit"] == "percent" { WHOLE_PERCENT } else { i64::MAX };
    let number = measured.filter(|content| content.is_number());
    if number.is_some_and(|content| !scaled(content, CONTENT_DIGITS).is_some_and(|c| (0..=most).contains(&c)))
    {
        wrongs.push(format!("{at}.content is out of bounds"));
    }
    if !matches!(value["unit"].as_str(), Some("percent" | "mg")) {
        wrongs.push(format!("{at}.unit must be percent or mg"));
    }
}

fn one_variant(variant: &Value, filed: &str, strict_units: bool, at: &str, wrongs: &mut Vec<String>) {
    if !variant["id"].is_number() && !is_text(variant.get("id")) {
        wrongs.push(format!("{at}.id is required and must be a string or number"));
    }
    if !variant["medical"].is_boolean() {
        wrongs.push(format!("{at}.medical is required and must be a boolean"));
    }
    if variant["price"].as_i64().is_none_or(|cents| cents < 1) {
        wrongs.push(format!("{at}.price must be whole cents of at least 1"));
    }
    if !variant["amount"].is_number() {
        wrongs.push(format!("{at}.amount is required and must be a number"));
    }
    match variant["unit"].as_str() {
        Some(unit @ ("oz" | "g" | "each")) => {
            if strict_units && !funnel::takes_unit(filed, unit) {
                wrongs.push(format!("{at}.unit {unit} does not fit {filed}"));
            }
        }
        _ => wrongs.push(format!("{at}.unit must be one of oz, g, each")),
    }
    if !at_least_zero(variant.get("inventoryLevel")) {
        wrongs.push(format!("{at}.inventoryLevel must be at least 0"));
    }
}
