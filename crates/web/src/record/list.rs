//! One line an event, newest first.

use askama::Template;
use serde::Deserialize;

use crate::shell::{Keys, Room, Shell, Theme};
use crate::ui::{self, Badge, Empty, Field, LogKind, Page, Verdict};

/// `GET /record?kind=…&order=…&after=…`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct RecordQuery {
    /// `fact`, `check`, `act`, `look`, `note`, or empty for all.
    pub kind: String,
    /// An order's number, or any subject as the record names it.
    pub order: String,
    pub after: Option<String>,
}

/// Lines on one page of the record.
pub const RECORD_PAGE_MAX: usize = 100;

#[derive(Debug, Clone, Template)]
#[template(path = "record/list.html")]
pub struct RecordPage {
    pub shell: Shell,
    pub summary: String,
    /// How far a signed head vouches for it.
    pub verified: Badge,
    pub filters: Vec<Field>,
    pub days: Vec<Day>,
    pub empty: Option<Empty>,
    pub page: Page,
    pub may_export: bool,
}

#[derive(Debug, Clone)]
pub struct Day {
    pub name: String,
    pub entries: Vec<Entry>,
}

#[derive(Debug, Clone)]
pub struct Entry {
    pub sequence: String,
    pub time: String,
    pub kind: LogKind,
    pub text: String,
    pub who: String,
    /// The order it is about, as `(href, number)`.
    pub order: Option<(String, String)>,
    pub stub: String,
    pub href: String,
}

/// Sequence, time, kind, text, who, order, hash stub.
type SampleEntry =
    (&'static str, &'static str, LogKind, &'static str, &'static str, &'static str, &'static str);

const SAMPLE: [SampleEntry; 7] = [
    ("1848", "10:04:18", LogKind::Act, "Done at: leafly, channel.status", "by itself", "1285", "77ab 0c31"),
    ("1847", "10:04:18", LogKind::Act, "Approved: countersigned", "Ines Marrow", "1285", "4c19 22ab"),
    ("1846", "10:03:02", LogKind::Look, "Customer looked at, name", "Ines Marrow", "1297", "e3f8 2c61"),
    ("1845", "09:59:33", LogKind::Check, "Checked: 1 stop, 7 pass", "by itself", "1297", "90ce 5512"),
    ("1844", "09:59:32", LogKind::Fact, "The register's own sales were read", "by itself", "", "1d77 a4b0"),
    ("1843", "09:59:13", LogKind::Fact, "Order 1297 came in by leafly", "by itself", "1297", "c802 9f3e"),
    ("1842", "09:58:40", LogKind::Note, "Sign in", "Ines Marrow", "", "0b6d e1f7"),
];

impl Entry {
    fn sample((sequence, time, kind, text, who, order, stub): SampleEntry) -> Self {
        Self {
            sequence: sequence.to_owned(),
            time: time.to_owned(),
            kind,
            text: text.to_owned(),
            who: who.to_owned(),
            order: (!order.is_empty()).then(|| (format!("/orders/ord_{order}"), order.to_owned())),
            stub: stub.to_owned(),
            href: format!("/record/{sequence}"),
        }
    }
}

impl RecordPage {
    pub fn sample() -> Self {
        let kinds = [
            ("", "All kinds"),
            ("fact", "Facts"),
            ("check", "Checks"),
            ("act", "Acts"),
            ("look", "Looks"),
            ("note", "Notes"),
        ];
        let mut shell = Shell::sample(Room::Record, "Record");
        shell.keys.insert(0, Keys::new(&["j", "k"], "move"));
        shell.keys.insert(1, Keys::new(&["Enter"], "open"));
        Self {
            shell,
            summary: "Every fact, check, act and look, newest first.".to_owned(),
            verified: Badge::new(Verdict::Pass, "Signed up to 1801 at 09:00"),
            filters: vec![Field::choose("kind", "Kind", &kinds), Field::text("order", "Order")],
            days: vec![Day {
                name: "Sunday, 22 November".to_owned(),
                entries: SAMPLE.map(Entry::sample).into(),
            }],
            empty: None,
            page: Page {
                shown: "1848 to 1842".to_owned(),
                first: None,
                next: Some("/record?kind=&order=&after=1842".to_owned()),
            },
            may_export: true,
        }
    }
}
