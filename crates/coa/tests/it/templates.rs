//! Pages as single laboratories and their systems print them: boxes, tables side by side, limits, charts and other panels on one page,
//! with head and foot. All of it is made up but the arrangement.

use crate::arrangements::{
    Page, a_unit_for_each_row, bars_with_an_axis, beside_other_panels, cards, commas_in_thousands,
    dilution_limits_and_summary, dry_first, labels_in_a_grid, lists_with_scales, names_flush_right,
    numbers_before_names, numbers_before_names_twice, per_millilitre, plain_pair, servings_in_brackets,
    status_before_names, system_template, three_abreast, totals_in_two_bases, uncertainty_in_the_cell,
};
use crate::layouts::{self, Dice, Paper, Printed};
use crate::paper::{Greek, Sheet};

type Draw = fn(&mut Page, &[Printed], &[Printed]);
/// What it is like, the units it prints, which spelling of names, and the head's fields.
type Template = (&'static str, &'static [&'static str], usize, &'static [(&'static str, &'static str)], Draw);

const USUAL: &[(&str, &str)] = &[
    ("sample_id", "2301XYZ0082-001"),
    ("batch", "BATCH-2231-A"),
    ("received", "2023-01-25"),
    ("reported", "2023-01-28"),
];

const TEMPLATES: &[Template] = &[
    (
        "three boxes and a summary of panels",
        &["%", "mg/g"],
        1,
        &[
            ("sample_id", "2206EXA0123.4567"),
            ("batch", "BO-0522-3"),
            ("produced", "2022-05-30"),
            ("collected", "2022-06-01"),
            ("received", "2022-06-02"),
            ("completed", "2022-06-05"),
            ("product_name", "Blue Orchard"),
        ],
        system_template,
    ),
    (
        "labels in a grid, notes at the right",
        &["%", "mg/g"],
        3,
        &[
            ("batch", "OW-2103-11"),
            ("sample_id", "T000123456"),
            ("reported", "2021-03-23"),
            ("received", "2021-03-19"),
        ],
        labels_in_a_grid,
    ),
    (
        "bars with an axis",
        &["%", "mg/g"],
        2,
        &[
            ("sample_id", "C61234-1"),
            ("batch", "OH-77"),
            ("received", "2019-07-06"),
            ("reported", "2019-07-11"),
            ("tested", "2019-07-09"),
        ],
        bars_with_an_axis,
    ),
    (
        "dilutions, limits and a summary",
        &["mg/g", "%"],
        1,
        &[
            ("sample_id", "AABX123"),
            ("batch", "L0420-9"),
            ("collected", "2021-09-14"),
            ("completed", "2021-09-18"),
        ],
        dilution_limits_and_summary,
    ),
    (
        "a unit for each row",
        &["%"],
        0,
        &[
            ("sample_id", "22-004512-0001"),
            ("report_id", "22-004512/D002.R000"),
            ("package_tag", "1A401030001C2F1000004455"),
            ("reported", "2022-04-19"),
            ("collected", "2022-04-12"),
            ("received", "2022-04-13"),
        ],
        a_unit_for_each_row,
    ),
    ("dry weight first", &["%", "mg/g"], 1, USUAL, dry_first),
    ("the uncertainty in the cell", &["%", "mg/g"], 0, USUAL, uncertainty_in_the_cell),
    ("three tables abreast", &["%", "mg/g"], 0, USUAL, three_abreast),
    ("beside other panels", &["mg/g", "%"], 1, USUAL, beside_other_panels),
    ("per millilitre and bottle", &["%", "mg/g"], 0, USUAL, per_millilitre),
    ("commas in thousands", &["ug/g", "%"], 0, USUAL, commas_in_thousands),
    ("names flush right", &["%", "mg/g"], 0, USUAL, names_flush_right),
    ("servings in brackets", &["mg/g", "mg/serving", "mg/package"], 1, USUAL, servings_in_brackets),
    ("status before names", &["mg/g", "%"], 1, USUAL, status_before_names),
    ("two tables abreast", &["%", "mg/g"], 1, USUAL, plain_pair),
    ("a list by rank with a scale", &["%", "mg/g"], 1, USUAL, lists_with_scales),
    ("totals in two bases", &["%", "mg/g"], 1, USUAL, totals_in_two_bases),
];

/// What is not read today; it may be missed and doubted, never wrong.
const NOT_READ: &[Template] = &[
    ("cards", &["%", "mg/g"], 0, USUAL, cards),
    ("numbers before names", &["%"], 0, USUAL, numbers_before_names),
    ("numbers before names, two columns", &["%"], 0, USUAL, numbers_before_names_twice),
];

/// `12345` as `12,345`.
fn with_commas(text: &str) -> String {
    if text.len() > 3 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        format!("{},{}", &text[..text.len() - 3], &text[text.len() - 3..])
    } else {
        text.to_owned()
    }
}

fn made(seed: u64, template: &Template) -> Paper {
    let (what, units, name, _, draw) = template;
    let mut dice = Dice::new(seed + 30_000);
    let style = layouts::Style { units, name: *name, ..layouts::style(&mut dice) };
    let mut c = layouts::printed(&mut dice, &style, layouts::CANNABINOIDS, 30_000);
    let mut t = layouts::printed(&mut dice, &style, layouts::TERPENES, 2_000);
    if *what == "commas in thousands" {
        for (_, text) in c.iter_mut().chain(&mut t).flat_map(|row| &mut row.cells) {
            *text = with_commas(text);
        }
    }
    if *what == "a unit for each row" {
        for (_, text) in c.iter_mut().flat_map(|row| &mut row.cells).filter(|(_, text)| text == "ND") {
            "<LOQ".clone_into(text);
        }
    }
    let mut page = Page { sheets: vec![Sheet::default()], draws: (true, true) };
    draw(&mut page, &c, &t);
    let kept = |rows: Vec<Printed>, drawn: bool| if drawn { rows } else { Vec::new() };
    let (with_c, with_t) = page.draws;
    Paper {
        sheets: page.sheets,
        greek: Greek::Sound,
        cannabinoids: kept(c, with_c),
        terpenes: kept(t, with_t),
        seed,
    }
}

/// One of each template that is read.
pub fn papers(seed: u64) -> impl Iterator<Item = Paper> {
    TEMPLATES.iter().map(move |template| made(seed, template))
}

/// And of those that are not.
pub fn others(seed: u64) -> impl Iterator<Item = Paper> {
    NOT_READ.iter().map(move |template| made(seed, template))
}

#[test]
fn pages_of_laboratories_are_read() {
    let mut failures = Vec::new();
    for template in TEMPLATES {
        let (mut right, mut all, mut wrong, mut missing) = (0, 0, Vec::new(), Vec::new());
        for seed in 0..12 {
            let paper = made(seed, template);
            all += paper.cannabinoids.len() + paper.terpenes.len();
            let profile = layouts::profile(&paper);
            let (read, unflagged, lost) = layouts::judge(&paper, &profile);
            right += read;
            wrong.extend(unflagged);
            missing.extend(lost);
            for (field, value) in template.3 {
                let said =
                    if profile.get(field).is_some() { &profile[field] } else { &profile["dates"][field] };
                if said != value {
                    missing.push(format!("{field} is {said} for {value}"));
                }
            }
        }
        let few = |list: &[String]| list.iter().take(4).cloned().collect::<Vec<_>>().join("\n  ");
        if !wrong.is_empty() || right * 1000 < all * 985 || !missing.is_empty() {
            failures.push(format!(
                "{}: {right} of {all}, {} wrong\n  {}\n  {}",
                template.0,
                wrong.len(),
                few(&wrong),
                few(&missing)
            ));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn what_is_not_read_is_not_wrong_either() {
    for template in NOT_READ {
        for seed in 0..12 {
            let paper = made(seed, template);
            let (_, wrong, _) = layouts::judge(&paper, &layouts::profile(&paper));
            assert!(wrong.is_empty(), "{}: {wrong:?}", template.0);
        }
    }
}
