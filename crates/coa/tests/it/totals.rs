//! Totals wherever laboratories put them: below the table, in a box, in a line, in a ring. What is said without a flag is what is
//! printed, and a total that its rows do not lead to is flagged.

use serde_json::Value;

use crate::layouts::{self, Dice, Paper, Printed};
use crate::paper::{Greek, Sheet};

const TOTALS: &[(&str, &[&str])] = &[
    ("total_thc", &["Total THC", "TOTAL THC", "Total Active THC", "Total Potential THC", "Max Active THC"]),
    ("total_cbd", &["Total CBD", "TOTAL CBD", "Total Active CBD", "Total Potential CBD", "Max Active CBD"]),
    (
        "total_cannabinoids",
        &[
            "Total Cannabinoids",
            "TOTAL CANNABINOIDS",
            "Total Cannabinoids",
            "Total Cannabinoids",
            "Total Cannabinoids",
        ],
    ),
];

/// Thousandths of a per cent; what was not found is nought.
fn thousandths(rows: &[Printed], key: &str) -> usize {
    let row = rows.iter().find(|row| row.key == key).expect("a row");
    row.cells[0].1.replace('.', "").parse().unwrap_or(0)
}

fn text(thousandths: usize) -> String {
    format!("{}.{:03}", thousandths / 1000, thousandths % 1000)
}

/// What the totals are, exactly, in thousandths.
fn sums(rows: &[Printed]) -> [usize; 3] {
    let neutral = |acid: &str| (thousandths(rows, acid) * 877 + 500) / 1000;
    [
        thousandths(rows, "delta_9_thc") + neutral("thca"),
        thousandths(rows, "cbd") + neutral("cbda"),
        rows.iter().map(|row| thousandths(rows, row.key)).sum(),
    ]
}

type Place = fn(&mut Sheet, f32, &[(String, String)]);

fn rows_below(sheet: &mut Sheet, end: f32, totals: &[(String, String)]) {
    for (at, (name, value)) in totals.iter().enumerate() {
        let y = end + 14.0 * at as f32;
        sheet.put(40.0, y, 8.0, name);
        sheet.put(240.0, y, 8.0, value);
    }
}

fn boxes(sheet: &mut Sheet, _: f32, totals: &[(String, String)]) {
    for (at, (name, value)) in totals.iter().enumerate() {
        let x = 60.0 + 170.0 * at as f32;
        sheet.put(x, 118.0, 14.0, &format!("{value}%"));
        sheet.put(x, 131.0, 8.0, name);
    }
}

fn names_above(sheet: &mut Sheet, _: f32, totals: &[(String, String)]) {
    for (at, (name, value)) in totals.iter().enumerate() {
        let x = 60.0 + 170.0 * at as f32;
        sheet.put(x, 112.0, 8.0, name);
        sheet.put(x, 128.0, 14.0, &format!("{value}%"));
    }
}

fn lines(sheet: &mut Sheet, end: f32, totals: &[(String, String)]) {
    for (at, (name, value)) in totals.iter().enumerate() {
        sheet.put(330.0, end - 100.0 + 16.0 * at as f32, 9.0, &format!("{name}: {value}%"));
    }
}

fn one_line(sheet: &mut Sheet, end: f32, totals: &[(String, String)]) {
    let all: Vec<String> = totals.iter().map(|(name, value)| format!("{name}: {value} %")).collect();
    sheet.put(40.0, end + 20.0, 8.0, &all.join("     "));
}

fn a_ring(sheet: &mut Sheet, end: f32, totals: &[(String, String)]) {
    for (at, (name, value)) in totals.iter().enumerate() {
        let y = 200.0 + 110.0 * at as f32;
        // The middle of the ring; around it the parts of it.
        sheet.put(430.0, y, 13.0, &format!("{value}%"));
        sheet.put(432.0, y + 14.0, 7.0, name);
        sheet.put(500.0, y - 30.0, 6.0, "93%");
        sheet.put(395.0, y + 40.0, 6.0, "7%");
    }
    sheet.put(40.0, end + 20.0, 7.0, "Values are rounded.");
}

fn a_table_of_its_own(sheet: &mut Sheet, end: f32, totals: &[(String, String)]) {
    for (x, text) in [(330.0, "Summary"), (480.0, "Result (%)")] {
        sheet.put(x, 150.0, 8.0, text);
    }
    for (at, (name, value)) in totals.iter().enumerate() {
        let y = 166.0 + 14.0 * at as f32;
        sheet.put(330.0, y, 8.0, name);
        sheet.put(480.0, y, 8.0, value);
    }
    sheet.put(40.0, end + 20.0, 7.0, "See the summary.");
}

const PLACES: &[(&str, Place)] = &[
    ("rows below the table", rows_below),
    ("boxes with the name below", boxes),
    ("boxes with the name above", names_above),
    ("lines beside the table", lines),
    ("one line below", one_line),
    ("rings", a_ring),
    ("a table of its own", a_table_of_its_own),
];

fn profile(seed: u64, place: Place, off: [usize; 3]) -> (Value, [usize; 3]) {
    let mut dice = Dice::new(seed + 20_000);
    let style = layouts::Style { units: &["%"], name: dice.below(3), ..layouts::style(&mut dice) };
    let cannabinoids = layouts::printed(&mut dice, &style, layouts::CANNABINOIDS, 30_000);
    let mut sheet = Sheet::default();
    layouts::head(&mut sheet);
    for (x, text) in [(40.0, "Analyte"), (180.0, "LOQ (%)"), (240.0, "Result (%)")] {
        sheet.put(x, 150.0, 8.0, text);
    }
    for (at, row) in cannabinoids.iter().enumerate() {
        let y = 166.0 + 14.0 * at as f32;
        for (x, text) in [(40.0, row.name.as_str()), (180.0, "0.100"), (240.0, &row.cells[0].1)] {
            sheet.put(x, y, 8.0, text);
        }
    }
    let mut values = sums(&cannabinoids);
    values.iter_mut().zip(off).for_each(|(value, off)| *value += off);
    let wording = dice.below(5);
    let totals: Vec<(String, String)> = TOTALS
        .iter()
        .zip(values)
        .map(|((_, names), value)| (names[wording].to_owned(), text(value)))
        .collect();
    place(&mut sheet, 166.0 + 14.0 * cannabinoids.len() as f32, &totals);
    let paper = Paper { sheets: vec![sheet], greek: Greek::Sound, cannabinoids, terpenes: Vec::new(), seed };
    (layouts::profile(&paper), values)
}

/// As said in per cent, and whether with a flag.
fn said(profile: &Value, key: &str) -> Option<(String, bool)> {
    let total = profile["totals"].get(key)?;
    let printed = total["printed"].as_array()?.first()?.as_str()?.trim_end_matches(" %").to_owned();
    Some((printed, !total["flags"].as_array()?.is_empty()))
}

#[test]
fn totals_are_read_wherever_they_stand() {
    let mut failures = Vec::new();
    for (what, place) in PLACES {
        let (mut right, mut all) = (0, 0);
        let mut wrong = Vec::new();
        for seed in 0..20 {
            let (profile, values) = profile(seed, *place, [0, 0, 0]);
            for ((key, _), value) in TOTALS.iter().zip(values) {
                all += 1;
                match said(&profile, key) {
                    Some((printed, _)) if printed == text(value) => right += 1,
                    Some((_, true)) | None => {}
                    Some((printed, false)) => {
                        wrong.push(format!("seed {seed} {key}: {printed} for {}", text(value)))
                    }
                }
            }
        }
        if !wrong.is_empty() || right * 100 < all * 97 {
            failures.push(format!(
                "{what}: {right} of {all}, wrong {:?}",
                wrong.iter().take(4).collect::<Vec<_>>()
            ));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn a_total_that_its_rows_do_not_lead_to_is_flagged_wherever_it_stands() {
    for (what, place) in PLACES {
        for seed in 0..10 {
            let (profile, values) = profile(seed, *place, [700, 0, 0]);
            let Some((printed, flagged)) = said(&profile, "total_thc") else { continue };
            assert!(flagged, "{what}, seed {seed}: {printed} was believed, printed is {}", text(values[0]));
        }
    }
}
