//! What each side says of a package, in words.

use countersign_domain::inventory::policy::POTENCY_PLACES;
use countersign_domain::inventory::row::ThcUnit;
use countersign_domain::inventory::{Package, Pulls, Row, Source, Unit};
use countersign_kernel::amount::write_scaled;

/// So many rows of one source are shown.
const ROWS_SHOWN: usize = 4;

pub fn of(source: Source, package: &Package<'_>, pulls: &Pulls) -> String {
    let rows = package.of(source);
    if rows.is_empty() {
        let whole = pulls.of(source).is_whole() && (source != Source::Menu || pulls.menu_parts.is_empty());
        return if whole { "not there".to_owned() } else { "unknown: did not come whole".to_owned() };
    }
    let mut said: Vec<String> = rows.iter().take(ROWS_SHOWN).map(|row| one(source, row, pulls)).collect();
    if rows.len() > ROWS_SHOWN {
        said.push(format!("and {} more", rows.len() - ROWS_SHOWN));
    }
    said.join(" | ")
}

fn one(source: Source, row: &Row, pulls: &Pulls) -> String {
    let books = &pulls.books;
    let mut parts = Vec::new();
    if row.channel != 0 {
        parts.push(format!("on {}", books.channels.text(row.channel.into())));
    }
    match (source, row.quantity.get()) {
        (Source::Menu, _) => {}
        (_, None) => parts.push("no count".to_owned()),
        (_, Some(count)) if row.unit == Unit::NotTold => parts.push(count.to_string()),
        (_, Some(count)) => parts.push(format!("{count} {}", row.unit.name())),
    }
    let word = books.words.text(row.word.into());
    parts.push(if word.is_empty() { "no status".to_owned() } else { word.to_owned() });
    if let Some(price) = row.price() {
        parts.push(format!("price {price}"));
    }
    if let Some(thc) = row.thc.get() {
        let unit = if row.thc_unit == ThcUnit::Percent { "%" } else { " mg" };
        parts.push(format!("THC {}{unit}", write_scaled(thc, POTENCY_PLACES, 0)));
    }
    if row.facility != 0 {
        parts.push(format!("at {}", books.facilities.text(row.facility.into())));
    }
    if row.place != 0 {
        let place = books.places.text(row.place.into());
        parts.push(if source == Source::Pos { format!("in {place}") } else { format!("by {place}") });
    }
    if let Some(day) = row.expires.get() {
        parts.push(format!("good until {day}"));
    }
    if let Some(at) = row.updated.get() {
        parts.push(format!("written {}", at.jiff()));
    }
    if row.line != 0 {
        parts.push(format!("line {}", row.line));
    }
    parts.join("; ")
}
