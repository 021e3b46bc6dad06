//! What the product is called, what it is, and for whom it was tested.

use super::label::{Field, Labelled};
use super::tag::best;
use super::{Fields, plain};
use crate::number::{Decimal, mark_of};
use crate::page::{Page, Word};

const TYPES: &[(&str, &[&str])] = &[
    ("infused_flower", &["infused flower", "infused pre-roll", "infused preroll"]),
    (
        "edible",
        &[
            "edible",
            "gummy",
            "gummies",
            "chocolate",
            "beverage",
            "ingestible",
            "infused",
            "tincture",
            "capsule",
            "brownie",
            "cookie",
            "drink",
            "chew",
            "food",
        ],
    ),
    (
        "concentrate",
        &[
            "concentrate",
            "extract",
            "vape",
            "cartridge",
            "distillate",
            "rosin",
            "resin",
            "hash",
            "kief",
            "wax",
            "shatter",
            "derivative",
            "badder",
            "sauce",
            "oil",
            "isolate",
        ],
    ),
    ("topical", &["topical", "lotion", "balm", "cream", "salve", "patch"]),
    ("pre_roll", &["pre-roll", "preroll", "pre roll", "joint"]),
    ("flower", &["flower", "plant", "bud", "buds", "usable marijuana", "hemp", "trim", "shake"]),
];
/// Titles of the paper itself.
const TITLES: &[&str] = &[
    "certificate",
    "analysis",
    "laborator",
    "labs",
    "compliance",
    "testing",
    "regulatory",
    "summary",
    "report",
    "cannabinoid",
    "terpene",
    "quality",
    "potency",
    "pass",
    "powered",
    "page",
    "total",
    "client",
    "sample",
    "date",
    "sum of",
];

pub fn fill(fields: &mut Fields, labelled: &[Labelled], pages: &[Page]) {
    fields.strain = best(fields, labelled, Field::Strain, "strain", text);
    fields.product_name = best(fields, labelled, Field::Product, "product_name", text);
    fields.matrix_printed = best(fields, labelled, Field::Matrix, "matrix_printed", text);
    fields.client = best(fields, labelled, Field::Client, "client", text);
    if fields.product_name.is_none() {
        fields.product_name = fields.strain.clone().or_else(|| pages.first().and_then(largest));
    }
    if fields.matrix_printed.is_none() {
        fields.matrix_printed = pages.first().and_then(matrix_line);
    }
    let described = [&fields.matrix_printed, &fields.product_name];
    fields.product_type = described.into_iter().flatten().find_map(|text| kind(text)).map(str::to_owned);
    basis(fields, pages);
}

fn text(value: &str) -> Option<String> {
    let value = value.trim_matches([':', ';', ',', ' ', '#']);
    (value.chars().any(char::is_alphabetic) && value.len() < 120).then(|| value.to_owned())
}

fn kind(text: &str) -> Option<&'static str> {
    let text = text.to_lowercase();
    let has = |word: &&str| {
        text.match_indices(*word)
            .any(|(at, _)| at == 0 || !text[..at].ends_with(|c: char| c.is_alphanumeric()))
    };
    TYPES.iter().find(|(_, words)| words.iter().any(has)).map(|(kind, _)| *kind)
}

/// The largest line in the upper part of the first page that is not a title.
fn largest(page: &Page) -> Option<String> {
    let mut phrases: Vec<(i32, String)> = Vec::new();
    for line in page.lines.iter().filter(|line| line.middle < page.height * 2 / 5) {
        let mut phrase: Vec<&Word> = Vec::new();
        for word in &line.words {
            if phrase.last().is_some_and(|last| word.area.x0 - last.area.x1 > last.size * 9 / 10) {
                phrases.extend(named(&phrase));
                phrase.clear();
            }
            phrase.push(word);
        }
        phrases.extend(named(&phrase));
    }
    // What is no larger than most of the text stands out from nothing.
    let mut sizes: Vec<i32> = page.words().map(|word| word.size).collect();
    sizes.sort_unstable();
    let usual = sizes.get(sizes.len() / 2).copied().unwrap_or(0);
    let largest = phrases.into_iter().rev().max_by_key(|(size, _)| *size);
    largest.filter(|(size, _)| *size * 100 > usual * 115).map(|(_, text)| text)
}

fn named(words: &[&Word]) -> Option<(i32, String)> {
    let text: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    let text = text.join(" ");
    let lower = text.to_lowercase();
    let title = TITLES.iter().any(|title| lower.contains(title))
        || text.contains(':')
        || text.contains('@')
        || lower.contains("www")
        || mark_of(&text).is_some();
    (!title && text.chars().filter(|c| c.is_alphabetic()).count() >= 4)
        .then(|| (words.iter().map(|word| word.size).max().unwrap_or(0), text))
}

/// A line that only says what kind of thing it is: `Flower, Inhalable`.
fn matrix_line(page: &Page) -> Option<String> {
    page.lines.iter().filter(|line| line.middle < page.height / 2).find_map(|line| {
        let mut phrase: Vec<&str> = Vec::new();
        for (at, word) in line.words.iter().enumerate() {
            if at > 0 && word.area.x0 - line.words[at - 1].area.x1 > word.size {
                break;
            }
            phrase.push(&word.text);
        }
        let first = phrase.first().map(|word| plain(word))?;
        let kinds = [
            "flower",
            "plant",
            "concentrate",
            "edible",
            "concentratesextracts",
            "ingestible",
            "topical",
            "infused",
            "usable",
            "preroll",
            "inhalable",
        ];
        (kinds.contains(&first.as_str()) && phrase.len() <= 8).then(|| phrase.join(" "))
    })
}

fn basis(fields: &mut Fields, pages: &[Page]) {
    for line in pages.iter().flat_map(|page| &page.lines) {
        let words: Vec<&str> = line.words.iter().map(|word| word.text.as_str()).collect();
        let text = words.join(" ").to_lowercase();
        if fields.basis.is_none()
            && (text.contains("using dry-weight")
                || text.contains("dry-weight-basis")
                || text.contains("dry weight basis")
                || text.contains("corrected for moisture")
                || text.contains("using dry weight")
                || text.contains("dry-weight basis"))
        {
            fields.basis = Some("dry weight".to_owned());
        }
        if fields.moisture_pct.is_none()
            && let Some(at) = words.iter().position(|word| plain(word).starts_with("moisture"))
        {
            let value = words[at + 1..]
                .iter()
                .take(3)
                .filter_map(|word| mark_of(word))
                .find(|mark| mark.unit == Some(crate::number::Unit::Percent));
            fields.moisture_pct = value
                .and_then(|mark| mark.number)
                .filter(|number| !number.is_more_than(Decimal::new(100, 0)));
        }
    }
}
