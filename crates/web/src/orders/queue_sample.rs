//! An invented morning in the queue.

use super::queue::{Group, Peek, QueuePage, Row, SumLine, View};
use crate::shell::{Keys, Room, Shell};
use crate::ui::{AckClock, Action, Badge, Channel, Empty, How, Page, Person, Strip, Tone, Verdict};

/// A strip from ten letters: `p` pass, `s` stop, `u` unknown, `w` waiting, `-` not needed.
pub(crate) fn strip(letters: &str) -> Strip {
    let mut cells = [Verdict::NotNeeded; 10];
    for (cell, letter) in cells.iter_mut().zip(letters.chars()) {
        *cell = match letter {
            'p' => Verdict::Pass,
            's' => Verdict::Stop,
            'u' => Verdict::Unknown,
            'w' => Verdict::Wait,
            _ => Verdict::NotNeeded,
        };
    }
    Strip(cells)
}

pub(crate) fn clock(left: &str, percent: u8, deadline: &str) -> AckClock {
    AckClock { deadline: deadline.to_owned(), left: left.to_owned(), percent, short: percent < 34 }
}

type Line<'a> = (&'a str, Channel, Person, &'a str, &'a str, &'a str, &'a str, &'a str);

fn rows(verdict: Verdict, lines: Vec<Line<'_>>) -> Vec<Row> {
    lines
        .into_iter()
        .map(|(number, channel, customer, hand_over, total, cells, outcome, waiting)| Row {
            id: format!("ord_{number}"),
            number: number.to_owned(),
            clock: match number {
                "1297" => Some(clock("8:12", 55, "2026-11-22T17:14:12Z")),
                "1296" => Some(clock("4:37", 31, "2026-11-22T17:10:37Z")),
                "1301" => Some(clock("13:51", 92, "2026-11-22T17:19:51Z")),
                _ => None,
            },
            channel,
            customer,
            hand_over: hand_over.to_owned(),
            total: total.to_owned(),
            strip: strip(cells),
            verdict,
            outcome: outcome.to_owned(),
            waiting: waiting.to_owned(),
            selected: number == "1297",
        })
        .collect()
}

fn group(verdict: Verdict, name: &str, note: &str, lines: Vec<Line<'_>>) -> Group {
    let rows = rows(verdict, lines);
    Group { verdict, name: name.to_owned(), count: rows.len(), note: note.to_owned(), rows }
}

fn groups() -> Vec<Group> {
    [for_a_person(), for_the_second_hand(), under_way()].concat()
}

/// Stopped and unknown.
fn for_a_person() -> Vec<Group> {
    use Channel as C;
    let named = Person::named;
    let sealed = Person::sealed;
    vec![
        group(
            Verdict::Stop,
            "Stopped",
            "a person must decide",
            vec![
                (
                    "1297",
                    C::LEAFLY,
                    named("Odessa Brandvold"),
                    "Pickup 11:30",
                    "164.20",
                    "pppp-spppp",
                    "Limit, over 4.11 g",
                    "6:48",
                ),
                (
                    "1288",
                    C::WEEDMAPS,
                    named("Casimir Thole"),
                    "Pickup 12:15",
                    "88.35",
                    "pppp-psppp",
                    "Stock, state hold",
                    "14:05",
                ),
            ],
        ),
        group(
            Verdict::Unknown,
            "Unknown",
            "never treated as yes",
            vec![
                (
                    "1296",
                    C::LEAFLY,
                    named("Bartholomew Xanthopoulos-Rasmussen"),
                    "Pickup 10:45",
                    "58.40",
                    "uppu-pppp-",
                    "ID not seen yet",
                    "10:23",
                ),
                (
                    "1293",
                    C::WEEDMAPS,
                    sealed("7K2M"),
                    "Pickup 12:00",
                    "141.00",
                    "pppppupppp",
                    "State history down",
                    "12:41",
                ),
            ],
        ),
    ]
}

/// Passing, and those whose checks still run.
fn for_the_second_hand() -> Vec<Group> {
    use Channel as C;
    let named = Person::named;
    vec![
        group(
            Verdict::Pass,
            "All checks pass",
            "ready to countersign",
            vec![
                (
                    "1294",
                    C::PHONE,
                    named("Ngozi Adeyemi-Lund"),
                    "Pickup 11:15",
                    "72.31",
                    "pppp-pppp-",
                    "Countersign",
                    "9:12",
                ),
                (
                    "1299",
                    C::WEEDMAPS,
                    named("Halvard Quist"),
                    "Pickup 12:30",
                    "38.60",
                    "pppp-pppp-",
                    "Countersign",
                    "5:31",
                ),
                (
                    "1301",
                    C::LEAFLY,
                    named("Marisela Font"),
                    "Pickup 11:45",
                    "83.90",
                    "ppppppppp-",
                    "Countersign",
                    "1:09",
                ),
            ],
        ),
        group(
            Verdict::Wait,
            "Checks running",
            "",
            vec![(
                "1302",
                C::WEEDMAPS,
                named("Teo Brightwater"),
                "Pickup 13:15",
                "127.70",
                "ppww-wwwp-",
                "Five to come",
                "0:03",
            )],
        ),
    ]
}

/// With somebody else, or on the way to the counter.
fn under_way() -> Vec<Group> {
    use Channel as C;
    let named = Person::named;
    let sealed = Person::sealed;
    vec![
        group(
            Verdict::Wait,
            "With a second person",
            "an override waits to be countersigned",
            vec![(
                "1290",
                C::LEAFLY,
                named("Ilse Vandermark"),
                "Pickup 11:00",
                "49.10",
                "uppp-pppp-",
                "Asked by I. Marrow",
                "21:40",
            )],
        ),
        group(
            Verdict::Pass,
            "Preparing and ready",
            "",
            vec![
                (
                    "1285",
                    C::LEAFLY,
                    sealed("9QX4"),
                    "Pickup 10:30",
                    "31.50",
                    "pppp-pppp-",
                    "Picking, K. Osei",
                    "",
                ),
                (
                    "1281",
                    C::PHONE,
                    named("Fenella Roark"),
                    "Pickup 10:15",
                    "140.26",
                    "ppppppppp-",
                    "Ready, shelf B4",
                    "",
                ),
            ],
        ),
    ]
}

fn peek() -> Peek {
    let line =
        |name: &str, value: &str, total| SumLine { name: name.to_owned(), value: value.to_owned(), total };
    Peek {
        id: "ord_1297".to_owned(),
        number: "1297".to_owned(),
        about: "Leafly, pickup 11:30".to_owned(),
        badge: Badge::new(Verdict::Stop, "Purchase limit"),
        headline: "Over by 4.11 g of flower".to_owned(),
        sum: vec![
            line("Bought today", "14.00 g", false),
            line("This cart", "18.46 g", false),
            line("Together", "32.46 g", true),
            line("Cap, one day, adult", "28.35 g", false),
        ],
        rule: Some((
            "1 CCR 212-3, Rule 6-110(C)".to_owned(),
            "Sales of one day to one adult count as one transaction.".to_owned(),
        )),
        now: "Two eighths of Gale Fork less make it lawful. The rest may be bought tomorrow.".to_owned(),
        actions: vec![
            Action::new("Open the order", Tone::Primary, How::Open { to: "/orders/ord_1297".to_owned() }),
            Action::new("Refuse", Tone::Stop, How::Form { to: "/orders/ord_1297/refusal".to_owned() })
                .with_key("r"),
        ],
        locked: Some("until the purchase limit passes. It cannot be overridden in Colorado.".to_owned()),
    }
}

fn view(name: &str, count: &str, word: &str) -> View {
    View {
        name: name.to_owned(),
        count: count.to_owned(),
        href: format!("/orders?view={word}"),
        current: word == "open",
    }
}

impl QueuePage {
    pub fn sample() -> Self {
        let mut shell = Shell::sample(Room::Orders, "Orders");
        shell.keys = vec![
            Keys::new(&["j", "k"], "move"),
            Keys::new(&["Enter"], "open"),
            Keys::new(&["r"], "refuse"),
            Keys::new(&["p"], "phone order"),
            Keys::new(&["/"], "search"),
            Keys::new(&["Ctrl", "K"], "commands"),
        ];
        Self {
            shell,
            summary:
                "Four need a decision. The oldest has waited 14 minutes; one Leafly clock runs out in 4:37."
                    .to_owned(),
            views: vec![
                view("Open", "11", "open"),
                view("Needs me", "4", "mine"),
                view("To countersign", "4", "ready"),
                view("Preparing and ready", "2", "preparing"),
                view("Done today", "31", "done"),
            ],
            channels: vec![
                View {
                    name: "All channels".to_owned(),
                    count: String::new(),
                    href: "/orders".to_owned(),
                    current: true,
                },
                view("Leafly", "", "open&channel=leafly"),
            ],
            groups: groups(),
            peek: Some(peek()),
            page: Page { shown: "11 of 11".to_owned(), first: None, next: None },
            empty: None,
            may_enter: true,
        }
    }

    /// A quiet morning.
    pub fn sample_empty() -> Self {
        let nothing = "31 orders are done today. The next one appears here and is announced.";
        Self {
            summary: "Nothing needs you.".to_owned(),
            groups: Vec::new(),
            peek: None,
            empty: Some(Empty::new("orders", "No open order", nothing)),
            ..Self::sample()
        }
    }
}
