//! Promotions: the list, the form, and one of them with its prices and what the law says.

use askama::Template;
use serde::Deserialize;

use super::wording::HitRow;
use super::{Leaf, PROMOTIONS, sample_leaves};
use crate::shell::{Room, Shell, Theme};
use crate::ui::{Badge, Empty, Fact, Field, Verdict};

/// `POST /menu/promotions/{id}/…`: what is done with the version that was seen.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct DeedForm {
    pub csrf: String,
    pub version: i64,
    /// How the register has it.
    pub register_name: String,
    pub ground: String,
    pub reason: String,
}

/// `GET /menu/promotions`
#[derive(Debug, Clone, Template)]
#[template(path = "menu/promotions.html")]
pub struct PromotionsPage {
    pub shell: Shell,
    pub leaves: Vec<Leaf>,
    pub summary: String,
    pub may_draft: bool,
    pub lines: Vec<PromotionLine>,
    pub empty: Option<Empty>,
}

#[derive(Debug, Clone)]
pub struct PromotionLine {
    pub id: String,
    pub name: String,
    /// What it does, in a sentence.
    pub gives: String,
    pub state: Badge,
    pub places: &'static str,
    pub when: String,
}

/// `GET /menu/promotions/new`, `GET /menu/promotions/{id}/version`
#[derive(Debug, Clone, Template)]
#[template(path = "menu/promotion_form.html")]
pub struct PromotionFormPage {
    pub shell: Shell,
    pub title: String,
    pub back: String,
    pub back_words: String,
    pub action: String,
    /// The newest version that was seen; nought for a new one.
    pub seen: i64,
    pub error: Option<String>,
    pub parts: Vec<FormPart>,
}

#[derive(Debug, Clone)]
pub struct FormPart {
    pub title: &'static str,
    pub fields: Vec<Field>,
}

/// `GET /menu/promotions/{id}`
#[derive(Debug, Clone, Template)]
#[template(path = "menu/promotion.html")]
pub struct PromotionPage {
    pub shell: Shell,
    pub id: String,
    pub name: String,
    pub gives: String,
    pub state: Badge,
    pub error: Option<String>,
    pub obstacles: Vec<String>,
    pub facts: Vec<Fact>,
    /// Where it is written anew; none where one may not.
    pub edit: Option<String>,
    pub edit_words: &'static str,
    pub examples: Vec<ExampleLine>,
    /// That there are more than are shown.
    pub more: Option<String>,
    pub law: Badge,
    pub law_words: String,
    pub reasons: Vec<Reason>,
    pub wording: Badge,
    pub wording_words: &'static str,
    pub hits: Vec<HitRow>,
    /// What may be done, in order.
    pub deeds: Vec<Deed>,
    pub versions: Vec<VersionLine>,
}

#[derive(Debug, Clone)]
pub struct ExampleLine {
    pub name: String,
    /// `Adult use, on the web`
    pub whom: String,
    pub units: i64,
    pub shelf: String,
    pub net: String,
    pub cheapest: String,
}

#[derive(Debug, Clone)]
pub struct Reason {
    pub badge: Badge,
    pub practice: String,
    pub plain: String,
    /// Empty where no rule is on file.
    pub citation: String,
    pub url: String,
    pub read_on: String,
    pub rule: String,
}

/// One thing that may be done.
#[derive(Debug, Clone)]
pub struct Deed {
    pub title: &'static str,
    pub path: &'static str,
    pub version: i64,
    pub note: &'static str,
    pub field: Option<Field>,
    pub button: &'static str,
    pub class: &'static str,
}

#[derive(Debug, Clone)]
pub struct VersionLine {
    pub number: i64,
    pub record: String,
    pub state: Badge,
    pub written: String,
    pub live: String,
    pub countersigned: String,
    pub ended: String,
}

pub(super) fn go_live(version: i64, at_register: bool) -> Deed {
    let field = Field::text("register_name", "What it is called at the register").required();
    let field =
        field.note("Whoever walks in pays there: enter it at the register first, with the same terms.");
    Deed {
        title: "Take it live",
        path: "going-live",
        version,
        note: "Where the law allows it, it holds from its first day on. Where the law leaves it to people, somebody else signs first.",
        field: at_register.then_some(field),
        button: "Take it live",
        class: "btn-primary",
    }
}

pub(super) fn countersign(version: i64) -> Deed {
    Deed {
        title: "Countersign",
        path: "countersignature",
        version,
        note: "Somebody asked for it and the law leaves it to people. Your ground goes on the record.",
        field: Some(Field::text("ground", "Why it may go live").required()),
        button: "Countersign",
        class: "btn-primary",
    }
}

pub(super) fn refuse(version: i64) -> Deed {
    Deed {
        title: "Turn it down",
        path: "refusal",
        version,
        note: "It stays to be looked at, and does not go live.",
        field: Some(Field::text("reason", "Why it is turned down").id("refusal-reason").required()),
        button: "Turn it down",
        class: "btn-stop",
    }
}

pub(super) fn end(version: i64) -> Deed {
    Deed {
        title: "End it",
        path: "end",
        version,
        note: "From now on nobody is promised its price. Orders that were placed before keep theirs.",
        field: Some(Field::text("reason", "Why it ends").id("end-reason").required()),
        button: "End it now",
        class: "btn-stop",
    }
}

impl PromotionsPage {
    pub fn sample() -> Self {
        let line = |id: &str, name: &str, gives: &str, verdict, state: &str, places| PromotionLine {
            id: id.to_owned(),
            name: name.to_owned(),
            gives: gives.to_owned(),
            state: Badge::new(verdict, state),
            places,
            when: "from 2026-11-22 until 2026-11-29".to_owned(),
        };
        Self {
            shell: Shell::sample(Room::Menu, "Promotions"),
            leaves: sample_leaves(PROMOTIONS),
            summary: "1 is live.".to_owned(),
            may_draft: true,
            lines: vec![
                line(
                    "pmo_one",
                    "Late week",
                    "10 % off each unit of Flower.",
                    Verdict::Pass,
                    "Live",
                    "On every channel",
                ),
                line(
                    "pmo_two",
                    "Two for less",
                    "For every 1 of Edibles, 1 of the same at 50 % off.",
                    Verdict::Wait,
                    "To be countersigned",
                    "On the web only",
                ),
                line(
                    "pmo_three",
                    "Old offer",
                    "$5.00 off each unit of Vape.",
                    Verdict::NotNeeded,
                    "Ended",
                    "On every channel",
                ),
            ],
            empty: None,
        }
    }

    pub fn sample_empty() -> Self {
        let empty =
            Empty::new("shop", "No promotion yet.", "Drafts, live ones and ended ones are listed here.");
        Self { lines: Vec::new(), summary: "None is live.".to_owned(), empty: Some(empty), ..Self::sample() }
    }
}

impl PromotionFormPage {
    pub fn sample() -> Self {
        let form = super::promotion_form::TermsForm::default();
        Self {
            shell: Shell::sample(Room::Menu, "New promotion"),
            title: "New promotion".to_owned(),
            back: PROMOTIONS.1.to_owned(),
            back_words: "Promotions".to_owned(),
            action: PROMOTIONS.1.to_owned(),
            seen: 0,
            error: Some("`name` has 1 to 80 characters; give it a short name.".to_owned()),
            parts: super::promotion_form::parts(&form),
        }
    }
}

impl PromotionPage {
    pub fn sample() -> Self {
        let example = |name: &str, shelf: &str, net: &str| ExampleLine {
            name: name.to_owned(),
            whom: "Adult use, on the web".to_owned(),
            units: 1,
            shelf: shelf.to_owned(),
            net: net.to_owned(),
            cheapest: net.to_owned(),
        };
        let reason = |verdict, words: &str, practice: &str, plain: &str| Reason {
            badge: Badge::new(verdict, words),
            practice: practice.to_owned(),
            plain: plain.to_owned(),
            citation: "Statements of the Division".to_owned(),
            url: "https://example.invalid/rule".to_owned(),
            read_on: "2026-11-22".to_owned(),
            rule: "us-co/promotion/price".to_owned(),
        };
        Self {
            shell: Shell::sample(Room::Menu, "Late week"),
            id: "pmo_one".to_owned(),
            name: "Late week".to_owned(),
            gives: "10 % off each unit of Flower.".to_owned(),
            state: Badge::new(Verdict::Wait, "To be countersigned"),
            error: None,
            obstacles: Vec::new(),
            facts: vec![
                Fact::new("Where", "On every channel"),
                Fact::new("When", "from 2026-11-22 until 2026-11-29"),
                Fact::new("For", "Everybody"),
            ],
            edit: Some("/menu/promotions/pmo_one/version".to_owned()),
            edit_words: "Change the draft",
            examples: vec![
                example("Gale Fork, flower 3.5 g", "$26.00", "$23.40"),
                example("Ridge Line, flower 7 g", "$44.00", "$39.60"),
            ],
            more: None,
            law: Badge::new(Verdict::Unknown, "A person decides"),
            law_words: "The law leaves this to people: two sign.".to_owned(),
            reasons: vec![
                reason(
                    Verdict::Unknown,
                    "A person decides",
                    "A price below cost, adult",
                    "The till tells no cost, so nobody can say.",
                ),
                reason(Verdict::Pass, "Allowed", "A price cut, adult", "Discounts are not banned."),
            ],
            wording: Badge::new(Verdict::Pass, "Nothing found"),
            wording_words: "Nothing was found that the law speaks of, as far as it was read.",
            hits: Vec::new(),
            deeds: vec![countersign(1), refuse(1)],
            versions: vec![VersionLine {
                number: 1,
                record: "/record/812".to_owned(),
                state: Badge::new(Verdict::Wait, "To be countersigned"),
                written: "09:12, Jo Rivera".to_owned(),
                live: String::new(),
                countersigned: String::new(),
                ended: String::new(),
            }],
        }
    }

    /// A draft that the till could not ring up.
    pub fn sample_held() -> Self {
        let mut page = Self::sample();
        page.state = Badge::new(Verdict::NotNeeded, "Draft");
        page.error = Some("The law does not allow it: no giveaways.".to_owned());
        page.obstacles = vec![
            "The till (dutchie_pos) takes no discount from outside (discounts are the register's own), so it would ask another price than the one promised.".to_owned(),
        ];
        page.law = Badge::new(Verdict::Stop, "Not allowed");
        page.law_words = "The law does not allow it: it goes live by nobody's hand.".to_owned();
        page.hits =
            super::wording::WordingPage::sample().checked.map(|checked| checked.hits).unwrap_or_default();
        page.wording = Badge::new(Verdict::Stop, "Violation");
        page.examples = Vec::new();
        page.deeds = vec![go_live(1, true)];
        page
    }

    pub fn sample_live() -> Self {
        let mut page = Self::sample();
        page.state = Badge::new(Verdict::Pass, "Live");
        page.edit_words = "Write a new version";
        page.deeds = vec![end(1)];
        page
    }
}
