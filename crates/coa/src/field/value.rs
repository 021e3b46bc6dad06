//! What stands behind a label or below it, as far as it goes.

use super::label::label_at;
use super::tag::{TAG_LENGTH, TAG_START};
use crate::page::{Area, Line, Page, Word};

/// What follows a label without a colon: `Sample ID SD210915-033`, `Received Sep 15, 2021`, `Sampled -`.
pub fn begins(word: &str) -> bool {
    let figures = word.bytes().filter(u8::is_ascii_digit).count();
    let month =
        word.get(..3).is_some_and(|start| super::date::MONTHS.contains(&start.to_lowercase().as_str()));
    word.starts_with(|c: char| c.is_ascii_digit())
        || figures >= 3 && !word.contains(|c: char| c.is_ascii_lowercase())
        || month && word.trim_end_matches(['.', ',']).len() <= 9 && word.chars().all(|c| !c.is_ascii_digit())
        || matches!(word, "-" | "--" | "N/A")
}

/// A tag of the state's system may be cut into two lines, the rest of it below its beginning.
pub fn whole_tag(page: &Page, number: usize, value: String) -> String {
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
pub fn behind(words: &[Word], from: usize, reach: i32) -> String {
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
        if gap > if first { reach } else { last.size.max(word.size) * 12 / 10 } || word.text == "|" {
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
pub fn below(page: &Page, number: usize, label: Area, place: usize) -> Option<String> {
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
        let (mut value, _) = run(&line.words, &line.words[start])?;
        if let Some(rest) = goes_on(page, number, label, &line.words[start]) {
            value = format!("{value} {rest}");
        }
        return Some(if place == 0 {
            value
        } else {
            value.splitn(place + 1, ", ").last().unwrap_or_default().to_owned()
        });
    }
    None
}

/// The line under a value that is its second line: it begins where the value does, close below it, and its first word would not
/// have fitted behind the value before the next column begins.
fn goes_on(page: &Page, number: usize, label: Area, first: &Word) -> Option<String> {
    let at = page.lines.iter().position(|line| line.words.iter().any(|word| word.area == first.area))?;
    let last = run(&page.lines[at].words, first)?.1;
    let column = columns(&page.lines[number.saturating_sub(1)..page.lines.len().min(at + 3)]);
    let column = column.into_iter().filter(|x0| *x0 > last.area.x1 && *x0 > label.x1).min()?;
    let under =
        page.lines[at + 1..].iter().take(2).flat_map(|line| line.words.iter().map(move |word| (line, word)));
    let (line, next) = under.into_iter().find(|(_, word)| {
        (word.area.x0 - first.area.x0).abs() <= first.size / 4
            && word.area.y0 - first.area.y1 <= first.size / 2
            && word.size == first.size
    })?;
    let place = line.words.iter().position(|word| word.area == next.area)?;
    let wrapped = last.area.x1 + first.size / 3 + next.area.width() > column - first.size / 2;
    if !wrapped || label_at(&line.words, place).is_some() {
        return None;
    }
    run(&line.words, next).map(|(text, _)| text)
}

/// Where texts begin on these lines: at their start, or behind a wide gap.
fn columns(lines: &[Line]) -> Vec<i32> {
    let first = |line: &Line| {
        let behind =
            line.words.windows(2).filter(|pair| wide(&pair[0], &pair[1])).map(|pair| pair[1].area.x0);
        line.words.first().map(|word| word.area.x0).into_iter().chain(behind).collect::<Vec<_>>()
    };
    lines.iter().flat_map(first).collect()
}

/// The words from this one up to a wide gap, and the last of them.
fn run<'a>(words: &'a [Word], first: &Word) -> Option<(String, &'a Word)> {
    let start = words.iter().position(|word| word.area == first.area)?;
    let mut end = start;
    while let Some(next) = words.get(end + 1)
        && !wide(&words[end], next)
    {
        end += 1;
    }
    let text: Vec<&str> = words[start..=end].iter().map(|word| word.text.as_str()).collect();
    Some((text.join(" "), &words[end]))
}

/// Whether two words stand too far apart to be of one text.
pub fn wide(word: &Word, next: &Word) -> bool {
    next.area.x0 - word.area.x1 > word.size.max(next.size) * 12 / 10
}
