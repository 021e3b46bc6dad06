//! Numbers of things: the sample's, the batch's, and the tags of the state's system.

use super::Fields;
use super::label::{self, Field, Labelled};
use crate::page::{Page, Word};

/// A tag has 24 characters, the first three of which are these.
pub const TAG_LENGTH: usize = 24;
pub const TAG_START: &str = "1A4";

pub fn fill(fields: &mut Fields, labelled: &[Labelled], pages: &[Page]) {
    fields.sample_id = best(fields, labelled, Field::SampleId, "sample_id", sample_id);
    fields.report_id = best(fields, labelled, Field::ReportId, "report_id", id);
    fields.batch = best(fields, labelled, Field::Batch, "batch", spaced_id);
    fields.lot = best(fields, labelled, Field::Lot, "lot", spaced_id);
    fields.seed_to_sale = best(fields, labelled, Field::SeedToSale, "seed_to_sale", spaced_id);
    fields.source_tag = best(fields, labelled, Field::SourceTag, "source_tag", tag);
    fields.package_tag = best(fields, labelled, Field::PackageTag, "package_tag", tag);
    for (field, key) in [(Field::SourceTag, "source_tag"), (Field::PackageTag, "package_tag")] {
        // One label may name several: `1A4…, 1A4…`.
        let several = |found: &Labelled| {
            let mut tags = found.value.split_whitespace().filter_map(tag);
            let first = tags.next();
            found.field == field && tags.any(|other| Some(other) != first)
        };
        if labelled.iter().any(several) {
            fields.field_flags.insert(key, "several_values");
        }
    }
    if fields.package_tag.is_none() {
        // A tag that no label names is the tested package's, if it is the only one.
        let loose: Vec<(String, bool)> = pages.iter().flat_map(loose).collect();
        if fields.source_tag.is_none() {
            fields.source_tag = loose.iter().find(|(_, source)| *source).map(|(tag, _)| tag.clone());
        }
        let mut loose: Vec<String> =
            loose.into_iter().filter(|(_, source)| !source).map(|(tag, _)| tag).collect();
        loose.sort();
        loose.dedup();
        loose.retain(|found| fields.source_tag.as_ref() != Some(found));
        if let [only] = &loose[..] {
            fields.package_tag = Some(only.clone());
        } else if !loose.is_empty() {
            fields.field_flags.insert("package_tag", "several_values");
        }
    }
    if fields.batch.is_none() {
        // `METRC Batch ID` is the source's tag, and where it is none, the batch.
        let is_batch = |found: &&Labelled| {
            found.field == Field::SourceTag && label::wording(found.field, found.rank).contains("batch")
        };
        let untagged = labelled.iter().filter(is_batch).filter(|found| !found.value.contains(TAG_START));
        fields.batch = untagged.filter_map(|found| spaced_id(&found.value)).next();
    }
    if fields.batch.is_none() {
        fields.batch.clone_from(&fields.lot);
    }
    if fields.sample_id.is_none() {
        fields.sample_id.clone_from(&fields.report_id);
    }
}

/// The tags on a page, and whether the words before or right above each say that it is of what the package came from.
fn loose(page: &Page) -> Vec<(String, bool)> {
    let says = |word: &Word| {
        let text = word.text.to_lowercase();
        text.contains("source") || text.contains("parent")
    };
    let mut found = Vec::new();
    for (at, line) in page.lines.iter().enumerate() {
        let mut from = 0;
        for (place, word) in line.words.iter().enumerate() {
            let Some(tag) = tag(&word.text) else { continue };
            let above = page.lines[..at].iter().rev().take(2).flat_map(|line| &line.words);
            let mut above = above.filter(|other| {
                word.area.shared_width(other.area) > 0 && word.area.y0 - other.area.y1 <= word.size
            });
            found.push((tag, line.words[from..place].iter().any(says) || above.any(says)));
            from = place + 1;
        }
    }
    found
}

/// The value under the most exact label, read by a rule of form; several that differ are flagged.
pub fn best(
    fields: &mut Fields,
    labelled: &[Labelled],
    field: Field,
    key: &'static str,
    form: fn(&str) -> Option<String>,
) -> Option<String> {
    let mut read: Vec<(usize, bool, usize, String)> = labelled
        .iter()
        .filter(|found| found.field == field)
        .filter_map(|found| Some((found.rank, found.below, found.page, form(&found.value)?)))
        .collect();
    read.sort_by_key(|(rank, below, page, _)| (*rank, *below, *page));
    let (rank, .., value) = read.first()?.clone();
    if read.iter().any(|(other, .., text)| *other == rank && *text != value) {
        fields.field_flags.insert(key, "several_values");
    }
    Some(value)
}

/// One word with a figure in it, that is no date, amount or telephone number.
pub fn id(text: &str) -> Option<String> {
    let word = text.split_whitespace().next()?.trim_matches([';', ',', '|', ':', '#', '(', ')']);
    let next = text.split_whitespace().nth(1).unwrap_or_default().to_lowercase();
    let amount = matches!(
        next.as_str(),
        "g" | "g;" | "grams" | "gram" | "units" | "mg" | "lbs" | "of" | "unit" | "ml" | "kg" | "lb"
    );
    let figures = word.bytes().any(|byte| byte.is_ascii_digit());
    (figures
        && !amount
        && word.len() >= 3
        && word.len() <= 60
        && super::date_in(word).is_none()
        && !word.contains('%')
        && !word.contains('@'))
    .then(|| word.to_owned())
}

/// Groups of figures with spaces between them count as one, and so do letters and the figures behind them: `DCB 0428`.
pub fn spaced_id(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().take_while(|word| *word != "|").collect();
    let figures = |word: &&str| word.bytes().all(|byte| byte.is_ascii_digit());
    let grouped = words.iter().take_while(|word| figures(word)).count();
    // What follows the groups begins anew: a number of grams belongs to its unit.
    let whole = grouped == words.len() || words[grouped].starts_with(['(', ';', ',']);
    if grouped > 1 && whole {
        return Some(words[..grouped].join(" "));
    }
    if let [letters, number, tail @ ..] = &words[..]
        && (2..=6).contains(&letters.len())
        && letters.bytes().all(|byte| byte.is_ascii_uppercase())
        && !MARKS.contains(letters)
        && number.starts_with(|c: char| c.is_ascii_digit())
        && words[1..].iter().map(|word| word.len()).sum::<usize>() >= 3
        && !number.contains(|c: char| c.is_ascii_lowercase() || c == '%')
        && (tail.iter().all(figures) || ends(tail))
    {
        return Some(words.join(" "));
    }
    if let [_, tail @ ..] = &words[..]
        && ends(tail)
        && let Some(first) = id(text)
    {
        return Some(format!("{first} {}", tail[0]));
    }
    id(text)
}

/// A last letter or two belong to the number before them: `CC-0117 B`.
fn ends(tail: &[&str]) -> bool {
    let [last] = tail else { return false };
    last.len() <= 2 && last.bytes().all(|byte| byte.is_ascii_uppercase()) && !MARKS.contains(last)
}

/// Capitals that are no part of a number.
const MARKS: &[&str] = &[
    "PASS", "FAIL", "NA", "ND", "NT", "NONE", "TBD", "NO", "ID", "G", "KG", "MG", "ML", "L", "LB", "OZ",
    "EA", "AM", "PM", "OF",
];

/// What stands under `Sample` is a name where words follow.
fn sample_id(text: &str) -> Option<String> {
    (!named(text)).then(|| id(text)).flatten()
}

/// Several words of which the first is no number or the second is a word of letters.
pub fn named(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let word = |text: &&str| text.chars().count() >= 3 && text.chars().all(char::is_alphabetic);
    match words[..] {
        [first] => word(&first),
        [first, second, ..] => {
            id(first).is_none() && first.contains(char::is_alphabetic)
                || word(&second) && !first.contains('-')
        }
        [] => false,
    }
}

pub fn tag(text: &str) -> Option<String> {
    text.split(|c: char| !c.is_ascii_alphanumeric())
        .find(|part| {
            part.len() == TAG_LENGTH
                && part.starts_with(TAG_START)
                && part.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
        })
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_a_form() {
        assert_eq!(id("2145000000001938; Batch Size: 6 g"), Some("2145000000001938".to_owned()));
        assert_eq!(id("6 g;"), None);
        assert_eq!(id("05/05/2020"), None);
        assert_eq!(spaced_id("0524 3247 1218 9959"), Some("0524 3247 1218 9959".to_owned()));
        assert_eq!(spaced_id("2210 0044 8812 (12 kg)"), Some("2210 0044 8812".to_owned()));
        assert_eq!(spaced_id("DP 2023-04-12"), Some("DP 2023-04-12".to_owned()));
        assert_eq!(spaced_id("CC-0117 B"), Some("CC-0117 B".to_owned()));
        assert_eq!(spaced_id("MK 240118 A"), Some("MK 240118 A".to_owned()));
        assert_eq!(spaced_id("CC-0117 Bravo"), Some("CC-0117".to_owned()));
        assert_eq!(spaced_id("1200 G"), None);
        assert_eq!(spaced_id("BCP 07 22"), Some("BCP 07 22".to_owned()));
        assert_eq!(spaced_id("4517 12 grams"), Some("4517".to_owned()));
        assert_eq!(spaced_id("PASS 0428"), None);
        assert_eq!(sample_id("710 Gelato Sugar"), None);
        assert_eq!(sample_id("SD210915-033 (28123)"), Some("SD210915-033".to_owned()));
        assert_eq!(tag("1A4060300005F64000004517"), Some("1A4060300005F64000004517".to_owned()));
        assert_eq!(tag("1A406030000"), None);
    }
}
