//! Habits of single laboratories that stand in nobody else's way: how a name is written twice, what stands beside a result, how a
//! head is turned, where a total and its formula stand. And what cannot be read is said.

use serde_json::Value;

use crate::paper::{self, Greek, Sheet, Text};

type Row = (&'static str, &'static str, &'static str, &'static str);

/// Key, name, per cent, mg/g. Together 21.74 %; total THC is 18.54 %.
const ROWS: &[Row] = &[
    ("thca", "THCA", "20.00", "200.0"),
    ("delta_9_thc", "D9-THC", "1.00", "10.0"),
    ("cbda", "CBDA", "0.08", "0.8"),
    ("cbd", "CBD", "ND", "ND"),
    ("cbga", "CBGA", "0.46", "4.6"),
    ("cbg", "CBG", "0.20", "2.0"),
];
const TOP: f32 = 166.0;
const PITCH: f32 = 14.0;
const END: f32 = TOP + PITCH * 6.0;

fn sheet() -> Sheet {
    let mut sheet = Sheet::default();
    crate::layouts::head(&mut sheet);
    sheet
}

/// A text that ends at `x`.
fn right(sheet: &mut Sheet, x: f32, y: f32, text: &str) {
    sheet.put(x - paper::width(text, 8.0), y, 8.0, text);
}

fn middle(sheet: &mut Sheet, x: f32, y: f32, size: f32, text: &str) {
    sheet.put(x - paper::width(text, size) / 2.0, y, size, text);
}

/// Head and rows, each row made of a name, its per cent and its mg/g by `cells`.
fn table(sheet: &mut Sheet, heads: &[(f32, &str)], cells: impl Fn(&Row) -> Vec<String>) {
    heads.iter().for_each(|(x, text)| sheet.put(*x, 150.0, 8.0, text));
    for (at, row) in ROWS.iter().enumerate() {
        for ((x, _), text) in heads.iter().zip(cells(row)) {
            sheet.put(*x, TOP + PITCH * at as f32, 8.0, &text);
        }
    }
}

fn plain(sheet: &mut Sheet) {
    table(sheet, &[(40.0, "Analyte"), (240.0, "%"), (300.0, "mg/g")], |row| texts(&[row.1, row.2, row.3]));
}

fn texts(of: &[&str]) -> Vec<String> {
    of.iter().map(|text| (*text).to_owned()).collect()
}

fn read(sheet: Sheet) -> Value {
    paper::profile(&[sheet], Greek::Sound)
}

/// Every row as printed in these units and none besides.
fn all_there(profile: &Value, units: &[&str]) {
    let said = profile["cannabinoids"].as_array().expect("rows");
    let keys: Vec<&str> = said.iter().filter_map(|row| row["key"].as_str()).collect();
    assert_eq!(keys.len(), ROWS.len(), "{keys:?} {}", profile["flags"]);
    for (key, _, percent, grams) in ROWS {
        let row = said.iter().find(|row| row["key"] == *key).unwrap_or_else(|| panic!("{key} of {keys:?}"));
        let printed = row["printed"].as_object().expect("columns");
        assert_eq!(printed.len(), units.len(), "{row}");
        for unit in units {
            let text = if *unit == "%" { percent } else { grams };
            assert_eq!(printed.get(*unit), Some(&Value::from(*text)), "{row}");
        }
        assert_eq!(row["kind"], if *percent == "ND" { "nd" } else { "value" }, "{row}");
    }
}

fn total(profile: &Value, key: &str) -> (Value, Value) {
    let total = &profile["totals"][key];
    (total["value"].clone(), total["unit"].clone())
}

fn percent(text: &str) -> (Value, Value) {
    let value = serde_json::from_str(text).unwrap_or(Value::Null);
    (value, Value::from("%"))
}

#[test]
fn a_short_name_and_a_long_one_with_a_dash_between_are_one_name() {
    let long = |key: &str| match key {
        "thca" => "Tetrahydrocannabinolic Acid",
        "delta_9_thc" => "Delta-9-Tetrahydrocannabinol",
        "cbda" => "Cannabidiolic Acid",
        "cbd" => "Cannabidiol",
        "cbga" => "Cannabigerolic Acid",
        _ => "Cannabigerol",
    };
    for between in [" - ", ": "] {
        let mut page = sheet();
        table(&mut page, &[(40.0, "Cannabinoid"), (240.0, "%"), (300.0, "mg/g")], |row| {
            texts(&[&format!("{}{between}{}", row.1, long(row.0)), row.2, row.3])
        });
        for (at, (name, one, two)) in
            [("TOTAL THC", "18.54", "185.4"), ("TOTAL CBD", "0.07", "0.7")].into_iter().enumerate()
        {
            let y = END + PITCH * at as f32;
            [(40.0, name), (240.0, one), (300.0, two)]
                .iter()
                .for_each(|(x, text)| page.put(*x, y, 8.0, text));
        }
        let profile = read(page);
        all_there(&profile, &["%", "mg/g"]);
        assert_eq!(total(&profile, "total_thc").1, "%", "{between}");
    }
}

#[test]
fn a_duplicate_and_its_deviation_beside_a_result_are_no_results() {
    for duplicate in ["Duplicate (%)", "Dup. (%)"] {
        let mut page = sheet();
        let heads = [
            (40.0, "Analyte"),
            (120.0, "Result (%)"),
            (190.0, "Result (mg/g)"),
            (270.0, "LOQ (%)"),
            (340.0, duplicate),
            (430.0, "RPD (%)"),
        ];
        table(&mut page, &heads, |row| {
            let other = row.2.replace(".0", ".1");
            let apart = if row.2 == "ND" { "-" } else { "2.0" };
            texts(&[row.1, row.2, row.3, "0.10", &other, apart])
        });
        all_there(&read(page), &["%", "mg/g"]);
    }
}

#[test]
fn a_table_of_control_with_a_deviation_is_still_no_result() {
    let few: &[(f32, &str)] =
        &[(40.0, "Analyte"), (120.0, "Source (%)"), (200.0, "Result (%)"), (280.0, "RPD (%)")];
    let many = [few, &[(340.0, "LOQ (%)"), (420.0, "Duplicate (%)")]].concat();
    for heads in [few, &many] {
        let mut page = sheet();
        table(&mut page, heads, |row| texts(&[row.1, row.2, row.2, "2.0", "0.10", row.2]));
        assert_eq!(read(page)["cannabinoids"].as_array().map(Vec::len), Some(0));
    }
}

/// It stands right above the table, as a heading would.
#[test]
fn a_date_of_the_instrument_makes_no_table_one_of_control() {
    for (line, rows) in [("Calibration Due 11/30/2026", ROWS.len()), ("Calibration Standards", 0)] {
        let mut page = sheet();
        page.put(40.0, 132.0, 8.0, line);
        plain(&mut page);
        let profile = read(page);
        assert_eq!(profile["cannabinoids"].as_array().map(Vec::len), Some(rows), "{line}");
    }
}

#[test]
fn heads_that_run_upwards_name_their_columns() {
    let mut page = sheet();
    let heads = [
        (40.0, "Cannabinoid"),
        (120.0, "LOD (%)"),
        (160.0, "LOQ (%)"),
        (200.0, "Result (%)"),
        (240.0, "Result (mg/g)"),
    ];
    for (x, text) in heads {
        let text = Text { x: x + 10.0, y: 156.0, size: 8.0, spacing: 0.0, up: true, text: text.to_owned() };
        page.texts.push(text);
    }
    let columns: Vec<(f32, &str)> = heads.iter().map(|(x, _)| (*x, "")).collect();
    table(&mut page, &columns, |row| texts(&[row.1, "0.005", "0.015", row.2, row.3]));
    all_there(&read(page), &["%", "mg/g"]);
}

#[test]
fn a_tile_for_each_cannabinoid_has_both_its_lines() {
    let mut page = sheet();
    for (at, row) in ROWS.iter().enumerate() {
        let (x, y) = (90.0 + 150.0 * (at % 3) as f32, 160.0 + 50.0 * (at / 3) as f32);
        let unit =
            |text: &str, unit: &str| if text == "ND" { text.to_owned() } else { format!("{text}{unit}") };
        middle(&mut page, x, y, 8.0, row.1);
        middle(&mut page, x, y + 14.0, 13.0, &unit(row.2, "%"));
        middle(&mut page, x, y + 25.0, 8.0, &unit(row.3, " mg/g"));
    }
    // Four tiles make a line.
    for (at, row) in [("cbn", "CBN"), ("cbc", "CBC")].into_iter().enumerate() {
        let (x, y) = (540.0, 160.0 + 50.0 * at as f32);
        middle(&mut page, x, y, 8.0, row.1);
        middle(&mut page, x, y + 14.0, 13.0, "0.10%");
        middle(&mut page, x, y + 25.0, 8.0, "1.0 mg/g");
    }
    let profile = read(page);
    let said = profile["cannabinoids"].as_array().expect("rows");
    for (key, _, percent, grams) in ROWS {
        let row = said.iter().find(|row| row["key"] == *key).expect("a row");
        assert_eq!(
            (&row["printed"]["%"], &row["printed"]["mg/g"]),
            (&Value::from(*percent), &Value::from(*grams))
        );
    }
}

#[test]
fn units_in_a_column_of_their_own_may_begin_where_the_results_end() {
    let mut page = sheet();
    page.put(40.0, 150.0, 8.0, "Analyte");
    right(&mut page, 240.0, 150.0, "Result");
    page.put(251.0, 150.0, 8.0, "Units");
    right(&mut page, 340.0, 150.0, "LOQ");
    for (at, row) in ROWS.iter().enumerate() {
        let y = TOP + PITCH * at as f32;
        page.put(40.0, y, 8.0, row.1);
        right(&mut page, 240.0, y, row.2);
        page.put(251.0, y, 8.0, "%");
        right(&mut page, 340.0, y, "0.050");
        page.put(370.0, y, 8.0, "B23F041");
    }
    all_there(&read(page), &["%"]);
}

#[test]
fn how_sure_a_result_is_may_stand_in_its_head_and_its_cell() {
    for head in ["% by weight \u{B1} uncertainty", "Result \u{B1} MU (%)"] {
        let mut page = sheet();
        page.put(40.0, 150.0, 8.0, "Cannabinoid");
        middle(&mut page, 240.0, 150.0, 8.0, head);
        middle(&mut page, 380.0, 150.0, 8.0, "mg/g");
        for (at, row) in ROWS.iter().enumerate() {
            let y = TOP + PITCH * at as f32;
            let doubt = if row.2 == "ND" { "" } else { " \u{B1} 0.03" };
            page.put(40.0, y, 8.0, row.1);
            middle(&mut page, 240.0, y, 8.0, &format!("{}{doubt}", row.2));
            middle(&mut page, 380.0, y, 8.0, row.3);
        }
        all_there(&read(page), &["%", "mg/g"]);
    }
}

#[test]
fn a_raised_figure_behind_a_delta_is_part_of_the_name() {
    let mut page = sheet();
    table(&mut page, &[(40.0, "Analyte"), (240.0, "%"), (300.0, "mg/g")], |row| {
        texts(&[if row.0 == "delta_9_thc" { "" } else { row.1 }, row.2, row.3])
    });
    let extra = TOP + PITCH * 6.0;
    for (y, figure) in [(TOP + PITCH, "9"), (extra, "8"), (extra + PITCH, "10")] {
        page.put(40.0, y, 8.0, "{d}");
        page.put(44.0, y - 2.6, 5.5, figure);
        page.put(44.2 + 3.06 * figure.len() as f32, y, 8.0, "-THC");
    }
    for (y, one, two) in [(extra, "0.31", "3.1"), (extra + PITCH, "0.12", "1.2")] {
        page.put(240.0, y, 8.0, one);
        page.put(300.0, y, 8.0, two);
    }
    let profile = read(page);
    let said = profile["cannabinoids"].as_array().expect("rows");
    let of = |key: &str| said.iter().find(|row| row["key"] == key).map(|row| row["printed"]["%"].clone());
    for (key, text) in
        [("delta_9_thc", "1.00"), ("delta_8_thc", "0.31"), ("delta_10_thc", "0.12"), ("cbg", "0.20")]
    {
        assert_eq!(of(key), Some(Value::from(text)), "{key}: {said:?}");
    }
}

#[test]
fn a_claim_of_the_label_below_the_table_is_no_row() {
    let mut page = sheet();
    plain(&mut page);
    page.put(40.0, END + 8.0, 8.0, "Label claim: 10 mg/serving; 100 mg/package. Homogeneity RSD 3.1 %.");
    all_there(&read(page), &["%", "mg/g"]);
}

#[test]
fn totals_are_read_whatever_stands_between_them_and_their_numbers() {
    // The formula, in the cell of the name.
    let mut formula = sheet();
    plain(&mut formula);
    let rows = [
        ("Total THC ( THCa * 0.877 + D9THC )", "18.54", "185.4"),
        ("Total CBD ( CBDa * 0.877 + CBD )", "0.07", "0.7"),
        ("Total Cannabinoids", "21.74", "217.4"),
    ];
    for (at, (name, one, two)) in rows.into_iter().enumerate() {
        let y = END + PITCH * at as f32;
        [(40.0, name), (240.0, one), (300.0, two)].iter().for_each(|(x, text)| formula.put(*x, y, 8.0, text));
    }
    // A word in the column of registry numbers.
    let mut word = sheet();
    let heads = [(40.0, "Analyte"), (160.0, "CAS Number"), (240.0, "Result (%)"), (320.0, "RL")];
    table(&mut word, &heads, |row| texts(&[row.1, "1972-08-3", row.2, "0.150"]));
    for (at, (name, one)) in [("Total THC", "18.54"), ("Total CBD", "0.07")].into_iter().enumerate() {
        let y = END + PITCH * at as f32;
        [(40.0, name), (160.0, "CALC"), (240.0, one), (320.0, "0.150")]
            .iter()
            .for_each(|(x, text)| word.put(*x, y, 8.0, text));
    }
    word.put(40.0, END + PITCH * 2.0, 8.0, "Total Cannabinoids");
    word.put(160.0, END + PITCH * 2.0, 8.0, "CALC");
    word.put(240.0, END + PITCH * 2.0, 8.0, "21.74");
    // Set in the middle of a wide column of names.
    let mut centred = sheet();
    plain(&mut centred);
    for (at, (name, one, two)) in
        [("Max THC", "18.54", "185.4"), ("Max CBD", "0.07", "0.7"), ("Total Cannabinoids", "21.74", "217.4")]
            .into_iter()
            .enumerate()
    {
        let y = END + PITCH * at as f32;
        middle(&mut centred, 130.0, y, 8.0, name);
        [(240.0, one), (300.0, two)].iter().for_each(|(x, text)| centred.put(*x, y, 8.0, text));
    }
    // A tile with two numbers side by side.
    let mut tile = sheet();
    plain(&mut tile);
    for (x, name, numbers) in [
        (110.0, "Total Active THC", "18.54%  185.4mg"),
        (300.0, "Total Active CBD", "0.07%  0.7mg"),
        (480.0, "Total Cannabinoids", "21.74%"),
    ] {
        middle(&mut tile, x, END + 30.0, 8.0, name);
        middle(&mut tile, x, END + 40.0, 8.0, numbers);
    }
    for (what, page) in [("formula", formula), ("a word", word), ("in the middle", centred), ("a tile", tile)]
    {
        let profile = read(page);
        for (key, text) in [("total_thc", "18.54"), ("total_cbd", "0.07"), ("total_cannabinoids", "21.74")] {
            assert_eq!(total(&profile, key), percent(text), "{what}: {}", profile["totals"]);
        }
    }
}

#[test]
fn the_total_of_a_table_in_two_halves_stands_under_the_second() {
    let mut page = sheet();
    for (x, text) in
        [(40.0, "Analyte"), (120.0, "%"), (180.0, "mg/g"), (320.0, "Analyte"), (450.0, "%"), (510.0, "mg/g")]
    {
        page.put(x, 150.0, 8.0, text);
    }
    for (at, row) in ROWS.iter().enumerate() {
        let (shift, at) = if at < 3 { ([40.0, 120.0, 180.0], at) } else { ([320.0, 450.0, 510.0], at - 3) };
        let y = TOP + PITCH * at as f32;
        shift.iter().zip([row.1, row.2, row.3]).for_each(|(x, text)| page.put(*x, y, 8.0, text));
    }
    let y = TOP + PITCH * 3.0;
    [(40.0, "Total Cannabinoids"), (450.0, "21.74"), (510.0, "217.4")]
        .iter()
        .for_each(|(x, text)| page.put(*x, y, 8.0, text));
    let profile = read(page);
    all_there(&profile, &["%", "mg/g"]);
    assert_eq!(total(&profile, "total_cannabinoids"), percent("21.74"), "{}", profile["totals"]);
}

#[test]
fn a_total_may_say_its_unit_itself() {
    let mut page = sheet();
    plain(&mut page);
    page.put(40.0, END, 8.0, "Total (%) 21.74");
    // What stands in brackets may be the value.
    page.put(40.0, END + 40.0, 8.0, "Total CBD (0.07%)");
    let profile = read(page);
    assert_eq!(total(&profile, "total_cannabinoids"), percent("21.74"));
    assert_eq!(total(&profile, "total_cbd"), percent("0.07"));
}

#[test]
fn a_row_whose_name_is_lost_is_said() {
    let mut page = sheet();
    table(&mut page, &[(40.0, "Analyte"), (240.0, "%"), (300.0, "mg/g")], |row| {
        texts(&[if row.0 == "delta_9_thc" { "" } else { row.1 }, row.2, row.3])
    });
    let profile = read(page);
    let flags = profile["flags"].as_array().expect("flags");
    assert!(
        flags.iter().any(|flag| flag.as_str().is_some_and(|flag| flag.contains("without a name"))),
        "{flags:?}"
    );
    let mut page = sheet();
    plain(&mut page);
    assert_eq!(read(page)["flags"].as_array().map(Vec::len), Some(0));
}

#[test]
fn a_total_of_thc_without_the_row_of_thc_is_doubted() {
    let mut page = sheet();
    table(&mut page, &[(40.0, "Analyte"), (240.0, "%"), (300.0, "mg/g")], |row| {
        if row.0 == "delta_9_thc" { Vec::new() } else { texts(&[row.1, row.2, row.3]) }
    });
    for (x, text) in [(40.0, "Total THC"), (240.0, "18.54"), (300.0, "185.4")] {
        page.put(x, END, 8.0, text);
    }
    let profile = read(page);
    assert_eq!(
        profile["totals"]["total_thc"]["flags"],
        Value::from(vec!["rows_disagree"]),
        "{}",
        profile["totals"]
    );
}

#[test]
fn cannabinoids_that_are_printed_and_not_read_are_said() {
    let mut page = sheet();
    for (at, row) in ROWS.iter().enumerate() {
        let y = TOP + PITCH * at as f32;
        page.put(40.0, y, 8.0, &format!("{} = see {}", row.1, row.2));
    }
    let terpenes =
        [("alpha-Pinene", "0.31"), ("Linalool", "0.22"), ("Limonene", "0.51"), ("Terpinolene", "0.11")];
    page.put(40.0, 400.0, 8.0, "Terpene");
    page.put(240.0, 400.0, 8.0, "Result (%)");
    for (at, (name, text)) in terpenes.into_iter().enumerate() {
        page.put(40.0, 416.0 + PITCH * at as f32, 8.0, name);
        page.put(240.0, 416.0 + PITCH * at as f32, 8.0, text);
    }
    let profile = read(page);
    assert_eq!(profile["cannabinoids"].as_array().map(Vec::len), Some(0));
    let flags = profile["flags"].as_array().expect("flags");
    assert!(
        flags.iter().any(|flag| flag.as_str().is_some_and(|flag| flag.contains("cannabinoids"))),
        "{flags:?}"
    );
}
