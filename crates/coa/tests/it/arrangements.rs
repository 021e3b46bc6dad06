//! How single laboratories and their systems arrange a page: boxes, tables side by side, limits, charts and other panels, with head
//! and foot. All of it is made up but the arrangement.

use crate::layouts::{self, Printed};
use crate::paper::{self, Sheet};

pub struct Page {
    pub sheets: Vec<Sheet>,
    /// Which of the two lists is printed.
    pub draws: (bool, bool),
}

impl Page {
    fn put(&mut self, x: f32, y: f32, size: f32, text: &str) {
        self.sheets.last_mut().expect("a sheet").put(x, y, size, text);
    }

    fn all(&mut self, texts: &[(f32, f32, f32, &str)]) {
        for (x, y, size, text) in texts {
            self.put(*x, *y, *size, text);
        }
    }

    /// Rows of texts, each text at its column; the line below the last.
    fn grid(&mut self, y: f32, size: f32, pitch: f32, columns: &[f32], rows: &[Vec<String>]) -> f32 {
        self.sheets.last_mut().expect("a sheet").grid(y, size, pitch, columns, rows)
    }
}

pub fn cell<'r>(row: &'r Printed, unit: &str) -> &'r str {
    &row.cells.iter().find(|(of, _)| *of == unit).expect("the unit").1
}

fn found(row: &Printed) -> bool {
    row.cells[0].1.starts_with(|c: char| c.is_ascii_digit())
}

pub fn texts(of: &[&str]) -> Vec<String> {
    of.iter().map(|text| (*text).to_owned()).collect()
}

fn rows(of: &[Printed], row: impl Fn(&Printed) -> Vec<String>) -> Vec<Vec<String>> {
    of.iter().map(row).collect()
}

/// Thousandths of a per cent.
fn thousandths(row: &Printed) -> usize {
    let text = cell(row, "%");
    if found(row) { text.replace('.', "").parse().unwrap_or(0) } else { 0 }
}

fn of_key(rows: &[Printed], key: &str) -> usize {
    rows.iter().find(|row| row.key == key).map_or(0, thousandths)
}

fn total_thc(c: &[Printed]) -> usize {
    of_key(c, "delta_9_thc") + (of_key(c, "thca") * 877 + 500) / 1000
}

fn total_cbd(c: &[Printed]) -> usize {
    of_key(c, "cbd") + (of_key(c, "cbda") * 877 + 500) / 1000
}

fn total(rows: &[Printed]) -> usize {
    rows.iter().map(thousandths).sum()
}

fn percent(thousandths: usize) -> String {
    format!("{}.{:03}", thousandths / 1000, thousandths % 1000)
}

fn grams(thousandths: usize) -> String {
    format!("{}.{:02}", thousandths / 100, thousandths % 100)
}

/// The template of a widespread system: three boxes, limits first, a summary of panels, a foot full of addresses.
pub fn system_template(page: &mut Page, c: &[Printed], t: &[Printed]) {
    page.all(&[
        (40.0, 40.0, 7.0, "Example Labs, 1 Main Street, Anytown, CA 90000"),
        (430.0, 40.0, 8.0, "1 of 3"),
        (40.0, 56.0, 12.0, "Blue Orchard"),
        (40.0, 70.0, 7.0, "Sample ID: 2206EXA0123.4567"),
        (40.0, 80.0, 7.0, "Strain: Blue Orchard"),
        (40.0, 90.0, 7.0, "Matrix: Plant"),
        (40.0, 100.0, 7.0, "Type: Flower - Cured"),
        (40.0, 110.0, 7.0, "Sample Size: 15 g; Batch: 4.5 kg"),
        (230.0, 70.0, 7.0, "Produced: 05/30/2022"),
        (230.0, 80.0, 7.0, "Collected: 06/01/2022"),
        (230.0, 90.0, 7.0, "Received: 06/02/2022"),
        (230.0, 100.0, 7.0, "Completed: 06/05/2022"),
        (230.0, 110.0, 7.0, "Batch#: BO-0522-3"),
        (400.0, 70.0, 7.0, "Client"),
        (400.0, 80.0, 7.0, "Orchard Farms LLC"),
        (400.0, 90.0, 7.0, "Lic. # C12-0000999-LIC"),
        (40.0, 130.0, 8.0, "Summary"),
    ]);
    let end = page.grid(
        142.0,
        7.0,
        10.0,
        &[40.0, 140.0, 220.0],
        &[
            texts(&["Test", "Date Tested", "Result"]),
            texts(&["Batch", "", "Pass"]),
            texts(&["Cannabinoids", "06/03/2022", "Complete"]),
            texts(&["Terpenes", "06/03/2022", "Complete"]),
            texts(&["Moisture", "06/03/2022", "11.3% - Complete"]),
            texts(&["Water Activity", "06/03/2022", "0.53 aw - Pass"]),
        ],
    );
    let y = end + 24.0;
    let (thc, cbd, all) = (percent(total_thc(c)), percent(total_cbd(c)), percent(total(c)));
    for (x, value, name) in [
        (60.0, format!("{thc}%"), "Total THC"),
        (220.0, format!("{cbd}%"), "Total CBD"),
        (380.0, format!("{all}%"), "Total Cannabinoids"),
    ] {
        page.put(x, y, 13.0, &value);
        page.put(x, y + 12.0, 7.0, name);
    }
    let y = y + 32.0;
    let head = [texts(&["Analyte", "LOQ", "Results", "Results"]), texts(&["", "mg/g", "%", "mg/g"])];
    let of = |row: &Printed| {
        vec![row.name.clone(), "0.20".to_owned(), cell(row, "%").to_owned(), cell(row, "mg/g").to_owned()]
    };
    let mut left = [head.to_vec(), rows(c, of)].concat();
    left.push(vec!["Total".to_owned(), String::new(), all.clone(), grams(total(c))]);
    page.grid(y, 6.5, 11.0, &[40.0, 150.0, 195.0, 245.0], &left);
    page.grid(y, 6.5, 11.0, &[320.0, 430.0, 475.0, 525.0], &[head.to_vec(), rows(t, of)].concat());
    page.all(&[
        (40.0, 700.0, 5.5, "Total THC = THCa * 0.877 + d9-THC. Total CBD = CBDa * 0.877 + CBD. LOQ = Limit of Quantitation; NR = Not Reported."),
        (40.0, 740.0, 6.0, "Jane Doe, Lab Director"),
        (300.0, 740.0, 6.0, "(866) 555-0100 www.example.com"),
        (40.0, 752.0, 5.5, "This product has been tested using valid testing methodologies. Values reported relate only to the product tested."),
    ]);
}

/// A grid of labels over their values; limits; notes at the right; who prepared and who approved at the foot.
pub fn labels_in_a_grid(page: &mut Page, c: &[Printed], _: &[Printed]) {
    page.all(&[
        (40.0, 40.0, 16.0, "CERTIFICATE OF ANALYSIS"),
        (40.0, 58.0, 7.0, "Prepared for:"),
        (40.0, 68.0, 9.0, "ORCHARD WELLNESS"),
        (40.0, 82.0, 11.0, "Full Spectrum Oil"),
        (40.0, 98.0, 7.0, "Batch ID or Lot Number:"),
        (190.0, 98.0, 7.0, "Test:"),
        (300.0, 98.0, 7.0, "Reported:"),
        (430.0, 98.0, 7.0, "USDA License:"),
        (40.0, 107.0, 8.0, "OW-2103-11"),
        (190.0, 107.0, 8.0, "Potency"),
        (300.0, 107.0, 8.0, "23Mar2021"),
        (430.0, 107.0, 8.0, "N/A"),
        (40.0, 119.0, 7.0, "Matrix:"),
        (190.0, 119.0, 7.0, "Test ID:"),
        (300.0, 119.0, 7.0, "Started:"),
        (430.0, 119.0, 7.0, "Sampler ID:"),
        (40.0, 128.0, 8.0, "Concentrate"),
        (190.0, 128.0, 8.0, "T000123456"),
        (300.0, 128.0, 8.0, "22Mar2021"),
        (430.0, 128.0, 8.0, "N/A"),
        (190.0, 140.0, 7.0, "Method(s):"),
        (300.0, 140.0, 7.0, "Received:"),
        (430.0, 140.0, 7.0, "Status:"),
        (190.0, 149.0, 8.0, "TM14 (HPLC-DAD)"),
        (300.0, 149.0, 8.0, "19Mar2021"),
        (430.0, 149.0, 8.0, "Active"),
    ]);
    let mut all =
        vec![texts(&["Cannabinoids", "LOD (%)", "LOQ (%)", "Result (%)", "Result (mg/g)", "Notes"])];
    all.extend(rows(c, |row| {
        vec![
            row.name.clone(),
            "0.009".to_owned(),
            "0.031".to_owned(),
            cell(row, "%").to_owned(),
            cell(row, "mg/g").to_owned(),
            String::new(),
        ]
    }));
    all.push(vec![
        "Total Cannabinoids".to_owned(),
        String::new(),
        String::new(),
        percent(total(c)),
        grams(total(c)),
        "# of Servings = 1".to_owned(),
    ]);
    all.push(vec![
        "Total Potential THC**".to_owned(),
        String::new(),
        String::new(),
        percent(total_thc(c)),
        grams(total_thc(c)),
        "Sample Weight=30g".to_owned(),
    ]);
    let end = page.grid(175.0, 7.0, 12.0, &[40.0, 200.0, 255.0, 315.0, 385.0, 460.0], &all);
    page.all(&[
        (40.0, end + 20.0, 6.0, "Definitions: % = % (w/w) = Percent (Weight of Analyte / Weight of Product). Total Potential THC is calculated using the following formulas"),
        (40.0, end + 29.0, 6.0, "to take into account the loss of a carboxyl group: Total THC = THC + (THCa *(0.877)) and Total CBD = CBD + (CBDa *(0.877))"),
        (60.0, end + 60.0, 7.0, "Jane Doe"),
        (60.0, end + 70.0, 7.0, "PREPARED BY / DATE"),
        (130.0, end + 60.0, 7.0, "23Mar2021 10:15:00 AM MDT"),
        (330.0, end + 60.0, 7.0, "John Roe"),
        (330.0, end + 70.0, 7.0, "APPROVED BY / DATE"),
        (400.0, end + 60.0, 7.0, "23Mar2021 11:02:00 AM MDT"),
    ]);
    page.draws.1 = false;
}

/// Per cent by weight and bars behind them, whose axis has numbers.
pub fn bars_with_an_axis(page: &mut Page, c: &[Printed], _: &[Printed]) {
    page.all(&[
        (200.0, 40.0, 13.0, "CERTIFICATE OF ANALYSIS"),
        (40.0, 70.0, 8.0, "Customer:"),
        (110.0, 70.0, 8.0, "Orchard Holdings"),
        (40.0, 82.0, 8.0, "Date Received:"),
        (110.0, 82.0, 8.0, "7/6/2019"),
        (40.0, 94.0, 8.0, "Lab ID:"),
        (110.0, 94.0, 8.0, "C61234-1"),
        (300.0, 70.0, 8.0, "Batch ID:"),
        (370.0, 70.0, 8.0, "OH-77"),
        (300.0, 82.0, 8.0, "Date of Report:"),
        (370.0, 82.0, 8.0, "7/11/2019"),
        (40.0, 115.0, 9.0, "CN1: CANNABINOID PROFILE & POTENCY [WI-10-17]"),
        (350.0, 115.0, 8.0, "Analyst: EG"),
        (450.0, 115.0, 8.0, "Test Date: 7/9/2019"),
    ]);
    let mut y = 150.0;
    page.grid(y, 8.0, 12.0, &[40.0, 110.0, 170.0], &[texts(&["ID", "Weight %", "Conc."])]);
    page.put(170.0, y + 11.0, 8.0, "(mg/g)");
    y += 26.0;
    for row in c {
        let unit = if found(row) { "wt %" } else { "" };
        page.put(40.0, y, 8.0, &row.name);
        page.put(110.0, y, 8.0, &format!("{} {unit}", cell(row, "%")));
        page.put(170.0, y, 8.0, cell(row, "mg/g"));
        y += 14.0;
    }
    for (name, value) in [("Total", total(c)), ("Max THC", total_thc(c)), ("Max CBD", total_cbd(c))] {
        page.put(40.0, y, 8.0, name);
        page.put(110.0, y, 8.0, &format!("{} wt %", percent(value)));
        page.put(170.0, y, 8.0, &grams(value));
        y += 14.0;
    }
    let most = percent(of_key(c, "thca"));
    page.put(260.0, y + 6.0, 7.0, "0%");
    page.put(380.0, y + 6.0, 7.0, "Cannabinoids (wt%)");
    page.put(540.0, y + 6.0, 7.0, &format!("{}%", &most[..most.len() - 2]));
    page.put(40.0, y + 30.0, 7.0, "Limit of Quantitation (LOQ) = 0.05 wt%. ND = None Detected (<LOQ). Max THC (and Max CBD) are calculated values for total cannabinoids after heating.");
    page.draws.1 = false;
}

/// Small print, limits in per cent, results in two units, and boxes with totals per unit at the right.
pub fn dilution_limits_and_summary(page: &mut Page, c: &[Printed], t: &[Printed]) {
    page.all(&[
        (40.0, 40.0, 14.0, "Orchard Gummies"),
        (40.0, 56.0, 7.0, "Sample Matrix: Edible"),
        (400.0, 40.0, 9.0, "Certificate of Analysis"),
        (400.0, 52.0, 7.0, "Compliance Test"),
        (40.0, 70.0, 6.0, "Client Information:"),
        (40.0, 78.0, 6.0, "ORCHARD SUNSHINE INC"),
        (220.0, 70.0, 6.0, "Batch # L0420-9"),
        (220.0, 78.0, 6.0, "Batch Date: 2021-09-01"),
        (220.0, 86.0, 6.0, "Extracted From: Hemp"),
        (380.0, 70.0, 6.0, "Sampling Date: 2021-09-14"),
        (380.0, 78.0, 6.0, "Lab Batch Date: 2021-09-15"),
        (380.0, 86.0, 6.0, "Completion Date: 2021-09-18"),
        (40.0, 96.0, 6.0, "Order # ORC210915-010001"),
        (40.0, 104.0, 6.0, "Order Date: 2021-09-15"),
        (40.0, 112.0, 6.0, "Sample # AABX123"),
        (220.0, 104.0, 6.0, "Initial Gross Weight: 35.502 g"),
        (380.0, 104.0, 6.0, "Number of Units: 1"),
        (40.0, 130.0, 8.0, "Potency 10 (LCUV)"),
        (40.0, 139.0, 5.0, "Specimen Weight: 2995.130 mg"),
        (360.0, 130.0, 8.0, "Potency Summary"),
    ]);
    let of = |row: &Printed| {
        vec![
            row.name.clone(),
            "15.000".to_owned(),
            "0.000018".to_owned(),
            "0.0015".to_owned(),
            cell(row, "mg/g").to_owned(),
            cell(row, "%").to_owned(),
        ]
    };
    let head = [
        texts(&["Analyte", "Dilution", "LOD", "LOQ", "Result", ""]),
        texts(&["", "(1:n)", "(%)", "(%)", "(mg/g)", "(%)"]),
    ];
    let columns = [40.0, 130.0, 170.0, 215.0, 255.0, 300.0];
    let mut table = [head.to_vec(), rows(c, of)].concat();
    table.push(vec![
        "Total Active THC".to_owned(),
        "15.000".to_owned(),
        String::new(),
        String::new(),
        grams(total_thc(c)),
        percent(total_thc(c)),
    ]);
    let end = page.grid(150.0, 5.5, 8.5, &columns, &table);
    for (at, (name, value)) in
        [("Total THC", total_thc(c)), ("Total CBD", total_cbd(c)), ("Total Cannabinoids", total(c))]
            .iter()
            .enumerate()
    {
        let y = 150.0 + 30.0 * at as f32;
        page.put(360.0, y, 7.0, name);
        page.put(360.0, y + 9.0, 7.0, &format!("{}%", percent(*value)));
        page.put(450.0, y + 9.0, 7.0, &format!("{} mg", grams(*value * 35)));
    }
    page.put(40.0, end + 14.0, 8.0, "Terpenes Summary");
    page.grid(end + 26.0, 5.5, 8.5, &columns, &[head.to_vec(), rows(t, of)].concat());
}

/// A unit for each row, at the right, with words of its own.
pub fn a_unit_for_each_row(page: &mut Page, c: &[Printed], _: &[Printed]) {
    page.all(&[
        (40.0, 40.0, 14.0, "Laboratory Report"),
        (40.0, 60.0, 8.0, "Report Number: 22-004512/D002.R000"),
        (40.0, 72.0, 8.0, "Report Date: 04/19/2022"),
        (300.0, 60.0, 8.0, "Product identity: Orchard Haze"),
        (300.0, 72.0, 8.0, "Client/Metrc ID: 1A401030001C2F1000004455"),
        (40.0, 84.0, 8.0, "Laboratory ID: 22-004512-0001"),
        (300.0, 84.0, 8.0, "Sample Date: 04/12/2022"),
        (40.0, 96.0, 8.0, "Received: 04/13/22 09:20"),
        (40.0, 120.0, 10.0, "Potency"),
        (200.0, 120.0, 8.0, "Method J AOAC 2015 V98-6 (mod)"),
        (430.0, 120.0, 8.0, "Batch: 2203344"),
    ]);
    let mut all = vec![texts(&["Analyte", "Result", "Limits", "Units", "LOQ", "Analyze", "Notes"])];
    all.extend(rows(c, |row| {
        vec![
            row.name.clone(),
            cell(row, "%").to_owned(),
            String::new(),
            "% wt".to_owned(),
            "0.0784".to_owned(),
            "04/14/22".to_owned(),
            String::new(),
        ]
    }));
    all.push(vec![
        "Total THC".to_owned(),
        percent(total_thc(c)),
        String::new(),
        "% wt".to_owned(),
        "0.147".to_owned(),
        "04/14/22".to_owned(),
        String::new(),
    ]);
    page.grid(140.0, 8.0, 12.0, &[40.0, 200.0, 260.0, 310.0, 360.0, 420.0, 490.0], &all);
    page.draws.1 = false;
}

/// Cards: the name, below it what was found, three in a row.
pub fn cards(page: &mut Page, c: &[Printed], _: &[Printed]) {
    layouts::head(page.sheets.last_mut().expect("a sheet"));
    page.put(40.0, 130.0, 12.0, "Cannabinoids");
    for (at, row) in c.iter().enumerate() {
        let (x, y) = (50.0 + 180.0 * (at % 3) as f32, 160.0 + 48.0 * (at / 3) as f32);
        let (one, two) = if found(row) {
            (format!("{}%", cell(row, "%")), format!("{} mg/g", cell(row, "mg/g")))
        } else {
            (cell(row, "%").to_owned(), String::new())
        };
        page.put(x, y, 8.0, &row.name);
        page.put(x, y + 14.0, 12.0, &one);
        if !two.is_empty() {
            page.put(x, y + 26.0, 7.0, &two);
        }
    }
    page.draws.1 = false;
}

/// What was found stands before its name.
pub fn numbers_before_names(page: &mut Page, c: &[Printed], _: &[Printed]) {
    layouts::head(page.sheets.last_mut().expect("a sheet"));
    page.put(40.0, 130.0, 12.0, "Cannabinoid Profile");
    for (at, row) in c.iter().enumerate() {
        let y = 150.0 + 14.0 * at as f32;
        let text = if found(row) { format!("{}%", cell(row, "%")) } else { cell(row, "%").to_owned() };
        page.put(50.0, y, 8.0, &text);
        page.put(110.0, y, 8.0, &row.name);
    }
    page.draws.1 = false;
}

/// Numbers before names in two columns side by side.
pub fn numbers_before_names_twice(page: &mut Page, c: &[Printed], t: &[Printed]) {
    layouts::head(page.sheets.last_mut().expect("a sheet"));
    for (x, title, list) in [(50.0, "Cannabinoids", c), (300.0, "Terpenes", t)] {
        page.put(x, 130.0, 10.0, title);
        for (at, row) in list.iter().enumerate() {
            let y = 150.0 + 13.0 * at as f32;
            let text = if found(row) { format!("{}%", cell(row, "%")) } else { cell(row, "%").to_owned() };
            page.put(x, y, 8.0, &text);
            page.put(x + 55.0, y, 8.0, &row.name);
        }
    }
}

/// Dry weight first, then as received.
pub fn dry_first(page: &mut Page, c: &[Printed], _: &[Printed]) {
    layouts::head(page.sheets.last_mut().expect("a sheet"));
    let mut all = vec![
        texts(&["Analyte", "LOQ", "Dry Weight", "As Received", "As Received"]),
        texts(&["", "(%)", "(%)", "(%)", "(mg/g)"]),
    ];
    all.extend(rows(c, |row| {
        let dry = if found(row) { percent(thousandths(row) * 10 / 9) } else { cell(row, "%").to_owned() };
        vec![
            row.name.clone(),
            "0.01".to_owned(),
            dry,
            cell(row, "%").to_owned(),
            cell(row, "mg/g").to_owned(),
        ]
    }));
    page.grid(140.0, 8.0, 12.0, &[40.0, 180.0, 230.0, 310.0, 400.0], &all);
    page.draws.1 = false;
}

/// The uncertainty stands in the same cell as the result.
pub fn uncertainty_in_the_cell(page: &mut Page, c: &[Printed], t: &[Printed]) {
    layouts::head(page.sheets.last_mut().expect("a sheet"));
    let of = |row: &Printed| {
        let with = |unit: &str, off: &str| {
            if found(row) { format!("{} ± {off}", cell(row, unit)) } else { cell(row, unit).to_owned() }
        };
        vec![row.name.clone(), "0.020".to_owned(), with("%", "0.041"), with("mg/g", "0.41")]
    };
    let head = vec![texts(&["Analyte", "LOQ (%)", "Result (%)", "Result (mg/g)"])];
    let columns = [40.0, 180.0, 240.0, 340.0];
    let end = page.grid(140.0, 8.0, 12.0, &columns, &[head.clone(), rows(c, of)].concat());
    page.grid(end + 30.0, 8.0, 12.0, &columns, &[head, rows(t, of)].concat());
}

/// Three tables side by side, the terpenes in two of them, a chart's ranks below.
pub fn three_abreast(page: &mut Page, c: &[Printed], t: &[Printed]) {
    layouts::head(page.sheets.last_mut().expect("a sheet"));
    let of = |row: &Printed| vec![row.name.clone(), cell(row, "%").to_owned(), cell(row, "mg/g").to_owned()];
    let head = |name: &str| vec![texts(&[name, "%", "mg/g"])];
    let (one, two) = t.split_at(6);
    page.put(30.0, 125.0, 9.0, "Cannabinoids");
    page.put(225.0, 125.0, 9.0, "Terpenes");
    page.grid(140.0, 6.0, 10.0, &[30.0, 130.0, 170.0], &[head("Analyte"), rows(c, of)].concat());
    page.grid(140.0, 6.0, 10.0, &[225.0, 320.0, 355.0], &[head("Analyte"), rows(one, of)].concat());
    page.grid(140.0, 6.0, 10.0, &[410.0, 510.0, 545.0], &[head("Analyte"), rows(two, of)].concat());
    let mut ranked: Vec<&Printed> = t.iter().filter(|row| found(row)).collect();
    ranked.sort_by_key(|row| std::cmp::Reverse(thousandths(row)));
    page.put(40.0, 330.0, 9.0, "Top Terpenes");
    for (at, row) in ranked.iter().take(3).enumerate() {
        page.put(40.0, 346.0 + 12.0 * at as f32, 7.0, &format!("{}. {}", at + 1, row.name));
        page.put(
            200.0,
            346.0 + 12.0 * at as f32,
            7.0,
            &format!("{}%", &cell(row, "%")[..cell(row, "%").len() - 1]),
        );
    }
}

/// Potency beside microbes, metals and solvents: their numbers are nobody's potency.
pub fn beside_other_panels(page: &mut Page, c: &[Printed], _: &[Printed]) {
    layouts::head(page.sheets.last_mut().expect("a sheet"));
    page.put(30.0, 125.0, 9.0, "Cannabinoids");
    let of = |row: &Printed| {
        vec![row.name.clone(), "0.10".to_owned(), cell(row, "mg/g").to_owned(), cell(row, "%").to_owned()]
    };
    let head = vec![texts(&["Analyte", "LOQ (mg/g)", "mg/g", "%"])];
    page.grid(140.0, 6.5, 10.5, &[30.0, 130.0, 190.0, 235.0], &[head, rows(c, of)].concat());
    page.put(310.0, 125.0, 9.0, "Microbials");
    page.grid(
        140.0,
        6.5,
        10.5,
        &[310.0, 430.0, 500.0, 555.0],
        &[
            texts(&["Analyte", "Limit", "Result", "Status"]),
            texts(&["Total Yeast and Mold", "10000 CFU/g", "1.2 x 10^3", "Pass"]),
            texts(&["Total Aerobic Bacteria", "100000 CFU/g", "TNTC", "Fail"]),
            texts(&["E. coli", "100 CFU/g", "<10", "Pass"]),
            texts(&["Salmonella", "Absent in 1 g", "ND", "Pass"]),
            texts(&["Aspergillus niger", "Absent in 1 g", "ND", "Pass"]),
        ],
    );
    page.put(310.0, 225.0, 9.0, "Heavy Metals (ug/g)");
    page.grid(
        240.0,
        6.5,
        10.5,
        &[310.0, 430.0, 500.0, 555.0],
        &[
            texts(&["Analyte", "Limit", "Result", "Status"]),
            texts(&["Arsenic", "0.2", "0.014", "Pass"]),
            texts(&["Cadmium", "0.2", "<LOQ", "Pass"]),
            texts(&["Lead", "0.5", "0.021", "Pass"]),
            texts(&["Mercury", "0.1", "ND", "Pass"]),
        ],
    );
    page.draws.1 = false;
}

/// What a millilitre and a bottle hold.
pub fn per_millilitre(page: &mut Page, c: &[Printed], _: &[Printed]) {
    layouts::head(page.sheets.last_mut().expect("a sheet"));
    page.put(40.0, 122.0, 8.0, "Density: 0.9400 g/mL   Bottle: 30 mL");
    let mut all = vec![texts(&["Cannabinoid", "LOQ (%)", "%", "mg/g", "mg/mL", "mg/bottle"])];
    all.extend(rows(c, |row| {
        let hundredths = thousandths(row) * 94 / 100;
        let (ml, bottle) = if found(row) {
            (grams(hundredths), format!("{}.{}", hundredths * 30 / 100, hundredths * 30 % 100 / 10))
        } else {
            (cell(row, "%").to_owned(), cell(row, "%").to_owned())
        };
        vec![
            row.name.clone(),
            "0.02".to_owned(),
            cell(row, "%").to_owned(),
            cell(row, "mg/g").to_owned(),
            ml,
            bottle,
        ]
    }));
    page.grid(140.0, 8.0, 12.0, &[40.0, 180.0, 240.0, 300.0, 370.0, 440.0], &all);
    page.draws.1 = false;
}

/// Numbers with commas between thousands.
pub fn commas_in_thousands(page: &mut Page, _: &[Printed], t: &[Printed]) {
    layouts::head(page.sheets.last_mut().expect("a sheet"));
    let mut all = vec![texts(&["Terpene", "LOQ (ug/g)", "Result (ug/g)", "Result (%)"])];
    all.extend(rows(t, |row| {
        vec![row.name.clone(), "50.0".to_owned(), cell(row, "ug/g").to_owned(), cell(row, "%").to_owned()]
    }));
    page.grid(140.0, 8.0, 12.0, &[40.0, 180.0, 250.0, 340.0], &all);
    page.draws.0 = false;
}

/// Names set flush right, against their numbers.
pub fn names_flush_right(page: &mut Page, c: &[Printed], _: &[Printed]) {
    layouts::head(page.sheets.last_mut().expect("a sheet"));
    page.grid(140.0, 8.0, 12.0, &[110.0, 200.0, 270.0], &[texts(&["Cannabinoid", "%", "mg/g"])]);
    for (at, row) in c.iter().enumerate() {
        let y = 154.0 + 12.0 * at as f32;
        page.put(180.0 - paper::width(&row.name, 8.0), y, 8.0, &row.name);
        page.put(200.0, y, 8.0, cell(row, "%"));
        page.put(270.0, y, 8.0, cell(row, "mg/g"));
    }
    page.draws.1 = false;
}

/// A serving and a package, the mass beside it in brackets in the head, totals as rows among them.
pub fn servings_in_brackets(page: &mut Page, c: &[Printed], _: &[Printed]) {
    layouts::head(page.sheets.last_mut().expect("a sheet"));
    page.put(40.0, 118.0, 8.0, "1 serving = 4.0 g, 10 servings per package");
    let mut all = vec![
        texts(&["Analyte", "LOD", "LOQ", "Concentration", "Per serving", "Per package"]),
        texts(&["", "(mg/g)", "(mg/g)", "(mg/g)", "(mg)", "(mg)"]),
    ];
    all.extend(rows(c, |row| {
        vec![
            row.name.clone(),
            "0.004".to_owned(),
            "0.012".to_owned(),
            cell(row, "mg/g").to_owned(),
            cell(row, "mg/serving").to_owned(),
            cell(row, "mg/package").to_owned(),
        ]
    }));
    page.grid(140.0, 7.5, 12.0, &[40.0, 170.0, 220.0, 270.0, 360.0, 440.0], &all);
    page.draws.1 = false;
}

/// Status first, then the name.
pub fn status_before_names(page: &mut Page, c: &[Printed], t: &[Printed]) {
    layouts::head(page.sheets.last_mut().expect("a sheet"));
    let of = |row: &Printed| {
        vec![
            "Tested".to_owned(),
            row.name.clone(),
            cell(row, "mg/g").to_owned(),
            cell(row, "%").to_owned(),
            "0.03 / 0.10".to_owned(),
        ]
    };
    let head = vec![texts(&["Status", "Analyte", "mg/g", "%", "LOD / LOQ"])];
    let columns = [40.0, 90.0, 230.0, 290.0, 350.0];
    let end = page.grid(140.0, 7.5, 12.0, &columns, &[head.clone(), rows(c, of)].concat());
    page.grid(end + 26.0, 7.5, 12.0, &columns, &[head, rows(t, of)].concat());
}

/// Two tables abreast under heads of two lines, limits first.
pub fn plain_pair(page: &mut Page, c: &[Printed], t: &[Printed]) {
    layouts::head(page.sheets.last_mut().expect("a sheet"));
    let of = |row: &Printed| {
        vec![row.name.clone(), "0.10".to_owned(), cell(row, "%").to_owned(), cell(row, "mg/g").to_owned()]
    };
    let head = vec![texts(&["Analyte", "LOQ", "Mass", "Mass"]), texts(&["", "%", "%", "mg/g"])];
    page.grid(140.0, 6.5, 10.5, &[30.0, 130.0, 180.0, 235.0], &[head.clone(), rows(c, of)].concat());
    page.grid(140.0, 6.5, 10.5, &[310.0, 420.0, 470.0, 530.0], &[head, rows(t, of)].concat());
}

/// Bars drawn as text and a scale between name and result.
pub fn lists_with_scales(page: &mut Page, _: &[Printed], t: &[Printed]) {
    layouts::head(page.sheets.last_mut().expect("a sheet"));
    page.put(40.0, 130.0, 10.0, "Terpene Profile");
    for (at, text) in ["0.00", "0.25", "0.50", "0.75", "1.00"].iter().enumerate() {
        page.put(330.0 + 50.0 * at as f32, 140.0, 6.0, text);
    }
    page.grid(
        152.0,
        7.5,
        12.0,
        &[40.0, 170.0, 230.0, 280.0],
        &[texts(&["Terpene", "Result (%)", "mg/g", "LOQ"])],
    );
    let mut ranked: Vec<&Printed> = t.iter().collect();
    ranked.sort_by_key(|row| std::cmp::Reverse(thousandths(row)));
    for (at, row) in ranked.iter().enumerate() {
        let y = 166.0 + 12.0 * at as f32;
        page.put(40.0, y, 7.5, &row.name);
        page.put(170.0, y, 7.5, cell(row, "%"));
        page.put(230.0, y, 7.5, cell(row, "mg/g"));
        page.put(280.0, y, 7.5, "0.010");
    }
    page.put(40.0, 320.0, 8.0, &format!("Total Terpenes: {}%", percent(total(t))));
    page.draws.0 = false;
}

/// Cards of totals in two bases above a table that is as received.
pub fn totals_in_two_bases(page: &mut Page, c: &[Printed], _: &[Printed]) {
    layouts::head(page.sheets.last_mut().expect("a sheet"));
    let dry = |value: usize| percent(value * 10 / 9);
    page.all(&[
        (60.0, 118.0, 15.0, &format!("{}%", dry(total_thc(c)))),
        (60.0, 130.0, 7.0, "TOTAL THC (DRY)"),
        (220.0, 118.0, 10.0, &format!("{}%", percent(total_thc(c)))),
        (220.0, 130.0, 7.0, "TOTAL THC (AS RECEIVED)"),
    ]);
    let of = |row: &Printed| {
        vec![row.name.clone(), "0.01".to_owned(), cell(row, "%").to_owned(), cell(row, "mg/g").to_owned()]
    };
    let head = vec![texts(&["Analyte", "LOD %", "Result %", "Result mg/g"])];
    page.grid(155.0, 8.0, 12.0, &[40.0, 180.0, 240.0, 310.0], &[head, rows(c, of)].concat());
    page.draws.1 = false;
}
