//! Connections: each system outside, whether it answers, what it can do for us.

mod connect;
pub mod keys;
mod show;

pub(crate) use show::{naming, work_of};

use askama::Template;
use axum::Router;
use axum::routing::{get, post};

use crate::serve::Web;
use crate::shell::{Room, Shell, Theme};
use crate::ui::{self, Action, Badge, Empty, Fact, How, Tone, Verdict};

pub fn routes() -> Router<Web> {
    Router::new()
        .route("/connections", get(show::list))
        .route("/connections/new", get(connect::choose))
        .route("/connections/{id}", get(show::one))
        .route("/connections/{id}/keys", get(connect::keys).post(connect::connect))
        .route("/connections/{id}/end", post(connect::disconnect))
        .route("/connections/{id}/trial", post(show::try_now))
        .route("/connections/{id}/acts/{act}/retry", post(show::retry))
}

#[derive(Debug, Clone, Template)]
#[template(path = "connections/list.html")]
pub struct ConnectionsPage {
    pub shell: Shell,
    pub summary: String,
    pub systems: Vec<System>,
    /// Our own, on this database.
    pub servers: Vec<Server>,
    pub may_edit: bool,
}

#[derive(Debug, Clone)]
pub struct Server {
    /// Its host, and where it listens.
    pub name: String,
    pub health: Badge,
    pub since: String,
    /// The one that made the page.
    pub this: bool,
}

#[derive(Debug, Clone)]
pub struct System {
    pub id: String,
    pub name: String,
    /// `State system`, `Marketplace`, `Point of sale`
    pub what: String,
    pub health: Badge,
    pub facts: Vec<Fact>,
    /// What it can do, and what it cannot: `(word, can)`.
    pub can: Vec<(String, bool)>,
    /// Acts that wait for it.
    pub waiting: Option<String>,
}

/// `GET /connections/{id}`
#[derive(Debug, Clone, Template)]
#[template(path = "connections/connection.html")]
pub struct ConnectionPage {
    pub shell: Shell,
    pub system: System,
    pub failure: Option<Empty>,
    pub calls: Vec<Call>,
    /// What was given up there, oldest first.
    pub stuck: Vec<Stuck>,
    pub may_edit: bool,
    /// Of a task board.
    pub mirror: Option<Mirror>,
}

/// How far a task board follows the shop's open work.
#[derive(Debug, Clone)]
pub struct Mirror {
    pub badge: Badge,
    pub facts: Vec<Fact>,
    pub error: Option<String>,
}

/// An act that a person must look at.
#[derive(Debug, Clone)]
pub struct Stuck {
    pub title: String,
    pub detail: String,
    /// Its order or case, for who may see it.
    pub href: Option<String>,
    pub retry: Option<Action>,
}

/// One call we made; nothing of its body gets here.
#[derive(Debug, Clone)]
pub struct Call {
    pub time: String,
    pub verdict: Verdict,
    pub what: String,
    pub answer: String,
}

fn system(id: &str, name: &str, what: &str, health: Badge, last: &str, can: &[(&str, bool)]) -> System {
    System {
        id: id.to_owned(),
        name: name.to_owned(),
        what: what.to_owned(),
        health,
        facts: vec![Fact::new("Last answer", last), Fact::new("Calls", "412, 2 failed")],
        can: can.iter().map(|(w, c)| ((*w).to_owned(), *c)).collect(),
        waiting: None,
    }
}

impl ConnectionsPage {
    pub fn sample() -> Self {
        let good = |text: &str| Badge::new(Verdict::Pass, text);
        let mut leafly = system(
            "leafly",
            "Leafly",
            "Marketplace",
            Badge::new(Verdict::Unknown, "2 of 10 calls failed"),
            "10:05:02, HTTP 503",
            &[("take orders", true), ("acknowledge", true), ("change a cart", false), ("menu", true)],
        );
        leafly.waiting = Some("1 act waits to be sent again at 10:06:40".to_owned());
        Self {
            shell: Shell::sample(Room::Connections, "Connections"),
            summary: "Four systems. Three answer; one fails now and then and is tried again by itself."
                .to_owned(),
            systems: vec![
                leafly,
                system(
                    "metrc",
                    "Metrc",
                    "State system",
                    good("Answers"),
                    "10:05:41, 212 ms",
                    &[("packages", true), ("receipts", true), ("patient limits", true)],
                ),
                system(
                    "dutchie",
                    "Dutchie POS",
                    "Point of sale",
                    good("Answers"),
                    "10:05:58, 90 ms",
                    &[("stock", true), ("price a cart", true), ("post a sale", true)],
                ),
                system(
                    "weedmaps",
                    "Weedmaps",
                    "Marketplace",
                    good("Answers"),
                    "10:05:12, order in",
                    &[("take orders", true), ("correct a draft", true), ("menu", true)],
                ),
            ],
            servers: vec![
                Server {
                    name: "shop-1 10.0.0.11:8080".to_owned(),
                    health: good("Works"),
                    since: "yesterday 21:12".to_owned(),
                    this: true,
                },
                Server {
                    name: "shop-2 10.0.0.12:8080".to_owned(),
                    health: Badge::new(Verdict::Unknown, "Ended at 09:58"),
                    since: "yesterday 21:14".to_owned(),
                    this: false,
                },
            ],
            may_edit: true,
        }
    }
}

impl ConnectionPage {
    pub fn sample() -> Self {
        let list = ConnectionsPage::sample();
        let mut shell = list.shell;
        shell.title = "Leafly".to_owned();
        let call = |time: &str, verdict, what: &str, answer: &str| Call {
            time: time.to_owned(),
            verdict,
            what: what.to_owned(),
            answer: answer.to_owned(),
        };
        let how = How::Post {
            to: "/connections/leafly/acts/act_1/retry".to_owned(),
            csrf: shell.csrf.clone(),
            fields: Vec::new(),
        };
        let stuck = Stuck {
            title: "Take what is short off Leafly".to_owned(),
            detail: "since 09:58: leafly, hide items: refused, status 403".to_owned(),
            href: None,
            retry: Some(Action::new("Try again", Tone::Plain, how).with_icon("retry")),
        };
        Self {
            shell,
            system: list.systems.into_iter().next().expect("the sample has systems"),
            failure: Some(Empty::failed(
                "connections",
                "Leafly did not answer",
                "Two tries since 10:05:02, HTTP 503. Order 1296 waits for its acknowledgement.",
            )),
            calls: vec![
                call("10:05:02", Verdict::Stop, "acknowledge", "status 503; nothing happened there"),
                call("10:04:18", Verdict::Pass, "last good call", "answered"),
            ],
            stuck: vec![stuck],
            may_edit: true,
            mirror: None,
        }
    }
}

impl ConnectionPage {
    /// Of a task board.
    pub fn board_sample() -> Self {
        let mut page = Self::sample();
        page.shell.title = "Asana".to_owned();
        page.system = system(
            "asana",
            "Asana",
            "Task board",
            Badge::new(Verdict::Pass, "Answers"),
            "10:05:41",
            &[("Tasks written", true), ("Webhooks", true), ("Several changes in one call", false)],
        );
        (page.failure, page.calls, page.stuck) = (None, Vec::new(), Vec::new());
        page.mirror = Some(Mirror {
            badge: Badge::new(Verdict::Unknown, "Not followed"),
            facts: vec![
                Fact::new("Made true", "10:02"),
                Fact::new("Next look", "10:07"),
                Fact::new("Open work there", "14"),
                Fact::new("Calls today", "212, 788 left"),
                Fact::new("Changes there", "It tells us when something changes there"),
            ],
            error: Some("Asana failed on `board tasks` (503). At 10:05.".to_owned()),
        });
        page
    }
}
