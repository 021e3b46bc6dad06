//! What the product is called, what it is, and for whom it was tested.

use super::label::{self, Field, Labelled};
use super::tag::best;
use super::{Fields, lab, panel, plain};
use crate::number::{Decimal, mark_of};
use crate::page::{Line, Page, Word};

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
    "result",
    "profile",
    "information",
    "overall",
    "safety",
    "contaminant",
    "content",
    "method",
    "analytic",
    "license",
    "overview",
];
/// Words before the name in a heading.
const BEFORE: &[&str] = &["sample", "product", "sample:", "product:", "item:", "strain:"];

pub fn fill(fields: &mut Fields, labelled: &[Labelled], pages: &[Page]) {
    fields.strain = best(fields, labelled, Field::Strain, "strain", text);
    fields.product_name = best(fields, labelled, Field::Product, "product_name", text);
    fields.matrix_printed = best(fields, labelled, Field::Matrix, "matrix_printed", text);
    fields.client = best(fields, labelled, Field::Client, "client", text);
    // `Sample: Sour Peach Rings` is no number, so it is a name.
    let named = labelled.iter().find(|found| {
        found.field == Field::SampleId
            && label::wording(found.field, found.rank) == "sample"
            && super::tag::named(&found.value)
    });
    let named = named.and_then(|found| text(&found.value));
    if fields.product_name.as_ref().is_none_or(|name| named.is_some() && clients_number(name, labelled)) {
        fields.product_name = named.or_else(|| fields.strain.clone());
    }
    if fields.product_name.is_none() {
        // The largest text says by nothing but its size that it is a name.
        fields.product_name = pages.first().and_then(|page| largest(page, &lab::names(pages)));
        if fields.product_name.is_some() {
            fields.field_flags.insert("product_name", "no_label");
        }
    }
    if fields.matrix_printed.is_none() {
        fields.matrix_printed = pages.first().and_then(matrix_line);
    }
    let described = [&fields.matrix_printed, &fields.product_name];
    fields.product_type = described.into_iter().flatten().find_map(|text| kind(text)).map(str::to_owned);
    basis(fields, pages);
}

/// `Client Sample ID: MT-VAPE-05` is the client's number where the name stands elsewhere.
fn clients_number(name: &str, labelled: &[Labelled]) -> bool {
    let theirs =
        |found: &&Labelled| found.field == Field::Product && text(&found.value).as_deref() == Some(name);
    !super::tag::named(name)
        && labelled.iter().filter(theirs).all(|found| {
            let label = label::wording(found.field, found.rank);
            label.starts_with("client") || label.starts_with("customer")
        })
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
fn largest(page: &Page, labs: &[String]) -> Option<String> {
    let mut phrases: Vec<(i32, String)> = Vec::new();
    for line in page.lines.iter().filter(|line| line.middle < page.height * 2 / 5 && !by_a_browser(line)) {
        let mut phrase: Vec<&Word> = Vec::new();
        for word in &line.words {
            if phrase.last().is_some_and(|last| word.area.x0 - last.area.x1 > last.size * 9 / 10) {
                phrases.extend(named(&phrase, labs));
                phrase.clear();
            }
            phrase.push(word);
        }
        phrases.extend(named(&phrase, labs));
    }
    // What is no larger than most of the text stands out from nothing.
    let mut sizes: Vec<i32> = page.words().map(|word| word.size).collect();
    sizes.sort_unstable();
    let usual = sizes.get(sizes.len() / 2).copied().unwrap_or(0);
    let largest = phrases.into_iter().rev().max_by_key(|(size, _)| *size);
    largest.filter(|(size, _)| *size * 100 > usual * 115).map(|(_, text)| text)
}

/// A browser prints the time and the title of the page on the edge: `11/23/26, 11:49 PM`.
fn by_a_browser(line: &Line) -> bool {
    let clock = |word: &Word| {
        word.text.split_once(':').is_some_and(|(hour, minutes)| {
            let figures =
                |text: &str| (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
            figures(hour) && figures(minutes)
        })
    };
    line.words.windows(2).any(|pair| super::date_in(&pair[0].text).is_some() && clock(&pair[1]))
}

fn named(words: &[&Word], labs: &[String]) -> Option<(i32, String)> {
    let mut text: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    if text.len() > 1 && BEFORE.contains(&text[0].to_lowercase().as_str()) {
        text.remove(0);
    }
    let text = text.join(" ");
    let lower = text.to_lowercase();
    let first = plain(lower.split_whitespace().next()?);
    let title = TITLES.iter().any(|title| lower.contains(title))
        || text.split_whitespace().any(|word| word.ends_with(':'))
        || text.contains('@')
        || lower.contains("www")
        || mark_of(&text).is_some()
        || label::is_label(&text)
        || panel::is_panel(&text)
        || labs.iter().any(|lab| {
            lab.contains(&lower)
                || lower.contains(lab.as_str())
                || lab.split_whitespace().next() == Some(&first)
        })
        || labs.iter().any(|lab| plain(lab).contains(&plain(&lower)));
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
            let behind: Vec<&str> = words[at + 1..].iter().take(4).copied().collect();
            // `11.0 %` is two words.
            let pairs = behind.windows(2).filter(|pair| pair[1] == "%").map(|pair| format!("{}%", pair[0]));
            let value = behind
                .iter()
                .take(3)
                .map(|word| (*word).to_owned())
                .chain(pairs)
                .filter_map(|word| mark_of(&word))
                .find(|mark| mark.unit == Some(crate::number::Unit::Percent));
            fields.moisture_pct = value
                .and_then(|mark| mark.number)
                .filter(|number| !number.is_more_than(Decimal::new(100, 0)));
        }
    }
}
