//! The close: three totals that must agree, a list of what does not, and a signature under the day.

mod serve;
mod show;

use askama::Template;
use axum::Router;
use axum::routing::{get, post};

use crate::serve::Web;
use crate::shell::{Keys, Room, Shell, Theme};
use crate::ui::{self, Action, Badge, Empty, Fact, Field, How, Tone, Verdict};

pub fn routes() -> Router<Web> {
    Router::new()
        .route("/close", get(serve::today))
        .route("/close/{day}", get(serve::one))
        .route("/close/{day}/drawing", post(serve::draw))
        .route("/close/{day}/look", post(serve::look))
        .route("/close/{day}/acceptance", post(serve::accept))
        .route("/close/{day}/receipt", post(serve::post_again))
        .route("/close/{day}/signature", post(serve::sign))
}

/// `GET /close/{day}`
#[derive(Debug, Clone, Template)]
#[template(path = "close/close.html")]
pub struct ClosePage {
    pub shell: Shell,
    pub day: String,
    /// `Sunday, 22 November`
    pub title: String,
    /// What the page says first: what is to do, or that it is done.
    pub summary: String,
    pub state: Badge,
    pub actions: Vec<Action>,
    /// Why a locked action is locked: `(id, words)`.
    pub whys: Vec<(&'static str, String)>,
    /// Not drawn up yet.
    pub empty: Option<Empty>,
    pub totals: Vec<TotalRow>,
    pub differences: Vec<DifferenceRow>,
    pub hands: Vec<Hand>,
    pub facts: Vec<Fact>,
    pub corrections: Vec<CorrectionRow>,
    pub days: Vec<DayRow>,
}

/// One sum in all three books.
#[derive(Debug, Clone)]
pub struct TotalRow {
    pub of: String,
    pub orders: String,
    pub register: String,
    pub state: String,
    pub badge: Badge,
}

#[derive(Debug, Clone)]
pub struct DifferenceRow {
    pub class: String,
    pub about: String,
    /// The order's page.
    pub href: Option<String>,
    pub means: String,
    /// Book and words.
    pub says: Vec<(String, String)>,
    pub gap: String,
    pub badge: Badge,
    /// What resolves it while it is open, or who accepted it and why.
    pub then: String,
    pub accept: Option<Acceptance>,
    /// Has the missing receipt posted again, for those who may.
    pub post: Option<Action>,
}

/// The form under an open difference, for those who may.
#[derive(Debug, Clone)]
pub struct Acceptance {
    pub key: String,
    pub reason: Field,
}

#[derive(Debug, Clone)]
pub struct Hand {
    pub who: String,
    /// None: not yet.
    pub stub: Option<String>,
    pub waits: String,
}

/// What was found out about the day after it was signed.
#[derive(Debug, Clone)]
pub struct CorrectionRow {
    pub title: String,
    pub href: String,
    pub lines: Vec<String>,
}

#[derive(Debug, Clone)]
pub struct DayRow {
    pub day: String,
    pub href: String,
    pub badge: Badge,
    pub what: String,
    pub here: bool,
}

impl ClosePage {
    pub fn sample() -> Self {
        let mut shell = Shell::sample(Room::Close, "Close of Saturday, 21 November");
        shell.keys.insert(0, Keys::new(&["d"], "draw up"));
        let to = How::Post {
            to: "/close/2026-11-21/drawing".to_owned(),
            csrf: shell.csrf.clone(),
            fields: Vec::new(),
        };
        let locked = How::Locked { why: "why-sign" };
        Self {
            day: "2026-11-21".to_owned(),
            title: "Saturday, 21 November".to_owned(),
            summary: "One difference is open. Resolve it, or have it accepted with a reason; then sign."
                .to_owned(),
            state: Badge::new(Verdict::Wait, "Not signed"),
            actions: vec![
                Action::new("Draw up again", Tone::Plain, to).with_icon("retry").with_key("d"),
                Action::new("Sign the day", Tone::Primary, locked).with_icon("pen"),
            ],
            whys: vec![("why-sign", "1 difference is open.".to_owned())],
            empty: None,
            totals: sample_totals(),
            differences: sample_differences(),
            hands: vec![
                Hand {
                    who: "Ines Marrow".to_owned(),
                    stub: Some("drawn up".to_owned()),
                    waits: "22:04".to_owned(),
                },
                Hand {
                    who: "Whoever may sign".to_owned(),
                    stub: None,
                    waits: "and accepted none of the differences".to_owned(),
                },
            ],
            facts: vec![
                Fact::new("Orders sold", "118"),
                Fact::new("Tax added at the register", "911.02 USD"),
                Fact::new("Other sales at the register", "61, 2904.11 USD"),
            ],
            corrections: Vec::new(),
            days: sample_days(),
            shell,
        }
    }

    /// Signed, and something came later.
    pub fn sample_signed() -> Self {
        let mut page = Self::sample();
        page.summary = "Signed. What came later is listed below; the day stays as it was signed.".to_owned();
        page.state = Badge::new(Verdict::Pass, "Signed");
        page.actions.truncate(1);
        page.actions[0].label = "Look it through again".to_owned();
        page.whys.clear();
        page.differences.remove(0);
        page.hands[1] = Hand {
            who: "Ines Marrow".to_owned(),
            stub: Some("4c19 22ab".to_owned()),
            waits: "22:15, entry 1851 of the record".to_owned(),
        };
        page.corrections = vec![CorrectionRow {
            title: "1 on 22 Nov, 09:30, by Kofi Adjei".to_owned(),
            href: "/record/1902".to_owned(),
            lines: vec!["New: sale-after-return, CS-1281".to_owned()],
        }];
        page
    }

    pub fn sample_empty() -> Self {
        let mut page = Self::sample();
        (page.totals, page.differences, page.hands, page.facts) = Default::default();
        page.summary = "Nothing has been drawn up for this day.".to_owned();
        page.state = Badge::new(Verdict::Wait, "Not drawn up");
        page.empty = Some(Empty::new(
            "pen",
            "Not drawn up yet",
            "Draw the day up to see the three totals side by side.",
        ));
        page.actions[0].label = "Draw the day up".to_owned();
        page.whys = vec![("why-sign", "Draw the day up first.".to_owned())];
        page
    }
}

fn sample_totals() -> Vec<TotalRow> {
    let total = |of: &str, [orders, register, state]: [&str; 3], agrees| TotalRow {
        of: of.to_owned(),
        orders: orders.to_owned(),
        register: register.to_owned(),
        state: state.to_owned(),
        badge: if agrees { Badge::new(Verdict::Pass, "Agree") } else { Badge::new(Verdict::Stop, "Differ") },
    };
    vec![
        total("Cannabis, before tax, USD", ["4812.50", "4810.50", "4812.50"], false),
        total("Other goods, before tax, USD", ["96.00", "96.00", "not kept"], true),
        total("Cannabis counted, each", ["161"; 3], true),
    ]
}

fn sample_differences() -> Vec<DifferenceRow> {
    let said = |book: &str, words: &str| (book.to_owned(), words.to_owned());
    let then = "Find the promotion or the price that differs; correct the sale or accept with the reason.";
    vec![
        DifferenceRow {
            class: "sale-amount".to_owned(),
            about: "CS-1285 GF35".to_owned(),
            href: Some("/orders/ord_1285".to_owned()),
            means: "The register took another amount of money for a product.".to_owned(),
            says: vec![said("order", "2 each, 52.00 USD"), said("register", "2 each, 50.00 USD")],
            gap: "register -2.00 USD".to_owned(),
            badge: Badge::new(Verdict::Stop, "Open"),
            then: then.to_owned(),
            accept: Some(Acceptance {
                key: "sale-amount/CS-1285/GF35".to_owned(),
                reason: Field::text("reason", "Reason to let it stand").id("reason-0").required(),
            }),
            post: None,
        },
        DifferenceRow {
            class: "order-open".to_owned(),
            about: "CS-1297".to_owned(),
            href: Some("/orders/ord_1297".to_owned()),
            means: "The order is still open at the close.".to_owned(),
            says: vec![said("order", "the order is `ready`")],
            gap: String::new(),
            badge: Badge::new(Verdict::Pass, "Accepted"),
            then: "Kofi Adjei at 22:08: to be picked up tomorrow".to_owned(),
            accept: None,
            post: None,
        },
    ]
}

fn sample_days() -> Vec<DayRow> {
    let day = |day: &str, badge, what: &str, here| DayRow {
        day: day.to_owned(),
        href: format!("/close/{day}"),
        badge,
        what: what.to_owned(),
        here,
    };
    let signed = Badge::new(Verdict::Pass, "Signed");
    vec![
        day("2026-11-21", Badge::new(Verdict::Wait, "Not signed"), "118 orders sold", true),
        day("2026-11-20", signed, "97 orders sold, signed by Ines Marrow", false),
    ]
}
