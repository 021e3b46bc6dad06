//! `Label: value`, the value behind the label or below it.

use super::labels::LABELS;
use super::plain;
use super::value::{begins, behind, below, whole_tag, wide};
use crate::page::{Area, Line, Page, Word};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    SampleId,
    ReportId,
    Batch,
    Lot,
    Product,
    Strain,
    Client,
    License,
    Matrix,
    SeedToSale,
    PackageTag,
    SourceTag,
    Collected,
    Received,
    Tested,
    Completed,
    Reported,
    Produced,
    Harvested,
    Packaged,
    Expires,
    BatchDate,
    Ordered,
    /// Known labels of which nothing is kept; they end the value before them.
    Other,
}

#[derive(Debug, Clone)]
pub struct Labelled {
    pub field: Field,
    /// 0 is the label that means it most exactly.
    pub rank: usize,
    pub value: String,
    pub page: usize,
    /// Not close behind its label: below it, or far behind on its line.
    pub below: bool,
}

/// The fields of a label and how exactly it means each.
pub type Fields = Vec<(Field, usize)>;

/// A label has at most this many words.
const LABEL_WORDS_MAX: usize = 6;
/// How far a value stands behind its label at most, in heights of the letters: without a colon, with one, and where the form of the value
/// or the lines around it say that it is one.
const NEAR_SIZES: i32 = 3;
const COLON_SIZES: i32 = 14;
const FAR_SIZES: i32 = 40;

pub fn labelled(pages: &[Page]) -> Vec<Labelled> {
    pages.iter().flat_map(on_page).collect()
}

/// A label with everything that can be its value.
struct Place {
    line: usize,
    /// Where the label begins.
    start: i32,
    labels: Fields,
    near: String,
    /// The next words on its line, however far away.
    far: String,
    far_start: i32,
    far_gap: i32,
    /// How many texts follow it on the line.
    behind_far: usize,
    size: i32,
    /// What stands under it, for each of its parts.
    under: Vec<Option<String>>,
    colon: bool,
}

fn on_page(page: &Page) -> Vec<Labelled> {
    let page = &Page { lines: page.lines.iter().map(parted).collect(), second: Vec::new(), ..page.clone() };
    let places: Vec<Place> =
        page.lines.iter().enumerate().flat_map(|(number, line)| on_line(page, number, line)).collect();
    let mut found = Vec::new();
    for place in &places {
        for (part, (field, rank)) in place.labels.iter().enumerate() {
            if *field == Field::Other {
                continue;
            }
            let below = place.near.is_empty();
            let value = if below { apart(&places, place, part) } else { place.near.clone() };
            if !value.is_empty() {
                found.push(Labelled { field: *field, rank: *rank, value, page: page.number, below });
            }
        }
    }
    found
}

fn on_line(page: &Page, number: usize, line: &Line) -> Vec<Place> {
    let mut places = Vec::new();
    let mut at = 0;
    while at < line.words.len() {
        let Some((taken, labels, colon)) = label_at(&line.words, at) else {
            at += 1;
            continue;
        };
        let end = at + taken;
        let beside = |reach: i32| whole_tag(page, number, behind(&line.words, end, reach));
        let label = &line.words[end - 1];
        let area = line.words[at..end].iter().map(|word| word.area).reduce(Area::union);
        let under = |(part, (field, _)): (usize, &(Field, usize))| {
            let text = below(page, number, area?, part)?;
            // The run in a column of a table of results is not the product's batch.
            (colon || dated(*field) || !heads_results(page, number)).then_some(text)
        };
        let reach = (page.width / 2).min(label.size.saturating_mul(FAR_SIZES));
        let next = line.words[end..].iter().find(|word| !matches!(word.text.as_str(), ":" | "#" | "#:"));
        places.push(Place {
            line: number,
            start: line.words[at].area.x0,
            near: beside(label.size.saturating_mul(if colon { COLON_SIZES } else { NEAR_SIZES })),
            far: beside(reach),
            far_start: next.map_or(0, |word| word.area.x0),
            far_gap: next.map_or(0, |word| word.area.x0.saturating_sub(label.area.x1)),
            behind_far: line.words[end..].windows(2).filter(|pair| wide(&pair[0], &pair[1])).count(),
            size: label.size,
            under: labels.iter().enumerate().map(under).collect(),
            labels,
            colon,
        });
        at = end;
    }
    places
}

/// How many lines around it a text without a form of its own is laid out like.
const LAID_LINES: usize = 4;

/// The value of a label that has none close behind it: under it, or far behind it on its line, as labels and their values stand in two
/// columns. A date and a number have a form that says which; a name stands where they stand.
fn apart(places: &[Place], place: &Place, part: usize) -> String {
    let field = place.labels.get(part).map_or(Field::Other, |(field, _)| *field);
    let under = place.under.get(part).cloned().flatten();
    let fits = |text: &str| has_form(field, text);
    let votes = || -> i32 {
        let near = places.iter().filter(|other| other.line.abs_diff(place.line) <= LAID_LINES);
        near.filter(|other| other.near.is_empty()).map(Place::vote).sum()
    };
    // What begins where labels begin is an unknown label behind an empty cell, unless its form says otherwise.
    let labels = places.iter().filter(|other| other.heads(place)).count();
    let unknown = labels > 1 || labels == 1 && place.behind_far == 1;
    let far = if unknown && fits(&place.far) != Some(true) { "" } else { &place.far };
    let Some(under) = under else {
        let trusted = place.far_gap <= place.size.saturating_mul(COLON_SIZES);
        let keep = match fits(far) {
            _ if trusted => !place.colon,
            Some(true) => dated(field) && !place.colon || votes() > 1,
            Some(false) => false,
            None => votes() > 0,
        };
        return if keep { far.to_owned() } else { String::new() };
    };
    if far.is_empty() {
        return under;
    }
    let takes_far = match (fits(far), fits(&under)) {
        (Some(true), Some(false)) => true,
        (Some(false), _) => false,
        _ => votes() > 0,
    };
    if takes_far { far.to_owned() } else { under }
}

impl Place {
    /// Whether this label stands in the column in which the other's far value begins.
    fn heads(&self, other: &Self) -> bool {
        self.line != other.line
            && self.line.abs_diff(other.line) <= LAID_LINES * 2
            && (self.start - other.far_start).abs() <= self.size.min(other.size) / 3
    }

    /// 1 where a value with a form stands far behind its label, -1 where it stands under it.
    fn vote(&self) -> i32 {
        let one = |(part, (field, _)): (usize, &(Field, usize))| {
            let fits = |text: &str| has_form(*field, text) == Some(true);
            let under = self.under.get(part).and_then(Option::as_deref).is_some_and(fits);
            i32::from(fits(&self.far)) - i32::from(under)
        };
        self.labels.iter().enumerate().map(one).sum()
    }
}

fn dated(field: Field) -> bool {
    matches!(
        field,
        Field::Collected
            | Field::Received
            | Field::Tested
            | Field::Completed
            | Field::Reported
            | Field::Produced
            | Field::Harvested
            | Field::Packaged
            | Field::Expires
            | Field::BatchDate
            | Field::Ordered
    )
}

/// Whether a value can be of this field; nothing where any text can.
fn has_form(field: Field, text: &str) -> Option<bool> {
    if dated(field) {
        return Some(super::date_in(text).is_some());
    }
    Some(match field {
        Field::SampleId if super::tag::named(text) => return None,
        Field::PackageTag | Field::SourceTag => super::tag::tag(text).is_some(),
        Field::SampleId | Field::ReportId | Field::SeedToSale => super::tag::id(text).is_some(),
        Field::Batch | Field::Lot => super::tag::spaced_id(text).is_some(),
        _ => return None,
    })
}

/// Words of the head of a table of results; the first ones stand nowhere else.
const OF_RESULTS: &[&str] = &["lod", "loq", "lodloq", "mdl", "rl", "analyte", "compound"];
const ALSO_OF_RESULTS: &[&str] = &["result", "results", "units", "limit", "limits", "mass", "mgg"];

fn heads_results(page: &Page, number: usize) -> bool {
    let Some(line) = page.lines.get(number) else { return false };
    let height = line.words.iter().map(|word| word.size).max().unwrap_or(0);
    let near = page.lines.iter().filter(|other| (other.middle - line.middle).abs() <= height * 2);
    let words: Vec<String> = near.flat_map(|line| &line.words).map(|word| plain(&word.text)).collect();
    let count = |of: &[&str]| of.iter().filter(|head| words.iter().any(|word| word == *head)).count();
    let sure = count(OF_RESULTS);
    sure > 1 || sure == 1 && count(ALSO_OF_RESULTS) > 0
}

/// `Sample:KN10602007-003` is a label and its value without a space between them.
fn parted(line: &Line) -> Line {
    let part = |word: &Word| -> Vec<Word> {
        let Some((label, value)) = word.text.split_once(':') else { return vec![word.clone()] };
        if value.is_empty()
            || value.starts_with('/')
            || field_of(label).is_none() && !label.ends_with(|c: char| c.is_alphabetic() || c == '#')
        {
            return vec![word.clone()];
        }
        let (all, before) = (word.text.chars().count(), label.chars().count() + 1);
        vec![word.part(&format!("{label}:"), 0, before), word.part(value, before, all)]
    };
    Line { words: line.words.iter().flat_map(part).collect(), middle: line.middle }
}

/// The label itself, in small letters without spaces.
pub fn wording(field: Field, rank: usize) -> &'static str {
    let labels = LABELS.iter().find(|(of, _)| *of == field).map(|(_, labels)| *labels);
    labels.and_then(|labels| labels.get(rank)).copied().unwrap_or_default()
}

fn field_of(text: &str) -> Option<(Field, usize)> {
    let plain = plain(text);
    let known = LABELS.iter().find_map(|(field, labels)| {
        labels.iter().position(|label| *label == plain).map(|rank| (*field, rank))
    });
    known.or_else(|| source(text).then_some((Field::SourceTag, usize::MAX)))
}

/// However the tag of the package it came from is called: `Metrc Source UID`, `Parent Package Tag`.
fn source(text: &str) -> bool {
    let words: Vec<String> = text.split_whitespace().map(plain).collect();
    let any = |of: &[&str]| words.iter().any(|word| of.contains(&word.as_str()));
    any(&["source", "parent"]) && any(&["uid", "tag", "tags", "metrc", "rfid", "uids"])
}

/// Whether a text is a label and so no value.
pub fn is_label(text: &str) -> bool {
    field_of(text).is_some()
}

/// Words before `Batch` that make it a laboratory's own.
const RUNS: &[&str] = &[
    "prep",
    "preparation",
    "qc",
    "analytical",
    "analysis",
    "extraction",
    "instrument",
    "run",
    "sequence",
    "digestion",
];

/// The longest label that begins here: how many words, which fields, whether a colon ends it.
pub fn label_at(words: &[Word], at: usize) -> Option<(usize, Fields, bool)> {
    let close = |pair: &[Word]| pair[1].area.x0 - pair[0].area.x1 <= pair[0].size.max(pair[1].size);
    let reach = 1 + words[at..].windows(2).take_while(|pair| close(pair)).count();
    // Amid a sentence a word is no label, except behind a semicolon or a bar.
    if at > 0
        && close(&words[at - 1..=at])
        && !words[at - 1].text.ends_with([';', '|', ',', ':', '.'])
        && !words[at - 1].text.ends_with(|c: char| c.is_ascii_digit())
    {
        let starts = words[at].text.starts_with(|c: char| c.is_uppercase())
            && (0..reach.min(3)).any(|n| words[at + n].text.ends_with(':'));
        if !starts {
            return None;
        }
    }
    for take in (1..=reach.min(LABEL_WORDS_MAX)).rev() {
        let text: Vec<&str> = words[at..at + take].iter().map(|word| word.text.as_str()).collect();
        let text = text.join(" ");
        let colon = text.ends_with(':') || words.get(at + take).is_some_and(|word| word.text == ":");
        let ends = colon
            || take == reach
            || text.ends_with('#')
            || words.get(at + take).is_some_and(|word| begins(&word.text));
        if !ends || text.trim_end_matches(':').contains(':') {
            continue;
        }
        if let Some(found) = field_of(&text) {
            // The run of the instrument is not the product's batch: `Prep Batch: PB-17`.
            let run = found.0 == Field::Batch
                && at > 0
                && close(&words[at - 1..=at])
                && RUNS.contains(&plain(&words[at - 1].text).as_str());
            return Some((take, vec![if run { (Field::Other, 0) } else { found }], colon));
        }
        let parts: Vec<Option<(Field, usize)>> = text.split([',', '/', '|', '&']).map(field_of).collect();
        if parts.len() > 1 && parts.iter().all(Option::is_some) {
            return Some((take, parts.into_iter().flatten().collect(), colon));
        }
    }
    None
}
