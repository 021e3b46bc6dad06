//! Today: the gate, what needs a person, what happened since the close, how the day goes.

mod cases;
pub mod checklist;
mod law;
mod lists;
mod night;
mod show;
pub mod ticks;

use askama::Template;

use axum::Router;
use axum::routing::{get, post};
use serde::Deserialize;

use crate::serve::Web;
use crate::shell::{Keys, Room, Shell, Theme};
use crate::ui::{Empty, Field, Verdict};

/// `POST /gate`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct GateForm {
    pub csrf: String,
    /// `open` or `closed`
    pub state: String,
    pub reason: String,
}

pub fn routes() -> Router<Web> {
    Router::new()
        .route("/", get(show::page))
        .route("/gate", post(show::move_gate))
        .route("/today/checklist", get(lists::page))
        .route("/today/checklist/days", get(ticks::newest))
        .route("/today/checklist/days/{day}", get(ticks::of_day))
        .route("/today/checklist/ticks", post(lists::tick))
        .route("/today/checklist/withdrawals", post(lists::take_back))
}

#[derive(Debug, Clone, Template)]
#[template(path = "today/today.html")]
pub struct TodayPage {
    pub shell: Shell,
    /// `Sunday, 22 November`
    pub day: String,
    pub summary: String,
    pub banner: Banner,
    /// Why the gate is moved; only where the reader may move it.
    pub gate_reason: Option<Field>,
    pub needs: Vec<Need>,
    pub needs_empty: Option<Empty>,
    pub night: Night,
    pub figures: Vec<Figure>,
    /// The list in force; none for whoever sees no checklists.
    pub checklist: Option<checklist::Card>,
    pub systems: Vec<SystemLine>,
    pub steps: Vec<TodayStep>,
    pub chart: Option<Chart>,
}

/// The one sentence that says whether the store may sell online.
#[derive(Debug, Clone)]
pub struct Banner {
    pub open: bool,
    pub title: String,
    pub text: String,
    pub href: Option<(String, String)>,
    /// A number to glance at and its words: `22 min`, `to opening`.
    pub side: Option<(String, String)>,
}

#[derive(Debug, Clone)]
pub struct Need {
    pub verdict: Verdict,
    pub title: String,
    pub detail: String,
    pub due: String,
    pub late: bool,
    pub href: String,
}

#[derive(Debug, Clone)]
pub struct Figure {
    pub number: String,
    pub words: String,
}

/// What came since the store last closed.
#[derive(Debug, Clone)]
pub struct Night {
    /// `Saturday 22:06`
    pub since: String,
    pub figures: Vec<Figure>,
    pub rows: Vec<NightRow>,
}

#[derive(Debug, Clone)]
pub struct NightRow {
    pub verdict: Verdict,
    pub what: String,
    pub detail: String,
    pub when: String,
    pub href: String,
}

#[derive(Debug, Clone)]
pub struct SystemLine {
    pub verdict: Verdict,
    pub name: String,
    pub found: String,
    pub href: String,
}

#[derive(Debug, Clone)]
pub struct TodayStep {
    pub time: String,
    pub verdict: Verdict,
    pub text: String,
    pub by: String,
    pub here: bool,
}

/// Orders by hour, each bar in three parts. The same numbers stand in a table below it.
#[derive(Debug, Clone)]
pub struct Chart {
    pub title: String,
    pub big: String,
    pub sentence: String,
    pub bars: Vec<Bar>,
    /// The highest value of the axis; a multiple of two.
    pub top: u32,
}

#[derive(Debug, Clone)]
pub struct Bar {
    pub hour: String,
    pub passed: u32,
    pub unknown: u32,
    pub stopped: u32,
}

/// The plot's inner size in SVG units.
const PLOT_WIDTH: u32 = 410;
const PLOT_HEIGHT: u32 = 117;

impl Chart {
    fn step(&self) -> u32 {
        PLOT_WIDTH / u32::try_from(self.bars.len().max(1)).unwrap_or(u32::MAX)
    }

    /// Every second hour has its label, or every fourth where there are many.
    fn every(&self) -> usize {
        if self.bars.len() > 14 { 4 } else { 2 }
    }

    fn x(&self, at: &usize) -> u32 {
        28 + self.step() * u32::try_from(*at).unwrap_or(0)
    }

    fn width(&self) -> u32 {
        self.step().saturating_sub(9).max(4)
    }

    fn height(&self, value: &u32) -> u32 {
        value * PLOT_HEIGHT / self.top.max(1)
    }

    fn y(&self, below: u32, value: &u32) -> u32 {
        PLOT_HEIGHT + 11 - self.height(&(below + value))
    }

    fn middle(&self, at: &usize) -> u32 {
        self.x(at) + self.width() / 2
    }
}

impl TodayPage {
    pub fn sample() -> Self {
        let figure =
            |number: &str, words: &str| Figure { number: number.to_owned(), words: words.to_owned() };
        let mut shell = Shell::sample(Room::Today, "Today");
        shell.keys.insert(0, Keys::new(&["j", "k"], "move"));
        shell.keys.insert(1, Keys::new(&["Enter"], "open"));
        Self {
            shell,
            day: "Sunday, 22 November".to_owned(),
            summary: "Open until 22:00. Four things need a person.".to_owned(),
            banner: Banner {
                open: true,
                title: "Gate open. Orders are taken from both marketplaces.".to_owned(),
                text: "All four systems answer; the rulebook of 20 Nov 2026 is in force.".to_owned(),
                href: Some(("/connections".to_owned(), "See connections".to_owned())),
                side: Some(("11".to_owned(), "orders open".to_owned())),
            },
            gate_reason: Some(Field::text("reason", "Why").required()),
            needs: sample_needs(),
            needs_empty: None,
            night: Night::sample(),
            figures: vec![
                figure("9", "orders arrived today"),
                figure("31", "completed today"),
                figure("2", "refused or cancelled today"),
                figure("0", "acts still owed to systems outside"),
            ],
            checklist: Some(checklist::Card::sample()),
            systems: sample_systems(),
            steps: sample_steps(),
            chart: Some(sample_chart()),
        }
    }

    /// The gate closed and nothing to do.
    pub fn sample_closed() -> Self {
        let mut page = Self::sample();
        page.shell.gate.open = false;
        page.shell.gate.note = "Metrc does not answer".to_owned();
        page.banner = Banner {
            open: false,
            title: "Gate closed. Metrc has not answered since 09:41.".to_owned(),
            text: "New orders are taken in and wait as unknown; none can be approved until it answers."
                .to_owned(),
            href: Some(("/connections/metrc".to_owned(), "See the calls".to_owned())),
            side: None,
        };
        page.needs = Vec::new();
        page.needs_empty = Some(Empty::new(
            "today",
            "Nothing needs you",
            "What a person must decide appears here, most urgent first.",
        ));
        page.chart = None;
        page
    }
}

impl Night {
    fn sample() -> Self {
        let figure =
            |number: &str, words: &str| Figure { number: number.to_owned(), words: words.to_owned() };
        let row = |verdict, what: &str, detail: &str, when: &str, href: &str| NightRow {
            verdict,
            what: what.to_owned(),
            detail: detail.to_owned(),
            when: when.to_owned(),
            href: href.to_owned(),
        };
        Self {
            since: "Saturday, 21 November, 22:00".to_owned(),
            figures: vec![
                figure("9", "orders came, 2 are undecided"),
                figure("4", "of them while closed"),
                figure("3", "cases opened, 1 is open"),
                figure("0", "acts given up"),
            ],
            rows: vec![
                row(
                    Verdict::Pass,
                    "Metrc failed",
                    "active packages: status 503; nothing happened there. It has answered since.",
                    "22:03",
                    "/connections/metrc",
                ),
                row(
                    Verdict::Unknown,
                    "Sour peach gummies, 10 × 5 mg",
                    "12 Each of 1A4FF0300000BC7000012551 on the shelf",
                    "ends 25 Nov",
                    "/inventory",
                ),
                row(
                    Verdict::Stop,
                    "Order 1290: medical card",
                    "Of its buyer",
                    "ended 21 Nov",
                    "/orders/ord_1290",
                ),
            ],
        }
    }
}

fn sample_needs() -> Vec<Need> {
    let need = |verdict, title: &str, detail: &str, due: &str, late, href: &str| Need {
        verdict,
        title: title.to_owned(),
        detail: detail.to_owned(),
        due: due.to_owned(),
        late,
        href: href.to_owned(),
    };
    vec![
        need(
            Verdict::Unknown,
            "Order 1296: identification not seen yet",
            "Leafly, pickup 10:45. Its pictures close once acknowledged.",
            "4:37 left",
            true,
            "/orders/ord_1296",
        ),
        need(
            Verdict::Stop,
            "Order 1297: over the purchase limit by 4.11 g",
            "Leafly, pickup 11:30. Two smaller carts are lawful.",
            "8:12 left",
            false,
            "/orders/ord_1297",
        ),
        need(
            Verdict::Stop,
            "Order 1288: package on hold in the state system",
            "Weedmaps, pickup 12:15. Another package of the same item is free.",
            "waits 14 min",
            false,
            "/orders/ord_1288",
        ),
        need(
            Verdict::Unknown,
            "Order 1290: K. Osei asks for an override",
            "A second person must look at the ground and countersign it.",
            "waits 21 min",
            false,
            "/orders/ord_1290",
        ),
    ]
}

fn sample_systems() -> Vec<SystemLine> {
    [
        (Verdict::Pass, "Metrc", "answered 10:05:41 in 212 ms"),
        (Verdict::Pass, "Dutchie POS", "answered 10:05:58 in 90 ms"),
        (Verdict::Pass, "Weedmaps", "last order 10:05:12"),
        (Verdict::Unknown, "Leafly", "two of the last ten calls failed"),
    ]
    .into_iter()
    .map(|(verdict, name, found)| SystemLine {
        verdict,
        name: name.to_owned(),
        found: found.to_owned(),
        href: format!("/connections/{}", name.split(' ').next().unwrap_or(name).to_lowercase()),
    })
    .collect()
}

fn sample_steps() -> Vec<TodayStep> {
    [
        ("08:31", Verdict::Pass, "State, POS and menus pulled", "by itself", false),
        ("08:40", Verdict::Pass, "Rulebook read, nothing changed since Friday", "by itself", false),
        ("08:47", Verdict::Pass, "Gate opened", "I. Marrow", false),
        ("10:15", Verdict::Wait, "Pickups of the first window", "you", true),
        ("22:00", Verdict::Wait, "Last pickup, gate closes", "by itself", false),
    ]
    .into_iter()
    .map(|(time, verdict, text, by, here)| TodayStep {
        time: time.to_owned(),
        verdict,
        text: text.to_owned(),
        by: by.to_owned(),
        here,
    })
    .collect()
}

fn sample_chart() -> Chart {
    let bars = [
        (7, 1, 0),
        (12, 1, 1),
        (15, 2, 1),
        (19, 1, 2),
        (14, 2, 0),
        (11, 0, 1),
        (13, 1, 0),
        (18, 3, 1),
        (24, 2, 2),
        (21, 1, 1),
        (16, 2, 1),
        (12, 1, 0),
        (8, 0, 1),
    ];
    Chart {
        title: "Orders by hour, Saturday".to_owned(),
        big: "218".to_owned(),
        sentence: "Orders by hour on Saturday; busiest at 17:00 with 28. The table below has every number."
            .to_owned(),
        bars: bars
            .into_iter()
            .enumerate()
            .map(|(at, (passed, unknown, stopped))| Bar {
                hour: format!("{}:00", 9 + at),
                passed,
                unknown,
                stopped,
            })
            .collect(),
        top: 30,
    }
}
