//! Many layouts from seeds. Whatever the layout: what is said without a flag is what is printed.

use serde_json::Value;

use crate::paper::{self, Greek, Sheet};

/// A small generator of numbers, so that a failing paper can be made again from its seed.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    pub const fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(0xD1B5_4A32_D192_ED03))
    }

    pub fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).expect("31 bits") % most
    }

    pub fn one_of<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}

/// One row as it is printed, by unit.
#[derive(Debug, Clone)]
pub struct Printed {
    pub key: &'static str,
    pub name: String,
    pub cells: Vec<(&'static str, String)>,
}

#[derive(Debug, Clone)]
pub struct Paper {
    pub sheets: Vec<Sheet>,
    pub greek: Greek,
    pub cannabinoids: Vec<Printed>,
    pub terpenes: Vec<Printed>,
    pub seed: u64,
}

pub const CANNABINOIDS: &[(&str, &[&str])] = &[
    ("thca", &["THCA", "THCa", "THC-A", "Tetrahydrocannabinolic acid (THCA)"]),
    ("delta_9_thc", &["THC", "d9-THC", "D9 THC", "Delta-9 THC", "{d}9-THC"]),
    ("delta_8_thc", &["d8-THC", "D8 THC", "Delta-8 THC", "{d}8-THC"]),
    ("cbda", &["CBDA", "CBDa", "CBD-A", "Cannabidiolic acid (CBDA)"]),
    ("cbd", &["CBD", "CBD", "CBD", "Cannabidiol (CBD)"]),
    ("cbn", &["CBN", "CBN", "CBN", "Cannabinol (CBN)"]),
    ("cbga", &["CBGA", "CBGa", "CBG-A", "Cannabigerolic acid (CBGA)"]),
    ("cbg", &["CBG", "CBG", "CBG", "Cannabigerol (CBG)"]),
    ("thcv", &["THCV", "THCv", "THC-V", "Tetrahydrocannabivarin (THCV)"]),
    ("cbc", &["CBC", "CBC", "CBC", "Cannabichromene (CBC)"]),
];
pub const TERPENES: &[(&str, &[&str])] = &[
    ("alpha_humulene", &["alpha-Humulene", "{a}-Humulene"]),
    ("beta_caryophyllene", &["beta-Caryophyllene", "{b}-Caryophyllene"]),
    ("beta_myrcene", &["beta-Myrcene", "{b}-Myrcene"]),
    ("d_limonene", &["D-Limonene", "Limonene"]),
    ("linalool", &["Linalool", "Linalool"]),
    ("alpha_pinene", &["alpha-Pinene", "{a}-Pinene"]),
    ("beta_pinene", &["beta-Pinene", "{b}-Pinene"]),
    ("terpinolene", &["Terpinolene", "Terpinolene"]),
    ("caryophyllene_oxide", &["Caryophyllene Oxide", "Caryophyllene oxide"]),
    ("eucalyptol", &["Eucalyptol", "1,8-Cineole"]),
    ("trans_nerolidol", &["trans-Nerolidol", "E-Nerolidol"]),
];
/// Result columns in the order of printing.
const UNITS: &[&[&str]] = &[
    &["%", "mg/g"],
    &["mg/g", "%"],
    &["%"],
    &["%", "mg/unit"],
    &["ug/g", "%"],
    &["%", "ppm"],
    &["mg/g"],
    &["mg/serving", "mg/g"],
];

#[derive(Debug, Clone)]
pub struct Style {
    pub units: &'static [&'static str],
    pub limits: usize,
    pub header: usize,
    pub align: usize,
    pub size: f32,
    pub pitch: f32,
    pub spacing: f32,
    pub name: usize,
    pub percent_signs: bool,
}

pub fn style(dice: &mut Dice) -> Style {
    let size = *dice.one_of(&[5.5_f32, 6.5, 7.5, 9.0]);
    Style {
        units: UNITS[dice.below(UNITS.len())],
        limits: dice.below(5),
        header: dice.below(4),
        align: dice.below(3),
        size,
        pitch: size * *dice.one_of(&[1.25_f32, 1.5, 2.0]),
        spacing: *dice.one_of(&[0.0_f32, 0.0, 0.0, 0.25]) * size,
        name: dice.below(5),
        percent_signs: dice.below(6) == 0,
    }
}

/// Hundredths of mg/g, to text in a unit with the digits that a laboratory would print.
fn text_in(unit: &str, hundredths: usize) -> String {
    // 10,000 of these are 100 mg/g, that is 10 %.
    let (whole, part, places) = match unit {
        "%" => (hundredths / 1000, hundredths % 1000, 3),
        "mg/g" => (hundredths / 100, hundredths % 100, 2),
        "ug/g" | "ppm" => return (hundredths * 10).to_string(),
        // A unit of 3.5 g.
        "mg/unit" => return format!("{}.{:03}", hundredths * 35 / 1000, hundredths * 35 % 1000),
        // Four grams a serving, ten servings a package.
        "mg/package" => return format!("{}.{}", hundredths * 40 / 100, hundredths * 40 % 100 / 10),
        _ => return format!("{}.{:02}", hundredths * 4 / 100, hundredths * 4 % 100),
    };
    format!("{whole}.{part:0places$}")
}

pub fn printed(dice: &mut Dice, style: &Style, of: &[(&'static str, &[&str])], most: usize) -> Vec<Printed> {
    let marks = ["ND", "<LOQ", "ND"];
    let row = |dice: &mut Dice, at: usize, (key, names): &(&'static str, &[&str])| {
        let found = at == 0 || dice.below(3) > 0;
        let amount = if at == 0 { most / 2 + dice.below(most / 2) } else { 11 + dice.below(most / 20) };
        let mark = *dice.one_of(&marks);
        let cells = style
            .units
            .iter()
            .map(|unit| (*unit, if found { text_in(unit, amount) } else { mark.to_owned() }))
            .collect();
        Printed { key, name: names[style.name.min(names.len() - 1)].to_owned(), cells }
    };
    of.iter().enumerate().map(|(at, entry)| row(dice, at, entry)).collect()
}

/// Where each column begins, and what it is.
fn columns(style: &Style) -> Vec<String> {
    let limits: &[&str] = [&[][..], &["LOQ"], &["LOD", "LOQ"], &["LOD/LOQ"], &["LOD"]][style.limits];
    let mut columns: Vec<String> = limits.iter().map(|limit| (*limit).to_owned()).collect();
    columns.extend(style.units.iter().map(|unit| (*unit).to_owned()));
    columns
}

/// A table with its head at `y`; the line below its last row.
pub fn table(sheet: &mut Sheet, style: &Style, rows: &[Printed], x: f32, y: f32, head: bool) -> f32 {
    let (size, spacing) = (style.size, style.spacing);
    let wide = rows
        .iter()
        .map(|row| paper::width(&row.name, size) + spacing * row.name.len() as f32)
        .fold(0.0, f32::max);
    let step = size * 6.6 + spacing * 10.0;
    let place = |at: usize, text: &str| {
        let from = x + wide + size * 2.0 + step * at as f32;
        let room = step - size * 1.2;
        let text = paper::width(text, size) + spacing * text.len() as f32;
        from + match style.align {
            0 => 0.0,
            1 => (room - text) / 2.0,
            _ => room - text,
        }
    };
    let mut put = |x: f32, y: f32, text: &str| {
        sheet.texts.push(paper::Text { x, y, size, spacing, up: false, text: text.to_owned() });
    };
    let columns = columns(style);
    let mut line = y;
    if head {
        put(x, line, "Analyte");
        for (at, column) in columns.iter().enumerate() {
            let limit = column.starts_with("LO");
            match (style.header, limit) {
                (0, _) | (1, true) => put(place(at, column), line, column),
                (1, false) => {
                    put(place(at, "Mass"), line, "Mass");
                    put(place(at, column), line + size * 1.2, column);
                }
                (2, true) => put(place(at, column), line, column),
                (2, false) => {
                    put(place(at, "Result"), line, "Result");
                    let unit = format!("({column})");
                    put(place(at, &unit), line + size * 1.2, &unit);
                }
                (_, _) => put(place(at, &column.to_uppercase()), line, &column.to_uppercase()),
            }
        }
        line += size * 1.2 + style.pitch;
    }
    for row in rows {
        put(x, line, &row.name);
        for (at, column) in columns.iter().enumerate() {
            let text = match row.cells.iter().find(|(unit, _)| unit == column) {
                Some((unit, text)) if *unit == "%" && style.percent_signs && text.contains('.') => {
                    format!("{text}%")
                }
                Some((_, text)) => text.clone(),
                None if column == "LOD/LOQ" => "0.03 / 0.1".to_owned(),
                None if column == "LOD" => "0.030".to_owned(),
                None => "0.100".to_owned(),
            };
            put(place(at, &text), line, &text);
        }
        line += style.pitch;
    }
    line
}

pub fn head(sheet: &mut Sheet) {
    sheet.put(200.0, 40.0, 14.0, "Certificate of Analysis");
    sheet.put(40.0, 60.0, 8.0, "Sample ID: 2301XYZ0082-001");
    sheet.put(240.0, 60.0, 8.0, "Batch Number: BATCH-2231-A");
    sheet.put(40.0, 75.0, 8.0, "Date Received: 01/25/2023");
    sheet.put(240.0, 75.0, 8.0, "Date Reported: 01/28/2023");
    sheet.put(
        40.0,
        90.0,
        8.0,
        "The results of this report relate only to the material or product analyzed at the laboratory.",
    );
}

pub fn paper(seed: u64) -> Paper {
    let mut dice = Dice::new(seed);
    let style = style(&mut dice);
    let cannabinoids = printed(&mut dice, &style, CANNABINOIDS, 30_000);
    let terpenes = printed(&mut dice, &style, TERPENES, 2_000);
    let mut sheets = vec![Sheet::default()];
    head(&mut sheets[0]);
    let top = 150.0;
    let wide = style.size * 6.6 * columns(&style).len() as f32 + style.size * 22.0 + style.spacing * 70.0;
    let beside = wide * 2.0 < 560.0 && dice.below(2) == 0;
    if beside {
        let shift = *dice.one_of(&[0.0_f32, 2.4, 4.7]);
        table(&mut sheets[0], &style, &cannabinoids, 30.0, top, true);
        table(&mut sheets[0], &style, &terpenes, 30.0 + wide, top + shift, true);
    } else {
        let end = table(&mut sheets[0], &style, &cannabinoids, 40.0, top, true);
        table(&mut sheets[0], &style, &terpenes, 40.0, end + 40.0, true);
    }
    if dice.below(3) == 0 {
        let mut control = Sheet::default();
        control.put(40.0, 60.0, 10.0, "Quality Control");
        let other: Vec<Printed> = cannabinoids
            .iter()
            .map(|row| Printed {
                cells: row.cells.iter().map(|(unit, _)| (*unit, "99.123".to_owned())).collect(),
                ..row.clone()
            })
            .collect();
        table(&mut control, &style, &other, 40.0, 90.0, true);
        sheets.push(control);
    }
    let greek = if dice.below(4) == 0 { Greek::Lost } else { Greek::Sound };
    Paper { sheets, greek, cannabinoids, terpenes, seed }
}

pub fn profile(paper: &Paper) -> Value {
    paper::profile(&paper.sheets, paper.greek)
}

/// What is right, what is said wrongly without a flag, and what is missing.
pub fn judge(paper: &Paper, profile: &Value) -> (usize, Vec<String>, Vec<String>) {
    let (mut right, mut wrong, mut missing) = (0, Vec::new(), Vec::new());
    for (list, rows) in [("cannabinoids", &paper.cannabinoids), ("terpenes", &paper.terpenes)] {
        let said = profile[list].as_array().expect("rows");
        for row in rows {
            let Some(found) = said.iter().find(|found| found["key"] == row.key) else {
                missing.push(format!("seed {} {list} {}", paper.seed, row.name));
                continue;
            };
            let same = row.cells.iter().all(|(unit, text)| found["printed"][unit] == text.as_str());
            if same {
                right += 1;
            } else if found["flags"].as_array().expect("flags").is_empty() {
                wrong.push(format!(
                    "seed {} {} {:?} was read as {}",
                    paper.seed, row.name, row.cells, found["printed"]
                ));
            } else {
                missing.push(format!(
                    "seed {} {} {:?} was doubted: {} {}",
                    paper.seed, row.name, row.cells, found["printed"], found["flags"]
                ));
            }
        }
    }
    (right, wrong, missing)
}

#[test]
fn what_is_said_without_a_flag_is_what_is_printed() {
    let (mut right, mut all, mut wrong, mut missing) = (0, 0, Vec::new(), Vec::new());
    for seed in 0..250 {
        let paper = paper(seed);
        let (read, unflagged, lost) = judge(&paper, &profile(&paper));
        all += paper.cannabinoids.len() + paper.terpenes.len();
        right += read;
        wrong.extend(unflagged);
        missing.extend(lost);
    }
    assert!(wrong.is_empty(), "{} wrong without a flag:\n{}", wrong.len(), wrong.join("\n"));
    assert!(right * 1000 >= all * 985, "{right} of {all} right; not so:\n{}", missing.join("\n"));
}

/// Names on top, a line for each unit, a limit below: the table on its side.
pub fn sideways(sheet: &mut Sheet, rows: &[Printed], units: &[&str], size: f32, y: f32) {
    let step = 49.0;
    let middle = |at: usize, text: &str| 70.0 + step * at as f32 + (step - paper::width(text, size)) / 2.0;
    for (at, row) in rows.iter().enumerate() {
        sheet.put(middle(at, &row.name), y, size, &row.name);
    }
    // A column more, whose name is cut in two.
    let last = rows.len();
    sheet.put(middle(last, "TOTAL CAN"), y - size * 0.6, size, "TOTAL CAN");
    sheet.put(middle(last, "NABINOIDS"), y + size * 0.6, size, "NABINOIDS");
    for (line, unit) in units.iter().enumerate() {
        let y = y + 14.0 * (line + 1) as f32;
        sheet.put(40.0, y, size, unit);
        for (at, row) in rows.iter().enumerate() {
            let text = &row.cells.iter().find(|(of, _)| of == unit).expect("the unit").1;
            sheet.put(middle(at, text), y, size, text);
        }
        sheet.put(middle(last, "88.88"), y, size, "88.88");
    }
    let y = y + 14.0 * (units.len() + 1) as f32;
    sheet.put(40.0, y, size, "LOD");
    for at in 0..rows.len() {
        sheet.put(middle(at, "0.001"), y, size, "0.001");
    }
}

#[test]
fn tables_on_their_side_are_read() {
    let (mut right, mut all) = (0, 0);
    for seed in 0..60 {
        let mut dice = Dice::new(seed);
        let units = [&["%", "mg/unit"][..], &["mg/g", "%"], &["%", "mg/g"]][dice.below(3)];
        let style = Style { units, name: dice.below(3), ..style(&mut dice) };
        let cannabinoids = printed(&mut dice, &style, CANNABINOIDS, 30_000);
        let mut sheet = Sheet::default();
        head(&mut sheet);
        sideways(&mut sheet, &cannabinoids, units, *dice.one_of(&[5.0_f32, 6.0, 7.0]), 200.0);
        let paper =
            Paper { sheets: vec![sheet], greek: Greek::Sound, cannabinoids, terpenes: Vec::new(), seed };
        let (read, wrong, missing) = judge(&paper, &profile(&paper));
        assert!(wrong.is_empty(), "{wrong:?}");
        assert!(missing.len() < 3, "{missing:?}");
        right += read;
        all += paper.cannabinoids.len();
    }
    assert!(right * 1000 >= all * 985, "{right} of {all}");
}

#[test]
fn a_page_whose_text_runs_upwards_is_read_and_its_boxes_are_the_pages() {
    for seed in 0..40 {
        let mut paper = paper(seed);
        paper.sheets.truncate(1);
        paper.sheets[0].put(400.0, 60.0, 8.0, "Total THC: 21.50%");
        for text in &mut paper.sheets[0].texts {
            // What was to the right is up now.
            (text.x, text.y, text.up) = (text.y, paper::HEIGHT - text.x, true);
        }
        let profile = profile(&paper);
        let (right, wrong, missing) = judge(&paper, &profile);
        assert!(wrong.is_empty() && right > 0, "{wrong:?} {missing:?}");
        let total = &profile["totals"]["total_thc"];
        assert_eq!(total["printed"], Value::from(vec!["21.50 %"]), "{total}");
        for row in profile["cannabinoids"].as_array().expect("rows").iter().chain([total]) {
            let edges: Vec<f64> = row["box"]
                .as_array()
                .expect("a box")
                .iter()
                .map(|edge| edge.as_f64().expect("a number"))
                .collect();
            assert!(
                edges[2] - edges[0] < edges[3] - edges[1],
                "a row that runs upwards is higher than wide: {row}"
            );
            let page = f64::from(paper::HEIGHT);
            assert!(edges[3] <= page && edges[1] >= 0.0, "a box stands on the page: {row}");
        }
    }
}

/// A column that says the unit of each row, totals below, a chart's numbers to the right, a summary above.
#[test]
fn units_by_row_totals_and_charts_are_told_apart() {
    for seed in 0..60 {
        let mut dice = Dice::new(seed + 400);
        let style = Style { units: &["%"], name: dice.below(3), ..style(&mut dice) };
        let cannabinoids = printed(&mut dice, &style, CANNABINOIDS, 30_000);
        let mut sheet = Sheet::default();
        head(&mut sheet);
        let size = 8.0;
        sheet.put(60.0, 120.0, 16.0, &format!("{}%", cannabinoids[0].cells[0].1));
        sheet.put(60.0, 134.0, 7.0, "Highest single result");
        for (x, text) in [(40.0, "Cannabinoid"), (180.0, "LOQ"), (240.0, "Result"), (300.0, "Units")] {
            sheet.put(x, 180.0, size, text);
        }
        for (at, row) in cannabinoids.iter().enumerate() {
            let y = 196.0 + 14.0 * at as f32;
            for (x, text) in
                [(40.0, row.name.as_str()), (180.0, "0.100"), (240.0, &row.cells[0].1), (300.0, "%")]
            {
                sheet.put(x, y, size, text);
            }
            if at % 3 == 0 {
                sheet.put(430.0, y + 3.0, 7.0, &format!("{}.0", at * 7));
                sheet.put(470.0, y + 3.0, 7.0, &row.name);
            }
        }
        let paper =
            Paper { sheets: vec![sheet], greek: Greek::Sound, cannabinoids, terpenes: Vec::new(), seed };
        let (right, wrong, missing) = judge(&paper, &profile(&paper));
        assert!(wrong.is_empty(), "{wrong:?}");
        assert_eq!(right, paper.cannabinoids.len(), "{missing:?}");
    }
}

#[test]
fn names_that_wrap_are_one() {
    let mut sheet = Sheet::default();
    head(&mut sheet);
    for (x, text) in [(40.0, "Terpenes"), (180.0, "LOD (%)"), (240.0, "mg/g"), (300.0, "%")] {
        sheet.put(x, 150.0, 7.0, text);
    }
    let rows = [
        ("TERPINOLENE", "", "10.10", "1.010"),
        ("HEXAHYDROTHYM", "OL", "2.20", "0.220"),
        ("TRANS-", "CARYOPHYLLENE", "3.30", "0.330"),
        ("CARYOPHYLLENE", "OXIDE", "4.40", "0.440"),
        ("LINALOOL", "", "5.50", "0.550"),
    ];
    let mut y = 170.0;
    for (one, two, grams, percent) in rows {
        sheet.put(40.0, if two.is_empty() { y } else { y - 4.0 }, 7.0, one);
        if !two.is_empty() {
            sheet.put(40.0, y + 4.0, 7.0, two);
        }
        for (x, text) in [(180.0, "0.007"), (240.0, grams), (300.0, percent)] {
            sheet.put(x, y, 7.0, text);
        }
        y += 18.0;
    }
    let paper = Paper {
        sheets: vec![sheet],
        greek: Greek::Sound,
        cannabinoids: Vec::new(),
        terpenes: Vec::new(),
        seed: 0,
    };
    let profile = profile(&paper);
    let read: Vec<(&str, &str)> = profile["terpenes"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|row| (row["key"].as_str().expect("a key"), row["printed"]["%"].as_str().expect("per cent")))
        .collect();
    assert_eq!(
        read,
        [
            ("terpinolene", "1.010"),
            ("hexahydrothymol_menthol", "0.220"),
            ("beta_caryophyllene", "0.330"),
            ("caryophyllene_oxide", "0.440"),
            ("linalool", "0.550")
        ]
    );
}

#[test]
fn ids_and_dates_are_read_from_their_labels() {
    for seed in 0..10 {
        let profile = profile(&paper(seed));
        assert_eq!(profile["sample_id"], "2301XYZ0082-001");
        assert_eq!(profile["batch"], "BATCH-2231-A");
        assert_eq!(profile["dates"]["received"], "2023-01-25");
        assert_eq!(profile["dates"]["reported"], "2023-01-28");
    }
}
