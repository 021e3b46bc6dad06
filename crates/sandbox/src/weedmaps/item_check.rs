//! What makes an item acceptable: the 422 rules of the menu API.

use countersign_kernel::Money;
use countersign_kernel::amount::parse_scaled;
use serde_json::{Map, Value, json};

use super::errors::Wrong;
use super::taxonomy::Taxonomy;

const EXTERNAL_ID_CHARS_MAX: usize = 256;
const VARIANTS_MAX: usize = 50;
const GENETICS: [&str; 3] = ["indica", "sativa", "hybrid"];
const WEIGHT_UNITS: [&str; 5] = ["g", "mg", "kg", "oz", "lb"];
/// The share of the weight by its two names, and what one unit holds.
const MEASURES: [&str; 3] = ["percentage", "percent", "milligrams"];
const MEASURE_DIGITS: u32 = 9;
const WHOLE_PERCENT: i64 = 100_000_000_000;
/// Pairs of which a request may carry one, and whether the name is looked up.
const EITHER_OR: [(&str, &str); 4] = [
    ("category_ids", "category_names"),
    ("brand_id", "brand_name"),
    ("strain_id", "strain_name"),
    ("tag_ids", "tag_names"),
];

/// The members that are kept, or everything that is wrong.
pub fn item(
    asked: &Map<String, Value>,
    version: &str,
    taxonomy: &Taxonomy,
    prohibited: &[String],
) -> Result<Map<String, Value>, Vec<Wrong>> {
    let mut wrongs = Vec::new();
    identity(asked, &mut wrongs);
    words(asked, prohibited, &mut wrongs);
    for (id, name) in EITHER_OR {
        if is_given(asked, id) && is_given(asked, name) {
            wrongs.push(Wrong::at(&format!("/{name}"), format!("send {id} or {name}, not both")));
        }
    }
    if let Some(genetics) = asked.get("genetics").filter(|g| !g.is_null())
        && !genetics.as_str().is_some_and(|g| GENETICS.contains(&g))
    {
        wrongs.push(Wrong::at("/genetics", "must be one of indica, sativa, hybrid"));
    }
    image(asked, &mut wrongs);
    measures(asked, &mut wrongs);
    variants(asked, version, &mut wrongs);
    let mut accepted = asked.clone();
    for list in ["cannabinoids", "terpenes"] {
        rename_measure(accepted.get_mut(list), "percent", "percentage");
    }
    categories(&mut accepted, taxonomy, &mut wrongs);
    taxonomy.resolve_names(&mut accepted);
    if wrongs.is_empty() { Ok(accepted) } else { Err(wrongs) }
}

fn is_given(asked: &Map<String, Value>, member: &str) -> bool {
    asked.get(member).is_some_and(|value| !value.is_null())
}

fn identity(asked: &Map<String, Value>, wrongs: &mut Vec<Wrong>) {
    match asked.get("external_id").and_then(Value::as_str) {
        Some(id) if !id.is_empty() && id.chars().count() <= EXTERNAL_ID_CHARS_MAX => {}
        _ => wrongs.push(Wrong::at("/external_id", "must be a string of 1 to 256 characters")),
    }
    if asked.get("name").and_then(Value::as_str).is_none_or(|name| name.trim().is_empty()) {
        wrongs.push(Wrong::at("/name", "can't be blank"));
    }
    if asked.get("published").is_some_and(|p| !p.is_boolean()) {
        wrongs.push(Wrong::at("/published", "must be a boolean"));
    }
}

fn words(asked: &Map<String, Value>, prohibited: &[String], wrongs: &mut Vec<Wrong>) {
    for member in ["name", "description", "image_url"] {
        let Some(text) = asked.get(member).and_then(Value::as_str) else { continue };
        let text = text.to_lowercase();
        for term in prohibited.iter().filter(|term| text.contains(term.as_str())) {
            wrongs.push(Wrong::at(&format!("/{member}"), format!("contains the prohibited term {term}")));
        }
    }
}

/// sim_assumption: the picture is judged by its address alone; the real one is asked for with HEAD.
fn image(asked: &Map<String, Value>, wrongs: &mut Vec<Wrong>) {
    let Some(url) = asked.get("image_url").filter(|url| !url.is_null()) else { return };
    let good = url.as_str().is_some_and(|url| url.starts_with("http://") || url.starts_with("https://"));
    if !good {
        wrongs.push(Wrong::at("/image_url", "must be an http address"));
    }
    if asked.get("image_updated_at").is_some_and(|at| !at.is_null() && !at.is_i64()) {
        wrongs.push(Wrong::at("/image_updated_at", "must be a unix time"));
    }
}

fn categories(accepted: &mut Map<String, Value>, taxonomy: &Taxonomy, wrongs: &mut Vec<Wrong>) {
    let (member, by_id) = match (is_given(accepted, "category_ids"), is_given(accepted, "category_names")) {
        (true, _) => ("category_ids", true),
        _ => ("category_names", false),
    };
    let listed = accepted.get(member).and_then(Value::as_array).cloned().unwrap_or_default();
    // Names that match nothing are dropped without a word, as integrators report.
    let found: Vec<_> = listed
        .iter()
        .filter_map(|value| match by_id {
            true => taxonomy.category_by_id(value),
            false => value.as_str().and_then(|name| taxonomy.category_by_name(name)),
        })
        .collect();
    let roots = found.iter().filter(|category| category.parent.is_none()).count();
    if roots != 1 {
        let detail = format!("must hold exactly one root category with its chain, found {roots}");
        wrongs.push(Wrong::at(&format!("/{member}"), detail));
    }
    let ids: Vec<u64> = found.iter().map(|category| category.id).collect();
    for category in &found {
        if category.parent.is_some_and(|parent| !ids.contains(&parent)) {
            let detail = format!("the parent of {} must be sent too", category.name);
            wrongs.push(Wrong::at(&format!("/{member}"), detail));
        }
    }
    accepted.insert("category_ids".into(), json!(ids));
    accepted.insert("category_names".into(), json!(found.iter().map(|c| c.name).collect::<Vec<_>>()));
}

fn measures(asked: &Map<String, Value>, wrongs: &mut Vec<Wrong>) {
    for list in ["cannabinoids", "terpenes"] {
        let Some(entries) = asked.get(list).filter(|entries| !entries.is_null()) else { continue };
        let Some(entries) = entries.as_array() else {
            wrongs.push(Wrong::at(&format!("/{list}"), "must be a list"));
            continue;
        };
        for (place, entry) in entries.iter().enumerate() {
            let at = format!("/{list}/{place}");
            if entry.get("id").is_none() == entry.get("slug").is_none() {
                wrongs.push(Wrong::at(&at, "must name an id or a slug"));
            }
            let told: Vec<_> =
                MEASURES.iter().filter_map(|name| Some((*name, given(entry, name)?))).collect();
            if told.is_empty() {
                wrongs.push(Wrong::at(&at, "must hold percentage or milligrams"));
            }
            for (name, range) in told {
                measure(name, range, &format!("{at}/{name}"), wrongs);
            }
        }
    }
}

fn given<'v>(entry: &'v Value, member: &str) -> Option<&'v Value> {
    entry.get(member).filter(|value| !value.is_null())
}

/// sim_assumption: both ends are wanted, not below nought, not the wrong way round, and no share is above the whole.
fn measure(name: &str, range: &Value, at: &str, wrongs: &mut Vec<Wrong>) {
    let end = |end: &str| match given(range, end)? {
        Value::String(text) => parse_scaled(text, MEASURE_DIGITS).ok(),
        Value::Number(number) => parse_scaled(&number.to_string(), MEASURE_DIGITS).ok(),
        _ => None,
    };
    match (end("min"), end("max")) {
        (Some(min), Some(max)) if 0 <= min && min <= max => {
            if name != "milligrams" && max > WHOLE_PERCENT {
                wrongs.push(Wrong::at(at, "must be at most 100"));
            }
        }
        _ => wrongs.push(Wrong::at(at, "a measure holds min and max")),
    }
}

fn variants(asked: &Map<String, Value>, version: &str, wrongs: &mut Vec<Wrong>) {
    let listed = asked.get("variants").and_then(Value::as_array);
    let Some(listed) = listed.filter(|list| !list.is_empty() && list.len() <= VARIANTS_MAX) else {
        wrongs.push(Wrong::at("/variants", format!("must hold 1 to {VARIANTS_MAX} variants")));
        return;
    };
    let mut seen = Vec::new();
    for (place, variant) in listed.iter().enumerate() {
        let at = |member: &str| format!("/variants/{place}/{member}");
        match variant.get("external_id").and_then(Value::as_str) {
            Some(id) if !id.is_empty() && !seen.contains(&id) => seen.push(id),
            Some(_) => wrongs.push(Wrong::at(&at("external_id"), "must be given once")),
            None => wrongs.push(Wrong::at(&at("external_id"), "can't be blank")),
        }
        price(variant, &at("price"), wrongs);
        if let Some(weight) = variant.get("weight").filter(|w| !w.is_null())
            && !weight.get("unit").and_then(Value::as_str).is_some_and(|unit| WEIGHT_UNITS.contains(&unit))
        {
            wrongs.push(Wrong::at(&at("weight/unit"), "must be one of g, mg, kg, oz, lb"));
        }
        stock(variant, version, &at("inventory_quantity"), wrongs);
        if let Some(multiplier) = variant.get("cart_quantity_multiplier").filter(|m| !m.is_null())
            && multiplier.as_i64().is_none_or(|m| m < 1)
        {
            wrongs.push(Wrong::at(&at("cart_quantity_multiplier"), "must be at least 1"));
        }
        if variant.get("online_orderable").is_some_and(|o| !o.is_boolean() && !o.is_null()) {
            wrongs.push(Wrong::at(&at("online_orderable"), "must be a boolean"));
        }
    }
}

fn price(variant: &Value, at: &str, wrongs: &mut Vec<Wrong>) {
    let price = variant.get("price");
    let amount = price.and_then(|p| p.get("amount")).and_then(Value::as_str);
    if amount.and_then(|a| a.parse::<Money>().ok()).is_none_or(|money| money < Money::ZERO) {
        wrongs.push(Wrong::at(&format!("{at}/amount"), "must be a decimal text like \"35.00\""));
    }
    if price.and_then(|p| p.get("currency")).and_then(Value::as_str) != Some("USD") {
        wrongs.push(Wrong::at(&format!("{at}/currency"), "must be USD"));
    }
}

/// 2025-07 wants at least 1 or nothing; 2024-01 takes 0, which hides nothing in either.
fn stock(variant: &Value, version: &str, at: &str, wrongs: &mut Vec<Wrong>) {
    let Some(quantity) = variant.get("inventory_quantity").filter(|q| !q.is_null()) else { return };
    let least = if version == "2024-01" { 0 } else { 1 };
    if quantity.as_i64().is_none_or(|quantity| quantity < least) {
        wrongs.push(Wrong::at(at, format!("must be greater than or equal to {least}")));
    }
}

/// Takes out of a kept item what a change names the other way (ids for names, names for ids).
pub fn make_room(kept: &mut Map<String, Value>, change: &Map<String, Value>) {
    for (id, name) in EITHER_OR {
        kept.remove(if change.contains_key(name) { id } else { name });
    }
}

/// Renames the measure key inside a list of cannabinoids or terpenes.
pub fn rename_measure(list: Option<&mut Value>, from: &str, to: &str) {
    let Some(Value::Array(entries)) = list else { return };
    for entry in entries.iter_mut().filter_map(Value::as_object_mut) {
        if let Some(range) = entry.remove(from) {
            entry.insert(to.to_owned(), range);
        }
    }
}

/// `brand_id: null` does not clear a brand while a `product_id` is set.
pub fn keep_what_null_does_not_clear(before: &Map<String, Value>, after: &mut Map<String, Value>) {
    let nulled = after.get("brand_id").is_some_and(Value::is_null);
    if nulled && is_given(after, "product_id") && is_given(before, "brand_id") {
        after.insert("brand_id".into(), before["brand_id"].clone());
    }
}
