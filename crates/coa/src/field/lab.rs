//! Which laboratory it was. A list of known ones refines it; without it the name is found by its words.

use super::Fields;
use super::label::{Field, Labelled};
use crate::page::{Line, Page, Word};

/// What is printed, what it is called, its state where it has one place only.
const KNOWN: &[(&str, &str, Option<&str>)] = &[
    ("oklahoma compliance testing lab", "Oklahoma Compliance Testing Lab", Some("OK")),
    ("steep hill massachusetts", "Steep Hill Massachusetts", Some("MA")),
    ("steep hill", "Steep Hill", None),
    ("method testing labs", "Method Testing Labs", Some("FL")),
    ("sc labs", "SC Labs", None),
    ("sclabs.com", "SC Labs", None),
    ("kca laboratories", "KCA Laboratories", Some("KY")),
    ("cannalysis", "Cannalysis", Some("CA")),
    ("kaycha labs", "Kaycha Labs", None),
    ("acs laboratory", "ACS Laboratory", Some("FL")),
    ("anresco", "Anresco Laboratories", Some("CA")),
    ("green leaf lab", "Green Leaf Lab", None),
    ("greenleaf lab", "Green Leaf Lab", None),
    ("mcr labs", "MCR Labs", Some("MA")),
    ("veda scientific", "Veda Scientific", Some("CA")),
    ("cannasafe", "CannaSafe", Some("CA")),
    ("cdx analytics", "CDX Analytics", Some("MA")),
    ("proverde", "ProVerde Laboratories", None),
    ("confidence analytics", "Confidence Analytics", Some("WA")),
    ("infinite chemical analysis", "Infinite Chemical Analysis Labs", None),
    ("pure labs", "PURE Labs", None),
    ("green scientific labs", "Green Scientific Labs", None),
    ("sonoma lab works", "Sonoma Lab Works", Some("CA")),
    ("belcosta", "BelCosta Labs", Some("CA")),
    ("encore labs", "Encore Labs", Some("CA")),
    ("modern canna", "Modern Canna", Some("FL")),
    ("terplife", "TerpLife Labs", Some("FL")),
    ("cb labs", "CB Labs", Some("CA")),
    ("goat labs", "GOAT Labs", None),
    ("smithers", "Smithers", None),
    ("keystone state testing", "Keystone State Testing", Some("PA")),
    ("act laboratories", "ACT Laboratories", None),
    ("digipath", "Digipath Labs", Some("NV")),
    ("374 labs", "374 Labs", Some("NV")),
    ("psi labs", "PSI Labs", Some("MI")),
    ("viridis", "Viridis Laboratories", Some("MI")),
    ("analytics labs", "Analytics Labs", None),
    ("botanacor", "Botanacor Laboratories", Some("CO")),
    ("gobi", "Gobi Labs", Some("CO")),
    ("agricor", "AgriCor Laboratories", Some("CO")),
    ("medicine creek analytics", "Medicine Creek Analytics", Some("WA")),
    ("phytofarma", "Phyto-Farma Labs", None),
    ("excelbis", "Excelbis Labs", Some("CA")),
    ("caligreen", "Caligreen Laboratory", Some("CA")),
    ("pride analytics", "Pride Analytics and Consulting", Some("CA")),
    ("harrens", "Harrens Lab", Some("CA")),
    ("pharmlabs san diego", "PharmLabs San Diego", Some("CA")),
    ("chemhistory", "ChemHistory", Some("OR")),
    ("delta-9 analytical", "Delta-9 Analytical", None),
];
/// Licence numbers that only testing laboratories have, by how they begin and end.
const LICENCES: &[(&str, &str, usize)] =
    &[("C8-", "-LIC", 14), ("LAAA-", "", 14), ("IL281", "", 8), ("CMTL-", "", 0), ("P_0", "", 6)];
const OF_LABS: &[&str] = &["laboratories", "laboratory", "labs", "analytics", "analytical", "lab"];

pub fn fill(fields: &mut Fields, labelled: &[Labelled], pages: &[Page]) {
    let lines: Vec<String> = pages
        .iter()
        .take(2)
        .flat_map(|page| &page.lines)
        .map(|line| line.words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" "))
        .collect();
    let lower: Vec<String> = lines.iter().map(|line| line.to_lowercase()).collect();
    let known = KNOWN.iter().find(|(words, ..)| lower.iter().any(|line| line.contains(words)));
    if let Some((_, name, state)) = known {
        fields.lab = Some((*name).to_owned());
        fields.lab_state = state.map(str::to_owned);
    } else {
        fields.lab = pages.first().and_then(by_its_words);
    }
    let licences: Vec<String> =
        pages.iter().flat_map(Page::words).filter_map(|word| licence(&word.text)).collect();
    fields.lab_license = licences.first().cloned().or_else(|| pages.first().and_then(headed));
    fields.client_license = labelled
        .iter()
        .filter(|found| found.field == Field::License)
        .filter_map(|found| found.value.split_whitespace().next())
        .map(|word| word.trim_matches([';', ',']).to_owned())
        .find(|word| {
            word.bytes().any(|byte| byte.is_ascii_digit())
                && word.len() > 4
                && Some(word) != fields.lab_license.as_ref()
        });
    if fields.lab_state.is_none() {
        fields.lab_state = fields
            .lab_license
            .as_deref()
            .and_then(|licence| licence.starts_with("C8-").then(|| "CA".to_owned()));
    }
}

/// Names of the laboratory as far as they can be told, in small letters.
pub fn names(pages: &[Page]) -> Vec<String> {
    let text = |page: &Page| -> Vec<String> {
        let line = |line: &Line| {
            line.words.iter().map(|word| word.text.to_lowercase()).collect::<Vec<_>>().join(" ")
        };
        page.lines.iter().map(line).collect()
    };
    let lines: Vec<String> = pages.iter().take(2).flat_map(text).collect();
    let known = KNOWN.iter().filter(|(words, ..)| lines.iter().any(|line| line.contains(words)));
    let mut names: Vec<String> =
        known.flat_map(|(words, name, _)| [(*words).to_owned(), name.to_lowercase()]).collect();
    names.extend(pages.first().and_then(by_its_words).map(|name| name.to_lowercase()));
    names.extend(pages.first().into_iter().flat_map(companies));
    names
}

/// The first words of a company in the head of the page, up to what tells that it is one: `Northlight Testing LLC`.
fn companies(page: &Page) -> Vec<String> {
    let mut found = Vec::new();
    for line in page.lines.iter().take_while(|line| line.middle < page.height / HEAD_SHARE) {
        for (at, word) in line.words.iter().enumerate() {
            if !COMPANY.contains(&super::plain(&word.text).as_str()) {
                continue;
            }
            let close = |pair: &&[Word]| pair[1].area.x0 - pair[0].area.x1 <= pair[1].size;
            let before = line.words[..=at].windows(2).rev().take_while(close).count();
            let text: Vec<String> =
                line.words[at - before..=at].iter().map(|word| word.text.to_lowercase()).collect();
            if text.len() > 1 {
                found.push(text.join(" "));
            }
        }
    }
    found
}

const COMPANY: &[&str] = &["testing", "llc", "inc", "ltd", "scientific", "sciences", "research", "assay"];

/// Offices that license laboratories; their number stands right behind their name too.
const OFFICES: &[&str] =
    &["olcc", "adhs", "wslcb", "ocm", "med", "ccb", "cra", "dcc", "bcc", "mmcp", "lcb", "omma", "ommu"];
/// A laboratory's own address and numbers stand on the first sixth of the page.
const HEAD_SHARE: i32 = 6;

/// The number behind a word for a licence in the head of the page, before anybody else is named. Each state has another form of it.
fn headed(page: &Page) -> Option<String> {
    for line in page.lines.iter().take_while(|line| line.middle < page.height / HEAD_SHARE) {
        let words: Vec<String> = line.words.iter().map(|word| super::plain(&word.text)).collect();
        for at in 0..words.len() {
            // From here on it speaks of the client or the sample.
            if OTHERS.contains(&words[at].as_str()) {
                return None;
            }
            let office = OFFICES.contains(&words[at].as_str());
            if !office && !LICENCE.contains(&words[at].as_str()) {
                continue;
            }
            let skip = |word: &&String| {
                word.is_empty() || NUMBER.contains(&word.as_str()) || office && word.as_str() == "lab"
            };
            let from = at + 1 + words[at + 1..].iter().take_while(skip).count();
            let value = line
                .words
                .get(from)
                .filter(|word| word.area.x0 - line.words[from - 1].area.x1 <= word.size * 14);
            let Some(value) = value else { continue };
            let text = value.text.trim_matches([':', ';', ',', '(', ')', '|', '#', '.']);
            let figures = text.bytes().filter(u8::is_ascii_digit).count();
            let code = text.bytes().all(|byte| {
                byte.is_ascii_uppercase()
                    || byte.is_ascii_digit()
                    || matches!(byte, b'-' | b'_' | b'.' | b'/')
            });
            if figures >= 3
                && text.len() >= 4
                && code
                && super::date_in(text).is_none()
                && super::tag::tag(text).is_none()
            {
                return Some(text.to_owned());
            }
        }
    }
    None
}

const LICENCE: &[&str] = &["license", "licence", "licenses", "lic", "licenseno", "licensenumber", "approved"];
const NUMBER: &[&str] = &["no", "number", "num", "nr", "id", "lab", "laboratory"];
/// Words for somebody else than the laboratory.
const OTHERS: &[&str] = &[
    "client",
    "customer",
    "prepared",
    "submitted",
    "producer",
    "distributor",
    "cultivator",
    "manufacturer",
    "licensee",
    "grower",
    "retailer",
];

fn licence(word: &str) -> Option<String> {
    let word = word.trim_matches([':', ';', ',', '(', ')', '|', '#', '.']);
    let fits = |(start, end, length): &&(&str, &str, usize)| {
        word.starts_with(start) && word.ends_with(end) && (*length == 0 || word.len() == *length)
    };
    LICENCES.iter().find(fits).map(|_| word.to_owned())
}

/// Who and what is at a laboratory: `Dana Roe, Lab Director`.
const AT_LABS: &[&str] = &[
    "director",
    "manager",
    "supervisor",
    "technician",
    "analyst",
    "scientist",
    "id",
    "number",
    "no",
    "sample",
    "report",
    "results",
    "license",
    "licence",
    "batch",
];

/// A short phrase at the head or foot of the page with a word that laboratories have in their names.
fn by_its_words(page: &Page) -> Option<String> {
    let mut lines: Vec<_> = page.lines.iter().collect();
    lines.sort_by_key(|line| line.middle.min(page.height - line.middle));
    for line in lines {
        let mut phrase: Vec<&str> = Vec::new();
        let mut end = None;
        for (at, word) in line.words.iter().enumerate() {
            if end.is_some_and(|end| word.area.x0 - end > word.size) {
                phrase.clear();
            }
            end = Some(word.area.x1);
            if word.text.ends_with(':') {
                // A label: the name begins behind it.
                phrase.clear();
                continue;
            }
            phrase.push(word.text.trim_end_matches([',', '.']));
            if phrase.join(" ").eq_ignore_ascii_case("certificate of analysis") {
                phrase.clear();
                continue;
            }
            let of = line
                .words
                .get(at + 1)
                .is_some_and(|next| AT_LABS.contains(&super::plain(&next.text).as_str()));
            let last = word.text.trim_end_matches([',', '.']).to_lowercase();
            if !of
                && (2..=6).contains(&phrase.len())
                && OF_LABS.contains(&last.as_str())
                && phrase[0].starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
            {
                return Some(phrase.join(" "));
            }
        }
    }
    None
}
