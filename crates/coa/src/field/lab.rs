//! Which laboratory it was. A list of known ones refines it; without it the name is found by its words.

use super::Fields;
use super::label::{Field, Labelled};
use crate::page::Page;

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
    fields.lab_license = licences.first().cloned();
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

fn licence(word: &str) -> Option<String> {
    let word = word.trim_matches([':', ';', ',', '(', ')', '|', '#', '.']);
    let fits = |(start, end, length): &&(&str, &str, usize)| {
        word.starts_with(start) && word.ends_with(end) && (*length == 0 || word.len() == *length)
    };
    LICENCES.iter().find(fits).map(|_| word.to_owned())
}

/// A short phrase at the head or foot of the page with a word that laboratories have in their names.
fn by_its_words(page: &Page) -> Option<String> {
    let mut lines: Vec<_> = page.lines.iter().collect();
    lines.sort_by_key(|line| line.middle.min(page.height - line.middle));
    for line in lines {
        let mut phrase: Vec<&str> = Vec::new();
        let mut end = None;
        for word in &line.words {
            if end.is_some_and(|end| word.area.x0 - end > word.size) {
                phrase.clear();
            }
            phrase.push(word.text.trim_end_matches([',', '.']));
            end = Some(word.area.x1);
            let last = word.text.trim_end_matches([',', '.']).to_lowercase();
            if (2..=6).contains(&phrase.len())
                && OF_LABS.contains(&last.as_str())
                && phrase[0].starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
            {
                return Some(phrase.join(" "));
            }
        }
    }
    None
}
