//! How well pages of many arrangements are read: `made native COUNT`, or `made scanned COUNT [FIRST]` as noisy scans of 150 to 300 dpi, or `made photo COUNT`
//! as a camera would have them. `made files FOLDER COUNT` writes them, with what is printed on them. Pictures need Tesseract.
#![allow(clippy::print_stdout, reason = "an example that prints")]
#![allow(clippy::float_arithmetic, reason = "places on a page that is made here")]
#![allow(dead_code, reason = "the tests' generator and the program's eyes, of which a part is used")]

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

use countersign_coa::page::{Page, ReadBy};
use countersign_coa::{Blind, Eyes, Seen, kind, ocr, read, table};
use serde_json::Value;

#[path = "../../countersign/src/command/coa/draw.rs"]
mod draw;
#[path = "../../countersign/src/command/coa/eyes.rs"]
mod eyes;
#[path = "../tests/it/layouts.rs"]
mod layouts;
#[path = "../tests/it/paper.rs"]
mod paper;
#[path = "../tests/it/spoilt.rs"]
mod spoilt;
#[path = "../../countersign/src/command/coa/tesseract.rs"]
mod tesseract;
#[path = "../tests/it/wide.rs"]
mod wide;

use paper::Greek;
use wide::{Count, Made};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize, or: u64| arguments.get(at).and_then(|text| text.parse().ok()).unwrap_or(or);
    match arguments.first().map(String::as_str) {
        Some("files") => files(&arguments[1], number(2, 40)),
        Some(way @ ("native" | "scanned" | "photo")) => measure(way, number(2, 0), number(1, 100)),
        _ => println!("made native|scanned|photo COUNT [FIRST] or made files FOLDER COUNT"),
    }
}

/// Of a scan: 150, 200 or 300 by its seed, or what COUNTERSIGN_COA_DPI says for all.
fn dpi(seed: u64) -> u16 {
    let asked = std::env::var("COUNTERSIGN_COA_DPI").ok().and_then(|text| text.parse().ok());
    asked.unwrap_or([150, 200, 300][usize::try_from(seed % 3).expect("three")])
}

fn bytes(way: &str, made: &Made) -> Vec<u8> {
    let native = paper::pdf(&made.sheets, Greek::Sound);
    let way = match way {
        "scanned" => spoilt::Way::Scan,
        "photo" => spoilt::Way::Photo,
        _ => return native,
    };
    // What a camera sees is made larger there.
    let dpi = if way == spoilt::Way::Scan { dpi(made.seed) } else { 150 };
    let inches = |inches: f32| inches * f32::from(dpi);
    let pixels = draw::Pixels { wide: inches(8.5), high_most: inches(11.0) };
    let page = draw::page(&native, 0, pixels).expect("a page");
    let rgb = page.data().iter().flat_map(|pixel| [pixel.r, pixel.g, pixel.b]).collect();
    spoilt::spoilt(way, u32::from(page.width()), u32::from(page.height()), rgb, made.seed)
}

/// What became of one page.
fn one(way: &str, seed: u64) -> (Made, Count) {
    let mut made = wide::made(seed);
    if way == "scanned" {
        made.tags.push(format!("dpi: {}", dpi(seed)));
    }
    let bytes = bytes(way, &made);
    assert!(kind(&bytes).is_some(), "a document");
    let mut blind = Blind("not needed".to_owned());
    let mut seeing = Shown(eyes::Tesseract::new(&bytes, false));
    let eyes: &mut dyn Eyes = if way == "native" { &mut blind } else { &mut seeing };
    let profile =
        read(&bytes, eyes).map_or(Value::Null, |profile| serde_json::to_value(profile).expect("JSON"));
    let count = wide::judge(&made, &profile);
    (made, count)
}

/// Prints what is seen, line by line, where COUNTERSIGN_COA_WORDS is set.
struct Shown<'b>(eyes::Tesseract<'b>);

impl Eyes for Shown<'_> {
    fn pages(&mut self) -> Result<usize, String> {
        self.0.pages()
    }

    fn words(&mut self, page: usize, width: i32, height: i32) -> Result<Seen, String> {
        let seen = self.0.words(page, width, height)?;
        if std::env::var_os("COUNTERSIGN_COA_WORDS").is_some() {
            for line in ocr::lines(seen.words.clone()) {
                let words =
                    line.words.iter().map(|word| format!("{}({})", word.text, word.sure.unwrap_or(0)));
                println!("  {:>4} {}", line.middle / 100, words.collect::<Vec<_>>().join(" "));
            }
            let page = Page {
                number: 1,
                width: seen.width,
                height: seen.height,
                read_by: ReadBy::Ocr,
                turn: seen.turn,
                tilt: seen.tilt,
                lines: ocr::lines(seen.words.clone()),
                second: Vec::new(),
            };
            for table in table::tables(&table::Laid::new(&page)) {
                let columns = table.columns.iter().zip(&table.edges);
                columns.for_each(|(column, edge)| println!("  column {edge:?} {column:?}"));
            }
        }
        Ok(seen)
    }
}

fn measure(way: &str, first: u64, many: u64) {
    let next = AtomicU64::new(first);
    let mut pages: Vec<(Made, Count)> = std::thread::scope(|scope| {
        let hand = || {
            let mine = std::iter::from_fn(|| {
                let seed = next.fetch_add(1, Ordering::Relaxed);
                (seed < first + many).then(|| one(way, seed))
            });
            mine.collect::<Vec<_>>()
        };
        let hands: Vec<_> = (0..2).map(|_| scope.spawn(hand)).collect();
        hands.into_iter().flat_map(|hand| hand.join().expect("pages")).collect()
    });
    pages.sort_by_key(|(made, _)| made.seed);
    let mut all = Count::default();
    let mut by_tag: BTreeMap<String, Count> = BTreeMap::new();
    for (made, count) in &pages {
        if way != "native" {
            println!(
                "seed {}: right {} of {} (without a flag {}), wrong {} fields {} of {} {}",
                made.seed,
                count.right,
                count.all(),
                count.sure,
                count.wrong.len(),
                count.fields_right,
                count.fields,
                made.tags.join(", ")
            );
        }
        for tag in &made.tags {
            by_tag.entry(tag.clone()).or_default().add(count);
        }
        all.add(count);
    }
    for (tag, count) in &by_tag {
        println!("{}", line(tag, count));
    }
    let show = |what: &str, list: &[String]| {
        list.iter().take(400).for_each(|text| println!("{what}: {text}"));
    };
    show("lost", &all.lost);
    show("field", &all.fields_wrong);
    show("WRONG", &all.wrong);
    println!("{}", line(way, &all));
}

fn line(what: &str, count: &Count) -> String {
    let share =
        |part: usize, of: usize| format!("{}.{} %", part * 100 / of.max(1), part * 1000 / of.max(1) % 10);
    format!(
        "{what:36} right {} of {}, without a flag {}, doubted {}, missing {}, wrong {}; fields {}",
        share(count.right, count.all()),
        count.all(),
        share(count.sure, count.all()),
        count.doubted,
        count.missing,
        count.wrong.len(),
        share(count.fields_right, count.fields)
    )
}

fn files(folder: &str, many: u64) {
    std::fs::create_dir_all(folder).expect("a folder");
    for seed in 0..many {
        let made = wide::made(seed);
        println!("{seed:03} {}", made.tags.join(", "));
        for (way, ending) in [("native", "pdf"), ("scanned", "scan.pdf"), ("photo", "jpg")] {
            if way != "native" && std::env::args().any(|argument| argument == "--native") {
                continue;
            }
            std::fs::write(format!("{folder}/{seed:03}.{ending}"), bytes(way, &made)).expect("written");
        }
    }
}
