//! What the certificate says of each panel. Tested, complete and not tested are no pass.

use std::collections::BTreeMap;

use super::plain;
use crate::page::{Area, Page, Word};

const PANELS: &[(&str, &[&str])] = &[
    (
        "cannabinoids",
        &[
            "cannabinoids",
            "cannabinoid",
            "potency",
            "cannabinoidprofile",
            "cannabinoidanalysis",
            "cannabinoidtest",
            "cannabinoidpotency",
        ],
    ),
    (
        "terpenes",
        &[
            "terpenes",
            "terpene",
            "terpenoids",
            "terpeneprofile",
            "terpeneanalysis",
            "terpenoidanalysis",
            "terpenoid",
        ],
    ),
    (
        "pesticides",
        &[
            "pesticides",
            "pesticide",
            "pesticideanalysis",
            "pesticideresidue",
            "pesticideresidues",
            "chemicalresidue",
        ],
    ),
    ("heavy_metals", &["heavymetals", "heavymetal", "metals", "heavymetalsanalysis", "heavymetalanalysis"]),
    (
        "microbials",
        &[
            "microbials",
            "microbial",
            "microbiology",
            "microbials",
            "microbes",
            "microbialanalysis",
            "microbialcontaminants",
            "microbialimpurities",
            "microbiological",
            "compliancemicrobial",
            "micro",
            "pathogens",
            "microbiologicals",
            "pathogenicmicrobiology",
            "pathogenicmicrobials",
            "microbiologicalcontaminants",
        ],
    ),
    ("mycotoxins", &["mycotoxins", "mycotoxin", "mycotoxinanalysis"]),
    (
        "residual_solvents",
        &[
            "residualsolvents",
            "residualssolvents",
            "residualsolventsandprocessingchemicals",
            "residualsolvent",
            "solvents",
            "residualsolventsanalysis",
            "residualsolventanalysis",
        ],
    ),
    (
        "foreign_matter",
        &[
            "foreignmatter",
            "foreignmaterial",
            "filthandforeignmaterial",
            "filthforeignmaterial",
            "filthforeign",
            "filth",
            "filthandforeign",
            "foreignmaterials",
            "visualinspection",
            "filthforeignmatter",
            "foreignmaterialanalysis",
        ],
    ),
    ("moisture", &["moisture", "moisturecontent", "moistureanalysis"]),
    ("water_activity", &["wateractivity", "wateractivityanalysis"]),
    (
        "yeast_and_mold",
        &["yeastandmold", "yeastmold", "totalyeastandmold", "totalyeastmold", "totalyeastand"],
    ),
    ("vitamin_e", &["vitamine", "vitamineacetate", "vitamineanalysis"]),
    ("total_contaminant_load", &["totalcontaminantload", "totalcontaminant", "contaminantload"]),
    (
        "overall",
        &[
            "overall",
            "overallresult",
            "overallbatchresult",
            "batchresult",
            "overallstatus",
            "finalresult",
            "complianceforretail",
            "batchstatus",
            "testresult",
            "samplestatus",
            "status",
            "batch",
        ],
    ),
];

#[derive(Debug, Clone)]
struct Phrase {
    text: String,
    area: Area,
    size: i32,
}

/// Words that head a column as well: they speak of the whole report only with the verdict behind them, not under them.
const COLUMNS: &[&str] = &["status", "testresult", "batch"];

pub fn statuses(pages: &[Page]) -> BTreeMap<&'static str, &'static str> {
    let mut found: BTreeMap<&'static str, &'static str> = BTreeMap::new();
    for page in pages {
        let phrases = phrases(page);
        for (panel, verdict) in phrases.iter().filter_map(|phrase| headed(&phrase.text)) {
            said(&mut found, panel, verdict);
        }
        let verdicts: Vec<(&Phrase, &'static str)> = phrases
            .iter()
            .filter_map(|phrase| Some((phrase, verdict(&phrase.text).or_else(|| behind(&phrase.text))?)))
            .collect();
        for phrase in &phrases {
            // A report on the whole has passed or failed; that it was tested is no verdict on it.
            let Some(panel) = panel(&phrase.text) else { continue };
            let beside = COLUMNS.contains(&plain(&phrase.text).as_str());
            let near = verdicts
                .iter()
                .filter(|(of, _)| level(phrase, of) || !beside && !taken(&phrases, of))
                .filter(|(_, verdict)| panel != "overall" || matches!(*verdict, "pass" | "fail"))
                .filter_map(|(of, verdict)| {
                    let distance = distance(phrase, of).or_else(|| across(&phrases, phrase, of))?;
                    Some((distance, *verdict))
                })
                .min_by_key(|(distance, _)| *distance);
            if let Some((_, verdict)) = near {
                said(&mut found, panel, verdict);
            }
        }
    }
    // A report with a failed panel has not passed, whatever a word on it seems to say.
    if found.values().any(|verdict| *verdict == "fail") && found.get("overall") == Some(&"pass") {
        found.remove("overall");
    }
    found
}

/// Whether a verdict stands behind another panel on its line, or under a word for a verdict: it says nothing of what is above or
/// below it.
fn taken(phrases: &[Phrase], verdict: &Phrase) -> bool {
    phrases.iter().any(|other| {
        let before = level(other, verdict) && other.area.x1 <= verdict.area.x0;
        let over = other.area.y1 <= verdict.area.y0 && COLUMNS.contains(&plain(&other.text).as_str());
        (before || over) && distance(other, verdict).is_some() && panel(&other.text).is_some()
    })
}

/// What is said first counts, but a failure counts wherever it is said.
fn said(found: &mut BTreeMap<&'static str, &'static str>, panel: &'static str, verdict: &'static str) {
    let known = found.entry(panel).or_insert(verdict);
    if verdict == "fail" {
        *known = verdict;
    }
}

pub fn is_panel(text: &str) -> bool {
    panel(text).is_some() || headed(text).is_some()
}

fn panel(text: &str) -> Option<&'static str> {
    // `Microbials (qPCR)`
    let text = text.split('(').next().unwrap_or(text);
    let whole = plain(text);
    let mut words: Vec<String> = text.split_whitespace().map(plain).collect();
    while words.len() > 1 && words.last().is_some_and(|word| AFTER.contains(&word.as_str())) {
        words.pop();
    }
    let short = words.concat();
    let named =
        |plain: &str| PANELS.iter().find(|(_, names)| names.contains(&plain)).map(|(panel, _)| *panel);
    named(&whole).or_else(|| named(&short).filter(|panel| *panel != "overall"))
}

/// Words behind a panel's name that say nothing more.
const AFTER: &[&str] = &[
    "analysis",
    "analyses",
    "testing",
    "test",
    "tests",
    "screen",
    "screening",
    "panel",
    "profile",
    "contaminants",
];

/// A panel whose heading has its verdict behind a dash: `Heavy Metals - PASS`.
fn headed(text: &str) -> Option<(&'static str, &'static str)> {
    let (name, said) = text.rsplit_once(DASHES)?;
    let panel = panel(name.trim_end_matches(DASHES)).filter(|_| name.ends_with(' '))?;
    Some((panel, verdict(said)?)).filter(|_| panel != "overall")
}

const DASHES: [char; 3] = ['-', '\u{2013}', '\u{2014}'];

/// A verdict behind the value it is about: `0.52 aw - Pass`.
fn behind(text: &str) -> Option<&'static str> {
    let (value, said) = text.rsplit_once(' ')?;
    value.starts_with(|c: char| c.is_ascii_digit() || c == '<').then(|| verdict(said)).flatten()
}

fn verdict(text: &str) -> Option<&'static str> {
    // `Completed:` is the label of a date.
    if text.ends_with(':') {
        return None;
    }
    Some(match plain(text).as_str() {
        "pass" | "passed" | "passes" => "pass",
        "fail" | "failed" | "fails" => "fail",
        "tested" => "tested",
        "complete" | "completed" => "complete",
        "nottested" | "nt" | "notrequired" => "not_tested",
        "informational" => "informational",
        _ => return None,
    })
}

fn level(one: &Phrase, other: &Phrase) -> bool {
    one.area.shared_height(other.area) * 2 > one.size.min(other.size)
}

/// A verdict stands behind its panel on the line, or right above or below it.
fn distance(panel: &Phrase, verdict: &Phrase) -> Option<i32> {
    if level(panel, verdict) && verdict.area.x0 >= panel.area.x1 {
        let gap = verdict.area.x0 - panel.area.x1;
        return (gap < panel.size * 45).then_some(gap / 6);
    }
    let level = panel.area.shared_width(verdict.area) > 0;
    let gap = (verdict.area.y0 - panel.area.y1).max(panel.area.y0 - verdict.area.y1);
    (level && gap < panel.size * 2).then_some(gap.max(0))
}

/// A verdict at the other end of a table as wide as the page, if nothing on its line is a panel but this.
fn across(phrases: &[Phrase], one: &Phrase, verdict: &Phrase) -> Option<i32> {
    let alone = phrases
        .iter()
        .filter(|other| level(one, other) && other.area.x0 >= one.area.x0)
        .all(|other| other.area == one.area || panel(&other.text).is_none());
    let gap = verdict.area.x0 - one.area.x1;
    (alone && level(one, verdict) && gap > 0 && gap < one.size * 90).then_some(gap / 6)
}

fn phrases(page: &Page) -> Vec<Phrase> {
    let mut phrases: Vec<Phrase> = Vec::new();
    for line in &page.lines {
        let mut last: Option<&Word> = None;
        for word in &line.words {
            if word.text == "|" {
                last = None;
                continue;
            }
            let joins = last.is_some_and(|last| {
                word.area.x0 - last.area.x1 <= word.size.max(last.size) * 8 / 10 && !last.text.ends_with(':')
            });
            match phrases.last_mut() {
                Some(phrase) if joins => {
                    phrase.text = format!("{} {}", phrase.text, word.text);
                    phrase.area = phrase.area.union(word.area);
                }
                _ => phrases.push(Phrase { text: word.text.clone(), area: word.area, size: word.size }),
            }
            last = Some(word);
        }
    }
    phrases
}
