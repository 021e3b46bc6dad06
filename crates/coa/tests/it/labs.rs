//! More ways in which laboratories lay out their tables, each from seeds: columns in other orders, units said elsewhere, names in two
//! forms, numbers that are no results.

use crate::arrangements::{cell, texts};
use crate::layouts::{self, Dice, Paper, Printed};
use crate::paper::{self, Greek, Sheet};

/// What a layout is made from: rows in all units that it prints.
struct Made {
    sheets: Vec<Sheet>,
    cannabinoids: Vec<Printed>,
    terpenes: Vec<Printed>,
}

type Layout = (&'static str, &'static [&'static str], fn(&mut Dice, &[Printed], &[Printed]) -> Vec<Sheet>);

const SIZE: f32 = 7.5;
const PITCH: f32 = 12.0;

fn sheet() -> Sheet {
    let mut sheet = Sheet::default();
    layouts::head(&mut sheet);
    sheet
}

/// The head, then a row for each substance.
fn table(
    sheet: &mut Sheet,
    y: f32,
    columns: &[f32],
    head: &[&[&str]],
    rows: &[Printed],
    of: impl Fn(&Printed, usize) -> Vec<String>,
) -> f32 {
    let mut all: Vec<Vec<String>> = head.iter().map(|line| texts(line)).collect();
    all.extend(rows.iter().enumerate().map(|(at, row)| of(row, at)));
    sheet.grid(y, SIZE, PITCH, columns, &all)
}

/// A row by its recipe: `name`, a unit for the value in it, or what stands there in every row.
fn recipe(row: &Printed, cells: &[&str]) -> Vec<String> {
    let value = |unit: &str| row.cells.iter().find(|(of, _)| *of == unit).map(|(_, value)| value.clone());
    let fill = |text: &&str| match *text {
        "name" => row.name.clone(),
        text => value(text).unwrap_or_else(|| text.to_owned()),
    };
    cells.iter().map(fill).collect()
}

/// Tables with one head, under each other.
fn stacked(
    lists: &[&[Printed]],
    head: &[&[&str]],
    columns: &[f32],
    of: impl Fn(&Printed, usize) -> Vec<String>,
) -> Vec<Sheet> {
    let (mut page, mut y) = (sheet(), 140.0);
    for rows in lists {
        y = table(&mut page, y, columns, head, rows, &of) + 30.0;
    }
    vec![page]
}

/// The same, every row by one recipe.
fn alike(lists: &[&[Printed]], head: &[&[&str]], columns: &[f32], cells: &[&str]) -> Vec<Sheet> {
    stacked(lists, head, columns, |row, _| recipe(row, cells))
}

fn limits_first_and_uncertainty(_: &mut Dice, c: &[Printed], t: &[Printed]) -> Vec<Sheet> {
    let head: &[&[&str]] = &[
        &["COMPOUND", "LOD/LOQ", "MEASUREMENT", "RESULT", "RESULT"],
        &["", "(mg/g)", "UNCERTAINTY (mg/g)", "(mg/g)", "(%)"],
    ];
    stacked(&[c, t], head, &[40.0, 190.0, 270.0, 380.0, 440.0], |row, _| {
        let off = if cell(row, "%").contains('.') { "±0.0412" } else { "N/A" };
        recipe(row, &["name", "0.020 / 0.070", off, "mg/g", "%"])
    })
}

fn limits_behind(_: &mut Dice, c: &[Printed], t: &[Printed]) -> Vec<Sheet> {
    let head: &[&[&str]] = &[&["Analyte", "Result (%)", "Result (mg/g)", "LOD (%)", "LOQ (%)"]];
    alike(&[c, t], head, &[40.0, 180.0, 240.0, 320.0, 380.0], &["name", "%", "mg/g", "0.007", "0.021"])
}

fn registry_numbers(_: &mut Dice, c: &[Printed], t: &[Printed]) -> Vec<Sheet> {
    let cas = [
        "23978-85-0",
        "1972-08-3",
        "5957-75-5",
        "1244-58-2",
        "13956-29-1",
        "521-35-7",
        "25555-57-1",
        "25654-31-3",
    ];
    let head: &[&[&str]] = &[&["Analyte", "CAS #", "LOQ %", "%", "mg/g"]];
    stacked(&[c, t], head, &[40.0, 190.0, 260.0, 330.0, 400.0], |row, at| {
        recipe(row, &["name", cas[at % cas.len()], "0.05", "%", "mg/g"])
    })
}

fn short_and_long_names(_: &mut Dice, c: &[Printed], _: &[Printed]) -> Vec<Sheet> {
    let long = |key: &str| match key {
        "thca" => "Tetrahydrocannabinolic acid",
        "delta_9_thc" => "Delta-9-Tetrahydrocannabinol",
        "delta_8_thc" => "Delta-8-Tetrahydrocannabinol",
        "cbda" => "Cannabidiolic acid",
        "cbd" => "Cannabidiol",
        "cbn" => "Cannabinol",
        "cbga" => "Cannabigerolic acid",
        "cbg" => "Cannabigerol",
        "thcv" => "Tetrahydrocannabivarin",
        _ => "Cannabichromene",
    };
    let short = |key: &str| match key {
        "thca" => "THCA",
        "delta_9_thc" => "D9-THC",
        "delta_8_thc" => "D8-THC",
        "cbda" => "CBDA",
        "cbd" => "CBD",
        "cbn" => "CBN",
        "cbga" => "CBGA",
        "cbg" => "CBG",
        "thcv" => "THCV",
        _ => "CBC",
    };
    let head: &[&[&str]] = &[&["Cannabinoid", "Name", "LOQ", "Weight %", "mg/g"]];
    stacked(&[c], head, &[40.0, 110.0, 260.0, 330.0, 400.0], |row, _| {
        recipe(row, &[short(row.key), long(row.key), "0.10", "%", "mg/g"])
    })
}

fn in_halves(_: &mut Dice, c: &[Printed], t: &[Printed]) -> Vec<Sheet> {
    let mut page = sheet();
    let of = |row: &Printed, _: usize| recipe(row, &["name", "%", "mg/g"]);
    let head: &[&[&str]] = &[&["Analyte", "%", "mg/g"]];
    let mut end = 140.0;
    for rows in [c, t] {
        let (left, right) = rows.split_at(rows.len().div_ceil(2));
        let next = table(&mut page, end, &[40.0, 170.0, 230.0], head, left, of);
        table(&mut page, end, &[320.0, 450.0, 510.0], head, right, of);
        end = next + 30.0;
    }
    vec![page]
}

fn serving_and_package(_: &mut Dice, c: &[Printed], _: &[Printed]) -> Vec<Sheet> {
    let mut page = sheet();
    page.put(40.0, 125.0, SIZE, "Serving Size: 4 g; Servings per Package: 10");
    let cells = &["name", "0.01", "%", "mg/g", "mg/serving", "mg/package"];
    let of = |row: &Printed, _: usize| recipe(row, cells);
    let head: &[&[&str]] = &[&["Analyte", "LOQ (%)", "%", "mg/g", "mg/serving", "mg/package"]];
    table(&mut page, 145.0, &[40.0, 180.0, 240.0, 300.0, 360.0, 440.0], head, c, of);
    vec![page]
}

fn unit_in_the_title(dice: &mut Dice, c: &[Printed], t: &[Printed]) -> Vec<Sheet> {
    let mut page = sheet();
    let of = |row: &Printed, _: usize| recipe(row, &["name", "0.02", "mg/g"]);
    let head: &[&[&str]] = &[&["Analyte", "LOQ", "Result"]];
    let title = *dice.one_of(&[
        "Cannabinoid Profile (mg/g)",
        "Cannabinoids, results in mg/g",
        "Cannabinoid Results: mg/g",
    ]);
    page.put(40.0, 138.0, 10.0, title);
    let columns = [40.0, 180.0, 240.0];
    let end = table(&mut page, 156.0, &columns, head, c, of);
    page.put(40.0, end + 22.0, 10.0, "Terpene Profile (mg/g)");
    table(&mut page, end + 40.0, &columns, head, t, of);
    vec![page]
}

fn a_unit_in_each_title(_: &mut Dice, c: &[Printed], t: &[Printed]) -> Vec<Sheet> {
    let mut page = sheet();
    let head: &[&[&str]] = &[&["Analyte", "LOQ", "Result"]];
    let columns = [40.0, 180.0, 240.0];
    page.put(40.0, 138.0, 10.0, "Cannabinoid Profile (%)");
    let of = |row: &Printed, _: usize| recipe(row, &["name", "0.02", "%"]);
    let end = table(&mut page, 156.0, &columns, head, c, of);
    page.put(40.0, end + 22.0, 10.0, "Terpene Profile (mg/g)");
    let of = |row: &Printed, _: usize| recipe(row, &["name", "0.02", "mg/g"]);
    table(&mut page, end + 40.0, &columns, head, t, of);
    vec![page]
}

fn units_glued_to_numbers(_: &mut Dice, c: &[Printed], t: &[Printed]) -> Vec<Sheet> {
    let mut page = sheet();
    let glued = |row: &Printed, unit: &str| {
        let text = cell(row, unit);
        if text.contains('.') {
            format!("{text}{}{unit}", if unit == "%" { "" } else { " " })
        } else {
            text.to_owned()
        }
    };
    let of = |row: &Printed, _: usize| vec![row.name.clone(), glued(row, "%"), glued(row, "mg/g")];
    let head: &[&[&str]] = &[&["Cannabinoids", "Percent", "Concentration"]];
    let end = table(&mut page, 140.0, &[40.0, 190.0, 270.0], head, c, of);
    let head: &[&[&str]] = &[&["Terpenes", "Percent", "Concentration"]];
    table(&mut page, end + 30.0, &[40.0, 190.0, 270.0], head, t, of);
    vec![page]
}

fn status_and_action_levels(_: &mut Dice, c: &[Printed], t: &[Printed]) -> Vec<Sheet> {
    let head: &[&[&str]] = &[&["Analyte", "Result %", "Result mg/g", "LOQ %", "Limit %", "Status"]];
    let cells = &["name", "%", "mg/g", "0.0500", "35.0", "Tested"];
    alike(&[c, t], head, &[40.0, 170.0, 235.0, 310.0, 370.0, 440.0], cells)
}

fn continued_on_the_next_page(dice: &mut Dice, c: &[Printed], t: &[Printed]) -> Vec<Sheet> {
    let (mut one, mut two, mut three) = (sheet(), Sheet::default(), Sheet::default());
    let of = |row: &Printed, _: usize| recipe(row, &["name", "0.10", "%", "mg/g"]);
    let head: &[&[&str]] = &[&["Analyte", "LOQ", "%", "mg/g"]];
    let columns = [40.0, 180.0, 240.0, 300.0];
    let (first, rest) = c.split_at(4);
    let (second, rest) = rest.split_at(3);
    table(&mut one, 650.0, &columns, head, first, of);
    // On every page anew, or on the first alone.
    let again = if dice.below(2) == 0 { head } else { &[] };
    for (page, number) in [(&mut two, 2), (&mut three, 3)] {
        page.put(200.0, 40.0, 10.0, "Certificate of Analysis");
        page.put(500.0, 40.0, 7.0, &format!("Page {number} of 3"));
    }
    table(&mut two, 70.0, &columns, again, second, of);
    let end = table(&mut three, 70.0, &columns, again, rest, of);
    table(&mut three, end + 40.0, &columns, head, t, of);
    vec![one, two, three]
}

/// The same with every line running upwards.
fn continued_on_turned_pages(dice: &mut Dice, c: &[Printed], t: &[Printed]) -> Vec<Sheet> {
    let mut pages = continued_on_the_next_page(dice, c, t);
    for text in pages.iter_mut().flat_map(|page| &mut page.texts) {
        (text.x, text.y, text.up) = (text.y * paper::WIDTH / paper::HEIGHT, paper::HEIGHT - text.x, true);
    }
    pages
}

fn numbered_rows(_: &mut Dice, c: &[Printed], t: &[Printed]) -> Vec<Sheet> {
    let head: &[&[&str]] = &[&["No.", "Analyte", "%", "mg/g"]];
    stacked(&[c, t], head, &[30.0, 50.0, 200.0, 260.0], |row, at| {
        recipe(row, &[&(at + 1).to_string(), "name", "%", "mg/g"])
    })
}

fn dilution_and_analyst(_: &mut Dice, c: &[Printed], t: &[Printed]) -> Vec<Sheet> {
    let head: &[&[&str]] =
        &[&["Analyte", "Dilution", "LOD", "Actual %", "mg/g"], &["", "(1:n)", "(%)", "(w/w)", ""]];
    alike(&[c, t], head, &[40.0, 180.0, 250.0, 330.0, 400.0], &["name", "400", "0.000026", "%", "mg/g"])
}

fn result_between_deviation_and_limit(_: &mut Dice, c: &[Printed], t: &[Printed]) -> Vec<Sheet> {
    let head: &[&[&str]] = &[&["Analyte", "LOQ (mg/g)", "mg/g", "LOD (mg/g)", "%", "RSD (%)"]];
    let cells = &["name", "1.20", "mg/g", "0.30", "%", "0.9"];
    alike(&[c, t], head, &[40.0, 180.0, 250.0, 310.0, 380.0, 440.0], cells)
}

fn dotted_leaders(_: &mut Dice, c: &[Printed], t: &[Printed]) -> Vec<Sheet> {
    let head: &[&[&str]] = &[&["Analyte", "", "%", "mg/g"]];
    alike(&[c, t], head, &[40.0, 160.0, 240.0, 310.0], &["name", "..............", "%", "mg/g"])
}

fn footnotes_on_names_and_numbers(_: &mut Dice, c: &[Printed], t: &[Printed]) -> Vec<Sheet> {
    let mut page = sheet();
    let of = |row: &Printed, at: usize| {
        let star = if at % 3 == 1 { "*" } else { "" };
        vec![format!("{}{star}", row.name), format!("{}{star}", cell(row, "%")), cell(row, "mg/g").to_owned()]
    };
    let head: &[&[&str]] = &[&["Analyte", "%", "mg/g"]];
    let columns = [40.0, 190.0, 260.0];
    let end = table(&mut page, 140.0, &columns, head, c, of);
    let end = table(&mut page, end + 30.0, &columns, head, t, of);
    page.put(40.0, end + 10.0, 6.0, "* This analyte is not within the scope of accreditation.");
    vec![page]
}

fn colons_and_two_columns(_: &mut Dice, c: &[Printed], _: &[Printed]) -> Vec<Sheet> {
    let mut page = sheet();
    page.put(40.0, 140.0, 10.0, "Cannabinoid Potency");
    let half = c.len().div_ceil(2);
    for (at, row) in c.iter().enumerate() {
        let (x, y) = (40.0 + 260.0 * (at / half) as f32, 160.0 + PITCH * (at % half) as f32);
        page.put(x, y, SIZE, &format!("{}:", row.name));
        let text = cell(row, "%");
        page.put(x + 150.0, y, SIZE, &if text.contains('.') { format!("{text} %") } else { text.to_owned() });
    }
    vec![page]
}

fn per_unit_and_percent(_: &mut Dice, c: &[Printed], _: &[Printed]) -> Vec<Sheet> {
    let head: &[&[&str]] = &[&["Cannabinoid", "LOQ", "Amount", "Amount"], &["", "(%)", "(mg/unit)", "(%)"]];
    alike(&[c], head, &[40.0, 180.0, 250.0, 330.0], &["name", "0.05", "mg/unit", "%"])
}

fn boxes_with_large_totals(_: &mut Dice, c: &[Printed], t: &[Printed]) -> Vec<Sheet> {
    let mut page = sheet();
    for (x, large, small) in [
        (60.0, "21.69%", "Total THC"),
        (200.0, "0.12%", "Total CBD"),
        (340.0, "25.11%", "Total Cannabinoids"),
        (480.0, "2.31%", "Total Terpenes"),
    ] {
        page.put(x, 125.0, 15.0, large);
        page.put(x, 138.0, 7.0, small);
    }
    let of = |row: &Printed, _: usize| recipe(row, &["name", "0.01", "%", "mg/g"]);
    let head: &[&[&str]] = &[&["Analyte", "LOQ", "Mass", "Mass"], &["", "%", "%", "mg/g"]];
    table(&mut page, 165.0, &[30.0, 130.0, 180.0, 230.0], head, c, of);
    table(&mut page, 165.0, &[320.0, 430.0, 480.0, 530.0], head, t, of);
    vec![page]
}

fn columns_close_together(_: &mut Dice, c: &[Printed], t: &[Printed]) -> Vec<Sheet> {
    let head: &[&[&str]] = &[&["Analyte", "LOD", "LOQ", "Result", "Result"], &["", "%", "%", "%", "mg/g"]];
    alike(&[c, t], head, &[40.0, 150.0, 181.0, 212.0, 243.0], &["name", "0.0300", "0.0900", "%", "mg/g"])
}

fn a_chart_of_bars_beside(_: &mut Dice, c: &[Printed], t: &[Printed]) -> Vec<Sheet> {
    let mut page = sheet();
    let of = |row: &Printed, _: usize| recipe(row, &["name", "%", "mg/g"]);
    let head: &[&[&str]] = &[&["Analyte", "%", "mg/g"]];
    let columns = [40.0, 180.0, 240.0];
    let end = table(&mut page, 140.0, &columns, head, c, of);
    for (at, text) in ["0", "5", "10", "15", "20", "25"].iter().enumerate() {
        page.put(340.0 + 40.0 * at as f32, end + 4.0, 6.0, text);
    }
    table(&mut page, end + 40.0, &columns, head, t, of);
    vec![page]
}

fn thousands_in_ppm(_: &mut Dice, _: &[Printed], t: &[Printed]) -> Vec<Sheet> {
    let head: &[&[&str]] = &[&["Terpene", "LOQ (ppm)", "Result (ppm)", "Result (%)"]];
    alike(&[t], head, &[40.0, 180.0, 250.0, 330.0], &["name", "50", "ppm", "%"])
}

fn wet_and_dry(_: &mut Dice, c: &[Printed], _: &[Printed]) -> Vec<Sheet> {
    let head: &[&[&str]] =
        &[&["Analyte", "As Received", "As Received", "Dry Weight"], &["", "(%)", "(mg/g)", "(%)"]];
    stacked(&[c], head, &[40.0, 180.0, 250.0, 330.0], |row, _| {
        let text = cell(row, "%");
        // A tenth more than as received.
        let dry = text.parse::<f32>().map_or(text.to_owned(), |value| format!("{:.3}", value * 1.1));
        recipe(row, &["name", "%", "mg/g", &dry])
    })
}

fn limits_with_half_a_head(_: &mut Dice, c: &[Printed], t: &[Printed]) -> Vec<Sheet> {
    let head: &[&[&str]] = &[&["Analyte", "LOQ (%)", "", "Result (%)", "Result (mg/g)"]];
    stacked(&[c, t], head, &[40.0, 150.0, 220.0, 290.0, 370.0], |row, at| {
        recipe(row, &["name", &format!("0.0{}", 11 + at), &format!("0.{}", 11 + at), "%", "mg/g"])
    })
}

fn a_limit_whose_head_is_misread(_: &mut Dice, c: &[Printed], t: &[Printed]) -> Vec<Sheet> {
    let head: &[&[&str]] = &[&["Analyte", "LQQ (%)", "Result (%)", "Result (mg/g)"]];
    alike(&[c, t], head, &[40.0, 170.0, 240.0, 320.0], &["name", "0.100", "%", "mg/g"])
}

fn a_unit_whose_head_is_lost(_: &mut Dice, c: &[Printed], _: &[Printed]) -> Vec<Sheet> {
    alike(&[c], &[&["Analyte", "Result (%)", ""]], &[40.0, 180.0, 240.0], &["name", "%", "mg/g"])
}

/// What is printed in place of a number that is too small.
const MARKS: &[&str] = &[
    "<0.01",
    "BLQ",
    "Not Detected",
    "N.D.",
    "BQL",
    "NR",
    "<LLOQ",
    "None Detected",
    "n.d.",
    "<0.010",
    "Trace",
    "TR",
    "-",
    "--",
    "0.000",
    "<LOD",
];

const LAYOUTS: &[Layout] = &[
    ("limits and uncertainty before the result", &["mg/g", "%"], limits_first_and_uncertainty),
    ("limits behind the result", &["%", "mg/g"], limits_behind),
    ("registry numbers", &["%", "mg/g"], registry_numbers),
    ("short and long names", &["%", "mg/g"], short_and_long_names),
    ("a table in two halves", &["%", "mg/g"], in_halves),
    ("per serving and per package", &["%", "mg/g", "mg/serving", "mg/package"], serving_and_package),
    ("the unit in the title", &["mg/g"], unit_in_the_title),
    ("a unit in each title", &["%", "mg/g"], a_unit_in_each_title),
    ("units glued to numbers", &["%", "mg/g"], units_glued_to_numbers),
    ("status and action levels", &["%", "mg/g"], status_and_action_levels),
    ("continued on the next page", &["%", "mg/g"], continued_on_the_next_page),
    ("continued on turned pages", &["%", "mg/g"], continued_on_turned_pages),
    ("limits, half of their head lost", &["%", "mg/g"], limits_with_half_a_head),
    ("a limit whose head is misread", &["%", "mg/g"], a_limit_whose_head_is_misread),
    ("a unit whose head is lost", &["%", "mg/g"], a_unit_whose_head_is_lost),
    ("numbered rows", &["%", "mg/g"], numbered_rows),
    ("dilution factors", &["%", "mg/g"], dilution_and_analyst),
    ("results between limits", &["mg/g", "%"], result_between_deviation_and_limit),
    ("dotted leaders", &["%", "mg/g"], dotted_leaders),
    ("footnotes", &["%", "mg/g"], footnotes_on_names_and_numbers),
    ("colons, two columns", &["%"], colons_and_two_columns),
    ("per unit", &["mg/unit", "%"], per_unit_and_percent),
    ("marks of limits", &["%", "mg/g"], limits_behind),
    ("boxes with large totals", &["%", "mg/g"], boxes_with_large_totals),
    ("columns close together", &["%", "mg/g"], columns_close_together),
    ("a chart beside", &["%", "mg/g"], a_chart_of_bars_beside),
    ("parts per million", &["ppm", "%"], thousands_in_ppm),
    ("as received and dry", &["%", "mg/g"], wet_and_dry),
];

fn made(dice: &mut Dice, layout: &Layout) -> Made {
    let (_, units, draw) = layout;
    let style = layouts::Style { units, name: dice.below(3), ..layouts::style(dice) };
    let mut cannabinoids = layouts::printed(dice, &style, layouts::CANNABINOIDS, 30_000);
    let mut terpenes = layouts::printed(dice, &style, layouts::TERPENES, 2_000);
    if layout.0 == "marks of limits" {
        let mark = *dice.one_of(MARKS);
        for (_, text) in cannabinoids.iter_mut().chain(&mut terpenes).flat_map(|row| &mut row.cells) {
            if !text.contains('.') {
                mark.clone_into(text);
            }
        }
    }
    let sheets = draw(dice, &cannabinoids, &terpenes);
    if layout.0 == "a unit in each title" {
        cannabinoids.iter_mut().for_each(|row| row.cells.retain(|(unit, _)| *unit == "%"));
        terpenes.iter_mut().for_each(|row| row.cells.retain(|(unit, _)| *unit == "mg/g"));
    }
    let drawn = |rows: &[Printed]| {
        let mut texts = sheets.iter().flat_map(|sheet| &sheet.texts);
        texts.any(|text| text.text.trim_end_matches([':', '*']) == rows[4].name)
    };
    let (c, t) = (drawn(&cannabinoids) || layout.0 == "short and long names", drawn(&terpenes));
    let kept = |rows: Vec<Printed>, is_drawn: bool| if is_drawn { rows } else { Vec::new() };
    Made { cannabinoids: kept(cannabinoids, c), terpenes: kept(terpenes, t), sheets }
}

#[test]
fn many_more_layouts_are_read_and_nothing_is_wrong_without_a_flag() {
    let mut failures = Vec::new();
    for layout in LAYOUTS {
        let (mut right, mut all, mut wrong, mut missing) = (0, 0, Vec::new(), Vec::new());
        for seed in 0..16 {
            let mut dice = Dice::new(seed + 10_000);
            let Made { sheets, cannabinoids, terpenes } = made(&mut dice, layout);
            all += cannabinoids.len() + terpenes.len();
            let paper = Paper { sheets, greek: Greek::Sound, cannabinoids, terpenes, seed };
            let (read, unflagged, lost) = layouts::judge(&paper, &layouts::profile(&paper));
            right += read;
            wrong.extend(unflagged);
            missing.extend(lost);
        }
        assert!(all > 0, "{}: nothing was drawn", layout.0);
        let few = |list: &[String]| list.iter().take(4).cloned().collect::<Vec<_>>().join("\n  ");
        if !wrong.is_empty() || right * 1000 < all * 985 {
            failures.push(format!(
                "{}: {right} of {all}, {} wrong\n  {}\n  {}",
                layout.0,
                wrong.len(),
                few(&wrong),
                few(&missing)
            ));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn results_that_are_all_alike_are_no_limits() {
    let names = ["alpha-Pinene", "beta-Pinene", "Linalool", "Terpinolene", "Eucalyptol", "Limonene"];
    let mut all = vec![texts(&["Terpene", "LOQ (%)", "Result (%)"])];
    all.extend(names.iter().enumerate().map(|(at, name)| texts(&[name, &format!("0.01{at}"), "0.1"])));
    let mut page = sheet();
    page.grid(140.0, SIZE, PITCH, &[40.0, 180.0, 250.0], &all);
    let profile = paper::profile(&[page], Greek::Sound);
    let said = profile["terpenes"].as_array().expect("rows");
    assert!(said.len() == names.len() && said.iter().all(|row| row["printed"]["%"] == "0.1"), "{said:?}");
}
