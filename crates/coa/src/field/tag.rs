//! Numbers of things: the sample's, the batch's, and the tags of the state's system.

use super::Fields;
use super::label::{self, Field, Labelled};
use crate::page::Page;

/// A tag has 24 characters, the first three of which are these.
pub const TAG_LENGTH: usize = 24;
pub const TAG_START: &str = "1A4";

pub fn fill(fields: &mut Fields, labelled: &[Labelled], pages: &[Page]) {
    fields.sample_id = best(fields, labelled, Field::SampleId, "sample_id", id);
    fields.report_id = best(fields, labelled, Field::ReportId, "report_id", id);
    fields.batch = best(fields, labelled, Field::Batch, "batch", id);
    fields.lot = best(fields, labelled, Field::Lot, "lot", spaced_id);
    fields.seed_to_sale = best(fields, labelled, Field::SeedToSale, "seed_to_sale", spaced_id);
    fields.source_tag = best(fields, labelled, Field::SourceTag, "source_tag", tag);
    fields.package_tag = best(fields, labelled, Field::PackageTag, "package_tag", tag);
    if fields.package_tag.is_none() {
        // A tag that no label names is the tested package's, if it is the only one.
        let mut loose: Vec<String> =
            pages.iter().flat_map(Page::words).filter_map(|word| tag(&word.text)).collect();
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
        fields.batch = untagged.filter_map(|found| id(&found.value)).next();
    }
    if fields.batch.is_none() {
        fields.batch.clone_from(&fields.lot);
    }
    if fields.sample_id.is_none() {
        fields.sample_id.clone_from(&fields.report_id);
    }
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
fn id(text: &str) -> Option<String> {
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

/// Groups of figures with spaces between them count as one.
fn spaced_id(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let grouped = words.len() > 1 && words.iter().all(|word| word.bytes().all(|byte| byte.is_ascii_digit()));
    if grouped { Some(words.join(" ")) } else { id(text) }
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
        assert_eq!(tag("1A4060300005F64000004517"), Some("1A4060300005F64000004517".to_owned()));
        assert_eq!(tag("1A406030000"), None);
    }
}
