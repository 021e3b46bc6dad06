//! Handing an order over: the licence's barcode is read, compared, and only then the sale completes.

use askama::Template;
use serde::Deserialize;

use super::order_sample::{self, form, post};
use crate::shell::{Room, Shell, Theme};
use crate::ui::{Action, Badge, Field, How, Kind, Person, Tone, Verdict};

/// `POST /orders/{id}/hand-over`
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct HandOverForm {
    pub csrf: String,
    pub version: String,
    /// The AAMVA text as the scanner typed it. Sealed on arrival, never shown again.
    pub barcode: String,
}

/// Longest text a PDF417 licence barcode holds, with room for what scanners add.
pub const BARCODE_MAX: usize = 4_000;

#[derive(Debug, Clone, Template)]
#[template(path = "orders/hand_over.html")]
pub struct HandOverPage {
    pub shell: Shell,
    pub id: String,
    pub version: String,
    pub number: String,
    pub customer: Person,
    /// `Ready, shelf B4. To pay: 140.26`
    pub summary: String,
    pub step: HandOverStep,
    pub error: Option<String>,
    /// What the scanner has typed so far; only a demo, which has no scanner, fills it in.
    pub typed: String,
    /// A demo's licences, held out to a scanner that is not there.
    pub held_out: Vec<Action>,
    /// Back ways: cancel, ask for an override.
    pub others: Vec<Action>,
}

#[derive(Debug, Clone)]
pub enum HandOverStep {
    /// Waiting for the scan.
    Scan,
    /// What the scan said, line by line, and what can be pressed now.
    Scanned { outcome: Badge, findings: Vec<Finding>, actions: Vec<Action> },
}

#[derive(Debug, Clone)]
pub struct Finding {
    pub verdict: Verdict,
    pub name: String,
    pub found: String,
}

impl HandOverPage {
    pub fn sample() -> Self {
        Self {
            shell: order_sample::page_shell("Hand over 1281", "/orders/ord_1281/hand-over"),
            id: "ord_1281".to_owned(),
            version: "5".to_owned(),
            number: "1281".to_owned(),
            customer: Person::named("Fenella Roark"),
            summary: "Ready on shelf B4. To pay: $140.26.".to_owned(),
            step: HandOverStep::Scan,
            error: None,
            typed: String::new(),
            held_out: Vec::new(),
            others: vec![form("Cancel the order", Tone::Quiet, "/orders/ord_1281/cancellation")],
        }
    }

    /// In a demo, before the scan.
    pub fn sample_demo() -> Self {
        let to = "/orders/ord_1281/hand-over?licence=theirs".to_owned();
        let action = Action::new("Hold out Fenella Roark's licence", Tone::Plain, How::Open { to });
        Self { held_out: vec![action], ..Self::sample() }
    }

    /// After a scan that agrees.
    pub fn sample_scanned() -> Self {
        let finding = |verdict, name: &str, found: &str| Finding {
            verdict,
            name: name.to_owned(),
            found: found.to_owned(),
        };
        Self {
            step: HandOverStep::Scanned {
                outcome: Badge::new(Verdict::Pass, "The licence agrees with the order"),
                findings: vec![
                    finding(Verdict::Pass, "Name and birth date", "as on the profile"),
                    finding(Verdict::Pass, "Age", "41 today"),
                    finding(Verdict::Pass, "Licence", "Colorado, expires 2 Aug 2030"),
                    finding(Verdict::Pass, "Purchase limit", "checked again now: 7 g of 28.35 g"),
                ],
                actions: vec![
                    post("Complete: paid and handed over", Tone::Primary, "/orders/ord_1281/completion")
                        .with_icon("pen")
                        .with_key("a"),
                ],
            },
            ..Self::sample()
        }
    }

    /// The one field of the scan step; a scanner types into it and ends with Enter.
    fn barcode(&self) -> Field {
        let mut field = Field::new("barcode", "Scan the back of the licence", Kind::Area).required().focus();
        field.max = BARCODE_MAX;
        field.value = self.typed.clone();
        field.note = Some("The scanner types into this field. What it reads is sealed at once.".to_owned());
        field.error = self.error.clone();
        field
    }
}
