//! The rulebook: every rule in force, in plain words, with its citation and how sure we are of it.

mod browse;
pub mod calculator;
mod headline;
mod law;
mod parts;
mod questions;
pub mod settle;

use askama::Template;
use axum::Router;
use axum::routing::get;
use serde::Deserialize;

use crate::serve::Web;
use crate::shell::{Room, Shell, Theme};
use crate::ui::{Badge, Empty, Fact, Verdict};

pub(crate) use browse::SOON_DAYS;
pub use headline::Headline;
pub(crate) use law::how_sure;
pub(crate) use settle::settle_path;

pub fn routes() -> Router<Web> {
    Router::new()
        .route("/rulebook", get(browse::list))
        .route("/rulebook/{jurisdiction}", get(browse::place))
        .route("/rulebook/{jurisdiction}/calculator", get(calculator::page))
        .route("/rulebook/{jurisdiction}/settle/{*id}", get(settle::page).post(settle::post))
        .route("/rulebook/{jurisdiction}/{*rule}", get(browse::rule))
}

/// `GET /rulebook?q=`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    pub q: String,
}

/// `GET /rulebook`
#[derive(Debug, Clone, Template)]
#[template(path = "rulebook/list.html")]
pub struct RulebookPage {
    pub shell: Shell,
    pub summary: String,
    /// What was typed into the filter.
    pub q: String,
    pub filtered: bool,
    /// `34`, or `2 of 34`.
    pub shown: String,
    pub jurisdictions: Vec<Jurisdiction>,
    pub empty: Option<Empty>,
    /// What changes soon.
    pub soon: Vec<Change>,
}

#[derive(Debug, Clone)]
pub struct Jurisdiction {
    pub code: String,
    pub name: String,
    pub adult: Headline,
    pub medical: Headline,
    pub rules: String,
    /// Questions that the sources leave open and nobody has settled.
    pub open: usize,
    pub read: String,
    /// Whether all of its entries may be decided by without a person.
    pub confidence: Badge,
    pub ours: bool,
}

#[derive(Debug, Clone)]
pub struct Change {
    pub when: String,
    pub text: String,
    pub href: String,
}

/// `GET /rulebook/{jurisdiction}`
#[derive(Debug, Clone, Template)]
#[template(path = "rulebook/jurisdiction.html")]
pub struct JurisdictionPage {
    pub shell: Shell,
    pub code: String,
    pub name: String,
    pub summary: String,
    pub topics: Vec<Topic>,
    pub open: Vec<OpenItem>,
    /// What begins or ends from now on.
    pub soon: Vec<Change>,
    /// Whether who asks may try a cart.
    pub may_ask: bool,
}

/// One question that the sources leave open.
#[derive(Debug, Clone)]
pub struct OpenItem {
    pub id: String,
    /// Where it is settled.
    pub href: String,
    pub asks: String,
    /// Whether a reading is adopted.
    pub settled: bool,
    /// Which carts it can decide: `adult sales with flower, preroll`.
    pub concerns: String,
    pub readings: Vec<ReadingItem>,
}

#[derive(Debug, Clone)]
pub struct ReadingItem {
    pub id: String,
    pub plain: String,
    pub source: Option<String>,
    /// `the stricter: it forbids more`
    pub strictness: &'static str,
    pub adopted: bool,
    /// What holds only under it.
    pub parts: Vec<HeldPart>,
}

#[derive(Debug, Clone)]
pub struct HeldPart {
    pub name: String,
    /// `at most 1 oz a day`; empty for what has no number.
    pub amount: String,
    /// `adult, from 1 Jan 2020`
    pub rule: String,
    pub href: String,
}

#[derive(Debug, Clone)]
pub struct Topic {
    pub name: String,
    pub rules: Vec<RuleLine>,
}

#[derive(Debug, Clone)]
pub struct RuleLine {
    pub id: String,
    pub plain: String,
    pub citation: String,
    pub since: String,
    pub confidence: Badge,
}

/// `GET /rulebook/{jurisdiction}/{*rule}`
#[derive(Debug, Clone, Template)]
#[template(path = "rulebook/rule.html")]
pub struct RulePage {
    pub shell: Shell,
    pub code: String,
    pub jurisdiction: String,
    pub id: String,
    pub title: String,
    pub confidence: Badge,
    pub confidence_why: String,
    pub plain: Vec<String>,
    /// Limits, bars and what else a purchase rule is made of; empty for other entries.
    pub parts: Vec<PartRow>,
    pub numbers: Vec<Fact>,
    pub sources: Vec<Source>,
    pub versions: Vec<Version>,
}

/// One limit, bar, gate, exclusive or exemption.
#[derive(Debug, Clone)]
pub struct PartRow {
    pub name: String,
    /// `at most 1 oz a day`; empty for what has no number.
    pub amount: String,
    /// How each kind of line counts.
    pub counts: Vec<String>,
    pub note: Option<String>,
    /// What breaking it does, where that is not a denial.
    pub effect: Option<Badge>,
    /// The readings under which alone it holds.
    pub under: Vec<Under>,
    pub citation: String,
    pub url: String,
    pub confidence: Badge,
}

/// One reading of an open question.
#[derive(Debug, Clone)]
pub struct Under {
    pub asks: String,
    pub plain: String,
    pub href: String,
}

#[derive(Debug, Clone)]
pub struct Source {
    pub citation: String,
    pub url: String,
    /// What was read.
    pub title: String,
    pub read: String,
}

#[derive(Debug, Clone)]
pub struct Version {
    pub from: String,
    pub until: String,
    pub text: String,
    pub href: String,
    pub current: bool,
}

fn sure() -> Badge {
    Badge::new(Verdict::Pass, "High")
}

impl RulebookPage {
    pub fn sample() -> Self {
        let place = |code: &str, name: &str, adult, medical, open, confidence| Jurisdiction {
            code: code.to_owned(),
            name: name.to_owned(),
            adult,
            medical,
            open,
            rules: "14".to_owned(),
            read: "20 Nov 2026".to_owned(),
            confidence,
            ours: code == "us-co",
        };
        let may = |text: &str, note: &str| Headline::new(text, note, false);
        Self {
            shell: Shell::sample(Room::Rulebook, "Rulebook"),
            summary: "14 rules in force for your stores, all read since 20 Nov 2026. A rule nobody is sure of answers unknown.".to_owned(),
            q: String::new(),
            filtered: false,
            shown: "3".to_owned(),
            empty: None,
            jurisdictions: vec![
                place(
                    "us-co",
                    "Colorado",
                    may("1 oz a day", "flower and its equivalents"),
                    may("2 oz a day", "flower, and 2 amounts more"),
                    2,
                    sure(),
                ),
                place(
                    "us-il",
                    "Illinois",
                    may("30 g a purchase", "flower, and 2 amounts more; from elsewhere: 15 g a purchase"),
                    may("2.5 oz in 14 days", "usable cannabis"),
                    1,
                    sure(),
                ),
                place(
                    "us-tx",
                    "Texas",
                    Headline::new("no adult sale", "There is no adult sale here", true),
                    Headline::new("no sure amount", "the page has what is known", true),
                    0,
                    Badge::new(Verdict::Unknown, "1 of 3 unsure"),
                ),
            ],
            soon: vec![Change {
                when: "1 Jan 2027".to_owned(),
                text: "Colorado: labels of concentrate carry a new dose statement".to_owned(),
                href: "/rulebook/us-co/adult-transaction".to_owned(),
            }],
        }
    }
}

impl JurisdictionPage {
    pub fn sample() -> Self {
        let rule = |id: &str, plain: &str, citation: &str, confidence| RuleLine {
            id: id.to_owned(),
            plain: plain.to_owned(),
            citation: citation.to_owned(),
            since: "1 Oct 2016".to_owned(),
            confidence,
        };
        Self {
            shell: Shell::sample(Room::Rulebook, "Colorado"),
            open: vec![OpenItem::sample()],
            soon: Vec::new(),
            may_ask: true,
            code: "us-co".to_owned(),
            name: "Colorado".to_owned(),
            summary: "14 rules, read 20 Nov 2026. Your two stores sell under them.".to_owned(),
            topics: vec![
                Topic {
                    name: "Purchase limits".to_owned(),
                    rules: vec![
                        rule(
                            "adult-transaction",
                            "An adult may buy one ounce of flower, or its equivalent, in one day",
                            "1 CCR 212-3, Rule 6-110(C)",
                            sure(),
                        ),
                        rule(
                            "medical-day",
                            "A patient may buy two ounces of flower in one day unless the physician wrote more",
                            "1 CCR 212-3, Rule 5-115",
                            sure(),
                        ),
                    ],
                },
                Topic {
                    name: "Identity and age".to_owned(),
                    rules: vec![rule(
                        "proof-of-age",
                        "Nobody under 21 is sold to; a valid government identification proves it",
                        "1 CCR 212-3, Rule 3-405",
                        Badge::new(Verdict::Unknown, "Medium"),
                    )],
                },
            ],
        }
    }
}

impl RulePage {
    pub fn sample() -> Self {
        Self {
            shell: Shell::sample(Room::Rulebook, "Adult purchase limit"),
            code: "us-co".to_owned(),
            jurisdiction: "Colorado".to_owned(),
            id: "us-co/adult-transaction".to_owned(),
            title: "What an adult may buy in one day".to_owned(),
            confidence: sure(),
            confidence_why: "Read in the rule itself; a second reader agreed.".to_owned(),
            plain: vec![
                "An adult may buy one ounce of flower in one day.".to_owned(),
                "Eight grams of concentrate, or 800 milligrams of THC in products, count as that ounce."
                    .to_owned(),
                "What is bought in several visits on one day counts as one purchase.".to_owned(),
            ],
            parts: PartRow::sample(),
            numbers: vec![Fact::new("For", "adult"), Fact::new("Does not count", "seed, topical")],
            sources: vec![Source {
                citation: "1 CCR 212-3, Rule 6-110(C)".to_owned(),
                url: "https://www.sos.state.co.us/CCR/".to_owned(),
                title: "Colorado Marijuana Rules, part 6".to_owned(),
                read: "20 Nov 2026".to_owned(),
            }],
            versions: vec![
                Version {
                    from: "1 Oct 2016".to_owned(),
                    until: "now".to_owned(),
                    text: "One ounce, equivalents in force".to_owned(),
                    href: "/rulebook/us-co/purchase-limit/adult-2016".to_owned(),
                    current: true,
                },
                Version {
                    from: "1 Jan 2014".to_owned(),
                    until: "30 Sep 2016".to_owned(),
                    text: "One ounce for residents, a quarter for visitors".to_owned(),
                    href: "/rulebook/us-co/purchase-limit/adult-2014".to_owned(),
                    current: false,
                },
            ],
        }
    }
}

impl OpenItem {
    fn sample() -> Self {
        Self {
            id: "visit-or-day".to_owned(),
            href: settle_path("us-co/purchase-limit/visit-or-day"),
            asks: "Does the amount bound one visit, or all visits of a day?".to_owned(),
            settled: false,
            concerns: "adult sales with flower, preroll".to_owned(),
            readings: vec![
                ReadingItem {
                    id: "visit".to_owned(),
                    plain: "Each visit is counted by itself".to_owned(),
                    source: None,
                    strictness: "the widest: it forbids nothing more",
                    adopted: false,
                    parts: Vec::new(),
                },
                ReadingItem {
                    id: "day".to_owned(),
                    plain: "Visits of one day are counted together".to_owned(),
                    source: Some("https://www.sos.state.co.us/CCR/".to_owned()),
                    strictness: "the stricter: it forbids more",
                    adopted: false,
                    parts: vec![HeldPart {
                        name: "Flower and its equivalents, all visits".to_owned(),
                        amount: "at most 1 oz a day".to_owned(),
                        rule: "adult, from 1 Oct 2016".to_owned(),
                        href: "/rulebook/us-co/purchase-limit/adult-2016".to_owned(),
                    }],
                },
            ],
        }
    }
}

impl PartRow {
    fn sample() -> Vec<Self> {
        vec![
            Self {
                name: "Flower and its equivalents".to_owned(),
                amount: "at most 1 oz a day".to_owned(),
                counts: vec![
                    "Flower, preroll: by grams".to_owned(),
                    "Concentrate, vape: by grams, 8 g fills the cap".to_owned(),
                ],
                note: None,
                effect: None,
                under: Vec::new(),
                citation: "1 CCR 212-3, Rule 6-110(C)".to_owned(),
                url: "https://www.sos.state.co.us/CCR/".to_owned(),
                confidence: sure(),
            },
            Self {
                name: "Flower and its equivalents, all visits".to_owned(),
                amount: "at most 1 oz a day".to_owned(),
                counts: vec!["Flower, preroll: by grams".to_owned()],
                note: Some("What other stores sold is not known here".to_owned()),
                effect: Some(Badge::new(Verdict::Unknown, "Broken: unknown")),
                under: vec![Under {
                    asks: "Does the amount bound one visit, or all visits of a day?".to_owned(),
                    plain: "visits of one day are counted together".to_owned(),
                    href: "/rulebook/us-co#open-visit-or-day".to_owned(),
                }],
                citation: "1 CCR 212-3, Rule 6-110(C)".to_owned(),
                url: "https://www.sos.state.co.us/CCR/".to_owned(),
                confidence: sure(),
            },
        ]
    }
}
