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

impl RecordPage {
    pub fn sample() -> Self {
        let entry =
            |sequence: &str, time: &str, kind, text: &str, who: &str, order: Option<&str>, stub: &str| {
                Entry {
                    sequence: sequence.to_owned(),
                    time: time.to_owned(),
                    kind,
                    text: text.to_owned(),
                    who: who.to_owned(),
                    order: order.map(|n| (format!("/orders/ord_{n}"), n.to_owned())),
                    stub: stub.to_owned(),
                    href: format!("/record/{sequence}"),
                }
            };
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
            summary:
                "1,848 entries since 2 Mar 2026. Nothing here can be changed; a changed one would be found."
                    .to_owned(),
            verified: Badge::new(Verdict::Pass, "Signed up to 1801 at 09:00"),
            filters: vec![Field::choose("kind", "Kind", &kinds), Field::text("order", "Order")],
            days: vec![Day {
                name: "Sunday, 22 November".to_owned(),
                entries: vec![
                    entry(
                        "1848",
                        "10:04:18",
                        LogKind::Act,
                        "Order accepted at Leafly, answered 200",
                        "system:outbox",
                        Some("1285"),
                        "77ab 0c31",
                    ),
                    entry(
                        "1847",
                        "10:04:18",
                        LogKind::Act,
                        "Approved: countersigned after 10 checks",
                        "Ines Marrow",
                        Some("1285"),
                        "4c19 22ab",
                    ),
                    entry(
                        "1846",
                        "10:03:02",
                        LogKind::Look,
                        "Name opened, to verify this order",
                        "Ines Marrow",
                        Some("1297"),
                        "e3f8 2c61",
                    ),
                    entry(
                        "1845",
                        "09:59:33",
                        LogKind::Check,
                        "7 pass, 1 stop, 2 not needed",
                        "system:verify",
                        Some("1297"),
                        "90ce 5512",
                    ),
                    entry(
                        "1844",
                        "09:59:32",
                        LogKind::Fact,
                        "Ledger read: 14 g flower today",
                        "system:verify",
                        Some("1297"),
                        "1d77 a4b0",
                    ),
                    entry(
                        "1843",
                        "09:59:13",
                        LogKind::Fact,
                        "Order fetched from Leafly; personal fields sealed",
                        "system:inbox",
                        Some("1297"),
                        "c802 9f3e",
                    ),
                    entry(
                        "1842",
                        "09:58:40",
                        LogKind::Fact,
                        "Package 000012551 recounted by the state: 41",
                        "system:metrc",
                        None,
                        "0b6d e1f7",
                    ),
                ],
            }],
            empty: None,
            page: Page {
                shown: "1,848 to 1,842".to_owned(),
                first: None,
                next: Some("/record?after=1842".to_owned()),
            },
            may_export: true,
        }
    }
}
