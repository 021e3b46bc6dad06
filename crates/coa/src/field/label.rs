//! `Label: value`, the value behind the label or below it.

use super::labels::LABELS;
use super::plain;
use super::tag::{TAG_LENGTH, TAG_START};
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
type Fields = Vec<(Field, usize)>;

/// A label has at most this many words.
const LABEL_WORDS_MAX: usize = 6;

pub fn labelled(pages: &[Page]) -> Vec<Labelled> {
    let mut found = Vec::new();
    for page in pages {
        let page =
            &Page { lines: page.lines.iter().map(parted).collect(), second: Vec::new(), ..page.clone() };
        for (number, line) in page.lines.iter().enumerate() {
            let mut at = 0;
            while at < line.words.len() {
                match label_at(&line.words, at) {
                    Some((taken, labels, colon)) => {
                        let end = at + taken;
                        let beside = |far: bool| whole_tag(page, number, behind(&line.words, end, far));
                        let near = beside(colon);
                        let area = line.words[at..end].iter().map(|word| word.area).reduce(Area::union);
                        for (place, (field, rank)) in labels.iter().enumerate() {
                            if *field == Field::Other {
                                continue;
                            }
                            let below = near.is_empty();
                            let value = if below {
                                // Labels in one column and their values in the next stand far apart.
                                let under = area.and_then(|area| self::below(page, number, area, place));
                                under.unwrap_or_else(|| if colon { String::new() } else { beside(true) })
                            } else {
                                near.clone()
                            };
                            if !value.is_empty() {
                                found.push(Labelled {
                                    field: *field,
                                    rank: *rank,
                                    value,
                                    page: page.number,
                                    below,
                                });
                            }
                        }
                        at = end;
                    }
                    None => at += 1,
                }
            }
        }
    }
    found
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
    LABELS.iter().find_map(|(field, labels)| {
        labels.iter().position(|label| *label == plain).map(|rank| (*field, rank))
    })
}

/// The longest label that begins here: how many words, which fields, whether a colon ends it.
fn label_at(words: &[Word], at: usize) -> Option<(usize, Fields, bool)> {
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
            || words.get(at + take).is_some_and(|word| begins_a_value(&word.text));
        if !ends || text.trim_end_matches(':').contains(':') {
            continue;
        }
        if let Some(found) = field_of(&text) {
            return Some((take, vec![found], colon));
        }
        let parts: Vec<Option<(Field, usize)>> = text.split([',', '/', '|', '&']).map(field_of).collect();
        if parts.len() > 1 && parts.iter().all(Option::is_some) {
            return Some((take, parts.into_iter().flatten().collect(), colon));
        }
    }
    None
}

/// What follows a label without a colon: `Sample ID SD210915-033`, `Received Sep 15, 2021`, `Sampled -`.
fn begins_a_value(word: &str) -> bool {
    let figures = word.bytes().filter(u8::is_ascii_digit).count();
    let month =
        word.get(..3).is_some_and(|start| super::date::MONTHS.contains(&start.to_lowercase().as_str()));
    word.starts_with(|c: char| c.is_ascii_digit())
        || figures >= 3 && !word.contains(|c: char| c.is_ascii_lowercase())
        || month && word.trim_end_matches(['.', ',']).len() <= 9 && word.chars().all(|c| !c.is_ascii_digit())
        || matches!(word, "-" | "--" | "N/A")
}

/// A tag of the state's system may be cut into two lines, the rest of it below its beginning.
fn whole_tag(page: &Page, number: usize, value: String) -> String {
    let is_part = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase());
    if !value.starts_with(TAG_START) || value.len() >= TAG_LENGTH || !is_part(&value) {
        return value;
    }
    let Some(first) = page.lines[number].words.iter().find(|word| word.text == value) else { return value };
    let rest = page.lines[number + 1..].iter().take(3).flat_map(|line| &line.words).find(|word| {
        (word.area.x0 - first.area.x0).abs() <= first.size
            && word.area.y0 - first.area.y1 <= first.size
            && word.text.len() + value.len() == TAG_LENGTH
            && is_part(&word.text)
    });
    rest.map_or_else(|| value.clone(), |rest| format!("{value}{}", rest.text))
}

/// The words behind a label up to a wide gap, the next label, or a semicolon.
fn behind(words: &[Word], from: usize, far: bool) -> String {
    let mut value: Vec<&str> = Vec::new();
    let Some(before) = from.checked_sub(1).and_then(|at| words.get(at)) else { return String::new() };
    let mut last = before;
    for (at, word) in words.iter().enumerate().skip(from) {
        let first = value.is_empty();
        if word.text == ":" || word.text == "#" || word.text == "#:" {
            last = word;
            continue;
        }
        let gap = word.area.x0 - last.area.x1;
        let wide = if first { if far { 14 } else { 3 } } else { 1 };
        if gap > last.size.max(word.size) * wide * if first { 1 } else { 12 } / if first { 1 } else { 10 }
            || word.text == "|"
        {
            break;
        }
        if label_at(words, at).is_some() {
            break;
        }
        value.push(&word.text);
        last = word;
        if word.text.ends_with(';') {
            break;
        }
    }
    value.join(" ").trim_end_matches(';').trim().to_owned()
}

/// The words that stand below a label; of a label with several parts, the part at this place.
fn below(page: &Page, number: usize, label: Area, place: usize) -> Option<String> {
    let reach = label.height() * 2;
    for line in page.lines.iter().skip(number + 1) {
        let start = line.words.iter().position(|word| {
            (word.area.x0 - label.x0).abs() <= label.height()
                || (label.width() < word.area.width() * 3
                    && (word.area.center() - label.center()).abs() <= label.height() / 2)
        });
        let Some(start) = start else {
            if line.middle > label.y1 + reach {
                return None;
            }
            continue;
        };
        // What is a label itself is no value of another.
        if line.words[start].area.y0 - label.y1 > reach || label_at(&line.words, start).is_some() {
            return None;
        }
        let mut value = vec![line.words[start].text.as_str()];
        for pair in line.words[start..].windows(2) {
            if pair[1].area.x0 - pair[0].area.x1 > pair[0].size.max(pair[1].size) * 12 / 10 {
                break;
            }
            value.push(&pair[1].text);
        }
        let value = value.join(" ");
        return Some(if place == 0 {
            value
        } else {
            value.splitn(place + 1, ", ").last().unwrap_or_default().to_owned()
        });
    }
    None
}
