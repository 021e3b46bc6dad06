//! Dates in the forms laboratories write them. The month comes first where both readings are possible: these are American papers.

use jiff::civil::Date;

use super::Fields;
use super::label::{Field, Labelled};
use crate::page::Page;

pub const MONTHS: &[&str] =
    &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
/// Certificates are not older; a two-digit year is of this century.
const YEARS: std::ops::RangeInclusive<i16> = 2005..=2079;

const KEYS: &[(Field, &str)] = &[
    (Field::Collected, "collected"),
    (Field::Received, "received"),
    (Field::Tested, "tested"),
    (Field::Completed, "completed"),
    (Field::Reported, "reported"),
    (Field::Produced, "produced"),
    (Field::Harvested, "harvested"),
    (Field::Packaged, "packaged"),
    (Field::Expires, "expires"),
    (Field::BatchDate, "batch"),
    (Field::Ordered, "ordered"),
];

pub fn fill(fields: &mut Fields, labelled: &[Labelled], pages: &[Page]) {
    for (field, key) in KEYS {
        let mut dated: Vec<(usize, usize, Date)> = labelled
            .iter()
            .filter(|found| found.field == *field)
            .filter_map(|found| Some((found.rank, found.page, date_in(&found.value)?)))
            .collect();
        dated.sort_by_key(|(rank, page, _)| (*rank, *page));
        if let Some((rank, _, date)) = dated.first() {
            fields.dates.insert(key, date.to_string());
            if dated.iter().any(|(other, _, two)| other == rank && two != date) {
                fields.field_flags.insert(key, "several_values");
            }
        }
    }
    if !fields.dates.contains_key("reported") {
        signed(fields, pages);
    }
    in_order(fields);
}

/// Without a printed date of issue, the one beside the signature of the laboratory's director.
fn signed(fields: &mut Fields, pages: &[Page]) {
    for line in pages.iter().flat_map(|page| &page.lines) {
        let text: Vec<&str> = line.words.iter().map(|word| word.text.as_str()).collect();
        let text = text.join(" ");
        if text.to_lowercase().contains("director")
            && let Some(date) = date_in(&text)
        {
            fields.dates.insert("reported", date.to_string());
            return;
        }
    }
}

/// Collected, received, tested, reported: a document that says otherwise is doubted.
fn in_order(fields: &mut Fields) {
    let order = ["collected", "received", "tested", "reported"];
    let dates: Vec<(&'static str, String)> =
        order.iter().filter_map(|key| Some((*key, fields.dates.get(key)?.clone()))).collect();
    for pair in dates.windows(2) {
        if pair[0].1 > pair[1].1 {
            fields.field_flags.insert(pair[1].0, "dates_out_of_order");
        }
    }
}

/// The first date in a text.
pub fn date_in(text: &str) -> Option<Date> {
    let parts: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '(' | ')' | 'T'))
        .filter(|part| !part.is_empty())
        .collect();
    parts.iter().find_map(|part| figures(part)).or_else(|| in_words(text))
}

fn figures(part: &str) -> Option<Date> {
    let part = part.trim_matches(['.', ':']);
    let split: Vec<&str> = part.split(['/', '-', '.']).collect();
    let [one, two, three] = split[..] else { return glued(part) };
    if one.len() == 4 {
        return date(one, two, three);
    }
    if let Some(month) = month(two) {
        return date(three, &month.to_string(), one);
    }
    if let Some(month) = month(one) {
        return date(three, &month.to_string(), two);
    }
    let three = three.get(..4).filter(|year| year.bytes().all(|byte| byte.is_ascii_digit())).unwrap_or(three);
    date(three, one, two).or_else(|| date(three, two, one))
}

/// `23Mar2021`.
fn glued(part: &str) -> Option<Date> {
    let letters = part.find(|c: char| c.is_ascii_alphabetic())?;
    let (day, rest) = part.split_at(letters);
    let (name, year) = rest.split_at(rest.find(|c: char| !c.is_ascii_alphabetic())?);
    let figures = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let found = month(name).filter(|_| figures(day) && figures(year))?;
    date(year, &found.to_string(), day)
}

fn month(word: &str) -> Option<usize> {
    let word = word.to_lowercase();
    if word.len() < 3 || !word.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return None;
    }
    MONTHS.iter().position(|month| word.starts_with(month)).map(|at| at + 1)
}

fn date(year: &str, month: &str, day: &str) -> Option<Date> {
    if year.len() != 2 && year.len() != 4 || month.len() > 2 || day.len() > 2 {
        return None;
    }
    let number: i16 = year.parse().ok()?;
    let year = if year.len() == 2 { 2000 + number } else { number };
    YEARS.contains(&year).then(|| Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()).flatten()
}

/// `DEC 14, 2021`, `21 March 2022`, `March 21st 2022`.
fn in_words(text: &str) -> Option<Date> {
    let words: Vec<String> = text
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.windows(3).find_map(|words| {
        let [one, two, three] = words else { return None };
        let day = |word: &str| word.trim_end_matches(|c: char| c.is_ascii_alphabetic()).to_owned();
        if let Some(found) = month(one) {
            return date(three, &found.to_string(), &day(two));
        }
        month(two).and_then(|found| date(three, &found.to_string(), &day(one)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_in_every_form() {
        for (text, date) in [
            ("2021-11-04", Some("2021-11-04")),
            ("11/04/2021 11:50", Some("2021-11-04")),
            ("1/25/2023, 5:00:00 AM", Some("2023-01-25")),
            ("06/10/22", Some("2022-06-10")),
            ("DEC 14, 2021", Some("2021-12-14")),
            ("21 March 2022", Some("2022-03-21")),
            ("14-Dec-2021", Some("2021-12-14")),
            ("14DEC2021", Some("2021-12-14")),
            ("Dec-14-2021", Some("2021-12-14")),
            ("2022-06-07T00:00:00Z", Some("2022-06-07")),
            ("25/12/2021", Some("2021-12-25")),
            ("13/13/2021", None),
            ("1801 Carnegie Ave", None),
            ("0.0034", None),
            ("866-435-0709", None),
        ] {
            assert_eq!(date_in(text).map(|date| date.to_string()).as_deref(), date, "{text}");
        }
    }
}
