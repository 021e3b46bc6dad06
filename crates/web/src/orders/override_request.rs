//! Asking a second person to let a check count as passed. The law decides which checks allow it at all.

use askama::Template;
use serde::Deserialize;

use super::order_sample;
use crate::shell::{Room, Shell, Theme};
use crate::ui::{Field, Kind, Person, Verdict};

/// `POST /orders/{id}/override`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct OverrideForm {
    pub csrf: String,
    pub version: String,
    /// The check's key, as on the order page: `identity`.
    pub check: String,
    /// At least one full sentence; an inspector reads it.
    pub ground: String,
}

#[derive(Debug, Clone, Template)]
#[template(path = "orders/override_request.html")]
pub struct OverridePage {
    pub shell: Shell,
    pub id: String,
    pub version: String,
    pub number: String,
    pub customer: Person,
    pub checks: Vec<OverrideChoice>,
    pub ground: Field,
    /// Who may countersign it.
    pub who: String,
    pub error: Option<String>,
}

/// One check that does not pass, and whether the rules let two people override it.
#[derive(Debug, Clone)]
pub struct OverrideChoice {
    pub key: String,
    pub verdict: Verdict,
    pub name: String,
    pub found: String,
    /// Why it cannot be overridden; `None` where it can.
    pub never: Option<String>,
    pub chosen: bool,
}

impl OverridePage {
    pub fn sample() -> Self {
        let choice = |key: &str, verdict, name: &str, found: &str, never: Option<&str>| OverrideChoice {
            key: key.to_owned(),
            verdict,
            name: name.to_owned(),
            found: found.to_owned(),
            never: never.map(str::to_owned),
            chosen: never.is_none(),
        };
        let ground = Field::new("ground", "Ground, for the record", Kind::Area).required().value("ok");
        Self {
            shell: order_sample::page_shell("Ask for an override", "/orders/ord_1290/override"),
            id: "ord_1290".to_owned(),
            version: "3".to_owned(),
            number: "1290".to_owned(),
            customer: Person::named("Ilse Vandermark"),
            checks: vec![
                choice(
                    "identity",
                    Verdict::Unknown,
                    "Identity",
                    "The profile has no identification yet",
                    None,
                ),
                choice(
                    "purchase-limit",
                    Verdict::Stop,
                    "Purchase limit",
                    "Over by 1.20 g",
                    Some("Colorado lets no one override a purchase limit (Rule 6-110(C))."),
                ),
            ],
            ground: ground.error("Write at least one full sentence; an inspector will read it."),
            who: "A compliance officer or a manager other than you countersigns it.".to_owned(),
            error: None,
        }
    }
}
