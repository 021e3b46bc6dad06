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
        ],
    ),
    ("mycotoxins", &["mycotoxins", "mycotoxin", "mycotoxinanalysis"]),
    (
        "residual_solvents",
        &[
            "residualsolvents",
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
        ],
    ),
];

#[derive(Debug, Clone)]
struct Phrase {
    text: String,
    area: Area,
    size: i32,
}

pub fn statuses(pages: &[Page]) -> BTreeMap<&'static str, &'static str> {
    let mut found: BTreeMap<&'static str, &'static str> = BTreeMap::new();
    for page in pages {
        let phrases = phrases(page);
        let verdicts: Vec<(&Phrase, &'static str)> =
            phrases.iter().filter_map(|phrase| Some((phrase, verdict(&phrase.text)?))).collect();
        for phrase in &phrases {
            let Some(panel) = panel(&phrase.text) else { continue };
            if found.contains_key(panel) {
                continue;
            }
            let near = verdicts
                .iter()
                .filter_map(|(of, verdict)| Some((distance(phrase, of)?, *verdict)))
                .min_by_key(|(distance, _)| *distance);
            if let Some((_, verdict)) = near {
                found.insert(panel, verdict);
            }
        }
    }
    found
}

fn panel(text: &str) -> Option<&'static str> {
    let plain = plain(text);
    PANELS.iter().find(|(_, names)| names.contains(&plain.as_str())).map(|(panel, _)| *panel)
}

fn verdict(text: &str) -> Option<&'static str> {
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

/// A verdict stands behind its panel on the line, or right above or below it.
fn distance(panel: &Phrase, verdict: &Phrase) -> Option<i32> {
    let same_line = panel.area.shared_height(verdict.area) * 2 > panel.size.min(verdict.size);
    if same_line && verdict.area.x0 >= panel.area.x1 {
        let gap = verdict.area.x0 - panel.area.x1;
        return (gap < panel.size * 45).then_some(gap / 6);
    }
    let level = panel.area.shared_width(verdict.area) > 0;
    let gap = (verdict.area.y0 - panel.area.y1).max(panel.area.y0 - verdict.area.y1);
    (level && gap < panel.size * 2).then_some(gap.max(0))
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
