//! The checklists of the day, on the screen and on paper.

use askama::Template;
use serde::Deserialize;

use crate::shell::{Keys, Room, Shell, Theme};
use crate::ui::{self, Badge, Verdict};

/// `POST /today/checklist/ticks` and `POST /today/checklist/withdrawals`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct TickForm {
    pub csrf: String,
    pub list: String,
    pub item: String,
    pub note: String,
}

/// `GET /today/checklist`
#[derive(Debug, Clone, Template)]
#[template(path = "today/checklist.html")]
pub struct ChecklistPage {
    pub shell: Shell,
    /// `Sunday, 22 November`
    pub day: String,
    pub summary: String,
    pub lists: Vec<ListSheet>,
}

#[derive(Debug, Clone)]
pub struct ListSheet {
    pub id: String,
    pub title: String,
    /// `in force since 07:00, 3 of 9 done`
    pub note: String,
    pub in_force: bool,
    pub rows: Vec<ItemRow>,
}

#[derive(Debug, Clone)]
pub struct ItemRow {
    pub id: String,
    pub state: Badge,
    pub says: String,
    /// What the product saw, or who ticked it and what they wrote.
    pub told: String,
    /// A role or a person.
    pub whose: String,
    pub due: String,
    pub late: bool,
    pub step: Step,
    /// The same on a task board: what it is called there, and where.
    pub there: Option<(String, String)>,
}

/// What the reader may do about an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    Tick,
    TakeBack,
    None,
}

/// The list in force as Today shows it: what is left of it.
#[derive(Debug, Clone)]
pub struct Card {
    pub title: String,
    /// `3 of 9 done`
    pub done: String,
    pub rows: Vec<CardRow>,
    /// Everything on it is done.
    pub empty: bool,
}

#[derive(Debug, Clone)]
pub struct CardRow {
    pub verdict: Verdict,
    pub says: String,
    pub told: String,
    pub due: String,
    pub late: bool,
}

impl ChecklistPage {
    pub fn sample() -> Self {
        let mut shell = Shell::sample(Room::Today, "Checklist");
        shell.keys.insert(0, Keys::new(&["Esc"], "back to Today"));
        Self {
            shell,
            day: "Sunday, 22 November".to_owned(),
            summary: "2 of 5 done, one thing is overdue.".to_owned(),
            lists: vec![sample_opening(), sample_closing()],
        }
    }
}

fn sample_row(
    id: &str,
    (verdict, word): (Verdict, &str),
    says: &str,
    told: &str,
    (whose, due): (&str, &str),
    step: Step,
) -> ItemRow {
    ItemRow {
        id: id.to_owned(),
        state: Badge::new(verdict, word),
        says: says.to_owned(),
        told: told.to_owned(),
        whose: whose.to_owned(),
        due: due.to_owned(),
        late: word == "Overdue",
        step,
        there: (id == "expiring").then(|| ("Asana".to_owned(), "https://app.asana.com/0/1/2".to_owned())),
    }
}

fn sample_opening() -> ListSheet {
    let (done, open, late) = ((Verdict::Pass, "Done"), (Verdict::Wait, "To do"), (Verdict::Stop, "Overdue"));
    ListSheet {
        id: "opening".to_owned(),
        title: "Opening".to_owned(),
        note: "in force since 07:00, 2 of 4 done".to_owned(),
        in_force: true,
        rows: vec![
            sample_row(
                "books",
                done,
                "The books of state, till and menus were pulled whole",
                "pulled whole, seen 08:02",
                ("Inventory manager", "08:45"),
                Step::None,
            ),
            sample_row(
                "night",
                done,
                "What came in since the last close has been read",
                "Ines Marrow, 08:31: two calls from Leafly",
                ("Associate", "08:45"),
                Step::TakeBack,
            ),
            sample_row(
                "cases",
                late,
                "Every case of the books that is due by the opening is settled",
                "1 due, 1 of them keep the gate shut",
                ("Inventory manager", "09:00"),
                Step::None,
            ),
            sample_row(
                "expiring",
                open,
                "Goods and cards that expire soon were looked at",
                "",
                ("Compliance officer", "10:00"),
                Step::Tick,
            ),
        ],
    }
}

fn sample_closing() -> ListSheet {
    ListSheet {
        id: "closing".to_owned(),
        title: "Closing".to_owned(),
        note: "from 21:00".to_owned(),
        in_force: false,
        rows: vec![sample_row(
            "vault",
            (Verdict::NotNeeded, "Later"),
            "Vault, drawers and doors are locked, the alarm is on",
            "",
            ("Manager", "23:00"),
            Step::None,
        )],
    }
}

impl Card {
    pub fn sample() -> Self {
        let row = |verdict, says: &str, told: &str, due: &str, late| CardRow {
            verdict,
            says: says.to_owned(),
            told: told.to_owned(),
            due: due.to_owned(),
            late,
        };
        Self {
            title: "Checklist: opening".to_owned(),
            done: "2 of 4 done".to_owned(),
            rows: vec![
                row(
                    Verdict::Stop,
                    "Every case of the books that is due by the opening is settled",
                    "Inventory manager. 1 due, 1 of them keep the gate shut",
                    "was due 09:00",
                    true,
                ),
                row(
                    Verdict::Wait,
                    "Goods and cards that expire soon were looked at",
                    "Compliance officer",
                    "due 10:00",
                    false,
                ),
            ],
            empty: false,
        }
    }
}
