//! Certificates of analysis: the list with its form, and one certificate beside its pages.

use std::collections::BTreeMap;

use askama::Template;
use serde::Deserialize;

use super::{CERTIFICATES, Leaf, sample_leaves};
use crate::shell::{Room, Shell, Theme};
use crate::ui::{Badge, Empty, Fact, Field, Verdict};

pub(super) const TYPE_IT: &str = "Values with a field are doubtful. Type each as the page prints it (a number, ND, <LOQ), or leave it \
                                  empty: then it is left out. Where no unit stands beside the field, it is doubtful too: type it \
                                  behind the number. A second person types them too.";
pub(super) const TYPE_IT_TOO: &str = "The first of two typed doubtful values off the page. Type them too, as the page prints them, with the \
                                      unit where none stands beside the field; they count when both say the same.";

/// `POST /menu/certificates/{id}/confirmation`
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ConfirmForm {
    pub csrf: String,
    pub tag: String,
    pub batch: String,
    /// The second of two begins again with what they read.
    pub instead: String,
    /// `value-4`: what was typed of the fourth value.
    #[serde(flatten)]
    pub values: BTreeMap<String, String>,
}

impl ConfirmForm {
    pub fn typed(&self) -> BTreeMap<usize, String> {
        let numbered = |(name, text): (&String, &String)| {
            Some((name.strip_prefix("value-")?.parse().ok()?, text.trim().to_owned()))
        };
        self.values.iter().filter_map(numbered).collect()
    }
}

/// `POST /menu/certificates/{id}/refusal`
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct RefusalForm {
    pub csrf: String,
    pub reason: String,
}

/// `GET /menu/certificates`
#[derive(Debug, Clone, Template)]
#[template(path = "menu/certificates.html")]
pub struct CertificatesPage {
    pub shell: Shell,
    pub leaves: Vec<Leaf>,
    /// Why the last file was not taken.
    pub error: Option<String>,
    pub list: Vec<Line>,
    pub empty: Option<Empty>,
}

#[derive(Debug, Clone)]
pub struct Line {
    pub id: String,
    pub file: String,
    pub state: Badge,
    /// The package or the batch it is about.
    pub about: String,
    pub kept: String,
    pub by: String,
}

/// `GET /menu/certificates/{id}`
#[derive(Debug, Clone, Template)]
#[template(path = "menu/certificate.html")]
pub struct CertificatePage {
    pub shell: Shell,
    pub id: String,
    pub file: String,
    pub state: Badge,
    /// What is to be done with it, or what became of it.
    pub summary: String,
    pub error: Option<String>,
    /// Doubts about the whole document and about its fields.
    pub doubts: Vec<String>,
    pub facts: Vec<Fact>,
    /// What is known elsewhere; empty where nothing is asked.
    pub others: Vec<Fact>,
    /// The totals of the certificate in force beside these.
    pub compared: Vec<Compared>,
    pub sheets: Vec<Sheet>,
    pub panels: Vec<Panel>,
    /// What may be done; none where it is decided, or one may not.
    pub decide: Option<Decide>,
}

/// One total here and in the certificate in force.
#[derive(Debug, Clone)]
pub struct Compared {
    pub name: String,
    pub here: String,
    pub in_force: String,
    pub verdict: Badge,
}

/// A page, its picture or its outline, with the place of everything that was read on it, in points.
#[derive(Debug, Clone)]
pub struct Sheet {
    pub number: u32,
    pub width: String,
    pub height: String,
    /// Where the picture of the page is; none where the size of the page was not kept.
    pub picture: Option<String>,
    pub places: Vec<Place>,
}

#[derive(Debug, Clone)]
pub struct Place {
    /// Of the row: `row-3`, and `place-3` here.
    pub number: usize,
    pub name: String,
    pub x: String,
    pub y: String,
    pub width: String,
    pub height: String,
    pub doubtful: bool,
}

#[derive(Debug, Clone)]
pub struct Panel {
    pub title: &'static str,
    pub rows: Vec<ValueRow>,
}

#[derive(Debug, Clone)]
pub struct ValueRow {
    pub number: usize,
    pub name: String,
    /// As it would be confirmed, or as people typed it; empty where it is left out.
    pub value: String,
    /// Where it is doubtful and this person may type it.
    pub field: Option<ValueField>,
    /// Why nobody may type it, where that is so.
    pub left_out: Option<&'static str>,
    pub printed: String,
    /// What speaks for it.
    pub checks: String,
    /// What speaks against it.
    pub doubts: Vec<String>,
    pub page: u32,
    /// Whether its place on the page is known.
    pub placed: bool,
}

/// Where a doubtful value is typed. Never filled in but with what this person typed a moment ago.
#[derive(Debug, Clone, Default)]
pub struct ValueField {
    pub text: String,
    /// In which a bare number is taken; none where it is typed with its unit.
    pub unit: Option<&'static str>,
    pub error: Option<String>,
}

#[derive(Debug, Clone)]
pub struct Decide {
    /// None where it cannot be read, or this person confirmed it already.
    pub confirm: Option<Confirm>,
    pub reason: Field,
}

#[derive(Debug, Clone)]
pub struct Confirm {
    /// `Confirm`, `Confirm as the first of two`
    pub label: &'static str,
    /// The package and the batch, where they are not sure.
    pub fields: Vec<Field>,
    /// What to know about typing, where there is something to type.
    pub note: Option<&'static str>,
    /// The second of two read something else: they may begin again with it.
    pub instead: bool,
}

impl CertificatesPage {
    pub fn sample() -> Self {
        let line = |id: &str, verdict, state: &str, about: &str| Line {
            id: id.to_owned(),
            file: format!("{id}.pdf"),
            state: Badge::new(verdict, state),
            about: about.to_owned(),
            kept: "09:40".to_owned(),
            by: "Ines Marrow".to_owned(),
        };
        Self {
            shell: Shell::sample(Room::Menu, "Certificates"),
            leaves: sample_leaves(CERTIFICATES),
            error: None,
            list: vec![
                line("coa_one", Verdict::Wait, "Being read", ""),
                line("coa_two", Verdict::Unknown, "Doubtful", "1A4000000000022000000123"),
                line("coa_three", Verdict::Pass, "Confirmed", "1A4000000000022000000124"),
            ],
            empty: None,
        }
    }

    pub fn sample_refused() -> Self {
        let error = "`file` is neither a PDF, a picture nor a JSON result; choose the laboratory's own file.";
        let empty = Empty::new("fact", "No certificate was handed in yet.", "The newest stands first.");
        Self { error: Some(error.to_owned()), list: Vec::new(), empty: Some(empty), ..Self::sample() }
    }
}

impl CertificatePage {
    pub fn sample() -> Self {
        Self {
            shell: Shell::sample(Room::Menu, "blue-dream.pdf"),
            id: "coa_two".to_owned(),
            file: "blue-dream.pdf".to_owned(),
            state: Badge::new(Verdict::Unknown, "Doubtful"),
            summary: "Something in it is doubtful, so two people confirm it.".to_owned(),
            error: None,
            doubts: vec!["Package tag: it is printed with different values.".to_owned()],
            facts: vec![Fact::new("Laboratory", "Aspen Labs"), Fact::new("Batch", "B-1")],
            others: vec![
                Fact::new(
                    "The state's lab result",
                    "unknown: it gives no values. Its word for the package is TestPassed (06:40)",
                ),
                Fact::new(
                    "On the menu of weedmaps",
                    "shown as Blue Dream 3.5 g with Total THC 21.28 %, THCA 23.6 % (06:40)",
                ),
            ],
            compared: vec![Compared {
                name: "Total thc".to_owned(),
                here: "21.28 %".to_owned(),
                in_force: "22.10 %".to_owned(),
                verdict: Badge::new(Verdict::Stop, "Differs"),
            }],
            sheets: vec![Sheet {
                number: 1,
                width: "612".to_owned(),
                height: "792".to_owned(),
                picture: Some("/menu/certificates/coa_two/pages/1.png".to_owned()),
                places: sample_places(),
            }],
            panels: sample_panels(),
            decide: Some(Decide {
                confirm: Some(Confirm {
                    label: "Confirm as the first of two",
                    fields: vec![Field::text("tag", "Package tag, as the page has it")],
                    note: Some(TYPE_IT),
                    instead: false,
                }),
                reason: Field::text("reason", "Why it is refused"),
            }),
        }
    }

    pub fn sample_confirmed() -> Self {
        Self {
            state: Badge::new(Verdict::Pass, "Confirmed"),
            summary: "Confirmed by Ines Marrow. It cannot change; a later certificate may take its place."
                .to_owned(),
            doubts: Vec::new(),
            others: Vec::new(),
            compared: Vec::new(),
            panels: typed(Self::sample().panels, None, "0.10 %"),
            decide: None,
            ..Self::sample()
        }
    }

    /// The second of two typed something else than the first.
    pub fn sample_differing() -> Self {
        let error = "is not what the first of two typed; look at the page again".to_owned();
        let field = ValueField { text: "1.00 %".to_owned(), unit: None, error: Some(error) };
        let confirm = Confirm {
            label: "Confirm as the second",
            fields: vec![],
            note: Some(TYPE_IT_TOO),
            instead: true,
        };
        Self {
            summary: "Confirmed by Ines Marrow as the first of two.".to_owned(),
            error: Some("Nothing is confirmed yet: look again at CBD.".to_owned()),
            panels: typed(Self::sample().panels, Some(field), ""),
            decide: Some(Decide {
                confirm: Some(confirm),
                reason: Field::text("reason", "Why it is refused"),
            }),
            ..Self::sample()
        }
    }

    /// Read before pages were drawn: only their outline is known.
    pub fn sample_outline() -> Self {
        let mut page = Self::sample_confirmed();
        for sheet in &mut page.sheets {
            sheet.picture = None;
        }
        page
    }
}

/// The doubtful values of a sample, as they stand later.
fn typed(mut panels: Vec<Panel>, field: Option<ValueField>, value: &str) -> Vec<Panel> {
    for row in panels.iter_mut().flat_map(|panel| &mut panel.rows).filter(|row| row.field.is_some()) {
        row.field.clone_from(&field);
        value.clone_into(&mut row.value);
    }
    panels
}

fn sample_panels() -> Vec<Panel> {
    let row = |number, name: &str, value: &str, printed: &str, doubts: &[&str]| ValueRow {
        number,
        name: name.to_owned(),
        value: value.to_owned(),
        field: (number == 4).then(ValueField::default),
        left_out: (number == 5)
            .then_some("a letter of its name was found out from what remained, and no number confirms that"),
        printed: printed.to_owned(),
        checks: if doubts.is_empty() { "its columns agree".to_owned() } else { String::new() },
        doubts: doubts.iter().map(|doubt| (*doubt).to_owned()).collect(),
        page: 1,
        placed: true,
    };
    let doubts = ["its columns contradict each other", "no check covers it"];
    vec![
        Panel {
            title: "Cannabinoids",
            rows: vec![
                row(1, "THCA", "23.45 %", "% 23.45, mg/g 234.5", &[]),
                row(2, "D9-THC", "0.71 %", "% 0.71, mg/g 7.1", &[]),
                row(3, "CBDA", "ND", "% ND, mg/g ND", &[]),
                row(4, "CBD", "", "% 0.10, mg/g 10.0", &doubts),
                row(
                    5,
                    "CBG",
                    "",
                    "% 0.32, mg/g 3.2",
                    &["a letter of its name was found out from what remained"],
                ),
            ],
        },
        Panel { title: "Totals", rows: vec![row(6, "Total THC", "21.28 %", "21.28 %, 212.8 mg/g", &[])] },
    ]
}

fn sample_places() -> Vec<Place> {
    let place = |number, name: &str, y: &str, width: &str| Place {
        number,
        name: name.to_owned(),
        x: "58".to_owned(),
        y: y.to_owned(),
        width: width.to_owned(),
        height: "12.10".to_owned(),
        doubtful: matches!(number, 4 | 5),
    };
    vec![
        place(1, "THCA", "227.52", "326.52"),
        place(2, "D9-THC", "245.52", "316.51"),
        place(3, "CBDA", "263.52", "317"),
        place(4, "CBD", "281.52", "321.51"),
        place(5, "CBG", "299.52", "316.51"),
        place(6, "Total THC", "317.52", "226.52"),
    ]
}
