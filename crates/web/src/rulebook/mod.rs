//! The rulebook: every rule in force, in plain words, with its citation and how sure we are of it.

mod browse;
mod law;

use askama::Template;
use axum::Router;
use axum::routing::get;

use crate::serve::Web;
use crate::shell::{Room, Shell, Theme};
use crate::ui::{Badge, Fact, Verdict};

pub fn routes() -> Router<Web> {
    Router::new()
        .route("/rulebook", get(browse::list))
        .route("/rulebook/{jurisdiction}", get(browse::place))
        .route("/rulebook/{jurisdiction}/{*rule}", get(browse::rule))
}

/// `GET /rulebook`
#[derive(Debug, Clone, Template)]
#[template(path = "rulebook/list.html")]
pub struct RulebookPage {
    pub shell: Shell,
    pub summary: String,
    pub jurisdictions: Vec<Jurisdiction>,
    /// What changes soon.
    pub soon: Vec<Change>,
}

#[derive(Debug, Clone)]
pub struct Jurisdiction {
    pub code: String,
    pub name: String,
    pub adult: String,
    pub medical: String,
    pub rules: String,
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
    pub numbers: Vec<Fact>,
    pub sources: Vec<Source>,
    pub versions: Vec<Version>,
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
        let place = |code: &str, name: &str, adult: &str, medical: &str, confidence, ours| Jurisdiction {
            code: code.to_owned(),
            name: name.to_owned(),
            adult: adult.to_owned(),
            medical: medical.to_owned(),
            rules: "14".to_owned(),
            read: "20 Nov 2026".to_owned(),
            confidence,
            ours,
        };
        Self {
            shell: Shell::sample(Room::Rulebook, "Rulebook"),
            summary: "14 rules in force for your stores, all read since 20 Nov 2026. A rule nobody is sure of answers unknown.".to_owned(),
            jurisdictions: vec![
                place("us-co", "Colorado", "1 oz a day", "2 oz a day", sure(), true),
                place("us-nm", "New Mexico", "2 oz a purchase", "425 units in 90 days", Badge::new(Verdict::Unknown, "Medium"), false),
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
            numbers: vec![
                Fact::new("Cap", "28.349523125 g of flower"),
                Fact::new("1 g concentrate", "counts as 3.5437 g"),
                Fact::new("100 mg THC in products", "counts as 3.5437 g"),
                Fact::new("Counts over", "one business day of the store"),
            ],
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
