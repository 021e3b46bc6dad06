//! Puts many generated questions to the rulebook and to the oracle, and prints where they differ.
//!
//! `cargo run --release -p countersign-oracle --example million [QUESTIONS] [STATE|all] [RULES]`: a million for all
//! states under the rules of this build unless told.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use countersign_oracle::{Finding, PLACES, Place, finding_for, generate};
use countersign_rulebook::{RuleFile, Rulebook, Verdict};

const SHOWN: usize = 3;

#[derive(Default)]
struct Tally {
    said: BTreeMap<Finding, u64>,
    wrong: BTreeMap<(Finding, Verdict), (u64, Vec<String>)>,
}

#[expect(clippy::print_stdout, reason = "printing is what this is for")]
fn main() {
    let mut words = std::env::args().skip(1);
    let questions: u64 = words.next().map_or(1_000_000, |word| word.parse().expect("a number of questions"));
    let only = words.next().filter(|code| code != "all");
    let files = words.next().map_or_else(Rulebook::shipped_files, |root| {
        let mut files = Vec::new();
        read(Path::new(&root), &mut files);
        files
    });
    let book = Rulebook::load(files).expect("the rules load");
    let rules = book.rules();
    let ruled = |place: &&&Place| rules.iter().any(|rule| *rule.jurisdiction == *place.jurisdiction());
    let wanted = |place: &&Place| only.as_ref().is_none_or(|code| code == place.code);
    let places: Vec<&'static Place> = PLACES.iter().filter(wanted).filter(|place| ruled(&place)).collect();
    let each = questions / (places.len() as u64).max(1);
    println!("{} jurisdictions with rules, {each} questions each", places.len());
    println!("state    allow     deny  unknown   silent  disagree");
    for place in places {
        let tally = put(place, &book, each);
        let said = |finding| tally.said.get(&finding).copied().unwrap_or(0);
        let wrong: u64 = tally.wrong.values().map(|(count, _)| count).sum();
        println!(
            "{:<5} {:>8} {:>8} {:>8} {:>8} {wrong:>9}",
            place.code,
            said(Finding::Allow),
            said(Finding::Deny),
            said(Finding::Unknown),
            said(Finding::Silent),
        );
        for ((by_hand, by_rule), (count, shown)) in &tally.wrong {
            println!("  by hand {by_hand}, by rule {by_rule}: {count}");
            for one in shown {
                println!("    {one}");
            }
        }
    }
}

fn read(folder: &Path, files: &mut Vec<RuleFile>) {
    for entry in fs::read_dir(folder).expect("a folder of rules") {
        let path = entry.expect("a file of rules").path();
        if path.is_dir() {
            read(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "toml") {
            let text = fs::read_to_string(&path).expect("a file of rules");
            files.push(RuleFile { path: path.display().to_string(), text });
        }
    }
}

fn put(place: &'static Place, book: &Rulebook, each: u64) -> Tally {
    let mut tally = Tally::default();
    for number in 0..each {
        let question = generate::question(place, number);
        let found = finding_for(&question);
        *tally.said.entry(found).or_default() += 1;
        let verdict = book.verdict(&question);
        if found.agrees_with(verdict) == Some(false) {
            let (count, shown) = tally.wrong.entry((found, verdict)).or_default();
            *count += 1;
            if shown.len() < SHOWN {
                let json = serde_json::to_string(&question).expect("a question is JSON");
                let answer = book.decide(&question);
                let reasons: Vec<&str> = answer.reasons.iter().map(|reason| reason.text.as_str()).collect();
                shown.push(format!("{json}\n      {}", reasons.join(" | ")));
            }
        }
    }
    tally
}
