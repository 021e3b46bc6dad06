//! An invented morning of the room, for tests and the preview.

use super::room::{CaseLine, PlanFields, RoomPage, RunLine, SnapshotLine, VIEWS, View, extent};
use super::words::{Cell, Names};
use crate::shell::{Room, Shell};
use crate::today::Banner;
use crate::ui::{Badge, Field, Kind, Tag, Verdict};

fn text(text: &str) -> String {
    text.to_owned()
}

fn cell(side: &'static str, odd: Option<Verdict>, value: &str, sub: &str) -> Cell {
    Cell { side, odd, lines: vec![(text(value), text(sub))] }
}

fn case(id: &str, title: &str, serial: &str, how: (&str, &str), cells: Vec<Cell>, cause: &str) -> CaseLine {
    CaseLine {
        id: text(id),
        title: text(title),
        tag: Tag::new("1A4000A00001C3B", serial),
        badge: Badge::new(Verdict::Stop, how.0),
        class: text(how.1),
        due: text("due 12:15"),
        cells,
        cause: text(cause),
        owner: text("No owner"),
    }
}

fn cases() -> Vec<CaseLine> {
    let odd = Some(Verdict::Stop);
    let held = vec![
        cell("State", odd, "11 each", "on hold"),
        cell("POS", None, "11 each", "Active, $42.00"),
        cell("Menus", None, "Shown on Weedmaps", "$42.00"),
    ];
    let counted = vec![
        cell("State", odd, "24 each", "TestPassed"),
        cell("POS", None, "22 each", "Active, $26.00"),
        cell("Menus", None, "Shown on Weedmaps", "$26.00"),
    ];
    let (on_hold, mismatch) = (("critical", "On hold for sale"), ("high", "Quantity mismatch"));
    vec![
        case(
            "cas_1",
            "Cold Creek, live rosin 1 g",
            "000051640",
            on_hold,
            held,
            "the hold came after the package was put on sale",
        ),
        case(
            "cas_2",
            "Juniper Haze, flower 3.5 g",
            "000047790",
            mismatch,
            counted,
            "sold in the point of sale, and the sale is not yet posted to the state",
        ),
    ]
}

fn snapshots() -> Vec<SnapshotLine> {
    let pull = |name: &str, how: &str, rows, why: &str| SnapshotLine {
        name: text(name),
        when: text("08:15:04, 23 min ago"),
        extent: extent(how),
        why: text(why),
        rows,
        digest: text("90ce5512a77b"),
        raw: text("12 answers, 1.2 MB"),
        raw_href: Some(text("/inventory/snapshots/pul_1/raw")),
    };
    vec![
        pull("State, Metrc", "whole", 218, ""),
        pull("Point of sale, Dutchie POS", "whole", 231, ""),
        pull("Menu, Weedmaps", "whole", 140, ""),
        pull("Menu, Leafly", "part", 25, "leafly failed on `menu items` (503)"),
    ]
}

fn plan() -> PlanFields {
    let modes = [("off", "by a person"), ("automatic", "by the books")];
    PlanFields {
        gate: Field::choose("gate", "The gate is moved", &modes).id("plan-gate").value("automatic"),
        lead: Field::new("lead_minutes", "Minutes before the opening", Kind::Number).value("60"),
        every: Field::new("every_minutes", "Then every so many minutes", Kind::Number).value("30"),
        raw_days: Field::new("raw_days", "Days that raw answers are kept", Kind::Number)
            .value("35")
            .note("what the systems sent, exactly as it came; of later pulls"),
    }
}

impl RoomPage {
    pub fn sample() -> Self {
        let mut shell = Shell::sample(Room::Inventory, "Inventory");
        shell.gate.open = false;
        shell.gate.note = text("2 cases to settle or ring-fence");
        let view = |(at, (key, name)): (usize, &(&str, &'static str))| View {
            name,
            href: format!("/inventory?view={key}"),
            count: [2, 1, 2, 5][at],
            here: at == 0,
        };
        Self {
            shell,
            summary: text("Compared 23 min ago, at 08:15:04. Only differences are shown."),
            banner: Banner {
                open: false,
                title: text("Gate closed. 2 cases to settle or ring-fence."),
                text: text(
                    "Settle or ring-fence each case that blocks it. It opens by itself when the last one is.",
                ),
                href: None,
                side: Some((text("2"), text("block it"))),
            },
            may_settle: true,
            views: VIEWS.iter().enumerate().map(view).collect(),
            names: Names { state: text("Metrc"), pos: text("Dutchie POS"), menus: text("Weedmaps, Leafly") },
            cases: cases(),
            empty: None,
            snapshots_note: text("each kept with the rows as they came"),
            snapshots: snapshots(),
            runs: vec![RunLine {
                when: text("08:15"),
                extent: extent("part"),
                findings: 5,
                opened: 2,
                closed: 1,
            }],
            plan: Some(plan()),
        }
    }
}
