//! Pages put together from all that laboratories do, each choice by itself: which columns and in which order, what stands above them,
//! how nothing is said, where totals stand, what identifiers and dates are called. Many more arrangements come of it than anybody
//! has seen, and for each it is known what is printed.

use countersign_coa::number::Decimal;
use serde_json::Value;

use crate::layouts::{CANNABINOIDS, Dice, TERPENES};
use crate::paper::{self, Sheet};

/// A row as it is printed: the texts by unit, and what they are.
#[derive(Debug, Clone)]
pub struct Row {
    pub list: &'static str,
    pub key: &'static str,
    pub cells: Vec<(&'static str, String)>,
    pub kind: &'static str,
}

#[derive(Debug, Clone)]
pub struct Made {
    pub seed: u64,
    pub sheets: Vec<Sheet>,
    pub rows: Vec<Row>,
    pub totals: Vec<(&'static str, String)>,
    pub fields: Vec<(&'static str, String)>,
    /// What was chosen, to see what is read worst.
    pub tags: Vec<String>,
}

/// A column: what it holds, and what may stand above it, `|` between two lines.
#[derive(Debug, Clone, Copy)]
struct Column(Holds, &'static [&'static str]);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    Result(&'static str),
    /// The same without its water: no result beside one that is as received.
    Dry(&'static str),
    Always(&'static str),
    OffResult,
    Limit(&'static str),
    Name,
}

const PERCENT: Column = Column(
    Holds::Result("%"),
    &["%", "Result (%)", "wt %", "Percent (%)", "Result|%", "Conc.|(%)", "% w/w", "Mass (%)"],
);
const GRAM: Column = Column(
    Holds::Result("mg/g"),
    &["mg/g", "Result (mg/g)", "mg/g", "Conc. (mg/g)", "Result|mg/g", "Conc.|(mg/g)", "MG/G", "Mass (mg/g)"],
);
const PPM: Column = Column(Holds::Result("ppm"), &["ppm", "Result (ppm)", "PPM", "Conc. (ppm)"]);
const SERVING: Column = Column(
    Holds::Result("mg/serving"),
    &["mg/serving", "Per Serving (mg)", "mg per serving", "Result|mg/serving"],
);
const PACKAGE: Column = Column(
    Holds::Result("mg/package"),
    &["mg/package", "Per Package (mg)", "mg per package", "Result|mg/package"],
);
const DRY: Column = Column(Holds::Dry("%"), &["Dry Wt. (%)", "% (dry weight)", "Dry Weight|%", "Dry|(%)"]);
const RECEIVED: Column =
    Column(Holds::Result("%"), &["As Received (%)", "% (as received)", "As Received|%", "Wet|(%)"]);
const LOD: Column = Column(Holds::Limit("0.010"), &["LOD (%)", "LOD", "LOD|%", "LOD"]);
const LOQ: Column = Column(Holds::Limit("0.030"), &["LOQ (%)", "LOQ", "LOQ|%", "LOQ"]);
const LOQ_GRAM: Column = Column(Holds::Limit("0.30"), &["LOQ (mg/g)", "LOQ mg/g", "LOQ|mg/g"]);
const BOTH: Column = Column(Holds::Always("0.01/0.03"), &["LOD/LOQ (%)", "LOD/LOQ", "LOD/LOQ|%"]);
const OFF: Column = Column(Holds::OffResult, &["Uncertainty (%)", "MU (%)", "± (%)", "Meas. Unc.|%"]);
const CAS: Column = Column(Holds::Always("1972-08-3"), &["CAS", "CAS #", "CAS No."]);
const STATUS: Column = Column(Holds::Always("Tested"), &["Status", "Pass/Fail", "Status"]);
const NAME: Column =
    Column(Holds::Name, &["Analyte", "Compound", "Cannabinoid", "Test", "Name", "Component"]);

const RECIPES: &[(&str, &[Column])] = &[
    ("limits first", &[NAME, LOD, LOQ, PERCENT, GRAM]),
    ("mg/g first", &[NAME, LOQ, GRAM, PERCENT]),
    ("plain", &[NAME, PERCENT, GRAM]),
    ("one column", &[NAME, PERCENT]),
    ("one column and its limit", &[NAME, LOQ, PERCENT]),
    ("limits behind", &[NAME, PERCENT, GRAM, LOD, LOQ]),
    ("limits in one", &[NAME, BOTH, PERCENT, GRAM]),
    ("servings", &[NAME, LOQ, PERCENT, GRAM, SERVING, PACKAGE]),
    ("servings first", &[NAME, SERVING, PACKAGE, GRAM, PERCENT]),
    ("dry beside received", &[NAME, LOQ, RECEIVED, DRY, GRAM]),
    ("dry first", &[NAME, DRY, RECEIVED]),
    ("uncertainty between", &[NAME, LOD, LOQ, PERCENT, OFF, GRAM]),
    ("uncertainty last", &[NAME, GRAM, PERCENT, OFF]),
    ("registry and status", &[NAME, CAS, LOQ_GRAM, GRAM, PERCENT, STATUS]),
    ("ppm", &[NAME, LOD, PPM, PERCENT]),
    ("ppm and mg/g", &[NAME, PERCENT, PPM, GRAM]),
    ("status first", &[STATUS, NAME, LOQ, PERCENT, GRAM]),
];

const NOTHING: &[(&str, &str)] = &[
    ("ND", "nd"),
    ("ND", "nd"),
    ("N.D.", "nd"),
    ("Not Detected", "nd"),
    ("None Detected", "nd"),
    ("-", "nd"),
    ("<LOQ", "below_loq"),
    ("< LOQ", "below_loq"),
    ("BLQ", "below_loq"),
    ("BQL", "below_loq"),
    ("<0.03", "below_limit"),
    ("NT", "not_tested"),
    ("NR", "not_reported"),
];

/// Of one substance, in ten-thousandths of a per cent: that is ppm.
fn amount(dice: &mut Dice, at: usize, list: &str) -> usize {
    match (at, list) {
        (0, "cannabinoids") => 140_000 + dice.below(140_000),
        (1, "cannabinoids") => 2_000 + dice.below(12_000),
        (_, "cannabinoids") => 400 + dice.below(9_000),
        _ => 400 + dice.below(8_000),
    }
}

fn text_in(unit: &str, ppm: usize, places: usize) -> String {
    // All as whole numbers of ten-thousandths.
    let (of, places) = match unit {
        "%" => (ppm, places),
        "mg/g" => (ppm * 10, places.max(2) - 1),
        "mg/serving" => (ppm * 40, 2),
        "mg/package" => (ppm * 400, 2),
        _ => return ppm.to_string(),
    };
    let step = 10_usize.pow(u32::try_from(4 - places).expect("few"));
    let rounded = (of + step / 2) / step;
    let whole = 10_usize.pow(u32::try_from(places).expect("few"));
    format!("{}.{:0places$}", rounded / whole, rounded % whole)
}

struct Style {
    columns: &'static [Column],
    heads: Vec<&'static str>,
    size: f32,
    pitch: f32,
    align: usize,
    spacing: f32,
    places: usize,
    name: usize,
    signs: bool,
    nothing: (&'static str, &'static str),
    capitals: bool,
    /// No narrower than this: a row by itself stands in the columns of its table.
    step: f32,
}

fn style(dice: &mut Dice, tags: &mut Vec<String>) -> Style {
    let (recipe, columns) = *dice.one_of(RECIPES);
    tags.push(format!("columns: {recipe}"));
    let variant = dice.below(8);
    let heads = columns.iter().map(|column| column.1[variant % column.1.len()]).collect();
    tags.push(format!("heads: {variant}"));
    let size = *dice.one_of(&[6.0_f32, 7.0, 8.0, 9.0]);
    let nothing = *dice.one_of(NOTHING);
    tags.push(format!("nothing: {}", nothing.0));
    let spacing = *dice.one_of(&[0.0_f32, 0.0, 0.0, 0.0, 0.12, 0.25]) * size;
    tags.push(format!("letters: {}", if spacing > 0.0 { "spaced" } else { "plain" }));
    let align = dice.below(3);
    tags.push(format!("align: {align}"));
    Style {
        columns,
        heads,
        size,
        pitch: size * *dice.one_of(&[1.3_f32, 1.6, 2.0]),
        align,
        spacing,
        places: 2 + dice.below(2),
        name: dice.below(4),
        signs: dice.below(6) == 0,
        nothing,
        capitals: dice.below(4) == 0,
        step: 0.0,
    }
}

fn rows(
    dice: &mut Dice,
    style: &Style,
    list: &'static str,
    of: &[(&'static str, &[&str])],
) -> Vec<(Row, String, usize)> {
    let mut rows = Vec::new();
    for (at, (key, names)) in of.iter().enumerate() {
        let found = at == 0 || dice.below(3) > 0;
        let ppm = if found { amount(dice, at, list) } else { 0 };
        let units = style.columns.iter().filter_map(|column| match column.0 {
            Holds::Result(unit) => Some(unit),
            _ => None,
        });
        let text = |unit| if found { text_in(unit, ppm, style.places) } else { style.nothing.0.to_owned() };
        let cells = units.map(|unit| (unit, text(unit))).collect();
        let kind = if found { "value" } else { style.nothing.1 };
        let name = names[style.name.min(names.len() - 1)];
        let name = if style.capitals && !name.contains('{') { name.to_uppercase() } else { name.to_owned() };
        rows.push((Row { list, key, cells, kind }, name, ppm));
    }
    rows
}

fn long(style: &Style, text: &str) -> f32 {
    paper::width(text, style.size) + style.spacing * text.chars().count() as f32
}

/// From one column to the next: the widest word above or in one of them and a gap.
fn step(style: &Style) -> f32 {
    let heads = style.heads.iter().flat_map(|head| head.split('|')).filter(|head| !head.is_empty());
    let widest = heads
        .map(|head| long(style, head))
        .fold(long(style, "None Detected").min(style.size * 6.0), f32::max);
    let widest = if style.nothing.0.len() > 5 { widest.max(long(style, style.nothing.0)) } else { widest };
    widest + style.size * 1.6
}

fn room(style: &Style, rows: &[(Row, String, usize)]) -> f32 {
    rows.iter().map(|row| long(style, &row.1)).fold(style.size * 6.0, f32::max)
}

fn wide(style: &Style, rows: &[(Row, String, usize)]) -> f32 {
    room(style, rows) + style.size * 2.5 + step(style) * (style.columns.len() - 1) as f32
}

fn table(sheet: &mut Sheet, style: &Style, rows: &[(Row, String, usize)], x: f32, top: f32) -> f32 {
    let Style { size, spacing, .. } = *style;
    let names = style.columns.iter().position(|column| column.0 == Holds::Name).expect("names");
    let (step, room) = (style.step.max(step(style)), room(style, rows));
    let left = |at: usize| x + step * at as f32 + if at > names { room + size * 1.5 - step } else { 0.0 };
    let mut put = |at: usize, y: f32, text: &str| {
        let free = step - size * 0.8 - long(style, text);
        let shift = match style.align {
            _ if at == names => 0.0,
            0 => 0.0,
            1 => free / 2.0,
            _ => free,
        };
        sheet.texts.push(paper::Text {
            x: left(at) + shift,
            y,
            size,
            spacing,
            up: false,
            text: text.to_owned(),
        });
    };
    let two = style.heads.iter().any(|head| head.contains('|'));
    let mut y = top;
    for (at, head) in style.heads.iter().enumerate() {
        match head.split_once('|') {
            Some((one, other)) => {
                put(at, y, one);
                put(at, y + size * 1.2, other);
            }
            None => put(at, y + if two { size * 0.6 } else { 0.0 }, head),
        }
    }
    y += style.pitch + if two { size * 1.2 } else { 0.0 };
    for (row, name, ppm) in rows {
        for (at, column) in style.columns.iter().enumerate() {
            let text = match column.0 {
                Holds::Name => name.clone(),
                Holds::Result(unit) => {
                    let text = &row.cells.iter().find(|(of, _)| *of == unit).expect("a cell").1;
                    let sign = style.signs && unit == "%" && row.kind == "value";
                    if sign { format!("{text}%") } else { text.clone() }
                }
                Holds::Dry(_) if row.kind != "value" => style.nothing.0.to_owned(),
                Holds::Dry(unit) => text_in(unit, ppm * 100 / 89, style.places),
                Holds::OffResult if row.kind != "value" => "NA".to_owned(),
                Holds::OffResult => format!("±{}", text_in("%", ppm / 20 + 10, 3)),
                Holds::Always(text) | Holds::Limit(text) => text.to_owned(),
            };
            put(at, y, &text);
        }
        y += style.pitch;
    }
    y
}

/// What is called what, and which field it is.
const IDS: &[(&str, &[&str], &[&str])] = &[
    (
        "sample_id",
        &["Sample ID", "Lab ID", "Sample #", "Lab Sample ID", "Sample Number", "Laboratory ID", "LIMS ID"],
        &["2301XYZ0082-001", "SD220915-033", "C61234-1", "22-004512-0001"],
    ),
    (
        "batch",
        &[
            "Batch Number",
            "Batch #",
            "Batch ID",
            "Batch/Lot #",
            "Harvest Batch",
            "Production Batch",
            "Batch No.",
        ],
        &["BATCH-2231-A", "GLD-0421", "B77.1", "20220915-OG"],
    ),
    (
        "package_tag",
        &["METRC Tag", "Metrc Package ID", "METRC ID", "Package Tag", "Test RFID", "METRC Sample", "UID"],
        &["1A4060300005F64000004517", "1A401030001C2F1000004455"],
    ),
    (
        "source_tag",
        &[
            "Source METRC UID",
            "Source RFID",
            "METRC Batch",
            "Source Package",
            "METRC Source ID",
            "Source Tag",
        ],
        &["1A4060300002EE1000009841", "1A40C030000ABCD000001234"],
    ),
];

const DATES: &[(&str, &[&str])] = &[
    (
        "collected",
        &["Date Collected", "Collected", "Sampled", "Sample Date", "Collection Date", "Date Sampled"],
    ),
    (
        "received",
        &["Date Received", "Received", "Received On", "Sample Received", "Received Date", "Date Rec'd"],
    ),
    ("tested", &["Date Tested", "Tested", "Test Date", "Analysis Date", "Date Analyzed", "Date of Analysis"]),
    (
        "reported",
        &["Date Reported", "Reported", "Report Date", "Date Issued", "Reported On", "Date of Report"],
    ),
];

const MONTHS: &[&str] = &[
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn date(way: usize, month: usize, day: usize) -> String {
    let name = MONTHS[month - 1];
    let short = &name[..3];
    match way {
        0 => format!("{month:02}/{day:02}/2023"),
        1 => format!("{month}/{day}/23"),
        2 => format!("2023-{month:02}-{day:02}"),
        3 => format!("{name} {day}, 2023"),
        4 => format!("{} {day}, 2023", short.to_uppercase()),
        5 => format!("{day} {name} 2023"),
        6 => format!("{day:02}-{short}-2023"),
        7 => format!("{month:02}/{day:02}/2023 10:45 AM"),
        8 => format!("{month:02}-{day:02}-2023"),
        9 => format!("{day:02}{short}2023"),
        10 => format!("{month:02}.{day:02}.2023"),
        _ => format!("2023-{month:02}-{day:02}T00:00:00Z"),
    }
}

/// Labels and their values over the page; each choice is one for the whole head.
fn head(dice: &mut Dice, sheet: &mut Sheet, tags: &mut Vec<String>) -> Vec<(&'static str, String)> {
    let mut fields = Vec::new();
    let mut texts = Vec::new();
    for (field, labels, values) in IDS {
        // A tag is not always there.
        if !field.contains("tag") || dice.below(2) == 0 {
            let (label, value) = (*dice.one_of(labels), *dice.one_of(values));
            texts.push((label.to_owned(), value.to_owned()));
            fields.push((*field, value.to_owned()));
        }
    }
    let way = dice.below(12);
    tags.push(format!("dates: {}", date(way, 9, 5)));
    let (month, day) = (1 + dice.below(12), 1 + dice.below(20));
    for (after, (field, labels)) in DATES.iter().enumerate() {
        if dice.below(4) > 0 {
            texts.push(((*dice.one_of(labels)).to_owned(), date(way, month, day + after)));
            fields.push((*field, format!("2023-{month:02}-{:02}", day + after)));
        }
    }
    let place = dice.below(5);
    tags.push(format!(
        "labels: {}",
        ["colon", "apart", "above", "apart with colon", "three in a row"][place]
    ));
    sheet.put(200.0, 36.0, 14.0, "Certificate of Analysis");
    for (at, (label, value)) in texts.iter().enumerate() {
        let (column, line) = ((at % 2) as f32, (at / 2) as f32);
        let (x, y) = (40.0 + 280.0 * column, 56.0 + 12.0 * line);
        match place {
            0 => sheet.put(x, y, 8.0, &format!("{label}: {value}")),
            1 | 3 => {
                sheet.put(x, y, 8.0, &if place == 1 { label.clone() } else { format!("{label}:") });
                sheet.put(x + 110.0, y, 8.0, value);
            }
            2 => {
                let (x, y) = (40.0 + 138.0 * (at % 4) as f32, 56.0 + 26.0 * (at / 4) as f32);
                sheet.put(x, y, 7.0, label);
                sheet.put(x, y + 10.0, 8.0, value);
            }
            _ => {
                let (x, y) = (36.0 + 190.0 * (at % 3) as f32, 56.0 + 13.0 * (at / 3) as f32);
                sheet.put(x, y, 7.0, &format!("{label}: {value}"));
            }
        }
    }
    fields
}

/// What the rows lead to, in ppm.
fn totals(rows: &[(Row, String, usize)]) -> [(&'static str, &'static [&'static str], usize); 3] {
    let of = |key: &str| rows.iter().find(|row| row.0.key == key).map_or(0, |row| row.2);
    let active = |neutral: &str, acid: &str| of(neutral) + (of(acid) * 877 + 500) / 1000;
    [
        (
            "total_thc",
            &["Total THC", "TOTAL THC", "Max Active THC", "Total Potential THC"],
            active("delta_9_thc", "thca"),
        ),
        (
            "total_cbd",
            &["Total CBD", "TOTAL CBD", "Max Active CBD", "Total Potential CBD"],
            active("cbd", "cbda"),
        ),
        (
            "total_cannabinoids",
            &["Total Cannabinoids", "TOTAL CANNABINOIDS", "Total Cannabinoids", "Total Cannabinoids"],
            rows.iter().map(|row| row.2).sum(),
        ),
    ]
}

fn put_totals(
    dice: &mut Dice,
    sheet: &mut Sheet,
    style: &Style,
    rows: &[(Row, String, usize)],
    (x, y): (f32, f32),
    tags: &mut Vec<String>,
) -> (f32, Vec<(&'static str, String)>) {
    let place = dice.below(4);
    tags.push(format!("totals: {}", ["none", "below", "in the table", "above"][place]));
    let word = dice.below(4);
    let mut said = Vec::new();
    let mut end = y;
    for (at, (key, names, ppm)) in totals(rows).into_iter().enumerate() {
        let percent = text_in("%", ppm, style.places);
        let name = names[word];
        match place {
            0 => continue,
            1 => sheet.put(x, end + 6.0, style.size, &format!("{name}: {percent} %")),
            2 => {
                let mut row =
                    vec![(Row { list: "", key, cells: Vec::new(), kind: "value" }, name.to_owned(), ppm)];
                row[0].0.cells = style
                    .columns
                    .iter()
                    .filter_map(|column| match column.0 {
                        Holds::Result(unit) => Some((unit, text_in(unit, ppm, style.places))),
                        _ => None,
                    })
                    .collect();
                // In its own row of the table: the columns are where they are.
                said.push((key, percent.clone()));
                let bare = Style { heads: vec![""; style.columns.len()], step: step(style), ..copy(style) };
                let longest = rows.iter().map(|row| row.1.clone()).max_by_key(String::len).expect("a row");
                row.push((
                    Row { list: "", key: "", cells: row[0].0.cells.clone(), kind: "value" },
                    longest,
                    0,
                ));
                only_first(sheet, &bare, &row, x, end);
                end += style.pitch;
                continue;
            }
            _ => sheet.put(60.0 + 170.0 * at as f32, 118.0 + 22.0, 11.0, &format!("{name} {percent}%")),
        }
        said.push((key, percent));
        if place == 1 {
            end += style.pitch;
        }
    }
    (end, said)
}

fn copy(style: &Style) -> Style {
    Style { heads: style.heads.clone(), ..*style }
}

/// The first of two rows, the second of which only says how wide names are.
fn only_first(sheet: &mut Sheet, style: &Style, rows: &[(Row, String, usize)], x: f32, y: f32) {
    let mut own = Sheet::default();
    table(&mut own, style, rows, x, y - style.pitch);
    sheet
        .texts
        .extend(own.texts.into_iter().filter(|text| text.y < y + style.pitch * 0.5 && !text.text.is_empty()));
}

/// One page, from a seed.
pub fn made(seed: u64) -> Made {
    let mut dice = Dice::new(seed + 70_000);
    let mut tags = Vec::new();
    let mut sheet = Sheet::default();
    let fields = head(&mut dice, &mut sheet, &mut tags);
    let mut style = style(&mut dice, &mut tags);
    let c = rows(&mut dice, &style, "cannabinoids", CANNABINOIDS);
    let t = rows(&mut dice, &style, "terpenes", TERPENES);
    // What does not fit on the page is printed smaller.
    while wide(&style, &c) > 560.0 && style.size > 4.5 {
        style.size -= 0.25;
    }
    style.pitch = style.pitch.min(style.size * 2.0);
    let top = 170.0;
    let beside = wide(&style, &c) + wide(&style, &t) < 580.0 && dice.below(3) > 0;
    tags.push(format!("tables: {}", if beside { "side by side" } else { "stacked" }));
    let x = if beside { 28.0 } else { 40.0 };
    let end = table(&mut sheet, &style, &c, x, top);
    let (end, totals) = put_totals(&mut dice, &mut sheet, &style, &c, (x, end), &mut tags);
    if beside {
        let shift = *dice.one_of(&[0.0_f32, 0.0, 2.6, 5.0]);
        table(&mut sheet, &style, &t, x + wide(&style, &c), top + shift);
    } else {
        table(&mut sheet, &style, &t, x, end + 34.0);
    }
    let rows = c.into_iter().chain(t).map(|(row, ..)| row).collect();
    Made { seed, sheets: vec![sheet], rows, totals, fields, tags }
}

/// What became of what is printed.
#[derive(Debug, Default, Clone)]
pub struct Count {
    pub right: usize,
    /// Right and said without a flag.
    pub sure: usize,
    pub doubted: usize,
    pub missing: usize,
    pub wrong: Vec<String>,
    pub fields: usize,
    pub fields_right: usize,
    pub fields_wrong: Vec<String>,
    pub lost: Vec<String>,
}

impl Count {
    pub fn all(&self) -> usize {
        self.right + self.doubted + self.missing + self.wrong.len()
    }

    pub fn add(&mut self, other: &Self) {
        self.right += other.right;
        self.sure += other.sure;
        self.doubted += other.doubted;
        self.missing += other.missing;
        self.wrong.extend(other.wrong.iter().cloned());
        self.fields += other.fields;
        self.fields_right += other.fields_right;
        self.fields_wrong.extend(other.fields_wrong.iter().cloned());
        self.lost.extend(other.lost.iter().cloned());
    }
}

fn is_flagged(found: &Value) -> bool {
    found["flags"].as_array().is_some_and(|flags| !flags.is_empty())
}

pub fn judge(made: &Made, profile: &Value) -> Count {
    let mut count = Count::default();
    for row in &made.rows {
        let what = format!("seed {} ({}) {} {:?}", made.seed, made.tags.join(", "), row.key, row.cells);
        let said =
            profile[row.list].as_array().and_then(|rows| rows.iter().find(|said| said["key"] == row.key));
        let Some(found) = said else {
            count.missing += 1;
            count.lost.push(format!("{what} is missing"));
            continue;
        };
        let same = found["kind"] == row.kind
            && (row.kind != "value"
                || row.cells.iter().all(|(unit, text)| found["printed"][unit] == text.as_str()));
        let said = format!("{what}: {} {} {}", found["kind"], found["printed"], found["flags"]);
        // A column that is not said is missing; what is said must be right.
        let printed = found["printed"].as_object();
        let as_printed = |(unit, text): (&String, &Value)| {
            row.cells.iter().any(|(of, cell)| of == unit && text == cell.as_str())
        };
        let in_part = found["kind"] == row.kind && printed.is_some_and(|said| said.iter().all(as_printed));
        match (same, is_flagged(found)) {
            (false, false) if in_part => {
                count.missing += 1;
                count.lost.push(said);
            }
            (true, flagged) => {
                count.right += 1;
                count.sure += usize::from(!flagged);
            }
            (false, true) => {
                count.doubted += 1;
                count.lost.push(said);
            }
            (false, false) => count.wrong.push(said),
        }
    }
    for (key, percent) in &made.totals {
        let total = &profile["totals"][key];
        let what = format!("seed {} {key} {percent}: {total}", made.seed);
        let said = total["printed"].as_array();
        let same = said.is_some_and(|said| {
            said.iter()
                .any(|text| text.as_str().is_some_and(|text| text.trim_end_matches([' ', '%']) == percent))
        });
        if !same && is_in_another_unit(total, percent) {
            count.missing += 1;
            count.lost.push(what);
            continue;
        }
        match (same, total.is_null(), is_flagged(total)) {
            (_, true, _) => {
                count.missing += 1;
                count.lost.push(what);
            }
            (true, _, flagged) => {
                count.right += 1;
                count.sure += usize::from(!flagged);
            }
            (false, _, true) => {
                count.doubted += 1;
                count.lost.push(what);
            }
            (false, _, false) => count.wrong.push(what),
        }
    }
    judge_fields(made, profile, &mut count);
    count
}

/// `9869 ppm` where `0.987 %` stands too: no other value, and not the one that is asked for.
fn is_in_another_unit(total: &Value, percent: &str) -> bool {
    let places = match total["unit"].as_str() {
        Some("mg/g") => 1,
        Some("ppm") => 4,
        _ => return false,
    };
    let said = Decimal::read(&total["value"].to_string());
    said.zip(Decimal::read(percent)).is_some_and(|(said, percent)| said.shifted(-places).agrees_with(percent))
}

fn judge_fields(made: &Made, profile: &Value, count: &mut Count) {
    for (field, value) in &made.fields {
        let said = if profile.get(field).is_some() { &profile[field] } else { &profile["dates"][field] };
        count.fields += 1;
        if said == value.as_str() {
            count.fields_right += 1;
        } else {
            count.fields_wrong.push(format!("seed {} {field} is {said} for {value}", made.seed));
        }
    }
}

#[test]
fn whatever_is_put_together_is_read_or_doubted() {
    let mut count = Count::default();
    for seed in 0..300 {
        let made = made(seed);
        count.add(&judge(&made, &paper::profile(&made.sheets, paper::Greek::Sound)));
    }
    let few = |list: &[String]| list.iter().take(10).cloned().collect::<Vec<_>>().join("\n");
    assert!(count.wrong.is_empty(), "{} wrong without a flag:\n{}", count.wrong.len(), few(&count.wrong));
    let all = count.all();
    assert!(count.right * 1000 >= all * 970, "{} of {all}:\n{}", count.right, few(&count.lost));
    let fields = count.fields;
    assert!(
        count.fields_right * 1000 >= fields * 900,
        "{} of {fields} fields:\n{}",
        count.fields_right,
        few(&count.fields_wrong)
    );
}
