//! Compares what is read with a hand-read truth: `accuracy FOLDER` with a `truth.json` in it (or COUNTERSIGN_SAMPLES).
#![allow(clippy::print_stdout, reason = "an example that prints")]
#![allow(dead_code, reason = "the program's eyes, of which a part is used")]

use std::path::PathBuf;

use countersign_coa::read;
use serde_json::Value;

#[path = "../../countersign/src/command/coa/draw.rs"]
mod draw;
#[path = "../../countersign/src/command/coa/eyes.rs"]
mod eyes;
#[path = "../../countersign/src/command/coa/tesseract.rs"]
mod tesseract;

#[derive(Default)]
struct Count {
    right: usize,
    wrong: usize,
    unflagged: usize,
    missing: usize,
    flagged_right: usize,
}

fn main() {
    let folder =
        std::env::args().nth(1).or_else(|| std::env::var("COUNTERSIGN_SAMPLES").ok()).expect("a folder");
    let folder = PathBuf::from(folder);
    let truth: Value =
        serde_json::from_slice(&std::fs::read(folder.join("truth.json")).expect("truth.json")).expect("JSON");
    // With the output of `countersign coa read` as second argument that is compared, pictures and all.
    let output: Option<Value> = std::env::args()
        .nth(2)
        .map(|path| serde_json::from_slice(&std::fs::read(path).expect("an output")).expect("JSON"));
    for expected in truth.as_array().expect("a list") {
        let file = expected["file"].as_str().expect("a file");
        if let Some(output) = &output {
            if let Some(got) = output
                .as_array()
                .expect("a list")
                .iter()
                .find(|got| got["file"] == file && got["error"].is_null())
            {
                compare(file, expected, got);
            }
            continue;
        }
        let bytes = std::fs::read(folder.join(file)).expect("a certificate");
        let profile = match read(&bytes, &mut eyes::Tesseract::new(&bytes, false)) {
            Ok(profile) => serde_json::to_value(&profile).expect("JSON"),
            Err(why) => {
                println!("{file}: {why}");
                continue;
            }
        };
        compare(file, expected, &profile);
    }
}

fn compare(file: &str, expected: &Value, got: &Value) {
    let mut count = Count::default();
    println!("== {file}");
    for list in ["cannabinoids", "terpenes"] {
        let mine = got[list].as_array().expect("rows");
        for row in expected[list].as_array().expect("rows") {
            let found = mine.iter().find(|other| other["key"] == row["key"]);
            let Some(found) = found else {
                println!("  missing {list} {}", row["key"]);
                count.missing += 1;
                continue;
            };
            let flagged = !found["flags"].as_array().expect("flags").is_empty();
            let cells = row["printed"].as_object().expect("columns");
            let same = row["kind"] == found["kind"]
                && cells.iter().all(|(unit, text)| {
                    found["printed"][unit] == *text
                        || found["kind"] != "value" && found["printed"][unit].is_null()
                });
            match (same, flagged) {
                (true, flagged) => {
                    count.right += 1;
                    count.flagged_right += usize::from(flagged);
                    if flagged {
                        println!(
                            "  flagged though right: {} {} {}",
                            row["key"], found["printed"], found["flags"]
                        );
                    }
                }
                (false, flagged) => {
                    count.wrong += 1;
                    count.unflagged += usize::from(!flagged);
                    println!(
                        "  wrong {}: {} {} for {} {} {}",
                        row["key"],
                        found["printed"],
                        found["kind"],
                        row["printed"],
                        row["kind"],
                        found["flags"]
                    );
                }
            }
        }
        for extra in mine.iter().filter(|other| {
            !expected[list].as_array().expect("rows").iter().any(|row| row["key"] == other["key"])
        }) {
            println!("  extra {list} {} {} {}", extra["key"], extra["printed"], extra["flags"]);
        }
    }
    fields(expected, got);
    println!(
        "  right {} (flagged {}) wrong {} (unflagged {}) missing {} | flags {}",
        count.right, count.flagged_right, count.wrong, count.unflagged, count.missing, got["flags"]
    );
}

fn fields(expected: &Value, got: &Value) {
    for key in [
        "lab",
        "lab_license",
        "product_name",
        "strain",
        "sample_id",
        "batch",
        "package_tag",
        "source_tag",
        "client",
        "client_license",
        "product_type",
        "matrix_printed",
        "dates",
        "basis",
        "report_id",
        "lot",
        "seed_to_sale",
    ] {
        if expected[key] != got[key] {
            println!("  {key}: {} for {}", got[key], expected[key]);
        }
    }
    for map in ["totals", "status"] {
        for (key, value) in expected[map].as_object().expect("a map") {
            let (one, two) = if map == "totals" {
                (&value["value"], &got[map][key]["value"])
            } else {
                (value, &got[map][key])
            };
            if one != two {
                println!("  {map} {key}: {two} for {one} {}", got[map][key]["flags"]);
            } else if map == "totals"
                && got[map][key]["flags"].as_array().is_some_and(|flags| !flags.is_empty())
            {
                println!("  total {key} flagged {}", got[map][key]["flags"]);
            }
        }
    }
}
